//! `kill -9` in the middle of an import of 200,000 rows, twenty times at random moments. Whatever
//! is on disk then: all of the batch or none of it, and `doctor` is content.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod moment;
mod standing;

use std::fs;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use moment::{Moments, Seed, bytes_on_disk};
use rollbook_testkit::{Rollbook, accounts_file, leavers_file};
use standing::Standing;
use tempfile::TempDir;

const ROWS: usize = 200_000;
const KILLS: u32 = 20;
/// How often the disk is looked at while the import runs.
const GLANCE: Duration = Duration::from_millis(2);

/// A ledger of 200,000 active accounts, and the file that deactivates all of them.
struct Stage {
    original: TempDir,
    leavers: String,
}

impl Stage {
    fn set() -> Stage {
        let original = tempfile::tempdir().unwrap();
        let ledger = original.path().join("ledger");
        let write = |name: &str, content: String| {
            let path = original.path().join(name);
            fs::write(&path, content).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let accounts = write("accounts.csv", accounts_file(ROWS));
        let leavers = write("leavers.csv", leavers_file(ROWS));
        let rollbook = Rollbook::on(&ledger);
        rollbook.json(&["institution", "add", "--name", "North", "--id", "1"]);
        rollbook.json(&["import", &accounts, "--profile", "accounts", "--yes"]);
        assert_eq!(Standing::of(&ledger), Standing::before(ROWS));
        Stage { original, leavers }
    }

    /// A copy of the ledger, to be spoilt.
    fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_files(&self.original.path().join("ledger"), copy.path());
        copy
    }

    fn import(&self, ledger: &Path) -> Child {
        let arguments = [
            "import",
            &self.leavers,
            "--yes",
            "--override-guards",
            "the school closes",
        ];
        Rollbook::on(ledger).command(&arguments).spawn().unwrap()
    }
}

#[test]
fn a_killed_import_leaves_all_of_the_batch_or_none_of_it() {
    let stage = Stage::set();
    let undisturbed = run_undisturbed(&stage);
    let mut moments = Moments::new(Seed::from_environment_or_chance(), undisturbed);
    let mut whole = 0;
    for kill in 1..=KILLS {
        let copy = stage.copy();
        let moment = moments.draw(kill);
        let mut import = stage.import(copy.path());
        let started = Instant::now();
        while import.try_wait().unwrap().is_none()
            && !moment.has_come(started.elapsed(), || bytes_on_disk(copy.path()))
        {
            std::thread::sleep(GLANCE);
        }
        // SIGKILL; an import that was done before is no fault.
        let _ = import.kill();
        import.wait().unwrap();

        let standing = assert_all_or_nothing(copy.path(), &format!("kill {kill}, {moment}"));
        whole += u32::from(standing == Standing::after(ROWS));
        if kill == KILLS {
            finish_what_was_killed(&stage, copy.path());
        }
    }
    println!("the batch was whole after {whole} of {KILLS} kills");
}

/// Also proves that the import does what is looked for after each kill.
fn run_undisturbed(stage: &Stage) -> moment::Undisturbed {
    let copy = stage.copy();
    let started = Instant::now();
    let at_first = bytes_on_disk(copy.path());
    let mut import = stage.import(copy.path());
    let mut most = at_first;
    while import.try_wait().unwrap().is_none() {
        most = most.max(bytes_on_disk(copy.path()));
        std::thread::sleep(GLANCE);
    }
    let duration = started.elapsed();
    assert_eq!(Standing::of(copy.path()), Standing::after(ROWS));
    println!(
        "undisturbed, the import takes {duration:?} and {} more bytes",
        most - at_first
    );
    moment::Undisturbed {
        duration,
        bytes: at_first..most,
    }
}

fn assert_all_or_nothing(ledger: &Path, when: &str) -> Standing {
    let doctor = Rollbook::on(ledger).run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{when}: {}{}", doctor.stdout, doctor.stderr);
    let standing = Standing::of(ledger);
    let all = standing == Standing::after(ROWS);
    let nothing = standing == Standing::before(ROWS);
    println!("{when}: {}", if all { "all" } else { "nothing" });
    assert!(all || nothing, "{when}: {standing:?}");
    standing
}

/// The same command once more does the rest, or finds nothing to do.
fn finish_what_was_killed(stage: &Stage, ledger: &Path) {
    let output = stage.import(ledger).wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(Standing::of(ledger), Standing::after(ROWS));
}

fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copy = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&copy).unwrap();
            copy_files(&path, &copy);
        } else {
            fs::copy(&path, &copy).unwrap();
        }
    }
}
