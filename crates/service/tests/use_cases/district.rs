//! A small district to try things on: institution 7 “Lincoln High” with persons, 8 “Oak Elementary”.

use std::path::Path;

use rollbook_service::{
    AccountQuery, ApplyOptions, ApplyOutcome, Caller, Command, InstitutionId, Ledger, PlanRequest,
    Profile, ProfileChoice, SeatScope, Settings, Status, answers,
};
use tempfile::TempDir;

pub struct District {
    pub ledger: Ledger,
    pub admin: Caller,
    directory: TempDir,
}

impl District {
    pub fn with_accounts(number: usize) -> District {
        Self::in_directory(TempDir::new().expect("a directory"), number)
    }

    /// In memory, where the system has such a folder: laws are tried on hundreds of ledgers, and what
    /// a disk does is for other tests.
    pub fn in_memory(number: usize) -> District {
        let directory = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new());
        Self::in_directory(directory.expect("a directory"), number)
    }

    fn in_directory(directory: TempDir, number: usize) -> District {
        let ledger = Ledger::open_or_create(Settings::new(directory.path())).expect("a ledger");
        let district = District {
            ledger,
            admin: Caller::of_the_machine("amy"),
            directory,
        };
        let admin = district
            .ledger
            .domain_admin(&district.admin)
            .expect("an admin");
        for (id, name) in [(7, "Lincoln High"), (8, "Oak Elementary")] {
            admin
                .add_institution(name, Some(InstitutionId(id)), None, None)
                .expect("an institution");
        }
        let rows: String = (0..number)
            .map(|n| format!("person{n}@school.example,person{n},sis{n},7\n"))
            .collect();
        district.load(&format!("email,username,sis_id,institution\n{rows}"));
        district
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn plan_by(&self, caller: &Caller, csv: &str, request: PlanRequest) -> answers::Plan {
        let operator = self.ledger.operator(caller).expect("an operator");
        let mut upload = operator.begin_upload(request).expect("an upload");
        upload.begin_file("people.csv").expect("a file");
        upload.push(csv.as_bytes()).expect("bytes");
        upload.finish().expect("a plan")
    }

    pub fn plan_files(&self, files: &[(&str, &str)]) -> answers::Plan {
        let operator = self.ledger.operator(&self.admin).expect("an operator");
        let mut upload = operator
            .begin_upload(PlanRequest::default())
            .expect("an upload");
        for (name, csv) in files {
            upload.begin_file(name).expect("a file");
            upload.push(csv.as_bytes()).expect("bytes");
        }
        upload.finish().expect("a plan")
    }

    pub fn plan_as(&self, csv: &str, request: PlanRequest) -> answers::Plan {
        self.plan_by(&self.admin, csv, request)
    }

    pub fn plan(&self, csv: &str) -> answers::Plan {
        self.plan_as(csv, PlanRequest::default())
    }

    pub fn apply_with(&self, plan: &answers::Plan, options: &ApplyOptions) -> ApplyOutcome {
        let operator = self.ledger.operator(&self.admin).expect("an operator");
        operator.apply(&plan.plan_id, options).expect("an outcome")
    }

    pub fn apply(&self, plan: &answers::Plan) -> ApplyOutcome {
        let options = ApplyOptions {
            reason: Some("end of year".to_owned()),
            ..ApplyOptions::default()
        };
        self.apply_with(plan, &options)
    }

    pub fn load(&self, csv: &str) -> answers::Plan {
        let plan = self.plan_accounts(csv);
        assert!(plan.refusals.is_empty(), "{:?}", plan.refusals);
        assert!(matches!(self.apply(&plan), ApplyOutcome::Applied(_)));
        plan
    }

    pub fn plan_accounts(&self, csv: &str) -> answers::Plan {
        let request = PlanRequest {
            profile: ProfileChoice::Named(Profile::Accounts),
            ..PlanRequest::default()
        };
        self.plan_as(csv, request)
    }

    pub fn account(&self, who: &str) -> answers::Account {
        let reader = self.ledger.reader(&self.admin).expect("a reader");
        reader
            .account(reader.find(who).expect("found"))
            .expect("an account")
    }

    pub fn status(&self, who: &str) -> String {
        self.account(who).status
    }

    pub fn change(&self, who: &str, command: Command) -> answers::AccountChanged {
        let operator = self.ledger.operator(&self.admin).expect("an operator");
        let id = operator.find(who).expect("found");
        match command {
            Command::Disable => operator.disable(id, None),
            Command::Enable => operator.enable(id, None),
            Command::Deactivate => operator.deactivate(id, None),
            Command::Reactivate => operator.reactivate(id, None),
            Command::Delete => unreachable!("not by this fixture"),
        }
        .expect("changed")
    }

    pub fn limit(&self, limit: Option<u64>) {
        let admin = self.ledger.domain_admin(&self.admin).expect("an admin");
        admin
            .set_seat_limit(SeatScope::Institution(InstitutionId(7)), limit)
            .expect("a limit");
    }

    pub fn batch(&self, id: &str) -> answers::Batch {
        let reader = self.ledger.reader(&self.admin).expect("a reader");
        reader.batch(id.parse().expect("an id")).expect("a batch")
    }

    pub fn refused(&self, plan: &answers::Plan) -> String {
        let operator = self.ledger.operator(&self.admin).expect("an operator");
        let mut out = Vec::new();
        operator
            .refused_rows(&plan.plan_id, None, &mut out)
            .expect("rows");
        String::from_utf8(out).expect("text")
    }

    /// Bytes that are kept of the files of a plan.
    pub fn kept_bytes(&self, plan: &answers::Plan) -> u64 {
        let uploads = format!("{}.upload", plan.plan_id);
        let plans = self.directory.path().join("plans");
        let kept = std::fs::read_dir(plans).expect("a directory");
        kept.map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&uploads))
            .map(|entry| entry.metadata().expect("metadata").len())
            .sum()
    }

    pub fn list(&self, statuses: &[Status]) -> Vec<answers::Account> {
        let reader = self.ledger.reader(&self.admin).expect("a reader");
        let query = AccountQuery {
            statuses: statuses.to_vec(),
            ..AccountQuery::default()
        };
        reader.accounts(&query).expect("a list").accounts
    }

    pub fn position(&self) -> u64 {
        let diagnosis = self.ledger.doctor().expect("a diagnosis");
        assert!(diagnosis.ok, "{:?}", diagnosis.findings);
        diagnosis.position.expect("a position")
    }
}
