//! `rollbook schedule add`: plan, ask, schedule.

use std::path::PathBuf;

use rollbook_service::answers::SchedulePlan;
use rollbook_service::{
    Command, InstitutionId, Operator, PlanRequest, Profile, ProfileChoice, ScheduleOutcome,
    ScheduleRequest, Whom,
};

use crate::answer::{Answer, Exit};
use crate::commands::import::upload;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::schedule as sentences;
use crate::{ask, input_files};

/// Schedule a change of status, and its end
///
/// The plan says how many accounts it concerns, what it would do if it ran now, and what else is
/// scheduled for them. The list of accounts is fixed now; each is decided when its time has come.
#[derive(clap::Args)]
#[command(
    group = clap::ArgGroup::new("whom").required(true).multiple(false),
    after_help = "\
Examples:
  rollbook schedule add disable --from 2026-07-01 --until 2026-09-01 --institution 3 --plan
  rollbook schedule add deactivate --from 2026-06-30T16:00:00Z ada@school.example ben --yes

Exit codes: 0 scheduled or nobody to schedule, 1 scheduled but rows were refused, 2 unreadable, in the
past or nobody to ask, 3 stopped by a guard or a changed plan. --plan exits as its apply would.")]
pub struct Arguments {
    /// What to do to the accounts
    #[arg(value_name = "ACTION", value_parser = values::action())]
    action: Command,
    /// Accounts: each an account id, an email, a username, user_id:… or sis_id:…
    #[arg(value_name = "WHO", group = "whom")]
    who: Vec<String>,
    /// The people in a CSV of profile benchprep
    #[arg(long, value_name = "FILE", group = "whom")]
    file: Option<PathBuf>,
    /// Everybody in this institution whom the action would change as things stand
    #[arg(long, value_name = "I", value_parser = values::institution, group = "whom")]
    institution: Option<InstitutionId>,
    /// When: a date, which means its start in UTC, or a time such as 2026-07-01T06:30:00+02:00
    #[arg(long, value_name = "DATE")]
    from: String,
    /// When to give back what was taken, after disable or deactivate
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Why; it is recorded with what the step does. Name nobody
    #[arg(long)]
    reason: Option<String>,
    /// Only say what would be scheduled
    #[arg(long)]
    plan: bool,
    /// Agree beforehand, without being asked
    #[arg(long)]
    yes: bool,
    /// Schedule it although a guard stops it; the reason is recorded
    #[arg(long, value_name = "REASON")]
    override_guards: Option<String>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    if !arguments.plan {
        ask::somebody_agrees(arguments.yes)?;
    }
    let caller = context.caller()?;
    let ledger = context.open()?;
    let operator = ledger.operator(&caller)?;
    let mut request = ScheduleRequest {
        action: arguments.action,
        from: arguments.from.clone(),
        until: arguments.until.clone(),
        whom: whom(arguments, &operator, context)?,
        reason: arguments.reason.clone(),
        override_guards: arguments.override_guards.clone(),
        plan_id: None,
    };
    if arguments.plan || !arguments.yes {
        let plan = operator.plan_schedule(&request)?;
        if arguments.plan || plan.stopped.is_some() || plan.steps.is_empty() {
            return not_scheduled(&plan, context);
        }
        ask::confirm(&sentences::plan(&plan))?;
        request.plan_id = Some(plan.plan_id);
    }
    match operator.schedule(&request)? {
        ScheduleOutcome::Scheduled(scheduled) => {
            let exit = match scheduled.refusals.is_empty() {
                true => Exit::Done,
                false => Exit::Refused,
            };
            context.answer(exit, &scheduled, sentences::scheduled)
        }
        ScheduleOutcome::Nobody(plan) | ScheduleOutcome::Stopped(plan) => {
            not_scheduled(&plan, context)
        }
    }
}

fn whom(
    arguments: &Arguments,
    operator: &Operator<'_>,
    context: &Context,
) -> Result<Whom, Failure> {
    if let Some(institution) = arguments.institution {
        return Ok(Whom::Institution(institution));
    }
    let Some(file) = &arguments.file else {
        return Ok(Whom::Accounts(arguments.who.clone()));
    };
    let files = input_files::open(std::slice::from_ref(file))?;
    let request = PlanRequest {
        profile: ProfileChoice::Named(Profile::Benchprep),
        action: arguments.action,
        all_or_nothing: false,
        to_schedule: true,
    };
    let plan = upload::plan(operator, request, files, context)?;
    Ok(Whom::File(plan.plan_id))
}

fn not_scheduled(plan: &SchedulePlan, context: &Context) -> Result<Answer, Failure> {
    let exit = match (&plan.stopped, plan.refusals.is_empty()) {
        (Some(_), _) => Exit::Stopped,
        (None, false) => Exit::Refused,
        (None, true) => Exit::Done,
    };
    context.answer(exit, plan, sentences::plan)
}
