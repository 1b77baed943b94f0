//! Decides the rows of roster.csv: who is in a class (R34).

use std::collections::{HashMap, HashSet};

use rollbook_book::Reads;
use rollbook_domain::Origin;
use rollbook_records::ClassRole;

use super::super::draft::{Draft, RowVerdict};
use super::super::intents::LEFT_OUT;
use super::super::kept_row::KeptRow;
use super::super::planned::{ClassPlace, DecidedRow, PlannedEvent, Target, Whom, known_target};
use super::classes::{Classes, FoundClass};
use super::people::People;
use crate::Error;

/// Where a row of roster.csv has its cells.
const CLASS: usize = 0;
const USER: usize = 1;
const ROLE: usize = 2;

/// Who is in the classes that the file mentions.
pub(super) struct Roster<'a> {
    reads: &'a Reads<'a>,
    classes: HashMap<u64, Mentioned>,
    /// A row was refused, so that nobody knows who else is in a class.
    is_incomplete: bool,
}

/// A class that is there and was mentioned.
struct Mentioned {
    class: ClassPlace,
    /// The members by number as they are.
    members: HashMap<u64, ClassRole>,
    /// Members that a row states; also those whose rows say no more than that.
    stated: HashSet<u64>,
}

impl<'a> Roster<'a> {
    /// `is_incomplete` where the validator refused rows of the file.
    pub(super) fn new(reads: &'a Reads<'a>, is_incomplete: bool) -> Roster<'a> {
        Roster {
            reads,
            classes: HashMap::new(),
            is_incomplete,
        }
    }

    /// Decides the rows of roster.csv (`joins`) or of delete_roster.csv.
    pub(super) fn decide(
        &mut self,
        rows: &[KeptRow],
        joins: bool,
        classes: &mut Classes<'_>,
        people: &mut People<'_>,
        draft: &mut Draft,
    ) -> Result<(), Error> {
        for row in rows {
            let class_id = row.cell(CLASS).unwrap_or_default();
            let user_id = row.cell(USER).unwrap_or_default();
            if !joins && (classes.is_removed(class_id) || people.is_deleted(user_id)?) {
                // The membership ends with the class or the account.
                draft.unchanged += 1;
                continue;
            }
            let class = match classes.find(row, class_id)? {
                Ok(class) => class,
                Err(refused) => {
                    self.is_incomplete = true;
                    draft.refuse(refused, None);
                    continue;
                }
            };
            let whom = match people.find(row, "user_id", user_id)? {
                Ok(whom) => whom,
                Err(refused) => {
                    self.is_incomplete = true;
                    draft.refuse(refused, None);
                    continue;
                }
            };
            let current = self.role_of(class, whom)?;
            let events = events(class.place, current, joins.then(|| role(row)));
            let target = match whom {
                Whom::Made { place, institution } => Target::Made { place, institution },
                Whom::Known { number, .. } => match self.reads.account_by_number(number)? {
                    Some(account) => known_target(&account),
                    None => continue,
                },
            };
            let row = DecidedRow {
                place: row.place,
                target,
                events,
                note: None,
            };
            draft.take(row.place, whom.number(), RowVerdict::Does(row));
        }
        Ok(())
    }

    /// What the person is in the class, and notes that the file states it.
    fn role_of(&mut self, class: FoundClass, whom: Whom) -> Result<Option<ClassRole>, Error> {
        let Some(number) = class.number else {
            return Ok(None);
        };
        if !self.classes.contains_key(&number) {
            let mentioned = Mentioned {
                class: class.place,
                members: self
                    .reads
                    .members(number)?
                    .into_iter()
                    .map(|member| (member.account, member.role.unwrap_or(ClassRole::Student)))
                    .collect(),
                stated: HashSet::new(),
            };
            self.classes.insert(number, mentioned);
        }
        let (Some(mentioned), Some(account)) = (self.classes.get_mut(&number), whom.number())
        else {
            return Ok(None);
        };
        mentioned.stated.insert(account);
        Ok(mentioned.members.get(&account).copied())
    }

    /// A full roster.csv restates the classes that it mentions: accounts under import control that
    /// it no longer states leave them. Where a row was refused, nobody leaves: the row may have
    /// stated anybody (R28 says so of users).
    pub(super) fn end_left_out(
        self,
        file: u32,
        people: &People<'_>,
        draft: &mut Draft,
    ) -> Result<(), Error> {
        if self.is_incomplete {
            draft.note_nobody_left(file);
            return Ok(());
        }
        let mut classes: Vec<(u64, Mentioned)> = self.classes.into_iter().collect();
        classes.sort_unstable_by_key(|(number, _)| *number);
        for (_, mentioned) in classes {
            let mut gone: Vec<u64> = mentioned
                .members
                .keys()
                .filter(|account| !mentioned.stated.contains(account))
                .copied()
                .collect();
            gone.sort_unstable();
            for number in gone {
                let account = self.reads.account_by_number(number)?.filter(|account| {
                    let living = account.account.living();
                    living.is_some_and(|living| living.origin == Origin::Import)
                });
                let (Some(account), Some(class)) = (account, mentioned.class.known()) else {
                    continue;
                };
                if people.is_ended(number) {
                    continue;
                }
                let place = (file, LEFT_OUT);
                let row = DecidedRow {
                    place,
                    target: known_target(&account),
                    events: vec![PlannedEvent::LeaveClass(class)],
                    note: None,
                };
                draft.take(place, Some(number), RowVerdict::Does(row));
            }
        }
        Ok(())
    }
}

fn role(row: &KeptRow) -> ClassRole {
    match row.cell(ROLE) {
        Some("T" | "t") => ClassRole::Teacher,
        _ => ClassRole::Student,
    }
}

/// What makes the current role the wanted one; `None` is no member.
fn events(
    class: ClassPlace,
    current: Option<ClassRole>,
    wanted: Option<ClassRole>,
) -> Vec<PlannedEvent> {
    if current == wanted {
        return Vec::new();
    }
    let leave = current.and(class.known()).map(PlannedEvent::LeaveClass);
    let join = wanted.map(|role| PlannedEvent::JoinClass { class, role });
    leave.into_iter().chain(join).collect()
}
