//! `rollbook institution list`.

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;
use crate::words::text::{limit, number};

pub fn run(context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let list = ledger.reader(&caller)?.institutions()?;
    context.done(&list, |list| {
        if list.institutions.is_empty() {
            return "there are no institutions: add one with `rollbook institution add`".to_owned();
        }
        let mut table = Table::new(&[
            ">institution",
            "name",
            "import_id",
            "parent",
            ">seats in use",
            ">limit",
        ]);
        for institution in &list.institutions {
            table.row([
                Some(institution.institution.to_string()),
                Some(institution.name.clone()),
                institution.import_id.clone(),
                institution.parent.map(|parent| parent.to_string()),
                Some(number(institution.in_use)),
                Some(limit(institution.limit)),
            ]);
        }
        table.render("")
    })
}
