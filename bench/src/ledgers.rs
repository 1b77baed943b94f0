//! Ledgers to measure on, made through the public use cases.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rollbook_service::{
    ApplyOptions, ApplyOutcome, Caller, Command, InstitutionId, Ledger, PlanRequest, ProfileChoice,
    Settings,
};

use crate::generate::{self, INSTITUTIONS, LeaversFile, Mistakes, accounts_file};
use crate::measure::{Sample, timed};
use crate::workplace::Workplace;

/// Bytes that are read at once, as the command line does.
const PIECE: usize = 64 * 1024;

/// How long an import took, and what it did.
pub struct Import {
    /// From the first byte to the plan.
    pub planned: Sample,
    /// From the "yes" to the record on the disk.
    pub applied: Sample,
    pub events: u64,
}

impl Import {
    pub fn whole(&self) -> Sample {
        Sample {
            wall: self.planned.wall + self.applied.wall,
            user: self.planned.user + self.applied.user,
        }
    }
}

/// Whoever runs the benchmark.
pub fn caller() -> Caller {
    Caller::of_the_machine("benchmark")
}

/// A new ledger with nothing in it.
pub fn create_empty(folder: &Path) -> Result<Ledger> {
    Ok(Ledger::open_or_create(Settings::new(folder))?)
}

/// A new ledger with institutions and nobody in them.
pub fn create(folder: &Path) -> Result<Ledger> {
    with_institutions(create_empty(folder)?)
}

/// A ledger that was just made, with institutions.
pub fn with_institutions(ledger: Ledger) -> Result<Ledger> {
    let caller = caller();
    let admin = ledger.domain_admin(&caller)?;
    for institution in 1..=INSTITUTIONS {
        admin.add_institution(
            &generate::institution_name(institution),
            Some(InstitutionId(institution)),
            Some(&generate::organization(institution)),
            None,
        )?;
    }
    Ok(ledger)
}

/// Opens a ledger that is there.
pub fn open(folder: &Path) -> Result<Ledger> {
    Ok(Ledger::open(Settings::new(folder))?)
}

/// Reads a file into a plan; the plan's id and how long it took.
pub fn plan(ledger: &Ledger, request: PlanRequest, files: &[&Path]) -> Result<(String, Sample)> {
    let caller = caller();
    timed(|| {
        let mut upload = ledger.operator(&caller)?.begin_upload(request)?;
        let mut piece = vec![0; PIECE];
        for path in files {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            upload.begin_file(&name)?;
            let mut file = File::open(path)?;
            loop {
                let length = file.read(&mut piece)?;
                if length == 0 {
                    break;
                }
                upload.push(&piece[..length])?;
            }
        }
        Ok(upload.finish()?.plan_id)
    })
}

/// Plans and applies files; guards are overridden, because everything changes here.
pub fn import(ledger: &Ledger, request: PlanRequest, files: &[&Path]) -> Result<Import> {
    let (plan_id, planned) = plan(ledger, request, files)?;
    let caller = caller();
    let options = ApplyOptions {
        reason: Some("benchmark".to_owned()),
        override_guards: Some("benchmark".to_owned()),
        all_or_nothing: true,
    };
    let (outcome, applied) = timed(|| Ok(ledger.operator(&caller)?.apply(&plan_id, &options)?))?;
    match outcome {
        ApplyOutcome::Applied(applied_plan) => Ok(Import {
            planned,
            applied,
            events: applied_plan.events,
        }),
        ApplyOutcome::Stopped { plan, .. } => {
            bail!("the plan was stopped: {}", plan.stopped.unwrap_or_default())
        }
    }
}

/// What makes a plan of a file of leavers.
pub fn leave() -> PlanRequest {
    PlanRequest {
        profile: ProfileChoice::Auto,
        action: Command::Deactivate,
        all_or_nothing: true,
        to_schedule: false,
    }
}

/// A ledger with `people` active accounts, made when it is asked for first. It stays as it is:
/// measure on a [`copy`].
pub fn with_people(place: &Workplace, people: u32) -> Result<PathBuf> {
    let folder = place.path(&format!("ledger-{people}"));
    if folder.exists() {
        return Ok(folder);
    }
    eprintln!("  making a ledger with {people} accounts");
    let file = accounts(place, people)?;
    let ledger = create(&folder)?;
    import(&ledger, PlanRequest::default(), &[&file])?;
    settle(ledger, &folder)?;
    Ok(folder)
}

/// How many events each account of [`with_history`] has: it was created, and has left and come back
/// in turns.
pub const EVENTS_EACH: u32 = 10;

/// A ledger whose people have a history, made when it is asked for first. It stays as it is.
pub fn with_history(place: &Workplace, people: u32) -> Result<PathBuf> {
    let folder = place.path(&format!("history-{people}"));
    if folder.exists() {
        return Ok(folder);
    }
    copy(&with_people(place, people)?, &folder)?;
    eprintln!("  giving each of them {EVENTS_EACH} events");
    let file = all_leavers(place, people)?;
    let ledger = open(&folder)?;
    for turn in 1..EVENTS_EACH {
        let action = match turn % 2 {
            1 => Command::Deactivate,
            _ => Command::Reactivate,
        };
        let request = PlanRequest { action, ..leave() };
        import(&ledger, request, &[&file])?;
    }
    settle(ledger, &folder)?;
    Ok(folder)
}

/// A file that names every person of a ledger, once.
pub fn all_leavers(place: &Workplace, people: u32) -> Result<PathBuf> {
    place.file(&format!("all-leavers-{people}.csv"), |to| {
        LeaversFile {
            rows: people,
            mistakes: Mistakes::None,
        }
        .write(to)
    })
}

/// The last records of a log, in reverse order.
pub fn last_records(folder: &Path, count: u32) -> Result<Vec<Vec<u8>>> {
    let book = rusqlite::Connection::open(folder.join("book.db"))?;
    let mut query = book.prepare("SELECT record FROM log ORDER BY position DESC LIMIT ?")?;
    let records = query.query_map([count], |row| row.get(0))?;
    Ok(records.collect::<Result<_, _>>()?)
}

/// The file that [`with_people`] loads.
pub fn accounts(place: &Workplace, people: u32) -> Result<PathBuf> {
    place.file(&format!("accounts-{people}.csv"), |to| {
        accounts_file(people, false, to)
    })
}

/// The same people, each with another last name.
pub fn married_accounts(place: &Workplace, people: u32) -> Result<PathBuf> {
    place.file(&format!("married-{people}.csv"), |to| {
        accounts_file(people, true, to)
    })
}

/// Closes a ledger and writes its log ahead back, so that its size on the disk is what it keeps.
pub fn settle(ledger: Ledger, folder: &Path) -> Result<()> {
    ledger.close();
    drop(ledger);
    let book = rusqlite::Connection::open(folder.join("book.db"))?;
    book.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Copies a ledger, and waits until the disk has it: what is measured afterwards shall not wait
/// for the copy.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    copy_folder(from, to).with_context(|| format!("copying {}", from.display()))?;
    nix::unistd::sync();
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_folder(&entry.path(), &target)?,
            false => fs::copy(entry.path(), target).map(|_| ())?,
        }
    }
    Ok(())
}
