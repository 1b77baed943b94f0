//! What holds for whatever is taken back, on random histories (R52–R54).

use std::collections::BTreeMap;

use proptest::prelude::*;
use rollbook_domain::reversal::{Aim, Aspect, Membership, Touch, Value, Verdict, judge};
use rollbook_domain::{Column, GroupId, InstitutionId, Origin, Position};

const ASPECTS: [Aspect; 6] = [
    Aspect::Status,
    Aspect::Block,
    Aspect::Origin,
    Aspect::Institution,
    Aspect::Group(GroupId(uuid::Uuid::nil())),
    Aspect::Column(Column::Email),
];

type State = BTreeMap<Aspect, Value>;

/// One of three values of an aspect, or two where there are no more.
fn value(aspect: Aspect, number: u8) -> Value {
    match aspect {
        Aspect::Status | Aspect::Block => Value::Flag(number == 0),
        Aspect::Origin if number == 0 => Value::Origin(Origin::Import),
        Aspect::Origin => Value::Origin(Origin::Manual),
        Aspect::Institution => Value::Institution(InstitutionId(u64::from(number))),
        Aspect::Group(_) => Value::Membership(
            [
                Membership::Outside,
                Membership::Student,
                Membership::Teacher,
            ][usize::from(number)],
        ),
        Aspect::Column(_) => Value::Text((number > 0).then(|| number.to_string())),
    }
}

/// An account's whole history, with the batch that each touch belongs to.
#[derive(Clone, Debug)]
struct History {
    state: State,
    touches: Vec<(u32, Touch)>,
}

impl History {
    fn new(steps: &[(u32, usize, u8)]) -> History {
        let state = ASPECTS.iter().map(|one| (*one, value(*one, 0))).collect();
        let mut history = History {
            state,
            touches: Vec::new(),
        };
        for (batch, aspect, number) in steps {
            history.set(*batch, ASPECTS[*aspect], value(ASPECTS[*aspect], *number));
        }
        history
    }

    /// Events are recorded for changes only.
    fn set(&mut self, batch: u32, aspect: Aspect, after: Value) {
        let before = self.state[&aspect].clone();
        if before == after {
            return;
        }
        let position = Position(self.touches.len() as u64);
        self.state.insert(aspect, after.clone());
        let touch = Touch {
            position,
            is_target: false,
            aspect,
            before,
            after,
        };
        self.touches.push((batch, touch));
    }

    fn judge(&self, target: u32, aim: Aim, is_forced: bool) -> Vec<(Aspect, Verdict)> {
        let touches = self.touches.iter().map(|(batch, touch)| Touch {
            is_target: *batch == target,
            ..touch.clone()
        });
        judge(touches.collect(), aim, is_forced).verdicts
    }

    /// Records what is judged as a batch of its own; tells the aspects that were put back.
    fn carry_out(&mut self, verdicts: Vec<(Aspect, Verdict)>, batch: u32) -> Vec<Aspect> {
        let mut put = Vec::new();
        for (aspect, verdict) in verdicts {
            if let Verdict::Put { from, to, .. } = verdict {
                assert_eq!(self.state[&aspect], from);
                self.set(batch, aspect, to);
                put.push(aspect);
            }
        }
        put
    }
}

/// Changes before (batch 0), one batch (1), and changes of others behind it (2).
fn steps(batch: u32, most: usize) -> impl Strategy<Value = Vec<(u32, usize, u8)>> {
    prop::collection::vec((Just(batch), 0..ASPECTS.len(), 0..3_u8), 0..most)
}

fn mixed(most: usize) -> impl Strategy<Value = Vec<(u32, usize, u8)>> {
    prop::collection::vec((0..3_u32, 0..ASPECTS.len(), 0..3_u8), 0..most)
}

proptest! {
    #[test]
    fn r52_taking_back_the_latest_batch_gives_what_was_before_and_touches_nothing_else(
        before in steps(0, 10), batch in steps(1, 10),
    ) {
        let mut history = History::new(&before);
        let was = history.state.clone();
        for (number, aspect, value_number) in batch {
            history.set(number, ASPECTS[aspect], value(ASPECTS[aspect], value_number));
        }
        let verdicts = history.judge(1, Aim::Back, false);
        history.carry_out(verdicts, 10);
        prop_assert_eq!(history.state, was);
    }

    #[test]
    fn r52_only_aspects_of_the_batch_change_and_kept_ones_do_not(history in mixed(30)) {
        let mut history = History::new(&history);
        let now = history.state.clone();
        let touched: Vec<Aspect> = history
            .touches
            .iter()
            .filter(|(batch, _)| *batch == 1)
            .map(|(_, touch)| touch.aspect)
            .collect();
        let verdicts = history.judge(1, Aim::Back, false);
        let put = history.carry_out(verdicts, 10);
        for aspect in ASPECTS {
            prop_assert!(!put.contains(&aspect) || touched.contains(&aspect));
            prop_assert!(put.contains(&aspect) || history.state[&aspect] == now[&aspect]);
        }
    }

    #[test]
    fn r53_taking_back_twice_does_nothing(history in mixed(30), is_forced in any::<bool>()) {
        let mut history = History::new(&history);
        let verdicts = history.judge(1, Aim::Back, is_forced);
        history.carry_out(verdicts, 10);
        let again = history.judge(1, Aim::Back, false);
        let puts = again.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Put { .. }));
        prop_assert_eq!(puts.count(), 0);
    }

    #[test]
    fn r53_taking_back_the_reversal_gives_the_batch_again(history in mixed(30), is_forced in any::<bool>()) {
        let mut history = History::new(&history);
        let with_batch = history.state.clone();
        let verdicts = history.judge(1, Aim::Back, is_forced);
        history.carry_out(verdicts, 10);
        let verdicts = history.judge(10, Aim::Back, false);
        history.carry_out(verdicts, 11);
        prop_assert_eq!(history.state, with_batch);
    }

    #[test]
    fn r52_forced_aspects_get_the_value_from_before_the_batch(history in mixed(30)) {
        let mut history = History::new(&history);
        let first: BTreeMap<Aspect, Value> = history
            .touches
            .iter()
            .rev()
            .filter(|(batch, _)| *batch == 1)
            .map(|(_, touch)| (touch.aspect, touch.before.clone()))
            .collect();
        let kept: Vec<Aspect> = history
            .judge(1, Aim::Back, false)
            .into_iter()
            .filter(|(_, verdict)| matches!(verdict, Verdict::Kept(_) | Verdict::AsBefore(_)))
            .map(|(aspect, _)| aspect)
            .collect();
        let verdicts = history.judge(1, Aim::Back, true);
        history.carry_out(verdicts, 10);
        for aspect in kept {
            prop_assert_eq!(&history.state[&aspect], &first[&aspect]);
        }
    }

    #[test]
    fn r54_giving_again_makes_it_as_the_batch_left_it(history in mixed(30)) {
        let mut history = History::new(&history);
        let wanted: BTreeMap<Aspect, Value> = history
            .touches
            .iter()
            .filter(|(batch, _)| *batch == 1)
            .map(|(_, touch)| (touch.aspect, touch.after.clone()))
            .collect();
        let verdicts = history.judge(1, Aim::Again, false);
        history.carry_out(verdicts, 10);
        for (aspect, value) in wanted {
            prop_assert_eq!(&history.state[&aspect], &value);
        }
        prop_assert!(history.judge(1, Aim::Again, false).is_empty());
    }
}
