//! Where classes are stated: no view tells, and the log is long. So it is looked through beside the
//! writer, and in the writer's turn only from there on.

use std::collections::BTreeMap;

use rollbook_book::{Direction, Onward, Reads};
use rollbook_domain::{ClassId, Position};
use rollbook_records::{Body, Envelope, Id, Kind, Record};

use crate::Error;

/// The positions of all records that state the classes of a target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::reversals) struct Statements {
    of: BTreeMap<ClassId, Vec<Position>>,
    /// What lies before it was looked through.
    next: Position,
}

impl Statements {
    /// Of the classes that records are about.
    pub(in crate::reversals) fn find(
        reads: &Reads<'_>,
        records: &[(Position, Kind)],
    ) -> Result<Statements, Error> {
        let mut of = BTreeMap::new();
        for (position, kind) in records {
            if is_of_class(*kind)
                && let Some(class) = class_of(&reads.record(*position)?)
            {
                of.insert(class, Vec::new());
            }
        }
        let nothing_yet = Statements {
            of,
            next: Position(0),
        };
        nothing_yet.at_head(reads)
    }

    /// With those that were recorded since.
    pub(in crate::reversals) fn at_head(&self, reads: &Reads<'_>) -> Result<Statements, Error> {
        let mut rows = Vec::with_capacity(self.of.len());
        for class in self.of.keys() {
            rows.extend(reads.class(*class)?);
        }
        let mut statements = self.clone();
        let first = rows.iter().map(|row| Position(row.number)).min();
        // Whatever lies behind a class's details does not state it.
        let last = rows.iter().map(|row| row.details_position).max();
        if let (Some(first), Some(last)) = (first, last) {
            statements.look_through(reads, first.max(self.next), last)?;
        }
        statements.next = Position(reads.size()?);
        Ok(statements)
    }

    fn look_through(
        &mut self,
        reads: &Reads<'_>,
        first: Position,
        last: Position,
    ) -> Result<(), Error> {
        reads.scan(first, last, Direction::OldestFirst, |position, bytes| {
            let kind = Envelope::decode(bytes)?.kind;
            if matches!(kind, Kind::ClassAdded | Kind::ClassChanged)
                && let Some(class) = class_of(&Record::decode(bytes)?)
                && let Some(positions) = self.of.get_mut(&class)
            {
                positions.push(position);
            }
            Ok(Onward::Next)
        })
    }

    /// Each class with the positions at which it is stated, oldest first; none of one that has
    /// ended before it was looked for.
    pub(in crate::reversals) fn iter(&self) -> impl Iterator<Item = (ClassId, &[Position])> {
        self.of
            .iter()
            .map(|(class, positions)| (*class, positions.as_slice()))
    }
}

/// Whether a record of this kind is about a class.
pub(super) fn is_of_class(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ClassAdded | Kind::ClassChanged | Kind::ClassRemoved
    )
}

fn class_of(record: &Record) -> Option<ClassId> {
    let id: Id = match &record.body {
        Body::ClassAdded(event) => event.class,
        Body::ClassChanged(event) => event.class,
        Body::ClassRemoved(event) => event.class,
        _ => return None,
    };
    Some(id.into())
}
