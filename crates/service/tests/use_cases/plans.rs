//! The main job, at the level of use cases: plan, apply, and what may stand between them.

use crate::district::District;
use rollbook_service::{ApplyOptions, ApplyOutcome, Command, PlanRequest, Status, answers};

fn applied(outcome: ApplyOutcome) -> answers::Applied {
    match outcome {
        ApplyOutcome::Applied(applied) => applied,
        ApplyOutcome::Stopped { plan, .. } => panic!("stopped: {:?}", plan.stopped),
    }
}

fn stopped(outcome: ApplyOutcome) -> (answers::Plan, Vec<answers::Difference>) {
    match outcome {
        ApplyOutcome::Applied(applied) => panic!("applied as {:?}", applied.batch_id),
        ApplyOutcome::Stopped { plan, differences } => (plan, differences),
    }
}

#[test]
fn r03_a_row_with_only_an_email_deactivates_that_account() {
    let district = District::with_accounts(10);
    let plan = district.plan("email\nperson3@school.example\n");
    assert_eq!(plan.effects.deactivate, 1);
    assert_eq!(plan.stopped, None);
    applied(district.apply(&plan));
    assert_eq!(district.status("person3"), "deactivated");
    assert_eq!(district.status("person4"), "active");
}

#[test]
fn r05_unknown_and_shared_emails_refuse_the_row() {
    let district = District::with_accounts(3);
    district.load("email,username\nshared@school.example,ana\nshared@school.example,ben\n");
    let plan = district.plan("email\nnobody@school.example\nshared@school.example\n");
    let codes: Vec<&str> = plan.refusals.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["unknown-account", "ambiguous-account"]);
    let plan = district.plan("email,username\nshared@school.example,BEN\n");
    assert_eq!(plan.effects.deactivate, 1);
    assert_eq!(plan.changes[0].label, "shared@school.example");
    applied(district.apply(&plan));
    assert_eq!(district.status("ben"), "deactivated");
    assert_eq!(district.status("ana"), "active");
}

#[test]
fn r06_a_known_institution_name_is_refused_with_its_id() {
    let district = District::with_accounts(3);
    let plan = district.plan("email,institution\nperson1@school.example,lincoln high\n");
    assert_eq!(plan.refusals[0].code, "name-for-institution");
    assert!(
        plan.refusals[0].message.contains('7'),
        "{}",
        plan.refusals[0].message
    );
    let plan = district.plan("email,institution\nperson1@school.example,Nowhere High\n");
    assert_eq!(plan.refusals[0].code, "institution-not-an-id");
}

#[test]
fn r07_mismatched_column_refuses_the_row_and_its_group_removal() {
    let district = District::with_accounts(3);
    district.load("username,groups\nperson1,Choir|Chess\n");
    let plan =
        district.plan("email,username,remove_from_group\nperson1@school.example,person2,Y\n");
    assert_eq!(plan.refusals[0].code, "mismatched-column");
    assert_eq!(plan.refusals[0].column.as_deref(), Some("username"));
    assert_eq!((plan.effects.deactivate, plan.effects.leave_group), (0, 0));
    let plan = district.plan("email,institution\nperson1@school.example,8\n");
    assert_eq!(plan.refusals[0].column.as_deref(), Some("institution"));
}

#[test]
fn r09_groups_are_left_and_the_batch_says_which() {
    let district = District::with_accounts(3);
    district.load("username,groups\nperson1,Choir|Chess\nperson2,Choir\n");
    let plan = district
        .plan("email,remove_from_group\nperson1@school.example,y\nperson2@school.example,\n");
    assert_eq!((plan.effects.deactivate, plan.effects.leave_group), (2, 2));
    let batch = applied(district.apply(&plan)).batch_id.expect("a batch");
    assert!(district.account("person1").groups.is_empty());
    assert_eq!(district.account("person2").groups, ["Choir"]);
    let batch = district.batch(&batch);
    assert_eq!(
        batch.changes[0].effects,
        ["AccountDeactivated", "GroupLeft", "GroupLeft"]
    );
    assert_eq!(batch.reason.as_deref(), Some("end of year"));
}

#[test]
fn r10_r62_the_same_file_again_records_nothing() {
    let district = District::with_accounts(10);
    let csv = "email\nperson1@school.example\nperson2@school.example\n";
    applied(district.apply(&district.plan(csv)));
    let head = district.position();
    let plan = district.plan(csv);
    assert_eq!(plan.effects.nothing_to_do, 2);
    assert!(plan.refusals.is_empty());
    let again = applied(district.apply(&plan));
    assert_eq!((again.batch_id, again.events), (None, 0));
    assert_eq!(district.position(), head);
}

#[test]
fn r61_a_plan_changes_nothing_and_stops_when_the_ledger_moved() {
    let district = District::with_accounts(10);
    let head = district.position();
    let plan = district.plan("email\nperson1@school.example\nperson2@school.example\n");
    assert_eq!(district.position(), head);
    district.change("person2", Command::Deactivate);
    let (again, differences) = stopped(district.apply(&plan));
    assert_eq!(again.stopped.as_deref(), Some("plan-changed"));
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].row, 3);
    assert_eq!(differences[0].before, "deactivate");
    assert_eq!(differences[0].after, "nothing-to-do");
    assert_eq!(district.status("person1"), "active");
    let applied = applied(district.apply(&again));
    assert_eq!(applied.plan.effects.deactivate, 1);
    assert_eq!(district.status("person1"), "deactivated");
}

#[test]
fn r61_a_plan_goes_on_when_what_moved_does_not_concern_it() {
    let district = District::with_accounts(10);
    let plan = district.plan("email\nperson1@school.example\n");
    district.change("person9", Command::Disable);
    applied(district.apply(&plan));
    assert_eq!(district.status("person1"), "deactivated");
}

#[test]
fn r60_a_guard_stops_before_the_first_event_and_can_be_overridden_once() {
    let district = District::with_accounts(100);
    let csv: String = (0..21)
        .map(|number| format!("person{number}@school.example\n"))
        .collect();
    let plan = district.plan(&format!("email\n{csv}"));
    assert_eq!(plan.stopped.as_deref(), Some("share-of-domain"));
    let of_institution = &plan.guards[1].message;
    assert!(
        of_institution.contains("accounts of Lincoln High (institution 7); "),
        "{of_institution}"
    );
    let head = district.position();
    let (stopped_plan, _) = stopped(district.apply(&plan));
    assert_eq!(stopped_plan.stopped.as_deref(), Some("share-of-domain"));
    assert_eq!(district.position(), head);
    let options = ApplyOptions {
        override_guards: Some("the school closes".to_owned()),
        ..ApplyOptions::default()
    };
    let batch = applied(district.apply_with(&plan, &options)).batch_id;
    let batch = district.batch(&batch.expect("a batch"));
    assert_eq!(batch.override_reason.as_deref(), Some("the school closes"));
}

#[test]
fn r46_seats_freed_by_the_plan_count_and_rows_take_the_rest_in_order() {
    let district = District::with_accounts(3);
    district.change("person0", Command::Disable);
    district.change("person1", Command::Disable);
    district.limit(Some(2));
    let request = PlanRequest {
        action: Command::Enable,
        ..PlanRequest::default()
    };
    let csv = "email\nperson1@school.example\nperson0@school.example\n";
    let plan = district.plan_as(csv, request);
    assert_eq!((plan.effects.enable, plan.effects.refused), (1, 1));
    assert_eq!(
        (plan.refusals[0].row, plan.refusals[0].code.as_str()),
        (3, "seat-limit")
    );
    assert_eq!((plan.seats[0].before, plan.seats[0].after), (1, 2));
    let all = PlanRequest {
        all_or_nothing: true,
        ..request
    };
    let plan = district.plan_as(csv, all);
    assert_eq!(plan.stopped.as_deref(), Some("seat-limit"));
    let (plan, _) = stopped(district.apply(&plan));
    assert_eq!(plan.stopped.as_deref(), Some("seat-limit"));
}

#[test]
fn r19_good_rows_take_effect_although_others_are_refused() {
    let district = District::with_accounts(3);
    let csv = "email\nperson1@school.example\nnobody@school.example\n";
    let strict = PlanRequest {
        all_or_nothing: true,
        ..PlanRequest::default()
    };
    let plan = district.plan_as(csv, strict);
    assert_eq!(plan.stopped.as_deref(), Some("all-or-nothing"));
    stopped(district.apply(&plan));
    assert_eq!(district.status("person1"), "active");
    applied(district.apply(&district.plan(csv)));
    assert_eq!(district.status("person1"), "deactivated");
}

#[test]
fn r17_refused_rows_come_back_with_their_columns_and_the_reason() {
    let district = District::with_accounts(3);
    let csv =
        "username,email,note\nperson1,person1@school.example,a\nx,,b\n,nobody@school.example,c\n";
    let plan = district.plan(csv);
    let refused = district.refused(&plan);
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!(lines[0], "username,email,note,row,code,reason");
    assert!(
        lines[1].starts_with("x,,b,3,email-missing,"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].starts_with(",nobody@school.example,c,4,unknown-account,"),
        "{}",
        lines[2]
    );
    let again = district.plan(&refused);
    assert_eq!(again.effects.refused, 2);
}

#[test]
fn r17_refused_rows_of_several_files_share_one_header() {
    let district = District::with_accounts(3);
    let plan = district.plan_files(&[("a.csv", "email\nx\n"), ("b.csv", "email\ny\n")]);
    let refused = district.refused(&plan);
    assert_eq!(refused.matches("email,row,code,reason").count(), 1);
    assert_eq!(refused.lines().count(), 3);
    let other = [("a.csv", "email\nx\n"), ("b.csv", "username,email\n,y\n")];
    let plan = district.plan_files(&other);
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    let error = operator
        .refused_rows(&plan.plan_id, None, &mut Vec::new())
        .expect_err("one CSV cannot hold both");
    assert!(error.to_string().contains("ask for a zip"), "{error}");
    let mut zip = std::io::Cursor::new(Vec::new());
    let rows = operator.refused_package(&plan.plan_id, &mut zip);
    assert_eq!(rows.expect("a zip"), 2);
    let zip = zip::ZipArchive::new(zip).expect("a zip");
    let names: Vec<_> = zip.file_names().map(|name| name.expect("a name")).collect();
    assert_eq!(names, ["refused-1.csv", "refused-2.csv"]);
}

#[test]
fn r57_the_same_csv_disables_enables_and_reactivates() {
    let district = District::with_accounts(3);
    let csv = "email\nperson1@school.example\n";
    for (action, status) in [
        (Command::Disable, "disabled"),
        (Command::Deactivate, "deactivated"),
        (Command::Reactivate, "disabled"),
        (Command::Enable, "active"),
    ] {
        let request = PlanRequest {
            action,
            ..PlanRequest::default()
        };
        applied(district.apply(&district.plan_as(csv, request)));
        assert_eq!(district.status("person1"), status);
    }
}

#[test]
fn r44_accounts_are_created_and_updated_and_never_ended() {
    let district = District::with_accounts(1);
    let csv = "email,username,sis_id,institution,first_name,user_type,groups\n\
               zoe@school.example,zoe,s-1,7,Zoë,s,Choir|Chess\n\
               ,kim,,8,Kim,t,Choir\n";
    let plan = district.load(csv);
    assert_eq!((plan.effects.create, plan.effects.join_group), (2, 3));
    let zoe = district.account("zoe");
    assert_eq!(zoe.first_name.as_deref(), Some("Zoë"));
    assert_eq!(zoe.groups, ["Choir", "Chess"]);
    assert_eq!(zoe.origin.as_deref(), Some("manual"));
    assert_eq!(district.account("kim").institution, 8);
    let plan = district.load("username,first_name,groups\nZOE,Zoe,Debate\n");
    assert_eq!(
        (plan.effects.change_profile, plan.effects.join_group),
        (1, 1)
    );
    assert_eq!(
        district.account("zoe").email.as_deref(),
        Some("zoe@school.example")
    );
    let plan = district.load(csv);
    assert_eq!(plan.effects.change_profile, 1);
    let plan = district.plan_accounts(csv);
    assert_eq!(plan.effects.nothing_to_do, 2);
}

#[test]
fn r44_an_unknown_institution_and_a_taken_id_refuse_the_row() {
    let district = District::with_accounts(3);
    let plan = district.plan_accounts(
        "email,username,sis_id,institution\n\
         new@school.example,new,,99\n\
         person1@school.example,person1,sis2,\n",
    );
    let codes: Vec<&str> = plan.refusals.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["unknown-organization", "identity-taken"]);
}

#[test]
fn r13_reactivation_gives_everything_back_as_it_was() {
    let district = District::with_accounts(2);
    district.load("username,first_name,groups\nperson1,Mina,Choir\n");
    let before = district.account("person1");
    district.change("person1", Command::Deactivate);
    let deactivated = district.account("person1");
    assert_eq!(deactivated.first_name.as_deref(), Some("Mina"));
    district.change("person1", Command::Reactivate);
    let after = district.account("person1");
    assert_eq!((after.groups, after.email), (before.groups, before.email));
    assert_eq!(after.status, before.status);
}

#[test]
fn r40_the_default_list_shows_active_accounts_only() {
    let district = District::with_accounts(5);
    district.change("person1", Command::Disable);
    district.change("person2", Command::Deactivate);
    assert_eq!(district.list(&[]).len(), 3);
    assert_eq!(district.list(&[Status::Disabled]).len(), 1);
    assert_eq!(
        district
            .list(&[Status::Disabled, Status::Deactivated])
            .len(),
        2
    );
}

#[test]
fn r44_an_assigned_user_id_never_takes_one_that_another_row_states() {
    let district = District::with_accounts(1);
    let next = district.account("person0").user_id.expect("assigned") + 1;
    let csv = format!("username,user_id\nana,\nben,{next}\ncleo,\n");
    district.load(&csv);
    let ids: Vec<u64> = ["ana", "ben", "cleo"]
        .iter()
        .map(|who| district.account(who).user_id.expect("an id"))
        .collect();
    assert_eq!(ids, [next + 1, next, next + 2]);
}

#[test]
fn r61_other_groups_than_shown_are_a_difference_too() {
    let district = District::with_accounts(2);
    district.load("username,groups\nperson1,Choir\nperson0,Chess\n");
    let plan = district.plan("email,remove_from_group\nperson1@school.example,Y\n");
    assert_eq!(plan.effects.leave_group, 1);
    district.load("username,groups\nperson1,Chess\n");
    let (again, differences) = stopped(district.apply(&plan));
    assert_eq!(again.stopped.as_deref(), Some("plan-changed"));
    assert_eq!(
        differences[0].after,
        "deactivate + leave-group (other groups or values)"
    );
    let batch = applied(district.apply(&again)).batch_id.expect("a batch");
    assert_eq!(district.batch(&batch).effects.leave_group, 2);
}

#[test]
fn r46_r62_rows_without_a_seat_leave_nothing_behind() {
    let district = District::with_accounts(2);
    district.limit(Some(2));
    let plan = district.plan_accounts("username,institution,groups\nnew,7,Debate\n");
    assert_eq!(plan.refusals[0].code, "seat-limit");
    let head = district.position();
    assert_eq!(applied(district.apply(&plan)).events, 0);
    assert_eq!(district.position(), head);
}

#[test]
fn r11_of_two_rows_that_mean_one_account_neither_wins() {
    let district = District::with_accounts(2);
    let id = district.account("person1").user_id.expect("an id");
    let plan = district.plan_accounts(&format!(
        "email,username,user_id,first_name\n\
         ,person1,,Ana\n\
         new@school.example,,{id},Ben\n\
         ,person0,,Cleo\n"
    ));
    let codes: Vec<&str> = plan.refusals.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["duplicate-conflict", "duplicate-conflict"]);
    assert_eq!(plan.effects.change_profile, 1);
}

#[test]
fn a_file_of_nothing_but_bad_rows_ends_before_it_fills_the_memory() {
    let district = District::with_accounts(1);
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    let mut upload = operator
        .begin_upload(PlanRequest::default())
        .expect("an upload");
    upload.begin_file("people.csv").expect("a file");
    upload.push(b"email\n").expect("a header");
    let piece = b"x\n".repeat(100_000);
    // The eleventh piece is one too many; a few more may be taken in while it is checked.
    let refused = (0..40).find_map(|_| upload.push(&piece).err());
    assert_eq!(refused.map(|error| error.code()), Some("too-many-refused"));
}
