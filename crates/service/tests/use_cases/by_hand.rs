//! Accounts changed by hand (R58).

use crate::district::District;
use crate::packages::{WAYS, district};
use rollbook_service::{
    AccountColumns, Caller, Error, InstitutionId, Role, SeatScope,
    answers::{self, AccountChanged},
};

fn columns(set: impl FnOnce(&mut AccountColumns)) -> AccountColumns {
    let mut columns = AccountColumns::default();
    set(&mut columns);
    columns
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn change(
    district: &District,
    who: &str,
    columns: &AccountColumns,
) -> Result<AccountChanged, Error> {
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    let id = operator.find(who).expect("found");
    operator.set_account(id, columns, Some("a correction"))
}

#[test]
fn r58_columns_are_changed_cleared_and_left() {
    let district = District::with_accounts(1);
    let before = district.account("person0");
    let changed = change(
        &district,
        "person0",
        &columns(|to| {
            to.first_name = text(" Ada ");
            to.nickname = text("'=Countess");
            to.user_type = text("t");
        }),
    )
    .expect("changed")
    .account;
    assert_eq!(changed.first_name.as_deref(), Some("Ada"));
    assert_eq!(changed.nickname.as_deref(), Some("=Countess"));
    assert_eq!(changed.user_type.as_deref(), Some("T"));
    assert_eq!(
        (changed.email, changed.sis_id),
        (before.email, before.sis_id)
    );

    let cleared = change(
        &district,
        "person0",
        &columns(|to| to.nickname = text("  ")),
    );
    assert_eq!(cleared.expect("cleared").account.nickname, None);
    let found = change(
        &district,
        "person0",
        &columns(|to| to.email = text("ADA@b.example")),
    );
    assert_eq!(
        found.expect("changed").account.email.as_deref(),
        Some("ADA@b.example")
    );
    assert_eq!(
        district.account("ada@b.example").account_id,
        before.account_id
    );
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    assert!(operator.find("person0@school.example").is_err());
}

#[test]
fn r58_nothing_changed_is_nothing_to_do() {
    let district = District::with_accounts(1);
    let before = district.position();
    let same = columns(|to| {
        to.username = text("person0");
        to.institution = Some(InstitutionId(7));
        to.suffix = text("");
    });
    let changed = change(&district, "person0", &same).expect("nothing to do");
    assert_eq!((changed.position, changed.notes.len()), (None, 0));
    assert_eq!(district.position(), before);
}

#[test]
fn r58_an_account_keeps_an_email_or_a_username() {
    let district = District::with_accounts(1);
    let both = columns(|to| {
        to.email = text("");
        to.username = text("");
    });
    assert!(matches!(
        change(&district, "person0", &both),
        Err(Error::Invalid { .. })
    ));
    change(&district, "person0", &columns(|to| to.email = text(""))).expect("one is enough");
    let last = change(&district, "person0", &columns(|to| to.username = text("")));
    assert!(matches!(last, Err(Error::Invalid { .. })));
}

#[test]
fn r58_what_no_cell_could_hold_is_not_accepted() {
    let district = District::with_accounts(1);
    for refused in [
        columns(|to| to.email = text("nobody")),
        columns(|to| to.sis_id = text("1.0")),
        columns(|to| to.last_name = text("a\nb")),
        columns(|to| to.last_name = text(&"x".repeat(201))),
        columns(|to| to.user_type = text("")),
        columns(|to| to.user_id = Some(1 << 60)),
    ] {
        let outcome = change(&district, "person0", &refused);
        assert!(matches!(outcome, Err(Error::Invalid { .. })), "{refused:?}");
    }
}

#[test]
fn r49_an_id_that_another_account_holds_is_refused() {
    let district = District::with_accounts(2);
    let other = district.account("person1");
    for taken in [
        columns(|to| to.username = text("PERSON1")),
        columns(|to| to.sis_id = text("sis1")),
        columns(|to| to.user_id = other.user_id),
    ] {
        let error = change(&district, "person0", &taken).expect_err("taken");
        assert_eq!(error.code(), "identity-taken", "{taken:?}");
    }
    // Its own in another case is not another's.
    let renamed = change(
        &district,
        "person0",
        &columns(|to| to.username = text("Person0")),
    );
    assert_eq!(
        renamed.expect("changed").account.username.as_deref(),
        Some("Person0")
    );
}

#[test]
fn r46_a_move_needs_a_seat_and_leaves_the_groups_behind() {
    let district = District::with_accounts(2);
    district.load("username,groups\nperson0,Choir|Chess\n");
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    let oak = SeatScope::Institution(InstitutionId(8));
    admin.set_seat_limit(oak, Some(0)).expect("a limit");
    let to_oak = columns(|to| to.institution = Some(InstitutionId(8)));
    let before = district.position();
    let error = change(&district, "person0", &to_oak).expect_err("no seat");
    assert_eq!(error.code(), "seat-limit");
    let told = "no seat is free: Oak Elementary (institution 8) uses 0 and may use 0;";
    assert!(error.to_string().starts_with(told), "{error}");
    assert_eq!(
        district.position(),
        before,
        "its groups were not left either"
    );

    admin.set_seat_limit(oak, Some(1)).expect("a limit");
    let moved = change(&district, "person0", &to_oak)
        .expect("moved")
        .account;
    assert_eq!((moved.institution, moved.groups.len()), (8, 0));
    let seats = admin.seats().expect("seats").seats;
    let in_use: Vec<u64> = seats.iter().map(|seats| seats.in_use).collect();
    assert_eq!(in_use, [1, 1]);
    let groups = admin.groups(None).expect("groups").groups;
    assert!(groups.iter().all(|group| group.members == 0));
    let nowhere = columns(|to| to.institution = Some(InstitutionId(99)));
    let error = change(&district, "person0", &nowhere).expect_err("unknown");
    assert_eq!(error.code(), "unknown-institution");
}

#[test]
fn r16_an_institution_admin_sets_no_unique_ids_and_moves_nobody() {
    let district = District::with_accounts(1);
    district.load("email,username,institution\noak@school.example,oak,8\n");
    let olga = Caller {
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(8)),
        ..Caller::of_the_machine("olga")
    };
    let operator = district.ledger.operator(&olga).expect("an operator");
    let own = operator.find("oak@school.example").expect("found");
    for refused in [
        columns(|to| to.username = text("person0")),
        columns(|to| to.username = text("free")),
        columns(|to| to.user_id = Some(900)),
        columns(|to| to.sis_id = text("S-9")),
        columns(|to| to.institution = Some(InstitutionId(7))),
        columns(|to| to.institution = Some(InstitutionId(99))),
    ] {
        let outcome = operator.set_account(own, &refused, None);
        assert!(
            matches!(outcome, Err(Error::DomainAdminNeeded(_))),
            "{refused:?}"
        );
    }
    let named = columns(|to| to.first_name = text("Olive"));
    let changed = operator.set_account(own, &named, None).expect("changed");
    assert_eq!(changed.account.first_name.as_deref(), Some("Olive"));
    let elsewhere = district
        .account("person0")
        .account_id
        .parse()
        .expect("an id");
    let outcome = operator.set_account(elsewhere, &named, None);
    assert!(matches!(outcome, Err(Error::NotFound("account"))));
}

#[test]
fn r38_a_plan_says_whom_the_next_full_import_puts_back() {
    let district = district(WAYS[2]);
    let plan = district.plan(
        "email,remove_from_group\nactive@school.example,\nm@school.example,\ndeactivated@school.example,y\n",
    );
    assert_eq!(plan.effects.deactivate, 2);
    let warned = |change: &&answers::Change| {
        let mut notes = change.notes.iter();
        notes.any(|note| note.code == "import-will-restore")
    };
    let warned: Vec<_> = plan.changes.iter().filter(warned).collect();
    let labels: Vec<_> = warned.iter().map(|change| change.label.as_str()).collect();
    assert_eq!(labels, ["active@school.example"]);
    let notices: Vec<_> = plan.notices.iter().map(|notice| &*notice.code).collect();
    assert_eq!(notices, ["import-will-restore"]);
}
