//! What the events say, told by a table of its own, is what every view shows at every position: a
//! wrong `evolve` cannot hide here, because nothing of it is used.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rollbook_domain::Position;
use rollbook_service::answers::{Event, EventData, SeatStep};
use rollbook_service::{
    AccountQuery, Direction, EventSearch, Moment, Page, Reader, SeatQuery, Status,
};

use crate::random_history::{district, steps, take};

/// One account by the names of its events.
#[derive(Clone, Default, PartialEq, Debug)]
struct Modelled {
    institution: u64,
    blocked: bool,
    deactivated: bool,
    deleted: bool,
}

impl Modelled {
    fn follow(&mut self, event: &Event) {
        self.institution = event.institution.unwrap_or(self.institution);
        match event.kind.as_str() {
            "AccountCreated" => {
                self.blocked =
                    matches!(event.data, EventData::AccountCreated { blocked: true, .. });
            }
            "AccountDisabled" => self.blocked = true,
            "AccountEnabled" => self.blocked = false,
            "AccountDeactivated" => self.deactivated = true,
            "AccountReactivated" => self.deactivated = false,
            "AccountDeleted" => self.deleted = true,
            _ => {}
        }
    }

    /// By the table of statuses.
    fn status(&self) -> &'static str {
        match (self.deleted, self.deactivated, self.blocked) {
            (true, ..) => "deleted",
            (_, true, _) => "deactivated",
            (_, _, true) => "disabled",
            _ => "active",
        }
    }
}

type Model = BTreeMap<String, Modelled>;

/// Every event of the log, oldest first.
fn events(reader: &Reader<'_>) -> Vec<Event> {
    let mut page = Page {
        direction: Direction::OldestFirst,
        limit: 1000,
        ..Page::default()
    };
    let mut events = Vec::new();
    loop {
        let list = reader
            .events(&EventSearch::default(), &page)
            .expect("a page");
        events.extend(list.events);
        page.cursor = list.next;
        if page.cursor.is_none() {
            return events;
        }
    }
}

fn in_use(model: &Model) -> BTreeMap<u64, u64> {
    let mut in_use = BTreeMap::new();
    for account in model
        .values()
        .filter(|account| account.status() == "active")
    {
        *in_use.entry(account.institution).or_default() += 1;
    }
    in_use
}

/// Id, status and institution of everybody who is there now, as told at a position.
fn listed(reader: &Reader<'_>, at: Moment) -> Vec<(String, String, u64)> {
    let query = AccountQuery {
        statuses: vec![Status::Active, Status::Disabled, Status::Deactivated],
        limit: 1000,
        as_of: Some(at),
        ..AccountQuery::default()
    };
    let accounts = reader.accounts(&query).expect("a list").accounts;
    let row = |account: rollbook_service::answers::Account| {
        (account.account_id, account.status, account.institution)
    };
    accounts.into_iter().map(row).collect()
}

/// The seats of each institution that has some in use.
fn seats(reader: &Reader<'_>, at: Moment) -> (BTreeMap<u64, u64>, u64) {
    let seats = reader.seats_at(Some(at)).expect("seats");
    let of_each = seats
        .seats
        .iter()
        .map(|seats| (seats.institution, seats.in_use));
    let used = of_each.filter(|(_, in_use)| *in_use > 0).collect();
    (used, seats.domain.in_use)
}

/// What the steps up to a position sum up to.
fn summed(steps: &[SeatStep], position: u64) -> BTreeMap<u64, u64> {
    let mut last = BTreeMap::new();
    for step in steps.iter().filter(|step| step.position <= position) {
        last.insert(step.institution.expect("an institution"), step.in_use);
    }
    last.into_iter().filter(|(_, in_use)| *in_use > 0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn r45_r47_r50_views_at_every_position_are_what_the_events_up_to_it_say(history in steps()) {
        let district = district();
        for step in &history {
            take(&district, step);
        }
        let reader = district.ledger.reader(&district.admin).expect("a reader");
        let events = events(&reader);
        let steps = reader.seat_history(&SeatQuery::default()).expect("steps").steps;
        let mut whole = Model::new();
        for event in &events {
            if let Some(id) = &event.account_id {
                whole.entry(id.clone()).or_default().follow(event);
            }
        }
        let mut model = Model::new();
        for (number, event) in events.iter().enumerate() {
            prop_assert_eq!(event.position, number as u64, "no event is left out");
            if let Some(id) = event.account_id.as_ref().filter(|_| event.kind.starts_with("Account") || event.kind == "ProfileChanged") {
                model.entry(id.clone()).or_default().follow(event);
            }
            let at = Moment::Position(Position(event.position));
            let is_there = |id: &String| whole.get(id).is_some_and(|account| !account.deleted);
            let expected: Vec<(String, String, u64)> = model
                .iter()
                .filter(|(id, _)| is_there(id))
                .map(|(id, account)| (id.clone(), account.status().to_owned(), account.institution))
                .collect();
            prop_assert_eq!(listed(&reader, at), expected, "at {}", event.position);
            let (used, domain) = seats(&reader, at);
            prop_assert_eq!(&used, &in_use(&model), "at {}", event.position);
            prop_assert_eq!(domain, used.values().sum::<u64>());
            let is_last_of_unit = events
                .get(number + 1)
                .is_none_or(|next| next.batch.is_none() || next.batch != event.batch);
            if is_last_of_unit {
                prop_assert_eq!(summed(&steps, event.position), used);
            }
        }
    }
}
