//! Classes (R34): details, owner and institution are one aspect, because a record states them
//! together. A class that was added ends again where nobody else is in it.

use std::collections::BTreeSet;

use rollbook_book::{ClassRow, Reads};
use rollbook_domain::reversal::{Aim, Aspect, Decided, Membership, Turn, Value, decide};
use rollbook_domain::{AccountId, ClassId, InstitutionId, Position};
use rollbook_records::{Body, ClassDetails, Key, KeyId, Sealed, open_class_details};

use super::{Question, StructureDraft, StructureFate, StructurePut};
use crate::Error;
use crate::imports::{ClassChange, ClassPlace, PlannedClass, Whom};

const ASPECT: &str = "class";

/// A class as a record states it, still sealed.
struct Stated {
    position: Position,
    details: Sealed,
    owner: Option<AccountId>,
    institution: InstitutionId,
}

/// The same, opened.
#[derive(PartialEq, Eq)]
struct State {
    details: ClassDetails,
    owner: Option<AccountId>,
    institution: InstitutionId,
}

/// What becomes of the classes of a target.
pub(super) fn judge(question: &Question<'_>) -> Result<Vec<StructureDraft>, Error> {
    let statements = question.drafts.statements.at_head(question.reads)?;
    let mut judged = Vec::new();
    for (class, positions) in statements.iter() {
        judged.push(match question.reads.class(class)? {
            Some(row) => judge_class(question, &row, &stated(question.reads, positions)?)?,
            None => ended(),
        });
    }
    Ok(judged)
}

fn ended() -> StructureDraft {
    let because = "the class has ended, and does not come back: the next import of classes states \
                   it anew";
    StructureDraft::refused(ASPECT, String::new(), "class-ended", because)
}

/// Everything that was ever stated of a class.
fn stated(reads: &Reads<'_>, positions: &[Position]) -> Result<Vec<Stated>, Error> {
    let mut stated = Vec::with_capacity(positions.len());
    for position in positions {
        let record = reads.record(*position)?;
        let details = match record.body {
            Body::ClassAdded(event) => event.details,
            Body::ClassChanged(event) => event.details,
            _ => continue,
        };
        stated.push(Stated {
            position: *position,
            details,
            owner: record.account,
            institution: record.institution.unwrap_or(InstitutionId(0)),
        });
    }
    Ok(stated)
}

fn judge_class(
    question: &Question<'_>,
    row: &ClassRow,
    stated: &[Stated],
) -> Result<StructureDraft, Error> {
    let key = question.vault.key(KeyId(*row.id.as_bytes()))?;
    let label = question.vault.class_name(question.reads, row)?;
    let is_added = stated
        .first()
        .is_some_and(|stated| question.is_target(stated.position));
    let fate = match (is_added, question.drafts.aim) {
        (true, Aim::Back) => judge_added(question, row, stated)?,
        _ => judge_stated(question, row, &opened(&key, stated)?)?,
    };
    Ok(StructureDraft {
        aspect: ASPECT,
        label,
        class: Some(row.id),
        fate,
    })
}

fn opened(key: &Key, stated: &[Stated]) -> Result<Vec<(Position, State)>, Error> {
    stated
        .iter()
        .map(|stated| {
            let state = State {
                details: open_class_details(key, &stated.details)?,
                owner: stated.owner,
                institution: stated.institution,
            };
            Ok((stated.position, state))
        })
        .collect()
}

/// A class that was added: it ends, unless something else concerns it now.
fn judge_added(
    question: &Question<'_>,
    row: &ClassRow,
    stated: &[Stated],
) -> Result<StructureFate, Error> {
    let other = stated
        .iter()
        .rfind(|stated| !question.is_target(stated.position));
    if let Some(other) = other {
        return Ok(StructureFate::Kept(other.position));
    }
    let leaving = question.leaving(row.id);
    let staying = question
        .reads
        .members(row.number)?
        .iter()
        .filter(|member| !leaving.contains(&member.account))
        .count();
    if staying > 0 {
        return Ok(refused(
            "class-in-use",
            format!(
                "{staying} accounts are in it that nothing here takes out: let them leave first"
            ),
        ));
    }
    let owner = match row.owner {
        Some(number) => question.reads.account_by_number(number)?,
        None => None,
    };
    Ok(StructureFate::Put(StructurePut::Class(PlannedClass {
        row: (0, 0),
        class: ClassPlace::Known(row.id),
        institution: row.institution,
        owner: owner.as_ref().map(Whom::known),
        change: ClassChange::Removed,
    })))
}

/// A class that was changed.
fn judge_stated(
    question: &Question<'_>,
    row: &ClassRow,
    states: &[(Position, State)],
) -> Result<StructureFate, Error> {
    let mut turns = Vec::with_capacity(states.len());
    // Before it was added, it was as it was added: so adding it again changes nothing.
    let mut before = states.first().map(|(_, state)| state);
    for (position, after) in states {
        turns.push(Turn {
            position: *position,
            is_target: question.is_target(*position),
            before: before.unwrap_or(after),
            after,
        });
        before = Some(after);
    }
    let first = turns.iter().position(|turn| turn.is_target).unwrap_or(0);
    let since = turns.get(first..).unwrap_or_default();
    match decide(since, question.drafts.aim, false) {
        Decided::Untouched | Decided::NothingToDo => Ok(StructureFate::NothingToDo),
        Decided::AsBefore(latest) => question.as_before(since, latest),
        Decided::Kept(position) => Ok(StructureFate::Kept(position)),
        Decided::Put { from, to, .. } => change(question, row, from, to),
    }
}

fn change(
    question: &Question<'_>,
    row: &ClassRow,
    from: &State,
    to: &State,
) -> Result<StructureFate, Error> {
    let owner = match to.owner {
        Some(id) => question.reads.account(id)?,
        None => None,
    };
    if to.owner.is_some() && owner.is_none_or(|owner| owner.account.living().is_none()) {
        let refusal = rollbook_domain::Refusal::DeletedAccount;
        return Ok(refused(refusal.code(), "its owner of then is deleted"));
    }
    if let Some(import_id) = &to.details.import_id {
        let hash = question.vault.blinding.class_import_id(import_id);
        let holder = question.reads.class_by_import_id(&hash)?;
        if holder.is_some_and(|holder| holder.id != row.id) {
            return Ok(refused(
                "identity-taken",
                "another class has this import_id",
            ));
        }
    }
    if question.reads.institution(to.institution)?.is_none() {
        let why = Error::UnknownInstitution(to.institution).to_string();
        return Ok(refused("unknown-institution", why));
    }
    Ok(StructureFate::Put(StructurePut::Class(PlannedClass {
        row: (0, 0),
        class: ClassPlace::Known(row.id),
        institution: to.institution,
        owner: owner.as_ref().map(Whom::known),
        change: ClassChange::Changed {
            details: Box::new(to.details.clone()),
            previous_owner: from.owner.filter(|_| from.owner != to.owner),
            moved_from: (from.institution != to.institution).then_some(from.institution),
        },
    })))
}

fn refused(code: &'static str, because: impl Into<String>) -> StructureFate {
    StructureFate::Refused(super::Refused {
        code,
        because: because.into(),
    })
}

impl Question<'_> {
    /// The accounts that leave a class by what is done here.
    fn leaving(&self, class: ClassId) -> BTreeSet<u64> {
        let outside = Value::Membership(Membership::Outside);
        let leaves = |(aspect, _, to): (Aspect, &Value, &Value)| {
            aspect == Aspect::Group(class.as_group()) && *to == outside
        };
        self.drafts
            .iter()
            .filter(|draft| draft.puts().any(leaves))
            .map(|draft| draft.number)
            .collect()
    }
}
