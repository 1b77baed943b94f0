//! Who may do what, and what an institution admin can learn of the rest (R15, R16, R18, R63).

use crate::district::District;
use rollbook_service::{
    AccountColumns, AccountQuery, ApplyOptions, ApplyOutcome, Caller, Command, Error,
    InstitutionId, PlanRequest, Profile, ProfileChoice, Role, SeatScope, Status,
};

/// The admin of institution 8, in a district where everyone else is in 7.
fn oak_admin() -> Caller {
    Caller {
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(8)),
        ..Caller::of_the_machine("olga")
    }
}

fn district() -> District {
    let district = District::with_accounts(3);
    district.load(
        "email,username,institution\noak@school.example,oak,8\nperson1@school.example,twin,8\n",
    );
    district
}

#[test]
fn r15_an_institution_admin_gets_no_domain_admins_handle() {
    let district = district();
    let olga = oak_admin();
    assert!(matches!(
        district.ledger.domain_admin(&olga),
        Err(Error::NotPermitted)
    ));
    let operator = district.ledger.operator(&olga).expect("an operator");
    let request = PlanRequest {
        profile: ProfileChoice::Named(Profile::Accounts),
        ..PlanRequest::default()
    };
    assert!(matches!(
        operator.begin_upload(request).err(),
        Some(Error::DomainAdminNeeded(_))
    ));
}

#[test]
fn r15_a_detected_profile_needs_its_role_too() {
    let district = district();
    let olga = oak_admin();
    let operator = district.ledger.operator(&olga).expect("an operator");
    let mut upload = operator
        .begin_upload(PlanRequest::default())
        .expect("an upload");
    upload.begin_file("new.csv").expect("a file");
    upload
        .push(b"email,first_name,groups\nnew@school.example,New,Choir\n")
        .expect("bytes");
    assert!(matches!(upload.finish(), Err(Error::DomainAdminNeeded(_))));
}

#[test]
fn r16_an_account_elsewhere_looks_exactly_like_an_unknown_one() {
    let district = district();
    let olga = oak_admin();
    let reader = district.ledger.reader(&olga).expect("a reader");
    let operator = district.ledger.operator(&olga).expect("an operator");
    let elsewhere = district
        .account("person0")
        .account_id
        .parse()
        .expect("an id");
    let unknown = "01890000-0000-7000-8000-000000000000"
        .parse()
        .expect("an id");
    for id in [elsewhere, unknown] {
        for error in [
            reader.account(id).err(),
            operator.disable(id, None).err(),
            operator.deactivate(id, Some("x")).err(),
        ] {
            assert_eq!(
                error.map(|error| error.to_string()).as_deref(),
                Some("there is no such account")
            );
        }
    }
    for who in [
        "person0",
        "person0@school.example",
        "user_id:1",
        "sis_id:sis0",
        "nobody",
    ] {
        assert!(
            matches!(reader.find(who), Err(Error::NotFound("account"))),
            "{who}"
        );
    }
    let plan = district.plan_by(
        &olga,
        "email\nperson0@school.example\nnobody@school.example\n",
        PlanRequest::default(),
    );
    assert_eq!(plan.refusals[0].code, plan.refusals[1].code);
    assert_eq!(plan.refusals[0].message, plan.refusals[1].message);
    assert_eq!(district.status("person0"), "active");
}

#[test]
fn r16_a_shared_email_counts_visible_accounts_only() {
    let district = district();
    let olga = oak_admin();
    let plan = district.plan_by(
        &olga,
        "email\nperson1@school.example\n",
        PlanRequest::default(),
    );
    assert_eq!(plan.effects.deactivate, 1);
    let operator = district.ledger.operator(&olga).expect("an operator");
    operator
        .apply(&plan.plan_id, &ApplyOptions::default())
        .expect("applied");
    assert_eq!(district.status("twin"), "deactivated");
    assert_eq!(district.status("person1"), "active");
}

#[test]
fn r16_lists_seats_groups_and_plans_show_the_own_institution_only() {
    let district = district();
    district.load("username,groups\nperson0,Choir\noak,Chess\n");
    let olga = oak_admin();
    let reader = district.ledger.reader(&olga).expect("a reader");
    let list = reader
        .accounts(&AccountQuery::default())
        .expect("a list")
        .accounts;
    assert!(list.iter().all(|account| account.institution == 8));
    assert_eq!(list.len(), 2);
    let searched = AccountQuery {
        search: Some("person".to_owned()),
        ..AccountQuery::default()
    };
    assert_eq!(
        reader.accounts(&searched).expect("a list").accounts.len(),
        1
    );
    let elsewhere = AccountQuery {
        institution: Some(InstitutionId(7)),
        ..AccountQuery::default()
    };
    assert!(
        reader
            .accounts(&elsewhere)
            .expect("a list")
            .accounts
            .is_empty()
    );
    let seats = reader.seats().expect("seats");
    assert_eq!((seats.seats.len(), seats.domain.in_use), (1, 2));
    assert_eq!(reader.groups(None).expect("groups").groups.len(), 1);
    assert_eq!(
        reader
            .institutions()
            .expect("institutions")
            .institutions
            .len(),
        1
    );
    assert!(
        reader
            .batches(10, None)
            .expect("batches")
            .batches
            .is_empty()
    );
    let plan = district.plan("email\nperson0@school.example\n");
    let operator = district.ledger.operator(&olga).expect("an operator");
    assert!(matches!(
        operator.plan(&plan.plan_id),
        Err(Error::NotFound("plan"))
    ));
    assert!(matches!(
        operator.apply(&plan.plan_id, &ApplyOptions::default()),
        Err(Error::NotFound("plan"))
    ));
}

#[test]
fn r16_only_domain_admins_set_unique_ids() {
    let district = district();
    let olga = oak_admin();
    let operator = district.ledger.operator(&olga).expect("an operator");
    let taken = AccountColumns {
        username: Some("person0".to_owned()),
        ..AccountColumns::default()
    };
    assert!(matches!(
        operator.add_account(&taken, None),
        Err(Error::DomainAdminNeeded(_))
    ));
    let allowed = AccountColumns {
        email: Some("new@school.example".to_owned()),
        ..AccountColumns::default()
    };
    let added = operator.add_account(&allowed, None).expect("added").account;
    assert_eq!(added.institution, 8);
    assert!(added.user_id.is_some());
}

#[test]
fn r16_a_batch_that_somebody_made_for_the_whole_domain_is_none_of_the_same_person_with_a_smaller_role()
 {
    let district = district();
    let olga = oak_admin();
    let wider = Caller::of_the_machine("olga");
    let made_by = |caller: &Caller, csv: &str| {
        let plan = district.plan_by(caller, csv, PlanRequest::default());
        let operator = district.ledger.operator(caller).expect("an operator");
        let applied = operator.apply(&plan.plan_id, &Default::default());
        let Ok(ApplyOutcome::Applied(applied)) = applied else {
            panic!("{applied:?}");
        };
        applied.batch_id.expect("a batch").parse().expect("an id")
    };
    // All that was recorded is of institution 8; only the numbers would tell of anybody else.
    district.change("person0", Command::Deactivate);
    let csv =
        "email,username\noak@school.example,\nperson0@school.example,\nperson2@school.example,x\n";
    let as_domain_admin = made_by(&wider, csv);
    district.change("oak", Command::Reactivate);
    let as_institution_admin = made_by(&olga, "email\noak@school.example\n");

    let reader = district.ledger.reader(&olga).expect("a reader");
    let unknown = reader.batch(as_domain_admin).expect_err("of a wider role");
    assert_eq!(unknown.code(), "not-found");
    let own = reader.batch(as_institution_admin).expect("its own");
    assert_eq!((own.events, own.effects.deactivate), (2, 1));
    let listed = reader.batches(10, None).expect("a list").batches;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].batch_id, own.batch_id);

    // Whoever has left the institution is not told of, or the number would tell of the move.
    district.load("username,institution\noak,7\n");
    let own = reader.batch(as_institution_admin).expect("its own");
    assert_eq!((own.events, own.effects.deactivate), (1, 0));
    assert_eq!(own.last_position, own.first_position);
}

#[test]
fn r18_an_institution_admin_reactivates_while_a_seat_is_free() {
    let district = district();
    district.change("oak", Command::Deactivate);
    let olga = oak_admin();
    let operator = district.ledger.operator(&olga).expect("an operator");
    let oak = operator.find("oak@school.example").expect("found");
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    let scope = SeatScope::Institution(InstitutionId(8));
    admin.set_seat_limit(scope, Some(1)).expect("a limit");
    let error = operator.reactivate(oak, None).expect_err("no seat is free");
    assert_eq!(error.code(), "seat-limit");
    let told = error.to_string();
    assert!(told.contains("a domain admin must do this"), "{told}");
    let named = "no seat is free: Oak Elementary (institution 8) uses 1 and may use 1;";
    assert!(told.starts_with(named), "{told}");
    admin.set_seat_limit(scope, Some(2)).expect("a limit");
    let changed = operator.reactivate(oak, None).expect("reactivated");
    assert_eq!(changed.account.status, Status::Active.as_str());
}

#[test]
fn r63_nobody_ends_the_account_that_it_acts_as() {
    let district = district();
    let own = district
        .account("person0")
        .account_id
        .parse()
        .expect("an id");
    let acting = Caller {
        account: Some(own),
        ..Caller::of_the_machine("amy")
    };
    let operator = district.ledger.operator(&acting).expect("an operator");
    for error in [operator.disable(own, None), operator.deactivate(own, None)] {
        assert_eq!(error.expect_err("refused").code(), "own-account");
    }
    let plan = district.plan_by(
        &acting,
        "email\nperson0@school.example\nperson2@school.example\n",
        PlanRequest::default(),
    );
    assert_eq!(plan.refusals[0].code, "own-account");
    assert_eq!(plan.effects.deactivate, 1);
}

#[test]
fn a_repeated_idempotency_key_does_it_once_and_answers_again() {
    let district = district();
    let amy = Caller {
        idempotency_key: Some("key-1".to_owned()),
        ..Caller::of_the_machine("amy")
    };
    let admin = district.ledger.domain_admin(&amy).expect("an admin");
    let create = || {
        admin
            .create_token("sync", Role::DomainAdmin, None, None)
            .expect("a token")
    };
    let (first, second) = (create(), create());
    assert_eq!(first.token.token_id, second.token.token_id);
    assert!(first.secret.is_some());
    assert!(second.secret.is_none());
    let plan = |csv| district.plan_by(&amy, csv, PlanRequest::default()).plan_id;
    let once = plan("email\nperson0@school.example\n");
    assert_eq!(once, plan("email\nperson0@school.example\n"));
}

#[test]
fn a_link_signs_in_once_and_a_removed_admin_is_out_at_once() {
    let district = district();
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    let added = admin
        .add_admin(
            "olga@school.example",
            Role::InstitutionAdmin,
            Some(InstitutionId(8)),
        )
        .expect("an admin");
    let link = added.sign_in_secret.expect("a link");
    let ledger = &district.ledger;
    let signed_in = ledger.sign_in(&link).expect("no fault").expect("signed in");
    assert!(ledger.sign_in(&link).expect("no fault").is_none());
    let (caller, session) = ledger
        .session(&signed_in.cookie)
        .expect("no fault")
        .expect("a session");
    assert_eq!(caller.institution, Some(InstitutionId(8)));
    assert!(ledger.csrf_matches(&signed_in.cookie, &session.csrf));
    assert!(!ledger.csrf_matches(&signed_in.cookie, "0"));
    admin.remove_admin("OLGA@school.example").expect("removed");
    assert!(
        ledger
            .session(&signed_in.cookie)
            .expect("no fault")
            .is_none()
    );
}

#[test]
fn a_revoked_token_is_out_at_once() {
    let district = district();
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    let token = admin
        .create_token("sync", Role::InstitutionAdmin, Some(InstitutionId(8)), None)
        .expect("a token");
    let secret = token.secret.expect("a secret");
    let authenticate = || {
        district
            .ledger
            .authenticate(&secret, rollbook_service::Channel::Api)
            .expect("no fault")
    };
    let caller = authenticate().expect("a caller");
    assert_eq!(
        (caller.actor.as_str(), caller.institution),
        ("sync", Some(InstitutionId(8)))
    );
    assert!(
        district
            .ledger
            .authenticate("rollbook_00_00", rollbook_service::Channel::Api)
            .expect("no fault")
            .is_none()
    );
    admin.revoke_token("sync").expect("revoked");
    assert!(authenticate().is_none());
}

#[test]
fn r15_r16_a_plan_does_not_outlive_the_role_that_made_it() {
    let district = district();
    let before = Caller::of_the_machine("olga");
    let everywhere = district.plan_by(
        &before,
        "email\nperson0@school.example\n",
        PlanRequest::default(),
    );
    let olga = oak_admin();
    let operator = district.ledger.operator(&olga).expect("an operator");
    let apply = operator.apply(&everywhere.plan_id, &ApplyOptions::default());
    assert!(matches!(apply, Err(Error::NotFound("plan"))));
    assert_eq!(district.status("person0"), "active");
}

#[test]
fn r63_whoever_applies_is_asked_too() {
    let district = district();
    let own = district
        .account("person0")
        .account_id
        .parse()
        .expect("an id");
    let plan = district.plan("email\nperson0@school.example\n");
    let acting = Caller {
        account: Some(own),
        ..Caller::of_the_machine("sync")
    };
    let operator = district.ledger.operator(&acting).expect("an operator");
    let error = operator
        .apply(&plan.plan_id, &ApplyOptions::default())
        .expect_err("refused");
    assert_eq!(error.code(), "own-account");
    assert_eq!(district.status("person0"), "active");
}

#[test]
fn r16_the_domains_seats_are_not_told_to_an_institution_admin() {
    let district = district();
    district.change("oak", Command::Deactivate);
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    admin
        .set_seat_limit(SeatScope::Domain, Some(4))
        .expect("a limit");
    let olga = oak_admin();
    let operator = district.ledger.operator(&olga).expect("an operator");
    let oak = operator.find("oak@school.example").expect("found");
    let error = operator.reactivate(oak, None).expect_err("no seat is free");
    assert_eq!(error.code(), "seat-limit");
    assert!(!error.to_string().contains('4'), "{error}");
    let request = PlanRequest {
        action: Command::Reactivate,
        ..PlanRequest::default()
    };
    let plan = district.plan_by(&olga, "email\noak@school.example\n", request);
    assert_eq!(plan.refusals[0].code, "seat-limit");
    assert!(!plan.refusals[0].message.contains('4'));
}

#[test]
fn an_idempotency_key_belongs_to_its_target() {
    let district = district();
    let amy = Caller {
        idempotency_key: Some("key-2".to_owned()),
        ..Caller::of_the_machine("amy")
    };
    let operator = district.ledger.operator(&amy).expect("an operator");
    for who in ["person0", "person1"] {
        let id = operator.find(who).expect("found");
        let changed = operator.disable(id, None).expect("disabled");
        assert_eq!(changed.account.username.as_deref(), Some(who));
        assert_eq!(changed.account.status, "disabled");
    }
}
