//! What KurrentDB's own tools see of a ledger.

use rollbook_testkit::kurrent::{KurrentDouble, StoredEvent};
use uuid::Uuid;

use crate::support::*;

fn unit(event: &StoredEvent) -> Uuid {
    let unit = event.metadata("$correlationId").expect("a correlation id");
    assert_eq!(event.metadata("$causationId").as_ref(), Some(&unit));
    unit.parse().expect("an id")
}

/// A group of commands that were committed together is still one event for each.
#[test]
fn each_unit_is_an_event_with_its_id_as_correlation_id() {
    let double = KurrentDouble::start(1);
    let units = [Uuid::from_u128(1 << 80), Uuid::from_u128(2 << 80)];
    let batch = [
        record_of(units[0], 10),
        record_behind(1),
        record_behind(2),
        record_of(units[1], 10),
    ];
    committed(&append(&*node(&double), None, &batch));
    let events = double.events(STREAM);
    let [first, second] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!([unit(first), unit(second)], units);
    let place = |event: &StoredEvent| {
        let of = |name| event.metadata(name).expect("a number");
        (event.kind.clone(), of("first"), of("count"))
    };
    let appended = |first: &str, count: &str| {
        (
            "RecordsAppended".to_owned(),
            first.to_owned(),
            count.to_owned(),
        )
    };
    assert_eq!(place(first), appended("0", "3"));
    assert_eq!(place(second), appended("3", "1"));
}

#[test]
fn every_part_of_a_large_batch_bears_the_batchs_id() {
    let double = KurrentDouble::start(1);
    let batch_id = Uuid::from_u128(7 << 80);
    let mut batch = vec![record_of(batch_id, 10)];
    batch.extend((1..40_000).map(record_behind));
    committed(&append(&*node(&double), None, &batch));
    let events: Vec<StoredEvent> = double
        .streams()
        .iter()
        .filter(|stream| !stream.starts_with("$$"))
        .flat_map(|stream| double.events(stream))
        .collect();
    assert!(events.len() >= 3, "{} events", events.len());
    assert!(events.iter().all(|event| unit(event) == batch_id));
}
