//! Packages of a student information system against a ledger that has accounts of every kind.

use rollbook_service::{
    ApplyOptions, ApplyOutcome, Caller, Error, InstitutionId, PlanRequest, Profile, ProfileChoice,
    Role, answers,
};

use crate::district::District;
use crate::packages::{WAYS, apply, changes, codes, district, is_gone, status};

#[test]
fn r26_r49_being_listed_gives_the_status_of_the_table_in_every_format() {
    let table = [
        (Some(true), ["active"; 6]),
        (Some(false), ["disabled"; 6]),
        (
            None,
            [
                "active", "disabled", "active", "disabled", "active", "active",
            ],
        ),
    ];
    for way in WAYS {
        for full in [true, false] {
            for (flag, expected) in table {
                let district = district(way);
                let ids = ["active", "disabled", "deactivated", "both", "new", "manual"];
                let mut rows: Vec<(&str, Option<bool>)> = ids.map(|id| (id, flag)).into();
                rows.extend([("stub", flag), ("touched", flag)]);
                let users = way.users(&rows);
                let name = if full {
                    "users.csv"
                } else {
                    "update_users.csv"
                };
                let plan = way.take(&district, &[(name, &users)]);
                assert_eq!(plan.profile.as_deref(), Some(way.profile(full).name()));
                assert_eq!(
                    ids.map(|id| status(&district, id)),
                    expected,
                    "{way:?} {flag:?}"
                );
                assert_eq!((plan.effects.create, plan.effects.change_origin), (1, 1));
                assert_eq!(
                    district.account("sis_id:manual").origin.as_deref(),
                    Some("import")
                );
                assert_eq!(
                    district.account("sis_id:new").origin.as_deref(),
                    Some("import")
                );
            }
        }
    }
}

#[test]
fn r28_r30_whoever_a_full_list_leaves_out_ends_as_their_data_allow() {
    for way in WAYS {
        let district = district(way);
        let users = way.users(&[("new", None)]);
        let plan = way.take(&district, &[("users.csv", &users)]);
        assert_eq!(
            [
                "active",
                "disabled",
                "deactivated",
                "both",
                "touched",
                "manual"
            ]
            .map(|id| status(&district, id)),
            [
                "deactivated",
                "deactivated",
                "deactivated",
                "deactivated",
                "deactivated",
                "active"
            ]
        );
        assert!(is_gone(&district, "stub"));
        let effects = plan.effects;
        assert_eq!(
            (effects.create, effects.deactivate, effects.delete),
            (1, 3, 1)
        );
        let notes: Vec<(&str, &str)> = plan
            .changes
            .iter()
            .flat_map(|change| {
                change
                    .notes
                    .iter()
                    .map(|note| (note.code.as_str(), change.label.as_str()))
            })
            .collect();
        assert_eq!(
            notes,
            ["active", "disabled", "touched"]
                .map(|id| ("protected-by-data", format!("{id}@school.example")))
                .each_ref()
                .map(|(code, label)| (*code, label.as_str()))
        );
    }
}

#[test]
fn r28_a_refused_row_counts_as_listed_and_an_unreadable_one_ends_nobody() {
    let way = WAYS[2];
    let district = district(way);
    let users = way.users(&[("deactivated", None), ("touched", None), ("stub", None)])
        + "active,A,B,login active,,active@school.example,S,N,\r\ndisabled,,,,,,S,NOWHERE,\r\n";
    let plan = way.plan(&district, &[("users.csv", &users)]);
    assert_eq!(codes(&plan), ["login-malformed", "unknown-organization"]);
    assert_eq!((plan.effects.deactivate, plan.effects.delete), (0, 0));
    let unreadable = way.header() + "1.23E+05,A,B,,,,S,N,\r\n";
    let plan = way.plan(&district, &[("users.csv", &unreadable)]);
    assert_eq!(codes(&plan), ["number-mangled"]);
    assert_eq!(changes(&plan.effects), answers::Effects::default());
    assert!(
        plan.notices
            .iter()
            .any(|notice| notice.code == "nobody-ended"),
        "{:?}",
        plan.notices
    );
}

#[test]
fn r29_a_list_of_deletions_ends_each_as_its_data_allow() {
    for way in WAYS {
        let district = district(way);
        let list = "import_id\r\nactive\r\ndeactivated\r\nstub\r\ntouched\r\nmanual\r\nnobody\r\n";
        let plan = way.take(&district, &[("delete_users.csv", list)]);
        assert_eq!(codes(&plan), ["protected-manual", "unknown-account"]);
        assert_eq!(
            (
                plan.effects.deactivate,
                plan.effects.delete,
                plan.effects.nothing_to_do
            ),
            (2, 1, 1)
        );
        assert!(is_gone(&district, "stub"));
        assert_eq!(status(&district, "touched"), "deactivated");
        assert_eq!(status(&district, "manual"), "active");
    }
}

#[test]
fn r31_an_id_that_is_updated_and_deleted_refuses_both_rows() {
    for way in WAYS {
        let district = district(way);
        let update = way.users(&[("active", Some(false)), ("stub", Some(false))]);
        let files = [
            ("update_users.csv", update.as_str()),
            ("delete_users.csv", "import_id\r\nactive\r\n"),
        ];
        let plan = way.plan(&district, &files);
        assert_eq!(codes(&plan), ["conflict-in-package", "conflict-in-package"]);
        assert_eq!(
            changes(&plan.effects),
            answers::Effects {
                disable: 1,
                ..Default::default()
            }
        );
    }
}

#[test]
fn r32_a_deleted_account_comes_back_as_another_one() {
    let way = WAYS[2];
    let district = district(way);
    let before = district.account("sis_id:stub").account_id;
    way.take(&district, &[("delete_users.csv", "import_id\r\nstub\r\n")]);
    way.take(
        &district,
        &[("update_users.csv", &way.users(&[("stub", None)]))],
    );
    let after = district.account("sis_id:stub");
    assert_ne!(after.account_id, before);
    assert_eq!(after.status, "active");
}

#[test]
fn r33_r60_a_header_only_full_list_stops_until_a_reason_is_given() {
    for way in WAYS {
        let district = district(way);
        let plan = way.plan(&district, &[("users.csv", &way.header())]);
        assert_eq!(plan.stopped.as_deref(), Some("header-only"));
        let before = district.position();
        assert!(matches!(
            district.apply(&plan),
            ApplyOutcome::Stopped { .. }
        ));
        assert_eq!(district.position(), before, "not one event");
        let options = ApplyOptions {
            override_guards: Some("the school has closed".to_owned()),
            ..ApplyOptions::default()
        };
        assert!(matches!(
            district.apply_with(&plan, &options),
            ApplyOutcome::Applied(_)
        ));
        assert_eq!(
            [
                "active",
                "disabled",
                "deactivated",
                "both",
                "touched",
                "manual"
            ]
            .map(|id| status(&district, id)),
            [
                "deactivated",
                "deactivated",
                "deactivated",
                "deactivated",
                "deactivated",
                "active"
            ]
        );
        assert!(is_gone(&district, "stub"));
    }
}

#[test]
fn r20_r21_packages_that_cannot_be_told_are_refused_whole() {
    let v1 = WAYS[0];
    let v2 = WAYS[2];
    let district = district(v2);
    let cases: [(&[(&str, String)], &str); 4] = [
        (
            &[
                ("users.csv", v1.users(&[("x", None)])),
                ("update_users.csv", v1.users(&[("y", None)])),
            ],
            "package-mixed",
        ),
        (
            &[
                ("update_users.csv", v1.users(&[("x", None)])),
                ("users.csv", v2.users(&[("y", None)])),
            ],
            "package-mixed",
        ),
        (
            &[(
                "classes.csv",
                "import_id,name,teacher_id\r\nc,Art,active\r\n".to_owned(),
            )],
            "users-missing",
        ),
        (
            &[(
                "users.csv",
                v1.header().replace("enabled", "enabled,blocked") + "x,,,,,,S,N,1,1\r\n",
            )],
            "flag-of-other-version",
        ),
    ];
    for (files, code) in cases {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        let plan = v2.plan(&district, &files);
        assert!(codes(&plan).contains(&code), "{code}: {:?}", plan.refusals);
        assert_eq!(
            changes(&plan.effects),
            answers::Effects::default(),
            "{code}"
        );
        let before = district.position();
        district.apply(&plan);
        assert_eq!(district.position(), before, "{code}");
    }
    let request = PlanRequest {
        profile: ProfileChoice::Named(Profile::PowerschoolFullV1),
        ..PlanRequest::default()
    };
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    let mut upload = operator.begin_upload(request).expect("an upload");
    upload.begin_file("users.csv").expect("a file");
    upload
        .push(v2.users(&[("x", Some(true))]).as_bytes())
        .expect("bytes");
    let plan = upload.finish().expect("a plan");
    assert_eq!(codes(&plan), ["flag-of-other-version"]);
    assert!(
        plan.refusals[0].message.contains("blocked"),
        "{}",
        plan.refusals[0].message
    );
}

#[test]
fn r27_blank_cells_clear_in_a_full_list_and_leave_in_a_partial_one() {
    let header = "import_id,first_name,nickname,login,email,user_type\r\n";
    let full = format!("{header}1,Ada,Addie,ada,ada@school.example,T\r\n");
    let blank = format!("{header}1,,,,,\r\n");
    let way = WAYS[2];
    let district = District::with_accounts(0);
    way.take(&district, &[("users.csv", &full)]);
    way.take(&district, &[("update_users.csv", &blank)]);
    let account = district.account("sis_id:1");
    assert_eq!(
        (account.first_name.as_deref(), account.nickname.as_deref()),
        (Some("Ada"), Some("Addie"))
    );
    assert_eq!(account.user_type.as_deref(), Some("T"));
    let without = "import_id,first_name\r\n1,Ada\r\n";
    way.take(&district, &[("users.csv", without)]);
    assert_eq!(
        district.account("sis_id:1").nickname.as_deref(),
        Some("Addie")
    );
    let plan = way.take(&district, &[("users.csv", &blank)]);
    assert_eq!(plan.effects.change_profile, 1);
    let account = district.account("sis_id:1");
    assert_eq!((account.first_name, account.nickname), (None, None));
    assert_eq!(
        (account.username.as_deref(), account.email.as_deref()),
        (Some("ada"), Some("ada@school.example"))
    );
    assert_eq!(account.user_type.as_deref(), Some("S"));
}

#[test]
fn r46_seats_that_a_list_frees_count_for_those_that_it_creates() {
    let way = WAYS[2];
    let district = District::with_accounts(0);
    let first = way.users(&[("a", None), ("b", None)]).replace(",N,", ",,");
    way.take(&district, &[("users.csv", &first)]);
    district.limit(Some(2));
    let next = way
        .users(&[("b", None), ("c", None), ("d", None)])
        .replace(",N,", ",,");
    let plan = way.plan(&district, &[("users.csv", &next)]);
    assert_eq!((plan.effects.create, plan.effects.delete), (1, 1));
    assert_eq!(codes(&plan), ["seat-limit"]);
    apply(&district, &plan);
    assert_eq!(status(&district, "c"), "active");
    assert!(is_gone(&district, "d") && is_gone(&district, "a"));
}

#[test]
fn r49_a_login_that_another_account_holds_refuses_the_row() {
    let way = WAYS[2];
    let district = district(way);
    let rows = way.header() + "active,,,loginstub,,,,,\r\nfresh,,,MANUAL,,,,,\r\n";
    let plan = way.plan(&district, &[("update_users.csv", &rows)]);
    assert_eq!(codes(&plan), ["identity-taken", "identity-taken"]);
}

#[test]
fn r25_a_password_is_kept_nowhere() {
    for way in WAYS {
        let district = district(way);
        let users = way.users(&[("active", None)]) + "x y,,,bad login,s3cret-y,,,,\r\n";
        let plan = way.plan(&district, &[("update_users.csv", &users)]);
        let refused = district.refused(&plan);
        assert!(
            refused.contains("bad login") && !refused.contains("s3cret"),
            "{refused}"
        );
        let shown = serde_json::to_string(&plan).expect("JSON");
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}

#[test]
fn r15_only_a_domain_admin_speaks_for_a_student_information_system() {
    let way = WAYS[2];
    let district = district(way);
    let caller = Caller {
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(7)),
        ..Caller::of_the_machine("ina")
    };
    let operator = district.ledger.operator(&caller).expect("an operator");
    let mut upload = operator
        .begin_upload(PlanRequest::default())
        .expect("an upload");
    upload.begin_file("users.csv").expect("a file");
    upload
        .push(way.users(&[("active", None)]).as_bytes())
        .expect("bytes");
    assert!(matches!(upload.finish(), Err(Error::DomainAdminNeeded(_))));
}

#[test]
fn r28_zeros_that_a_spreadsheet_took_off_end_nobody() {
    let way = WAYS[2];
    let district = District::with_accounts(0);
    let first = way
        .users(&[("00017", None), ("b", None)])
        .replace(",N,", ",,");
    way.take(&district, &[("users.csv", &first)]);
    let mangled = way.users(&[("17", None), ("b", None)]).replace(",N,", ",,");
    let plan = way.plan(&district, &[("users.csv", &mangled)]);
    assert_eq!(codes(&plan), ["number-mangled"]);
    assert!(
        plan.refusals[0].message.contains("00017"),
        "{}",
        plan.refusals[0].message
    );
    assert_eq!(changes(&plan.effects), answers::Effects::default());
}
