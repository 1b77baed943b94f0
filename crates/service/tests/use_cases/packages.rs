//! How a package comes, and a ledger that has accounts of every kind to meet it.

use std::io::{Cursor, Write};

use rollbook_service::{
    ApplyOutcome, Command, Error, PlanRequest, Profile, ProfileChoice, answers,
};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::district::District;

pub const ORGANIZATIONS: &str =
    "import_id,name,parent_org_id\r\nD,District,\r\nN,North High,D\r\nS,South High,D\r\n";

/// Which of the two formats, and how the package comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    version: u8,
    zipped: bool,
}

pub const WAYS: [Way; 4] = [
    Way {
        version: 1,
        zipped: false,
    },
    Way {
        version: 1,
        zipped: true,
    },
    Way {
        version: 2,
        zipped: false,
    },
    Way {
        version: 2,
        zipped: true,
    },
];

impl Way {
    pub fn header(self) -> String {
        let flag = if self.version == 1 {
            "enabled"
        } else {
            "blocked"
        };
        format!(
            "import_id,first_name,last_name,login,password,email,user_type,organization_id,{flag}\r\n"
        )
    }

    /// The flag in the version's own sense.
    pub fn flag(self, may_log_in: Option<bool>) -> &'static str {
        match (may_log_in, self.version) {
            (None, _) => "",
            (Some(true), 1) | (Some(false), 2) => "1",
            _ => "0",
        }
    }

    pub fn row(self, id: &str, may_log_in: Option<bool>) -> String {
        format!(
            "{id},First{id},Last{id},login{id},s3cret-{id},{id}@school.example,S,N,{}\r\n",
            self.flag(may_log_in)
        )
    }

    pub fn users(self, rows: &[(&str, Option<bool>)]) -> String {
        let rows: String = rows.iter().map(|(id, flag)| self.row(id, *flag)).collect();
        self.header() + &rows
    }

    pub fn profile(self, full: bool) -> Profile {
        match (full, self.version) {
            (true, 1) => Profile::PowerschoolFullV1,
            (true, _) => Profile::PowerschoolFullV2,
            (false, 1) => Profile::PowerschoolPartialV1,
            (false, _) => Profile::PowerschoolPartialV2,
        }
    }

    pub fn try_plan(
        self,
        district: &District,
        files: &[(&str, &str)],
    ) -> Result<answers::Plan, Error> {
        let operator = district.ledger.operator(&district.admin)?;
        let mut upload = operator.begin_upload(PlanRequest::default())?;
        if self.zipped {
            upload.begin_file("package.zip")?;
            upload.push(&zipped(files))?;
        } else {
            for (name, content) in files {
                upload.begin_file(name)?;
                upload.push(content.as_bytes())?;
            }
        }
        upload.finish()
    }

    pub fn plan(self, district: &District, files: &[(&str, &str)]) -> answers::Plan {
        self.try_plan(district, files).expect("a plan")
    }

    /// Plans and applies.
    pub fn take_once(self, district: &District, files: &[(&str, &str)]) -> answers::Plan {
        let plan = self.plan(district, files);
        apply(district, &plan);
        plan
    }

    /// Plans and applies, and shows that the same package has nothing to do afterwards (R62).
    pub fn take(self, district: &District, files: &[(&str, &str)]) -> answers::Plan {
        let plan = self.take_once(district, files);
        let again = self.plan(district, files);
        assert_eq!(
            changes(&again.effects),
            answers::Effects::default(),
            "{self:?}"
        );
        let before = district.position();
        let outcome = district.apply(&again);
        assert!(matches!(outcome, ApplyOutcome::Applied(applied) if applied.events == 0));
        assert_eq!(district.position(), before);
        plan
    }
}

pub fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("a file");
        writer.write_all(content.as_bytes()).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

pub fn apply(district: &District, plan: &answers::Plan) -> answers::Applied {
    match district.apply(plan) {
        ApplyOutcome::Applied(applied) => applied,
        ApplyOutcome::Stopped { plan, .. } => {
            panic!("stopped: {:?} {:?}", plan.stopped, plan.guards)
        }
    }
}

/// Without the rows that change nothing.
pub fn changes(effects: &answers::Effects) -> answers::Effects {
    answers::Effects {
        nothing_to_do: 0,
        refused: 0,
        ..*effects
    }
}

pub fn codes(plan: &answers::Plan) -> Vec<&str> {
    plan.refusals
        .iter()
        .map(|refusal| refusal.code.as_str())
        .collect()
}

pub fn status(district: &District, id: &str) -> String {
    district.status(&format!("sis_id:{id}"))
}

pub fn is_gone(district: &District, id: &str) -> bool {
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    matches!(
        reader.find(&format!("sis_id:{id}")),
        Err(Error::NotFound(_))
    )
}

pub fn report(district: &District, id: &str) {
    let request = PlanRequest {
        profile: ProfileChoice::Named(Profile::Activity),
        ..PlanRequest::default()
    };
    let plan = district.plan_as(&format!("sis_id,last_login\n{id},2026-09-01\n"), request);
    assert_eq!(plan.effects.record_activity, 1);
    apply(district, &plan);
}

/// Accounts of every kind: `active`, `disabled`, `deactivated` and `blocked-and-deactivated` have
/// logged in; `stub` has not; `touched` was changed by hand; `manual` was added by hand.
pub fn district(way: Way) -> District {
    let district = District::with_accounts(0);
    let everyone: Vec<(&str, Option<bool>)> = [
        "active",
        "disabled",
        "deactivated",
        "both",
        "stub",
        "touched",
    ]
    .map(|id| (id, None))
    .into();
    let users = way.users(&everyone);
    way.take(
        &district,
        &[("organizations.csv", ORGANIZATIONS), ("users.csv", &users)],
    );
    for id in ["active", "disabled", "deactivated", "both"] {
        report(&district, id);
    }
    let blocked = way.users(&[("disabled", Some(false)), ("both", Some(false))]);
    way.take(&district, &[("update_users.csv", &blocked)]);
    let left = "import_id\r\ndeactivated\r\nboth\r\n";
    way.take(&district, &[("delete_users.csv", left)]);
    district.change("sis_id:touched", Command::Disable);
    district.change("sis_id:touched", Command::Enable);
    district.load("email,username,sis_id\nm@school.example,manual,manual\n");
    let statuses = [
        "active",
        "disabled",
        "deactivated",
        "both",
        "stub",
        "touched",
        "manual",
    ]
    .map(|id| status(&district, id));
    assert_eq!(
        statuses,
        [
            "active",
            "disabled",
            "deactivated",
            "deactivated",
            "active",
            "active",
            "active"
        ]
    );
    district
}
