//! What a verifier says is wrong with a log.

use std::fmt;

/// What was done to the log; each has a stable word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum FaultKind {
    /// A signed checkpoint is not to be believed.
    Checkpoint,
    /// A record was changed.
    Edited,
    /// Two records have changed places.
    Swapped,
    /// A record stands at another place than it did.
    Moved,
    /// A record stands among those that were signed and is none of them.
    Inserted,
    /// A record that was signed is gone, and later ones are there.
    Removed,
    /// The last records that were signed are gone.
    Cut,
    /// Records are not those that were signed, and nothing that is stored shows which of them.
    Rewritten,
    /// Records behind the last signed checkpoint: nothing vouches for them.
    Unsigned,
    /// A stored tile does not fit the records, which are right.
    Tile,
}

impl FaultKind {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            FaultKind::Checkpoint => "checkpoint",
            FaultKind::Edited => "edited",
            FaultKind::Swapped => "swapped",
            FaultKind::Moved => "moved",
            FaultKind::Inserted => "inserted",
            FaultKind::Removed => "removed",
            FaultKind::Cut => "cut",
            FaultKind::Rewritten => "rewritten",
            FaultKind::Unsigned => "unsigned",
            FaultKind::Tile => "tile",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The record concerned or the first of several, where it stands now or, if it is gone, where it stood; the
    /// first record under a tile; the size that a checkpoint claims. None where a checkpoint cannot be read.
    pub position: Option<u64>,
    /// What was done.
    pub kind: FaultKind,
    /// The same in a sentence.
    pub message: String,
}
