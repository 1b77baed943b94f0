//! The reversal of a large batch, beside the import that it takes back.

use std::cell::RefCell;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use rollbook_service::{Aim, ReversalOptions, ReversalOutcome, ReversalTarget};

use super::change_every_row::change;
use crate::ledgers::{self, Import};
use crate::measure::{Sample, Side, median, side_by_side, timed};
use crate::report::{Comparison, Line, Told};
use crate::workplace::{ROUNDS, Workplace};

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let people = place.scale.people;
    let template = ledgers::with_people(place, people)?;
    let file = ledgers::all_leavers(place, people)?;
    let book = place.path("reversed");
    let imports: RefCell<Vec<Import>> = RefCell::default();
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("apply", || {
                let import = change(&template, &book, &file, people)?;
                let applied = import.applied;
                imports.borrow_mut().push(import);
                Ok(applied)
            }),
            Side::new("reverse", || reverse(&book, people)),
        ],
    );
    let [applied, reversed] = &measured[..] else {
        bail!("two sides were measured");
    };
    let imports = imports.into_inner();
    let imported = median(&imports.iter().map(Import::whole).collect::<Vec<_>>());
    let reversed = reversed.required()?;
    let what = format!("take back {people} deactivations");
    let beside = Comparison::new("R52", what, Told::AsTime);
    let whole = crate::measure::Measured {
        name: "check, plan and apply".to_owned(),
        median: Ok(imported),
    };
    Ok(vec![
        beside.with(reversed, applied, None, None),
        beside.with(reversed, &whole, None, None),
    ])
}

/// Takes the newest batch back, decided and recorded in one go.
fn reverse(book: &Path, people: u32) -> Result<Sample> {
    let ledger = ledgers::open(book)?;
    let caller = ledgers::caller();
    let operator = ledger.operator(&caller)?;
    let batches = operator.batches(1, None)?.batches;
    let newest = batches.first().context("there is a batch")?;
    let target = ReversalTarget::Batch(newest.batch_id.parse().context("a batch's id")?);
    let options = ReversalOptions {
        override_guards: Some("benchmark".to_owned()),
        ..ReversalOptions::default()
    };
    let (outcome, sample) = timed(|| Ok(operator.apply_reversal(Aim::Back, &target, &options)?))?;
    let ReversalOutcome::Applied(applied) = outcome else {
        bail!("the reversal was stopped");
    };
    ensure!(
        applied.events > u64::from(people),
        "{} events for {people} people",
        applied.events
    );
    ledgers::settle(ledger.clone(), book)?;
    Ok(sample)
}
