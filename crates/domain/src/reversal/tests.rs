use uuid::Uuid;

use super::*;
use crate::{Change, Event};

const NORTH: InstitutionId = InstitutionId(1);
const SOUTH: InstitutionId = InstitutionId(2);
const CHOIR: GroupId = GroupId(Uuid::nil());

/// A history of single events at the positions 1, 2, …; `true` marks those to be taken back.
fn touches(history: &[(Event, bool)], aim: Aim) -> Vec<Touch> {
    let mut position = 0;
    let mut touches = Vec::new();
    for (event, is_target) in history {
        position += 1;
        let membership = match event {
            Event::GroupLeft { .. } => (Membership::Member, Membership::Outside),
            _ => (Membership::Outside, Membership::Member),
        };
        let beside = Beside {
            moved_from: Some(NORTH),
            membership,
            ..Beside::NOTHING
        };
        touches.extend(event.touches(Position(position), *is_target, aim, beside));
    }
    touches
}

fn given(history: &[(Event, bool)]) -> When<'_> {
    When { history }
}

struct When<'a> {
    history: &'a [(Event, bool)],
}

impl When<'_> {
    #[track_caller]
    fn then(&self, aim: Aim, is_forced: bool, events: &[Event], kept: &[(Aspect, u64)]) {
        let judgement = judge(touches(self.history, aim), aim, is_forced);
        let puts = judgement.verdicts.iter().filter_map(|(aspect, verdict)| {
            let Verdict::Put { from, to, .. } = verdict else {
                return None;
            };
            Some((*aspect, from, to))
        });
        assert_eq!(Compensation::of(puts).events(), events);
        let found: Vec<(Aspect, u64)> = judgement
            .verdicts
            .iter()
            .filter_map(|(aspect, verdict)| match verdict {
                Verdict::Kept(position) => Some((*aspect, position.0)),
                Verdict::Put { .. } | Verdict::AsBefore(_) => None,
            })
            .collect();
        assert_eq!(found, kept);
    }

    #[track_caller]
    fn then_takes_back(&self, events: &[Event]) {
        self.then(Aim::Back, false, events, &[]);
    }

    #[track_caller]
    fn then_keeps(&self, kept: &[(Aspect, u64)]) {
        self.then(Aim::Back, false, &[], kept);
    }
}

fn creation() -> Event {
    Event::AccountCreated {
        institution: NORTH,
        origin: Origin::Import,
        blocked: true,
    }
}

#[test]
fn r52_the_latest_event_on_an_aspect_is_taken_back() {
    given(&[(creation(), false), (Event::AccountDeactivated, true)])
        .then_takes_back(&[Event::AccountReactivated]);
    given(&[(Event::GroupLeft { group: CHOIR }, true)])
        .then_takes_back(&[Event::GroupJoined { group: CHOIR }]);
}

#[test]
fn r52_what_something_else_has_changed_since_is_kept() {
    given(&[
        (Event::AccountDisabled, true),
        (Event::AccountEnabled, false),
        (Event::AccountDisabled, false),
    ])
    .then_keeps(&[(Aspect::Block, 3)]);
}

#[test]
fn r52_aspects_are_apart() {
    given(&[
        (Event::AccountDeactivated, true),
        (Event::AccountDisabled, false),
        (Event::GroupJoined { group: CHOIR }, false),
    ])
    .then_takes_back(&[Event::AccountReactivated]);
}

#[test]
fn r52_what_is_as_it_was_already_is_left() {
    given(&[
        (Event::AccountDeactivated, true),
        (Event::AccountReactivated, false),
    ])
    .then_takes_back(&[]);
}

#[test]
fn r52_a_report_of_activity_is_no_change() {
    let report = Event::ActivityRecorded {
        logged_in: true,
        has_grades: true,
    };
    given(&[(Event::AccountDeactivated, true), (report, false)])
        .then_takes_back(&[Event::AccountReactivated]);
    given(&[(report, true)]).then_takes_back(&[]);
}

#[test]
fn r52_an_account_that_was_created_is_deactivated() {
    given(&[(creation(), true)]).then_takes_back(&[Event::AccountDeactivated]);
    given(&[
        (creation(), true),
        (Event::AccountDeactivated, false),
        (Event::AccountReactivated, false),
    ])
    .then_keeps(&[(Aspect::Status, 3)]);
}

#[test]
fn r52_of_several_runs_the_last_one_is_taken_back() {
    // Disabled, enabled by hand, disabled again: before the last of it, it was enabled.
    given(&[
        (Event::AccountDisabled, true),
        (Event::AccountEnabled, false),
        (Event::AccountDisabled, true),
    ])
    .then_takes_back(&[Event::AccountEnabled]);
    // Without anything between, what was before all of it comes back.
    given(&[
        (Event::AccountDisabled, true),
        (Event::AccountEnabled, true),
    ])
    .then_takes_back(&[]);
}

#[test]
fn r52_a_kept_aspect_can_be_forced() {
    let history = [
        (Event::AccountDisabled, true),
        (Event::AccountEnabled, false),
        (Event::AccountDisabled, false),
    ];
    given(&history).then(Aim::Back, true, &[Event::AccountEnabled], &[]);
}

#[test]
fn r52_forced_is_back_before_the_first_of_several_runs_even_where_it_is_as_before_the_last() {
    let history = [
        (Event::AccountDisabled, true),
        (Event::AccountEnabled, false),
        (Event::AccountDisabled, false),
        (Event::AccountEnabled, true),
        (Event::AccountDisabled, false),
    ];
    let as_before = Verdict::AsBefore(Position(5));
    let judged = judge(touches(&history, Aim::Back), Aim::Back, false);
    assert_eq!(judged.verdicts, [(Aspect::Block, as_before)]);
    given(&history).then(Aim::Back, true, &[Event::AccountEnabled], &[]);
}

#[test]
fn r52_a_move_goes_behind_the_groups_that_are_left_and_before_those_that_are_joined() {
    let move_to = |institution| Event::ProfileChanged {
        institution: Some(institution),
    };
    let other = GroupId(Uuid::max());
    given(&[
        (Event::GroupLeft { group: CHOIR }, true),
        (move_to(SOUTH), true),
        (Event::GroupJoined { group: other }, true),
    ])
    .then_takes_back(&[
        Event::GroupLeft { group: other },
        move_to(NORTH),
        Event::GroupJoined { group: CHOIR },
    ]);
}

#[test]
fn r52_a_role_in_a_class_comes_back_as_it_was() {
    let touch = |before, after| Touch {
        position: Position(1),
        is_target: true,
        aspect: Aspect::Group(CHOIR),
        before: Value::Membership(before),
        after: Value::Membership(after),
    };
    let touches = vec![
        touch(Membership::Student, Membership::Outside),
        touch(Membership::Outside, Membership::Teacher),
    ];
    let judgement = judge(touches, Aim::Back, false);
    let [
        (
            aspect,
            Verdict::Put {
                from,
                to,
                over: None,
            },
        ),
    ] = &judgement.verdicts[..]
    else {
        panic!("one aspect is put back, not {:?}", judgement.verdicts);
    };
    let compensation = Compensation::of([(*aspect, from, to)]);
    assert_eq!(compensation.leave, [CHOIR]);
    assert_eq!(compensation.join, [(CHOIR, Membership::Student)]);
}

#[test]
fn r54_a_batch_is_given_again_whatever_happened_since() {
    let history = [
        (Event::AccountDeactivated, true),
        (Event::AccountReactivated, false),
    ];
    given(&history).then(Aim::Again, false, &[Event::AccountDeactivated], &[]);
    // A creation is an intent too: where it belongs, who states it, blocked or not.
    let history = [
        (creation(), true),
        (Event::AccountEnabled, false),
        (
            Event::OriginChanged {
                origin: Origin::Manual,
            },
            false,
        ),
        (Event::AccountDeactivated, false),
    ];
    let again = [
        Event::AccountReactivated,
        Event::AccountDisabled,
        Event::OriginChanged {
            origin: Origin::Import,
        },
    ];
    given(&history).then(Aim::Again, false, &again, &[]);
}

#[test]
fn r52_each_column_is_an_aspect_and_texts_are_not_printed() {
    let change = |column, old: &str, new: &str| Change {
        column,
        old: Some(old.to_owned()),
        new: Some(new.to_owned()),
    };
    let changed = Event::ProfileChanged { institution: None };
    let in_batch = [
        change(Column::Email, "a@x", "b@x"),
        change(Column::Nickname, "Al", "Bo"),
    ];
    let by_hand = [change(Column::Nickname, "Bo", "Cy")];
    let beside = |changes| Beside {
        changes,
        ..Beside::NOTHING
    };
    let mut touches = changed.touches(Position(5), true, Aim::Back, beside(&in_batch));
    touches.extend(changed.touches(Position(6), false, Aim::Back, beside(&by_hand)));
    let judgement = judge(touches, Aim::Back, false);
    let text = |text: &str| Value::Text(Some(text.to_owned()));
    let email = Verdict::Put {
        from: text("b@x"),
        to: text("a@x"),
        over: None,
    };
    let expected = [
        (Aspect::Column(Column::Email), email),
        (Aspect::Column(Column::Nickname), Verdict::Kept(Position(6))),
    ];
    assert_eq!(judgement.verdicts, expected);
    assert!(!format!("{judgement:?}").contains("a@x"));
}

#[test]
fn r52_what_another_hand_has_put_back_is_told_apart_from_what_was_never_changed() {
    let taken_back = [
        (Event::AccountDeactivated, true),
        (Event::AccountReactivated, false),
    ];
    let of = |aim, is_forced| judge(touches(&taken_back, aim), aim, is_forced);
    assert_eq!(
        of(Aim::Back, false).verdicts,
        [(Aspect::Status, Verdict::AsBefore(Position(2)))]
    );
    let forced = of(Aim::Back, true);
    assert!(forced.verdicts.is_empty());
    assert_eq!(forced.nothing_to_do, 1);
}
