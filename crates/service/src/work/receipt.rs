//! What a command did.

use minicbor::{Decode, Encode};
use rollbook_domain::Position;

use crate::answers::ChangeOutcome;

/// What a command did, in the few numbers from which its answer can be rendered again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Receipt {
    /// The id of what the command made or changed.
    #[n(0)]
    pub(crate) subject: Option<rollbook_records::Id>,
    /// An institution's number.
    #[n(1)]
    pub(crate) number: Option<u64>,
    /// The event's position; absent where there was nothing to do.
    #[n(2)]
    pub(crate) position: Option<u64>,
    /// The answer is a repeated one.
    #[n(3)]
    pub(crate) repeated: bool,
}

impl Receipt {
    /// For a command on something that has an id; nothing was recorded yet.
    pub(crate) fn of(id: impl Into<rollbook_records::Id>) -> Receipt {
        Receipt {
            subject: Some(id.into()),
            ..Receipt::default()
        }
    }

    /// An event was recorded.
    pub(crate) fn at(self, position: Position) -> Receipt {
        Receipt {
            position: Some(position.0),
            ..self
        }
    }

    /// Whether the command changed something.
    pub(crate) fn outcome(&self) -> ChangeOutcome {
        match self.position {
            Some(_) => ChangeOutcome::Recorded,
            None => ChangeOutcome::NothingToDo,
        }
    }
}
