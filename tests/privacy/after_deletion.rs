//! R42, R43: after a deletion nothing is left of the person in any file, nor of the person's keys; and
//! a running server tells nothing any more.

use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::Arc;

use rollbook_service::{
    AccountColumns, AccountId, AccountQuery, ActivityReport, ApplyOptions, ApplyOutcome, Caller,
    DeletionOrder, DomainAdmin, EventSearch, InstitutionId, Ledger, Page, PlanRequest, Profile,
    ProfileChoice, Role, ScheduleRequest, Whom, answers::Plan,
};
use rollbook_testkit::TemporaryLedger;
use rollbook_tests::{Needles, Search, Secrets};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::keyring::{gone, keys};

const ACTOR: &str = "Headmistress Lavinia Plunkett";

/// Of the person who is deleted by hand: every column, and what it was before.
const PERSON: [&str; 12] = [
    "octavia.butterworth@north.example",
    "octavia.maidenname@north.example",
    "octaviabutterworth",
    "SIS-OCTAVIA-7781",
    "OctaviaFirstname",
    "ButterworthLastname",
    "OctaviaNickname",
    "DISPLAY-OCTAVIA-4",
    "octavia.google@north.example",
    "OctaviaMaidenname",
    "OctaviaMiddle",
    "OctaviaSuffix",
];

/// What only the person's classes, reasons and tokens said.
const AROUND: [&str; 4] = [
    "Butterworth’s Watercolours",
    "moved in with the grandparents in Llandudno",
    "suspended after the matter of the newts",
    "WATERCOLOURS-C-19",
];

/// Of the person whom an import deletes.
const STUB: [&str; 4] = [
    "peregrine.thistlewood@north.example",
    "peregrinethistlewood",
    "SIS-PEREGRINE-9902",
    "ThistlewoodLastname",
];

/// Of somebody who stays, to see that the search can find.
const STAYING: &str = "bartholomew.stays@north.example";

struct Stage {
    temporary: TemporaryLedger,
    caller: Caller,
}

impl Stage {
    fn set() -> Stage {
        Stage {
            temporary: TemporaryLedger::with_institution(),
            caller: Caller::of_the_machine(ACTOR),
        }
    }

    fn ledger(&self) -> &Ledger {
        &self.temporary.ledger
    }

    fn admin(&self) -> DomainAdmin<'_> {
        self.ledger().domain_admin(&self.caller).unwrap()
    }

    fn plan(&self, profile: Option<Profile>, files: &[(&str, impl AsRef<[u8]>)]) -> Plan {
        let request = PlanRequest {
            profile: profile.map_or(ProfileChoice::Auto, ProfileChoice::Named),
            ..PlanRequest::default()
        };
        let mut upload = self.admin().begin_upload(request).unwrap();
        for (name, content) in files {
            upload.begin_file(name).unwrap();
            upload.push(content.as_ref()).unwrap();
        }
        upload.finish().unwrap()
    }

    fn apply(&self, plan: &Plan) {
        assert!(plan.refusals.is_empty(), "{:?}", plan.refusals);
        let options = ApplyOptions {
            reason: Some("the start of the year".to_owned()),
            ..ApplyOptions::default()
        };
        let outcome = self.admin().apply(&plan.plan_id, &options).unwrap();
        assert!(matches!(outcome, ApplyOutcome::Applied(_)), "{outcome:?}");
    }

    /// Everybody, by an import; then whatever can name the person.
    fn fill(&self) -> AccountId {
        let header = "import_id,login,email,first_name,last_name,middle_init,suffix\n";
        let people = format!(
            "{header}{},{},{},{},{},,\n{},{},{},,{},,\nSIS-STAYS-1,bartholomewstays,{STAYING},,,,\n",
            PERSON[3],
            PERSON[2],
            PERSON[1],
            PERSON[4],
            PERSON[9],
            STUB[2],
            STUB[1],
            STUB[0],
            STUB[3]
        );
        self.apply(&self.plan(None, &[("update_users.csv", people)]));
        let classes = format!(
            "import_id,name,teacher_id\n{},{},{}\n",
            AROUND[3], AROUND[0], PERSON[3]
        );
        let roster = format!("class_id,user_id,role\n{},SIS-STAYS-1,S\n", AROUND[3]);
        let files = [
            ("update_classes.csv", classes),
            ("update_roster.csv", roster),
        ];
        self.apply(&self.plan(None, &files));
        let admin = self.admin();
        let id = admin.find(PERSON[2]).unwrap();
        let text = |text: &str| Some(text.to_owned());
        let columns = AccountColumns {
            email: text(PERSON[0]),
            last_name: text(PERSON[5]),
            nickname: text(PERSON[6]),
            display_id: text(PERSON[7]),
            google_email_address: text(PERSON[8]),
            middle_init: text(PERSON[10]),
            suffix: text(PERSON[11]),
            ..AccountColumns::default()
        };
        admin.set_account(id, &columns, Some(AROUND[1])).unwrap();
        self.surround(id);
        id
    }

    /// Groups, reports, steps, tokens, receipts, reasons, and plans that wait.
    fn surround(&self, id: AccountId) {
        let admin = self.admin();
        let group = admin.add_group(InstitutionId(1), "Choir").unwrap();
        let group = group.group.group_id.parse().unwrap();
        admin.join_group(id, group, Some(AROUND[1])).unwrap();
        let report = ActivityReport {
            last_login: Some(self.ledger().now()),
            grades: Some(7),
        };
        admin.record_activity(id, report).unwrap();
        let keyed = Caller {
            idempotency_key: Some("lavinia-pressed-twice".to_owned()),
            ..self.caller.clone()
        };
        let by_key = self.ledger().domain_admin(&keyed).unwrap();
        by_key.disable(id, Some(AROUND[2])).unwrap();
        admin.enable(id, None).unwrap();
        let token = admin.create_token("robot", Role::DomainAdmin, None, Some(id));
        token.unwrap();
        let step = ScheduleRequest {
            action: rollbook_service::Command::Disable,
            from: "2999-07-01".to_owned(),
            until: None,
            whom: Whom::Accounts(vec![PERSON[2].to_owned()]),
            reason: None,
            override_guards: None,
            plan_id: None,
        };
        admin.schedule(&step).unwrap();
        let leaver = format!("email\n{}\n{STAYING}\n", PERSON[0]);
        self.plan(Some(Profile::Benchprep), &[("leavers.csv", leaver)]);
        let known = format!("username,sis_id\n{},other\n", PERSON[2]);
        self.plan(Some(Profile::Accounts), &[("accounts.csv", known)]);
        let seen = format!("sis_id,grades\n{},9\n", PERSON[3]);
        self.plan(Some(Profile::Activity), &[("activity.csv", seen)]);
        let full =
            format!("import_id,login,email,blocked\nSIS-STAYS-1,bartholomewstays,{STAYING},\n");
        self.plan(None, &[("users.csv", full)]);
        let listed = format!("import_id,first_name\n{},{}\n", PERSON[3], PERSON[4]);
        self.plan(
            None,
            &[("package.zip", zipped("update_users.csv", &listed))],
        );
    }

    /// Has every memory filled that a server has.
    fn remember(&self) {
        let admin = self.admin();
        let found = |words: &str| {
            let query = AccountQuery {
                search: Some(words.to_owned()),
                ..AccountQuery::default()
            };
            admin.accounts(&query).unwrap().accounts.len()
        };
        assert_eq!((found("octaviabutterworth"), found("peregrine")), (1, 1));
    }
}

fn zipped(name: &str, content: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(content.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

fn needles(keys: &[Vec<u8>]) -> Arc<Needles> {
    let mut secrets = Secrets::default();
    PERSON
        .iter()
        .chain(&AROUND)
        .chain(&STUB)
        .for_each(|secret| secrets.add(secret));
    keys.iter().for_each(|key| secrets.add_bytes(key));
    Arc::new(secrets.needles())
}

fn delete(stage: &Stage, id: AccountId) {
    let admin = stage.admin();
    let seen = admin.deletion(id).unwrap();
    assert!(seen.destroys.plans >= 5, "{:?}", seen.destroys);
    let order = DeletionOrder {
        confirmation: seen.confirmation,
        identity: PERSON[3].to_owned(),
        reason: Some("was entered twice".to_owned()),
    };
    let deleted = admin.delete_account(id, &order).unwrap();
    assert_eq!(deleted.account.status, "deleted");
}

#[test]
fn r42_r43_nothing_is_left_of_whom_was_deleted_by_hand_or_by_an_import() {
    let stage = Stage::set();
    let id = stage.fill();
    stage.remember();
    let directory = stage.temporary.path();
    let before = keys(directory);
    let stub = stage.admin().find(STUB[1]).unwrap();

    delete(&stage, id);
    let ended = format!("import_id\n{}\n", STUB[2]);
    stage.apply(&stage.plan(None, &[("delete_users.csv", ended)]));

    let after = keys(directory);
    let gone = gone(&before, &after);
    // Two accounts, a class, and the plans that named one of them.
    assert!(gone.len() >= 8, "{} keys are gone", gone.len());
    let needles = needles(&gone);
    let process = Some(std::process::id());
    Search::once(directory, process, &needles).assert_nothing_found("while the ledger is open");
    assert_the_search_finds_keys(directory, &after);
    assert_nothing_is_told(&stage, &needles, &[id, stub]);

    stage.ledger().close();
    Search::once(directory, process, &needles).assert_nothing_found("once it is closed");
    let again = Ledger::open(rollbook_service::Settings::new(directory)).unwrap();
    assert!(again.doctor().unwrap().ok);
    again.close();
    Search::once(directory, process, &needles).assert_nothing_found("after the next start");
}

/// A key that is still in use is found, so one that is not found is gone.
fn assert_the_search_finds_keys(directory: &Path, keys: &[([u8; 16], Vec<u8>)]) {
    let mut secrets = Secrets::default();
    secrets.add_bytes(&keys[0].1);
    let found = Search::once(directory, None, &secrets.needles()).findings;
    let is_the_keyring = |finding: &String| finding.starts_with("keys.db");
    assert!(
        found.len() == 1 && found.iter().all(is_the_keyring),
        "{found:?}"
    );
}

/// Whatever the ledger answers, in JSON.
fn assert_nothing_is_told(stage: &Stage, needles: &Needles, deleted: &[AccountId]) {
    let admin = stage.admin();
    let mut told = Vec::new();
    let mut tell = |answer: serde_json::Result<String>| told.push(answer.unwrap());
    for id in deleted {
        tell(serde_json::to_string(&admin.account(*id).unwrap()));
        tell(serde_json::to_string(&admin.why(*id, None).unwrap()));
        let history = admin.account_history(*id, None, &Page::default());
        tell(serde_json::to_string(&history.unwrap()));
        let auditor = stage.ledger().auditor(&stage.caller).unwrap();
        tell(serde_json::to_string(&auditor.certificate(*id).unwrap()));
    }
    let search = EventSearch::default();
    tell(serde_json::to_string(
        &admin.events(&search, &Page::default()).unwrap(),
    ));
    for batch in admin.batches(100, None).unwrap().batches {
        tell(serde_json::to_string(&batch));
    }
    let plans = std::fs::read_dir(stage.temporary.path().join("plans")).unwrap();
    for file in plans.map(Result::unwrap) {
        let name = file.file_name().to_string_lossy().into_owned();
        let plan = name.split('.').next().unwrap_or_default();
        tell(serde_json::to_string(&admin.plan(plan).unwrap()));
    }
    for words in PERSON.iter().chain(&STUB) {
        let query = AccountQuery {
            search: Some((*words).to_owned()),
            ..AccountQuery::default()
        };
        assert!(
            admin.accounts(&query).unwrap().accounts.is_empty(),
            "{words}"
        );
        assert!(admin.find(words).is_err(), "{words}");
    }
    for answer in &told {
        assert_eq!(needles.find(answer.as_bytes()), None, "{answer}");
    }
    assert!(told.len() > 10, "{} answers", told.len());
}
