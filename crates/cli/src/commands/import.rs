//! `rollbook import`: plan, ask, apply.

mod apply;
mod refused;
pub mod upload;

use std::path::PathBuf;

use rollbook_service::answers::{Applied, Difference, Plan};
use rollbook_service::{
    ApplyOptions, ApplyOutcome, Command, Ledger, Operator, PlanRequest, ProfileChoice,
};
use serde::Serialize;

use super::values;
use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::words::effects::{changes_something, is_stopped_by_guard};
use crate::words::import as sentences;
use crate::{ask, input_files};
use refused::RefusedFile;

/// What stops a plan that was to take effect whole or not at all (R19, R46).
const ALL_OR_NOTHING: &str = "all-or-nothing";
const SEAT_LIMIT: &str = "seat-limit";

/// Act on the people in CSV files: plan, ask, apply
///
/// The plan says what would happen: who changes, which rows are refused and why, seats before and
/// after. Nothing is recorded before you agree. All of it is recorded at once, or nothing is.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook import leavers.csv --plan
  rollbook import leavers.csv --reason \"left at the end of term\" --refused refused.csv
  rollbook import summer.csv --action disable --yes
  rollbook import people.csv --profile accounts --yes

Exit codes: 0 done or nothing to do, 1 done but rows were refused, 2 unreadable or nobody to ask,
3 stopped by a guard, a seat limit or a changed plan. --plan exits as its apply would.")]
pub struct Arguments {
    /// CSV files, or a zip of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What kind of file it is; auto looks at the header
    #[arg(long, default_value = "auto", value_name = "PROFILE", value_parser = values::profile_choice())]
    profile: ProfileChoice,
    /// What to do to the people in a file of profile benchprep
    #[arg(long, default_value = "deactivate", value_name = "ACTION", value_parser = values::action())]
    action: Command,
    /// Only say what would happen
    #[arg(long)]
    plan: bool,
    /// Agree beforehand, without being asked
    #[arg(long)]
    yes: bool,
    /// Why; it is recorded with the batch. Name nobody
    #[arg(long)]
    reason: Option<String>,
    /// Let one refused row stop everything
    #[arg(long)]
    all_or_nothing: bool,
    /// Go on although a guard stops this plan; the reason is recorded
    #[arg(long, value_name = "REASON")]
    override_guards: Option<String>,
    /// Write the refused rows here, with their reasons, ready to mend and import; those of several
    /// files into one .zip
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
}

/// What an import became; `differences` is there only where the plan changed (R61).
#[derive(Serialize)]
struct Imported {
    #[serde(flatten)]
    applied: Applied,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<Difference>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    if !arguments.plan {
        ask::somebody_agrees(arguments.yes)?;
    }
    // Told before the files are read, and by `--plan` as by its apply.
    let options = arguments.options().accepted()?;
    let files = input_files::open(&arguments.files)?;
    let refused = RefusedFile::prepare(arguments.refused.as_deref(), &files)?;
    let caller = context.caller()?;
    // Not made here: in an empty ledger everybody is unknown, and a mistyped directory would say so.
    let ledger = context.open()?;
    let operator = ledger.operator(&caller)?;
    let mut plan = upload::plan(&operator, arguments.request(), files, context)?;
    if options.override_guards.is_some() {
        override_guards(&mut plan, arguments.all_or_nothing);
    }
    let goes_on = !arguments.plan && plan.stopped.is_none();
    if goes_on && !arguments.yes && changes_something(&plan) {
        ask::confirm(&sentences::plan(&plan))?;
    }
    // Written before anything is recorded: a full disk then costs nothing.
    refused.write(&operator, &plan, context)?;
    if arguments.plan {
        return context.answer(exit(&plan), &plan, sentences::plan);
    }
    let imported = match goes_on {
        true => apply(&ledger, &operator, &plan, &options, context)?,
        false => Imported::stopped(plan, Vec::new()),
    };
    context.answer(exit(&imported.applied.plan), &imported, |imported| {
        sentences::applied(&imported.applied, &imported.differences)
    })
}

fn apply(
    ledger: &Ledger,
    operator: &Operator<'_>,
    plan: &Plan,
    options: &ApplyOptions,
    context: &Context,
) -> Result<Imported, Failure> {
    Ok(
        match apply::apply(ledger, operator, plan, options, context)? {
            ApplyOutcome::Applied(applied) => Imported {
                applied,
                differences: Vec::new(),
            },
            ApplyOutcome::Stopped { plan, differences } => Imported::stopped(plan, differences),
        },
    )
}

impl Arguments {
    fn request(&self) -> PlanRequest {
        PlanRequest {
            profile: self.profile,
            action: self.action,
            all_or_nothing: self.all_or_nothing,
            to_schedule: false,
        }
    }

    fn options(&self) -> ApplyOptions {
        ApplyOptions {
            reason: self.reason.clone(),
            all_or_nothing: self.all_or_nothing,
            override_guards: self.override_guards.clone(),
        }
    }
}

impl Imported {
    /// Nothing was recorded.
    fn stopped(plan: Plan, differences: Vec<Difference>) -> Imported {
        let applied = Applied {
            plan,
            batch_id: None,
            first_position: None,
            last_position: None,
            events: 0,
        };
        Imported {
            applied,
            differences,
        }
    }
}

/// What stops the plan once its guards are overridden: a plan names its guards first.
fn override_guards(plan: &mut Plan, all_or_nothing: bool) {
    if !is_stopped_by_guard(plan) {
        return;
    }
    let lacks_seat = plan
        .refusals
        .iter()
        .any(|refusal| refusal.code == SEAT_LIMIT);
    let stopped = match (all_or_nothing && plan.effects.refused > 0, lacks_seat) {
        (false, _) => None,
        (true, true) => Some(SEAT_LIMIT),
        (true, false) => Some(ALL_OR_NOTHING),
    };
    plan.stopped = stopped.map(str::to_owned);
}

fn exit(plan: &Plan) -> Exit {
    match plan.stopped.as_deref() {
        // Here a rule refuses the command, as it refuses rows elsewhere.
        Some(ALL_OR_NOTHING) => Exit::Refused,
        Some(_) => Exit::Stopped,
        // A file without a row that could be counted is refused as a whole.
        None if plan.effects.refused > 0 || !plan.refusals.is_empty() => Exit::Refused,
        None => Exit::Done,
    }
}
