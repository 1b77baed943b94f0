//! PG1: imports where every row changes an account, into a log that is shared in PostgreSQL.

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};
use rollbook_service::{Command, Ledger, PlanRequest};

use crate::ledgers::{self, Import};
use crate::measure::{Measured, Sample, Side, median, side_by_side};
use crate::nodes::{Node, Servers};
use crate::peers::postgres_log::BareLog;
use crate::report::{Comparison, Line, Told};
use crate::workplace::{ROUNDS, Workplace};

/// Of the file of leavers, and accounts of each ledger.
const ROWS: u32 = 100_000;

/// Of the file of names: each change needs a key, which is with PostgreSQL as well.
const NAMES: u32 = 10_000;

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let folder = place.path("shared-local");
    ledgers::copy(&ledgers::with_people(place, ROWS)?, &folder)?;
    let one = Node::with_people(place, "shared-one", Servers::one()?, ROWS)?;
    let pair = Node::with_people(place, "shared-pair", Servers::with_standby()?, ROWS)?;
    let (local, on_one) = (ledgers::open(&folder)?, one.open()?);
    let mut lines = names(place, &local, &on_one)?;
    let (bare, bare_pair) = (BareLog::open(one.url())?, BareLog::open(pair.url())?);
    let files = leavers(place)?;
    let local = Imports::begin(local, ROWS, files.clone())?;
    let on_one = Imports::begin(on_one, ROWS, files.clone())?;
    let on_pair = Imports::begin(pair.open()?, ROWS, files)?;
    let records = ledgers::last_records(&one.folder, ROWS)?;
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("one machine", || local.next()),
            Side::new("one server", || on_one.next()),
            Side::new("COPY of the same bytes", || bare.copy(&records)),
            Side::new("with a standby", || on_pair.next()),
            Side::new("COPY with a standby", || bare_pair.copy(&records)),
        ],
    );
    let [whole, whole_on_one, copy, whole_on_pair, copy_on_pair] = &measured[..] else {
        anyhow::bail!("five sides were measured");
    };
    let row = |what: &str| row(what, ROWS);
    let apply = row("apply 100000 deactivations, PostgreSQL");
    let apply_on_pair = row("apply 100000 deactivations, PostgreSQL with a synchronous standby");
    let all = row("the same from the file: check, plan and apply, PostgreSQL");
    let applied = local.applied(whole);
    let applied_on_one = on_one.applied(whole_on_one).required()?;
    let applied_on_pair = on_pair.applied(whole_on_pair).required()?;
    lines.extend([
        apply.with(applied_on_one, &applied, None, None),
        apply.with(applied_on_one, copy, None, None),
        apply_on_pair.with(applied_on_pair, &applied, None, None),
        apply_on_pair.with(applied_on_pair, copy_on_pair, None, None),
        all.with(whole_on_one.required()?, whole, None, None),
    ]);
    Ok(lines)
}

/// What is sealed under each person's own key.
fn names(place: &Workplace, local: &Ledger, on_one: &Ledger) -> Result<Vec<Line>> {
    let files = [
        (
            PlanRequest::default(),
            ledgers::married_accounts(place, NAMES)?,
        ),
        (PlanRequest::default(), ledgers::accounts(place, NAMES)?),
    ];
    let local = Imports::begin(local.clone(), NAMES, files.clone())?;
    let on_one = Imports::begin(on_one.clone(), NAMES, files)?;
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("one machine", || local.next()),
            Side::new("one server", || on_one.next()),
        ],
    );
    let [whole, whole_on_one] = &measured[..] else {
        anyhow::bail!("two sides were measured");
    };
    let apply = row("apply 10000 changed names, PostgreSQL", NAMES);
    let all = row("the same from the file: check, plan and apply", NAMES);
    let applied_on_one = on_one.applied(whole_on_one).required()?;
    Ok(vec![
        apply.with(applied_on_one, &local.applied(whole), None, None),
        all.with(whole_on_one.required()?, whole, None, None),
    ])
}

fn row(what: &str, events: u32) -> Comparison {
    Comparison::new("PG1", what, Told::AsRate(events.into(), "events"))
}

/// Deactivates everybody, and reactivates everybody.
fn leavers(place: &Workplace) -> Result<[(PlanRequest, PathBuf); 2]> {
    let file = ledgers::all_leavers(place, ROWS)?;
    let back = PlanRequest {
        action: Command::Reactivate,
        ..ledgers::leave()
    };
    Ok([(ledgers::leave(), file.clone()), (back, file)])
}

/// A ledger into which two files are imported in turns; each changes what the other one has changed.
struct Imports {
    ledger: Ledger,
    rows: u32,
    files: [(PlanRequest, PathBuf); 2],
    applied: RefCell<Vec<Sample>>,
}

impl Imports {
    /// Imports the first file, which is not measured.
    fn begin(ledger: Ledger, rows: u32, files: [(PlanRequest, PathBuf); 2]) -> Result<Imports> {
        let imports = Imports {
            ledger,
            rows,
            files,
            applied: RefCell::default(),
        };
        imports.import(0)?;
        Ok(imports)
    }

    /// Imports the next file; how long all of it took.
    fn next(&self) -> Result<Sample> {
        let turn = self.applied.borrow().len() + 1;
        let import = self.import(turn)?;
        self.applied.borrow_mut().push(by_the_wall(import.applied));
        Ok(by_the_wall(import.whole()))
    }

    fn import(&self, turn: usize) -> Result<Import> {
        let (request, file) = self.files[turn % 2].clone();
        let import = ledgers::import(&self.ledger, request, &[&file])?;
        let events = import.events;
        ensure!(
            events >= self.rows.into(),
            "{events} events for {} rows",
            self.rows
        );
        Ok(import)
    }

    /// How long only applying took, in place of the whole.
    fn applied(&self, whole: &Measured) -> Measured {
        Measured {
            name: whole.name.clone(),
            median: (whole.median.clone()).map(|_| median(&self.applied.borrow())),
        }
    }
}

/// What the servers use of the processor is not known here.
fn by_the_wall(sample: Sample) -> Sample {
    Sample {
        user: Duration::ZERO,
        ..sample
    }
}
