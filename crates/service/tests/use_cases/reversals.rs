//! Batches are taken back and given again, aspect by aspect (R52–R54, R56).

use crate::district::District;
use crate::taking_back::{applied, batch, forcing, told};
use rollbook_service::{
    AccountColumns, Aim, Caller, Command, Error, InstitutionId, ReversalOptions, ReversalTarget,
    answers,
};

#[test]
fn r52_a_batch_is_taken_back_but_for_what_was_changed_by_hand_since() {
    let district = District::with_accounts(1000);
    let rows: String = (0..1000)
        .map(|n| format!("person{n}@school.example\n"))
        .collect();
    let leavers = batch(&district.leave(&format!("email\n{rows}")));
    for who in ["person3", "person7"] {
        district.change(who, Command::Reactivate);
        district.change(who, Command::Deactivate);
    }
    let plan = district.plan_back(&leavers);
    assert_eq!(
        (plan.plan.effects.reactivate, plan.plan.effects.kept),
        (998, 2)
    );
    let seats = &plan.plan.seats[0];
    assert_eq!((seats.before, seats.after), (0, 998));
    let head = district.position();
    let options = ReversalOptions {
        plan_id: Some(plan.plan.plan_id.clone()),
        reason: Some("wrong list".to_owned()),
        ..ReversalOptions::default()
    };
    let reversed = district.go(Aim::Back, &leavers, &options);
    assert_eq!(reversed.events, 999);
    assert_eq!(reversed.first_position, Some(head + 1));
    let kept = &reversed.plan.outcomes[0];
    assert_eq!(kept.label.as_deref(), Some("person3@school.example"));
    assert_eq!(
        (kept.aspect.as_str(), kept.outcome.as_str()),
        ("status", "kept")
    );
    assert_eq!(kept.by.as_deref(), Some("amy"));
    assert_eq!(kept.because.as_deref(), Some("amy deactivated it since"));
    assert_eq!(district.status("person3"), "deactivated");
    assert_eq!(district.status("person4"), "active");

    let shown = district.batch(&reversed.batch_id.expect("a batch"));
    assert_eq!(
        (shown.kind.as_str(), shown.channel.as_str()),
        ("reversal", "cli")
    );
    assert_eq!(shown.reason.as_deref(), Some("wrong list"));
    assert_eq!((shown.effects.reactivate, shown.effects.kept), (998, 2));
    assert_eq!(shown.changes[0].effects, ["AccountReactivated"]);
    let of = district.batch(&shown.of_batch.expect("what it took back"));
    assert_eq!(of.reversed_by, Some(shown.batch_id));
}

#[test]
fn r52_whoever_was_brought_back_by_hand_is_named_too() {
    let district = District::with_accounts(3);
    let csv = "email\nperson1@school.example\nperson2@school.example\n";
    let leavers = batch(&district.leave(csv));
    district.change("person1", Command::Reactivate);
    let reversed = district.back(&leavers);
    let effects = reversed.plan.plan.effects;
    assert_eq!((effects.reactivate, effects.kept), (1, 1));
    let kept = &reversed.plan.outcomes[0];
    assert_eq!(kept.label.as_deref(), Some("person1@school.example"));
    assert_eq!(kept.because.as_deref(), Some("amy reactivated it since"));
    assert_eq!(district.status("person1"), "active");
}

#[test]
fn r53_r62_taking_back_twice_records_nothing_and_says_so() {
    let district = District::with_accounts(3);
    let leavers = batch(&district.leave("email\nperson1@school.example\n"));
    district.back(&leavers);
    let head = district.position();
    let again = district.back(&leavers);
    assert_eq!((again.batch_id, again.events), (None, 0));
    assert_eq!(again.plan.plan.effects.nothing_to_do, 1);
    assert_eq!(district.position(), head);
}

#[test]
fn r53_a_reversal_is_a_batch_and_can_be_taken_back() {
    let district = District::with_accounts(3);
    district.load("username,groups\nperson1,Choir\n");
    let csv = "email,remove_from_group\nperson1@school.example,Y\n";
    let leavers = batch(&district.leave(csv));
    let reversal = district.back(&leavers).batch_id.expect("a batch");
    assert_eq!(district.account("person1").groups, ["Choir"]);
    district.back(&batch(&reversal));
    let account = district.account("person1");
    assert_eq!(account.status, "deactivated");
    assert!(account.groups.is_empty());
}

#[test]
fn r53_a_reversal_that_was_undone_since_is_no_longer_told_of() {
    let district = District::with_accounts(3);
    let id = district.leave("email\nperson1@school.example\n");
    let told = || district.batch(&id).reversed_by;
    assert_eq!(told(), None);
    let first = district.back(&batch(&id)).batch_id.expect("a batch");
    assert_eq!(told(), Some(first.clone()));
    let back = district.back(&batch(&first)).batch_id.expect("a batch");
    assert_eq!(told(), None, "the reversal was taken back");
    district.back(&batch(&back));
    assert_eq!(told(), Some(first), "and that one too");
    let again = ReversalOptions::default();
    district.go(Aim::Again, &batch(&id), &again);
    assert_eq!(told(), None, "it was given again");
}

#[test]
fn r62_after_a_reversal_the_same_file_works_again() {
    let district = District::with_accounts(3);
    let csv = "email\nperson1@school.example\n";
    let leavers = batch(&district.leave(csv));
    district.back(&leavers);
    district.leave(csv);
    assert_eq!(district.status("person1"), "deactivated");
}

#[test]
fn r09_r52_whoever_left_groups_is_back_in_exactly_those() {
    let district = District::with_accounts(3);
    district.load("username,groups\nperson1,Choir|Chess\nperson2,Choir\n");
    let csv = "email,remove_from_group\nperson1@school.example,Y\nperson2@school.example,\n";
    let leavers = batch(&district.leave(csv));
    let reversed = district.back(&leavers);
    assert_eq!(reversed.plan.plan.effects.join_group, 2);
    assert_eq!(district.account("person1").groups, ["Choir", "Chess"]);
    assert_eq!(district.account("person2").groups, ["Choir"]);
}

#[test]
fn r52_columns_are_aspects_of_their_own() {
    let district = District::with_accounts(3);
    let plan = district
        .load("username,email,first_name,last_name\nperson1,new@school.example,Ada,Byron\n");
    let load = batch(&last_batch(&district));
    assert_eq!(plan.effects.change_profile, 1);
    set(&district, "person1", |columns| {
        columns.last_name = Some("King".to_owned())
    });
    let reversed = district.back(&load);
    assert_eq!(
        told(&reversed.plan),
        [
            (
                "person1@school.example",
                "column:last_name",
                "kept",
                "changed-since"
            ),
            ("person1@school.example", "column:email", "reversed", ""),
            (
                "person1@school.example",
                "column:first_name",
                "reversed",
                ""
            ),
        ]
    );
    let account = district.account("person1");
    assert_eq!(account.email.as_deref(), Some("person1@school.example"));
    assert_eq!(account.first_name, None);
    assert_eq!(account.last_name.as_deref(), Some("King"));
    district.position();
}

#[test]
fn r52_a_kept_aspect_is_forced_by_naming_the_account() {
    let district = District::with_accounts(3);
    let csv = "email\nperson1@school.example\nperson2@school.example\n";
    let leavers = batch(&district.leave(csv));
    for who in ["person1", "person2"] {
        district.change(who, Command::Reactivate);
        district.change(who, Command::Deactivate);
    }
    let forced = district.go(Aim::Back, &leavers, &forcing(&["person1@school.example"]));
    assert_eq!(
        told(&forced.plan),
        [
            ("person2@school.example", "status", "kept", "changed-since"),
            ("person1@school.example", "status", "reversed", "forced"),
        ]
    );
    assert_eq!(district.status("person1"), "active");
    assert_eq!(district.status("person2"), "deactivated");
    let unconcerned =
        district.try_reversal(&district.admin, Aim::Back, &leavers, &forcing(&["person0"]));
    assert!(matches!(
        unconcerned,
        Err(Error::Invalid { what: "force", .. })
    ));
    let unknown =
        district.try_reversal(&district.admin, Aim::Back, &leavers, &forcing(&["nobody"]));
    assert!(matches!(unknown, Err(Error::NotFound("account"))));
}

#[test]
fn r52_accounts_that_a_batch_created_are_deactivated_and_never_deleted() {
    let district = District::with_accounts(1);
    district.load("email,username,groups\nnew@school.example,new,Choir\n");
    let load = batch(&last_batch(&district));
    let reversed = district.back(&load);
    assert_eq!(
        told(&reversed.plan),
        [
            ("Choir", "group", "refused", "group-stays"),
            ("new@school.example", "status", "reversed", ""),
            ("new@school.example", "group:Choir", "reversed", ""),
        ]
    );
    let account = district.account("new");
    assert_eq!(account.status, "deactivated");
    assert!(account.groups.is_empty());
    assert_eq!(account.email.as_deref(), Some("new@school.example"));
}

#[test]
fn r52_r49_accounts_of_one_reversal_may_change_places() {
    let district = District::with_accounts(3);
    district.load("user_id,username\n1,swap\n");
    district.load("user_id,username\n2,person0\n");
    let second = last_batch(&district);
    let all = ReversalTarget::Batch(second.parse().expect("an id"));
    // person0 goes back to its name only together with whoever has it now.
    let first = district.previous_batch(&second);
    let alone = district.back(&batch(&first));
    assert_eq!(told(&alone.plan)[0].3, "identity-taken");
    district.back(&all);
    let then = district.back(&batch(&first));
    assert_eq!(then.events, 2);
    assert_eq!(
        district.account("user_id:1").username.as_deref(),
        Some("person0")
    );
    assert_eq!(
        district.account("user_id:2").username.as_deref(),
        Some("person1")
    );
    district.position();
}

#[test]
fn r52_a_single_event_is_taken_back() {
    let district = District::with_accounts(3);
    district.change("person1", Command::Disable);
    let event = ReversalTarget::Event(district.position());
    let reversed = district.back(&event);
    assert_eq!(reversed.plan.of_event, Some(district.position() - 2));
    assert_eq!(district.status("person1"), "active");
    let unknown = ReversalTarget::Event(10_000);
    let error = district.try_reversal(&district.admin, Aim::Back, &unknown, &Default::default());
    assert!(matches!(error, Err(Error::NotFound("event"))));
}

#[test]
fn r52_r53_the_result_of_a_query_is_taken_back_and_so_is_its_reversal() {
    let district = District::with_accounts(4);
    let bob = Caller::of_the_machine("bob");
    let operator = district.ledger.operator(&bob).expect("an operator");
    for who in ["person1", "person2"] {
        let id = operator.find(who).expect("found");
        operator.deactivate(id, None).expect("deactivated");
    }
    district.change("person3", Command::Deactivate);
    let query = ReversalTarget::Query("type:deactivated actor:bob".to_owned());
    let reversed = district.back(&query);
    assert_eq!(reversed.plan.plan.effects.reactivate, 2);
    let statuses = ["person1", "person2", "person3"].map(|who| district.status(who));
    assert_eq!(statuses, ["active", "active", "deactivated"]);
    let batch = district.batch(&reversed.batch_id.expect("a batch"));
    assert_eq!(
        batch.of_query.as_deref(),
        Some("type:deactivated actor:bob")
    );
    assert_eq!(district.back(&query).batch_id, None);
    // All that happened to one account, its creation and reversals included.
    let all = ReversalTarget::Query("account:person1".to_owned());
    assert_eq!(told(&district.back(&all).plan)[0].1, "status");
    assert_eq!(district.status("person1"), "deactivated");
    for (text, code) in [("type:deleted", "invalid"), ("type:", "query-malformed")] {
        let target = ReversalTarget::Query(text.to_owned());
        let outcome =
            district.try_reversal(&district.admin, Aim::Back, &target, &Default::default());
        assert_eq!(outcome.err().map(|error| error.code()), Some(code));
    }
}

#[test]
fn r52_what_cannot_be_taken_back_changes_nothing_and_says_what_to_do() {
    let district = District::with_accounts(1);
    let head = district.position();
    // The opening of the ledger, its signing key, an institution, the first record of a batch.
    for (position, code) in [
        (0, "ledger-stays"),
        (1, "not-reversible"),
        (2, "institution-stays"),
        (4, "batch-itself"),
    ] {
        let outcome = district.back(&ReversalTarget::Event(position));
        assert_eq!(told(&outcome.plan)[0].3, code);
        assert_eq!(outcome.batch_id, None);
        assert!(outcome.plan.outcomes[0].because.is_some());
    }
    assert_eq!(district.position(), head);
}

#[test]
fn r45_r52_a_seat_limit_is_put_back() {
    let district = District::with_accounts(1);
    district.limit(Some(5));
    district.limit(Some(9));
    let set = ReversalTarget::Event(district.position());
    assert_eq!(
        told(&district.back(&set).plan),
        [("institution 7", "seats", "reversed", "")]
    );
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    assert_eq!(reader.seats().expect("seats").seats[0].limit, Some(5));
    district.limit(Some(7));
    assert_eq!(told(&district.back(&set).plan)[0].2, "kept");
}

#[test]
fn r54_a_batch_is_given_again_to_accounts_as_they_are_now() {
    let district = District::with_accounts(3);
    district.load("username,groups\nperson1,Choir\n");
    let csv = "email,remove_from_group\nperson1@school.example,Y\nperson2@school.example,\n";
    let leavers = batch(&district.leave(csv));
    district.change("person1", Command::Reactivate);
    let replayed = district.go(Aim::Again, &leavers, &ReversalOptions::default());
    assert_eq!(
        told(&replayed.plan),
        [("person1@school.example", "status", "replayed", "")]
    );
    assert_eq!(replayed.plan.plan.effects.nothing_to_do, 2);
    assert_eq!(district.status("person1"), "deactivated");
    let batch = district.batch(&replayed.batch_id.expect("a batch"));
    assert_eq!(batch.kind, "replay");
    assert!(batch.of_batch.is_some());
}

#[test]
fn r54_a_load_that_was_taken_back_is_given_again_as_it_was() {
    let district = District::with_accounts(1);
    district.load("email,username,first_name,groups\nnew@school.example,new,Ada,Choir\n");
    let load = batch(&last_batch(&district));
    district.back(&load);
    set(&district, "new", |columns| {
        columns.first_name = Some("Eve".to_owned())
    });
    district.go(Aim::Again, &load, &ReversalOptions::default());
    let account = district.account("new");
    assert_eq!(account.status, "active");
    assert_eq!(account.groups, ["Choir"]);
    assert_eq!(account.first_name.as_deref(), Some("Ada"));
    assert_eq!(applied_events(&district, &load), 0);
}

fn applied_events(district: &District, target: &ReversalTarget) -> u64 {
    let outcome = district.try_reversal(
        &district.admin,
        Aim::Again,
        target,
        &ReversalOptions::default(),
    );
    applied(outcome).events
}

pub fn set(district: &District, who: &str, change: impl Fn(&mut AccountColumns)) {
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    let mut columns = AccountColumns::default();
    change(&mut columns);
    let id = operator.find(who).expect("found");
    operator.set_account(id, &columns, None).expect("set");
}

pub fn last_batch(district: &District) -> String {
    district.batches()[0].batch_id.clone()
}

impl District {
    pub fn batches(&self) -> Vec<answers::Batch> {
        let reader = self.ledger.reader(&self.admin).expect("a reader");
        reader.batches(50, None).expect("a list").batches
    }

    /// The batch before another.
    fn previous_batch(&self, id: &str) -> String {
        let batches = self.batches();
        let place = batches.iter().position(|batch| batch.batch_id == id);
        batches[place.expect("there") + 1].batch_id.clone()
    }
}

#[test]
fn r52_a_move_is_taken_back_unless_it_would_strand_somebody_in_a_group() {
    let district = District::with_accounts(3);
    district.load("username,institution\nperson1,8\nperson2,8\n");
    let load = batch(&last_batch(&district));
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    let choir = operator
        .add_group(InstitutionId(8), "Choir")
        .expect("a group");
    let id = operator.find("person2").expect("found");
    let group = choir.group.group_id.parse().expect("an id");
    operator.join_group(id, group, None).expect("joined");
    let reversed = district.back(&load);
    assert_eq!(
        told(&reversed.plan),
        [
            (
                "person2@school.example",
                "institution",
                "refused",
                "other-institution"
            ),
            ("person1@school.example", "institution", "reversed", ""),
        ]
    );
    assert_eq!(district.account("person1").institution, 7);
    assert_eq!(district.account("person2").institution, 8);
}
