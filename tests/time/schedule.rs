//! Steps on days to come, by a clock that the test sets: 31 August 2026, 08:00 UTC at first.

mod asking;
mod foreseeing;
mod running;
mod seeing;
mod touching;

use std::time::Duration;

use chrono::TimeDelta;
use rollbook_service::answers::{Account, SchedulePlan, Scheduled, Step};
use rollbook_service::{
    AccountColumns, Aim, ApplyOptions, Caller, Command, Error, InstitutionId, Ledger, Moment,
    Operator, PlanRequest, Position, ReversalOptions, ReversalOutcome, ReversalTarget, Role,
    ScheduleOutcome, ScheduleRequest, SeatScope, Settings, StepQuery, Whom,
};
use rollbook_testkit::{TemporaryLedger, wait_until};

/// Institution 1, North, with people called after their numbers, and 2, South, with nobody.
struct School {
    temporary: TemporaryLedger,
    amy: Caller,
}

impl School {
    fn with_people(many: usize) -> School {
        let school = School {
            temporary: TemporaryLedger::with_institution(),
            amy: Caller::of_the_machine("amy"),
        };
        let admin = school.ledger().domain_admin(&school.amy).unwrap();
        admin
            .add_institution("South", Some(InstitutionId(2)), None, None)
            .unwrap();
        (1..=many).for_each(|number| school.add(&format!("person{number}"), 1));
        school
    }

    fn ledger(&self) -> &Ledger {
        &self.temporary.ledger
    }

    fn operator(&self) -> Operator<'_> {
        self.ledger().operator(&self.amy).unwrap()
    }

    fn add(&self, username: &str, institution: u64) {
        let new = AccountColumns {
            username: Some(username.to_owned()),
            email: Some(format!("{username}@school.example")),
            institution: Some(InstitutionId(institution)),
            ..AccountColumns::default()
        };
        self.operator().add_account(&new, None).unwrap();
    }

    fn account(&self, who: &str) -> Account {
        let operator = self.operator();
        operator.account(operator.find(who).unwrap()).unwrap()
    }

    fn status(&self, who: &str) -> String {
        self.account(who).status
    }

    fn change(&self, who: &str, command: Command) {
        let operator = self.operator();
        let id = operator.find(who).unwrap();
        match command {
            Command::Disable => operator.disable(id, None),
            Command::Enable => operator.enable(id, None),
            Command::Deactivate => operator.deactivate(id, None),
            Command::Reactivate => operator.reactivate(id, None),
            Command::Delete => unreachable!("nobody is deleted here"),
        }
        .unwrap();
    }

    fn schedule(&self, request: &ScheduleRequest) -> Scheduled {
        match self.operator().schedule(request).unwrap() {
            ScheduleOutcome::Scheduled(scheduled) => scheduled,
            other => panic!("not scheduled: {other:?}"),
        }
    }

    fn plan(&self, request: &ScheduleRequest) -> SchedulePlan {
        self.operator().plan_schedule(request).unwrap()
    }

    /// Lets days pass and runs what is due then.
    fn after(&self, days: i64) -> Vec<Step> {
        self.temporary.clock.advance(TimeDelta::days(days));
        self.run()
    }

    fn run(&self) -> Vec<Step> {
        let admin = self.ledger().domain_admin(&self.amy).unwrap();
        admin.run_schedule().unwrap().steps
    }

    fn size(&self) -> u64 {
        let diagnosis = self.ledger().doctor().unwrap();
        assert!(diagnosis.ok, "{:?}", diagnosis.findings);
        diagnosis.position.unwrap()
    }

    /// The same ledger in another process.
    fn elsewhere(&self) -> Ledger {
        let mut settings = Settings::new(self.temporary.path());
        settings.clock = self.temporary.clock.clone();
        Ledger::open(settings).unwrap()
    }

    /// The admin of an institution.
    fn admin_of(institution: u64) -> Caller {
        Caller {
            role: Role::InstitutionAdmin,
            institution: Some(InstitutionId(institution)),
            ..Caller::of_the_machine("olga")
        }
    }

    /// As a file of profile `accounts` says it.
    fn load(&self, csv: &str) {
        let operator = self.operator();
        let request = PlanRequest {
            profile: "accounts".parse().unwrap(),
            ..PlanRequest::default()
        };
        let mut upload = operator.begin_upload(request).unwrap();
        upload.begin_file("accounts.csv").unwrap();
        upload.push(csv.as_bytes()).unwrap();
        let plan_id = upload.finish().unwrap().plan_id;
        operator.apply(&plan_id, &ApplyOptions::default()).unwrap();
    }

    fn upload(&self, csv: &str) -> String {
        let operator = self.operator();
        let mut upload = operator.begin_upload(PlanRequest::default()).unwrap();
        upload.begin_file("leavers.csv").unwrap();
        upload.push(csv.as_bytes()).unwrap();
        upload.finish().unwrap().plan_id
    }
}

fn request(action: Command, from: &str, whom: Whom) -> ScheduleRequest {
    ScheduleRequest {
        action,
        from: from.to_owned(),
        until: None,
        whom,
        reason: None,
        override_guards: None,
        plan_id: None,
    }
}

fn people(named: &[&str]) -> Whom {
    Whom::Accounts(named.iter().map(|who| (*who).to_owned()).collect())
}

/// From 1 September to 1 October.
fn block(whom: Whom) -> ScheduleRequest {
    ScheduleRequest {
        until: Some("2026-10-01".to_owned()),
        reason: Some("the building is closed".to_owned()),
        ..request(Command::Disable, "2026-09-01", whom)
    }
}
