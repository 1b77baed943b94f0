//! `rollbook doctor`.

use rollbook_service::Diagnosis;

use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::progress;
use crate::words::text::printable;

/// Say what is wrong with this installation, and the repair
///
/// Examines the files, the log, the Merkle tree, the seats and the keyring. What a crash left behind it removes, and says so;
/// for everything else it says what to do.
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing is wrong, 4 there is no ledger, 5 something is wrong."
)]
pub struct Arguments {}

pub fn run(Arguments {}: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let ledger = context.open_to_examine()?;
    let spinner = progress::spinner(context, "Examining");
    let diagnosis = ledger.doctor();
    spinner.finish_and_clear();
    let diagnosis = diagnosis?;
    let exit = if diagnosis.ok {
        Exit::Done
    } else {
        Exit::Fault
    };
    context.answer(exit, &diagnosis, words)
}

fn words(diagnosis: &Diagnosis) -> String {
    let mut text = String::new();
    for finding in &diagnosis.findings {
        let (severity, code, message) = (&finding.severity, &finding.code, &finding.message);
        text += &format!("{severity} {code}: {}\n", printable(message));
        let word = if finding.repaired {
            "repaired"
        } else {
            "repair"
        };
        text += &format!("  {word}: {}\n", printable(&finding.repair));
    }
    if let (Some(position), Some(root)) = (diagnosis.position, &diagnosis.root) {
        text += &format!("log at position {position}, tree root {root}\n");
    }
    let verdict = if diagnosis.ok {
        "nothing is wrong"
    } else {
        "something is wrong"
    };
    text + verdict
}
