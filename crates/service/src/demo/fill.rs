//! The demo enters the ledger by the doors that everybody uses: files, plans and single commands.

use std::collections::HashMap;

use super::district::District;
use super::files::{Cells, accounts_file, activity_file, benchprep_file, users_file};
use super::people::{Fate, Person};
use super::schools::{DOMAIN_SEATS, SCHOOLS, Seats};
use crate::answers::AccountChanged;
use crate::{
    AccountId, ApplyOptions, ApplyOutcome, Caller, Command, DomainAdmin, Error, InstitutionId,
    Ledger, PlanRequest, Profile, ProfileChoice, SeatScope,
};

/// Fills an empty ledger with the demo's district. `on_progress` is told what is done next.
///
/// # Errors
/// [`Error::NotEmpty`] where the ledger holds more than its opening; [`Error::NotPermitted`] where
/// the caller is no domain admin.
pub fn fill(
    ledger: &Ledger,
    caller: &Caller,
    on_progress: &mut dyn FnMut(&str),
) -> Result<(), Error> {
    let admin = ledger.domain_admin(caller)?;
    if !ledger.is_empty()? {
        return Err(Error::NotEmpty);
    }
    let district = District::draw();
    on_progress("adding 12 institutions");
    add_institutions(&admin)?;
    on_progress("creating 20,000 accounts and their groups");
    load(&admin, &district)?;
    on_progress("handing the roll over to the student information system");
    hand_over(&admin, &district)?;
    on_progress("noting who has logged in");
    note_activity(&admin, &district)?;
    on_progress("deactivating last year's leavers");
    deactivate_last_leavers(&admin, &district)?;
    on_progress("disabling the accounts of late starters");
    disable_late_starters(&admin, &district)?;
    on_progress("setting seat limits");
    set_seat_limits(&admin)?;
    on_progress("changing a few accounts by hand");
    change_by_hand(&admin, &district)
}

fn add_institutions(admin: &DomainAdmin<'_>) -> Result<(), Error> {
    for school in &SCHOOLS {
        let id = Some(InstitutionId(school.id));
        admin.add_institution(school.name, id, Some(school.import_id), None)?;
    }
    Ok(())
}

fn load(admin: &DomainAdmin<'_>, district: &District) -> Result<(), Error> {
    let file = File {
        name: "maplewood-accounts.csv",
        profile: Profile::Accounts,
        action: Command::Deactivate,
        content: accounts_file(&district.people, true),
        reason: "moved here from the old system",
    };
    file.import(admin)
}

/// From now on its list says who exists (R49); parents stay as they were added.
fn hand_over(admin: &DomainAdmin<'_>, district: &District) -> Result<(), Error> {
    let file = File {
        name: "users.csv",
        profile: Profile::PowerschoolFullV2,
        action: Command::Deactivate,
        content: users_file(&district.people),
        reason: "the student information system takes over",
    };
    file.import(admin)
}

fn note_activity(admin: &DomainAdmin<'_>, district: &District) -> Result<(), Error> {
    let file = File {
        name: "activity.csv",
        profile: Profile::Activity,
        action: Command::Deactivate,
        content: activity_file(&district.people),
        reason: "log-ins of the autumn",
    };
    file.import(admin)
}

fn deactivate_last_leavers(admin: &DomainAdmin<'_>, district: &District) -> Result<(), Error> {
    let file = File {
        name: "leavers-of-last-year.csv",
        profile: Profile::Benchprep,
        action: Command::Deactivate,
        content: rows_of(district.with(Fate::LeftLastYear)),
        reason: "left at the end of last school year",
    };
    file.import(admin)
}

fn disable_late_starters(admin: &DomainAdmin<'_>, district: &District) -> Result<(), Error> {
    let file = File {
        name: "late-starters.csv",
        profile: Profile::Benchprep,
        action: Command::Disable,
        content: rows_of(district.with(Fate::StartsLate)),
        reason: "starts after the autumn holidays",
    };
    file.import(admin)
}

fn rows_of<'a>(people: impl Iterator<Item = &'a Person>) -> String {
    let rows: Vec<Cells> = people
        .enumerate()
        .map(|(index, person)| Cells::of_leaver(person, index))
        .collect();
    benchprep_file(&rows)
}

/// A file that is planned and applied like anybody's.
struct File {
    name: &'static str,
    profile: Profile,
    action: Command,
    content: String,
    reason: &'static str,
}

impl File {
    fn import(&self, admin: &DomainAdmin<'_>) -> Result<(), Error> {
        let mut upload = admin.begin_upload(PlanRequest {
            profile: ProfileChoice::Named(self.profile),
            action: self.action,
            all_or_nothing: true,
            to_schedule: false,
        })?;
        upload.begin_file(self.name)?;
        upload.push(self.content.as_bytes())?;
        let plan = upload.finish()?;
        let options = ApplyOptions {
            reason: Some(self.reason.to_owned()),
            all_or_nothing: true,
            override_guards: None,
        };
        match admin.apply(&plan.plan_id, &options)? {
            ApplyOutcome::Applied(_) => Ok(()),
            ApplyOutcome::Stopped { plan, .. } => {
                let code = plan.stopped.unwrap_or_default();
                Err(Error::invalid(
                    "the demo's file",
                    format!("{} stopped: {code}", self.name),
                ))
            }
        }
    }
}

/// Limits stand a little above what is in use now, so that lists and meters have something to show.
fn set_seat_limits(admin: &DomainAdmin<'_>) -> Result<(), Error> {
    let seats = admin.seats()?;
    let in_use: HashMap<u64, u64> = seats
        .seats
        .iter()
        .map(|seats| (seats.institution, seats.in_use))
        .collect();
    for school in &SCHOOLS {
        if let Seats::Left(left) = school.seats {
            let limit = in_use.get(&school.id).copied().unwrap_or_default() + left;
            admin.set_seat_limit(
                SeatScope::Institution(InstitutionId(school.id)),
                Some(limit),
            )?;
        }
    }
    admin.set_seat_limit(SeatScope::Domain, Some(DOMAIN_SEATS))?;
    Ok(())
}

/// A single command, given with a reason.
type Verb = fn(&DomainAdmin<'_>, AccountId, &str) -> Result<AccountChanged, Error>;

/// What happens in an office on an ordinary day.
fn change_by_hand(admin: &DomainAdmin<'_>, district: &District) -> Result<(), Error> {
    let disable: Verb = |admin, who, reason| admin.disable(who, Some(reason));
    let enable: Verb = |admin, who, reason| admin.enable(who, Some(reason));
    let deactivate: Verb = |admin, who, reason| admin.deactivate(who, Some(reason));
    let reactivate: Verb = |admin, who, reason| admin.reactivate(who, Some(reason));
    let days: [&[(Verb, &str)]; 6] = [
        &[(disable, "lost the laptop; enable when it is found")],
        &[(disable, "lost the phone"), (enable, "has a new phone")],
        &[(disable, "on leave until spring")],
        &[(deactivate, "moved to another district")],
        &[
            (deactivate, "retired"),
            (reactivate, "came back for two evenings a week"),
        ],
        &[
            (disable, "on sabbatical"),
            (deactivate, "will not come back"),
        ],
    ];
    for (person, day) in district.with(Fate::ByHand).zip(days) {
        let who = admin.find(&person.username)?;
        for (verb, reason) in day {
            verb(admin, who, reason)?;
        }
    }
    Ok(())
}
