//! Events as people read them: a line each.

use rollbook_service::answers::EventList;

use super::account::next_page;
use super::text::{count, time};
use crate::table::Table;

/// A table, and where the next page starts.
pub fn list(list: &EventList) -> String {
    let mut text = match list.events.is_empty() {
        true => "no event fits\n".to_owned(),
        false => table(list),
    };
    if let Some(many) = list.count {
        text += &format!("\n{} in all\n", count(many, "event"));
    }
    text + &next_page(list.next.as_deref())
}

fn table(list: &EventList) -> String {
    let mut table = Table::new(&["time", ">position", "what happened"]);
    for event in &list.events {
        table.row([
            Some(time(&event.at)),
            Some(event.position.to_string()),
            Some(event.sentence.clone()),
        ]);
    }
    table.render("")
}
