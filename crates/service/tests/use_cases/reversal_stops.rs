//! What stands against taking something back: seats, guards, roles, deleted people, and a ledger
//! that has moved since the plan (R15, R16, R18, R46, R56, R60, R61, R63).

use crate::district::District;
use crate::packages::{WAYS, district as imported};
use crate::reversals::{last_batch, set};
use crate::taking_back::{anyway, applied, batch, stopped, told};
use rollbook_service::{
    Aim, Caller, Command, Error, InstitutionId, ReversalOptions, ReversalTarget, Role, SeatScope,
};

fn oak_admin() -> Caller {
    Caller {
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(8)),
        ..Caller::of_the_machine("olga")
    }
}

#[test]
fn r46_r52_seats_are_given_out_in_the_order_of_the_batch() {
    let district = District::with_accounts(4);
    let csv = "email\nperson3@school.example\nperson1@school.example\nperson2@school.example\n";
    let leavers = batch(&district.leave(csv));
    district.limit(Some(3));
    let reversed = district.back(&leavers);
    assert_eq!(reversed.plan.plan.effects.reactivate, 2);
    let refusal = &reversed.plan.plan.refusals[0];
    assert_eq!(refusal.code, "seat-limit");
    let named = "no seat is free: Lincoln High (institution 7) uses 3 and may use 3;";
    assert!(refusal.message.starts_with(named), "{}", refusal.message);
    assert_eq!(
        told(&reversed.plan)[0],
        ("person2@school.example", "status", "refused", "seat-limit")
    );
    assert_eq!(district.status("person3"), "active");
    assert_eq!(district.status("person2"), "deactivated");
}

#[test]
fn r46_r52_a_single_event_without_a_seat_stops() {
    let district = District::with_accounts(2);
    district.change("person1", Command::Deactivate);
    let event = ReversalTarget::Event(district.position());
    district.limit(Some(1));
    let head = district.position();
    let plan = stopped(district.try_reversal(
        &district.admin,
        Aim::Back,
        &event,
        &ReversalOptions::default(),
    ));
    assert_eq!(plan.plan.stopped.as_deref(), Some("seat-limit"));
    assert_eq!(district.position(), head);
}

#[test]
fn r60_r52_guards_stop_a_reversal_and_can_be_overridden() {
    let district = District::with_accounts(100);
    let rows: String = (0..30).map(|n| format!("new{n}\n")).collect();
    district.load(&format!("username\n{rows}"));
    let load = batch(&last_batch(&district));
    let plan = district.plan_back(&load);
    assert_eq!(plan.plan.stopped.as_deref(), Some("share-of-domain"));
    let outcome = district.try_reversal(
        &district.admin,
        Aim::Back,
        &load,
        &ReversalOptions::default(),
    );
    assert_eq!(stopped(outcome).plan.guards.len(), 2);
    assert_eq!(district.status("new1"), "active");
    let reversed = district.go(Aim::Back, &load, &anyway());
    assert_eq!(reversed.plan.plan.effects.deactivate, 30);
    let batch = district.batch(&reversed.batch_id.expect("a batch"));
    assert_eq!(batch.override_reason.as_deref(), Some("a test"));
}

#[test]
fn r61_r52_a_reversal_stops_where_it_would_do_something_else_than_its_plan() {
    let district = District::with_accounts(5);
    let csv = "email\nperson1@school.example\nperson2@school.example\n";
    let leavers = batch(&district.leave(csv));
    let plan = district.plan_back(&leavers);
    district.change("person4", Command::Disable);
    let same = district.plan_back(&leavers);
    assert_eq!(
        same.plan.plan_id, plan.plan.plan_id,
        "what moved does not concern it"
    );
    district.change("person2", Command::Reactivate);
    let options = ReversalOptions {
        plan_id: Some(plan.plan.plan_id),
        ..ReversalOptions::default()
    };
    let now = stopped(district.try_reversal(&district.admin, Aim::Back, &leavers, &options));
    assert_eq!(now.plan.stopped.as_deref(), Some("plan-changed"));
    assert_eq!(now.plan.effects.reactivate, 1);
    assert_eq!(district.status("person1"), "deactivated");
    let options = ReversalOptions {
        plan_id: Some(now.plan.plan_id),
        ..ReversalOptions::default()
    };
    district.go(Aim::Back, &leavers, &options);
    assert_eq!(district.status("person1"), "active");
}

#[test]
fn r63_r54_nobody_shuts_out_the_account_acted_as() {
    let district = District::with_accounts(3);
    let csv = "email\nperson1@school.example\nperson2@school.example\n";
    let leavers = batch(&district.leave(csv));
    district.back(&leavers);
    let own = district.account("person1").account_id;
    let caller = Caller {
        account: Some(own.parse().expect("an id")),
        ..district.admin.clone()
    };
    let replayed =
        applied(district.try_reversal(&caller, Aim::Again, &leavers, &ReversalOptions::default()));
    assert_eq!(told(&replayed.plan)[0].3, "own-account");
    assert_eq!(district.status("person1"), "active");
    assert_eq!(district.status("person2"), "deactivated");
}

#[test]
fn r15_r16_an_institution_admin_takes_back_only_what_concerns_its_own_accounts() {
    let district = District::with_accounts(3);
    district.load("email,username,institution\noak@school.example,oak,8\n");
    let csv = "email\nperson1@school.example\noak@school.example\n";
    let both = batch(&district.leave(csv));
    let elsewhere = batch(&district.leave("email\nperson2@school.example\n"));
    let olga = oak_admin();
    let reversed =
        applied(district.try_reversal(&olga, Aim::Back, &both, &ReversalOptions::default()));
    assert_eq!(
        told(&reversed.plan),
        [("oak@school.example", "status", "reversed", "")]
    );
    assert_eq!(district.status("oak"), "active");
    assert_eq!(district.status("person1"), "deactivated");
    // A batch that has nothing for it is an unknown batch, as one that is not there.
    let unknown = batch("01890000-0000-7000-8000-000000000000");
    let words = |target: &ReversalTarget| {
        let outcome = district.try_reversal(&olga, Aim::Back, target, &ReversalOptions::default());
        outcome.err().map(|error| error.to_string())
    };
    assert_eq!(words(&elsewhere), words(&unknown));
    // So are events of others, and events that are no account's.
    for position in [0, 1, 2, 5] {
        let event = ReversalTarget::Event(position);
        assert_eq!(words(&event).as_deref(), Some("there is no such event"));
    }
}

#[test]
fn r15_a_profile_is_put_back_by_a_domain_admin_only() {
    let district = District::with_accounts(1);
    district.load("email,username,institution\noak@school.example,oak,8\n");
    district.load("username,first_name\noak,Ada\n");
    let load = batch(&last_batch(&district));
    let refused =
        applied(district.try_reversal(&oak_admin(), Aim::Back, &load, &ReversalOptions::default()));
    assert_eq!(
        told(&refused.plan),
        [(
            "oak@school.example",
            "column:first_name",
            "refused",
            "not-allowed"
        )]
    );
    assert_eq!(refused.batch_id, None);
}

#[test]
fn r16_r18_a_full_domain_is_told_to_an_institution_admin_without_numbers() {
    let district = District::with_accounts(2);
    district.load("email,username,institution\noak@school.example,oak,8\n");
    let leavers = batch(&district.leave("email\noak@school.example\n"));
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    admin
        .set_seat_limit(SeatScope::Domain, Some(2))
        .expect("a limit");
    let refused = applied(district.try_reversal(
        &oak_admin(),
        Aim::Back,
        &leavers,
        &ReversalOptions::default(),
    ));
    assert_eq!(
        refused.plan.outcomes[0].because.as_deref(),
        Some(Error::NoSeatInDomain.to_string().as_str())
    );
}

#[test]
fn r56_deleted_accounts_are_refused_and_the_plan_says_so() {
    let way = WAYS[3];
    let district = imported(way);
    let users = way.header() + "stub,Ann,,,,,,,\r\n";
    let changed = way.take(&district, &[("update_users.csv", users.as_str())]);
    assert_eq!(changed.effects.change_profile, 1);
    let load = batch(&last_batch(&district));
    way.take(&district, &[("delete_users.csv", "import_id\r\nstub\r\n")]);
    let deletion = batch(&last_batch(&district));
    for (target, aim) in [
        (&load, Aim::Back),
        (&load, Aim::Again),
        (&deletion, Aim::Back),
    ] {
        let head = district.position();
        let refused = district.go(aim, target, &ReversalOptions::default());
        assert_eq!(
            told(&refused.plan),
            [("", "account", "refused", "deleted-account")]
        );
        assert_eq!(refused.plan.plan.effects.refused, 1);
        assert_eq!((refused.batch_id, district.position()), (None, head));
    }
}

#[test]
fn r52_r48_reports_of_activity_stay_and_are_told_once() {
    let district = District::with_accounts(3);
    let plan = district.plan_files(&[(
        "activity.csv",
        "username,last_login\nperson1,2026-05-01\nperson2,2026-05-02\n",
    )]);
    let reports = batch(&district.batch_of(&plan));
    let outcome = district.back(&reports);
    assert_eq!(
        told(&outcome.plan),
        [("", "activity", "refused", "activity-stays")]
    );
    assert_eq!(outcome.batch_id, None);
}

#[test]
fn r52_an_idempotency_key_takes_back_once_and_tells_it_again() {
    let district = District::with_accounts(3);
    let leavers = batch(&district.leave("email\nperson1@school.example\n"));
    let caller = Caller {
        idempotency_key: Some("once".to_owned()),
        ..district.admin.clone()
    };
    let go = || {
        let options = ReversalOptions::default();
        applied(district.try_reversal(&caller, Aim::Back, &leavers, &options))
    };
    let first = go();
    let again = go();
    assert_eq!(again.batch_id, first.batch_id);
    assert_eq!(again.events, first.events);
    assert_eq!(again.plan.plan.effects, first.plan.plan.effects);
    assert_eq!(again.plan.outcomes_left_out, 1);
}

#[test]
fn r15_who_is_in_a_class_is_put_back_by_a_domain_admin_only() {
    let way = WAYS[2];
    let district = imported(way);
    let classes = "import_id,name,teacher_id,organization_id\r\nc1,Biology,active,N\r\n";
    way.take(&district, &[("update_classes.csv", classes)]);
    let roster = "class_id,user_id,role\r\nc1,stub,S\r\n";
    way.take(&district, &[("update_roster.csv", roster)]);
    let joined = batch(&last_batch(&district));
    let north = district.account("sis_id:stub").institution;
    let olga = Caller {
        institution: Some(InstitutionId(north)),
        ..oak_admin()
    };
    for aim in [Aim::Back, Aim::Again] {
        let refused = |caller: &Caller| {
            applied(district.try_reversal(caller, aim, &joined, &ReversalOptions::default()))
        };
        assert_eq!(
            told(&refused(&olga).plan),
            [(
                "stub@school.example",
                "group:Biology",
                "refused",
                "not-allowed"
            )]
        );
        assert_eq!(refused(&district.admin).plan.plan.effects.refused, 0);
    }
}

#[test]
fn r49_r52_nobody_is_left_without_a_name_because_another_has_taken_it() {
    let district = District::with_accounts(0);
    district.load("username\nada\n");
    set(&district, "ada", |columns| {
        columns.email = Some("ada@school.example".to_owned());
        columns.username = Some(String::new());
    });
    let renamed = ReversalTarget::Event(district.position());
    district.load("username\nada\n");
    let refused = district.back(&renamed);
    assert_eq!(
        told(&refused.plan),
        [
            (
                "ada@school.example",
                "column:email",
                "refused",
                "name-needed"
            ),
            (
                "ada@school.example",
                "column:username",
                "refused",
                "identity-taken"
            ),
        ]
    );
    assert_eq!(refused.batch_id, None);
    assert!(district.account("ada@school.example").email.is_some());
}
