//! The ledger's opening, and batches.

use minicbor::{Decode, Encode};

use crate::{Id, Sealed};

/// The first record of every ledger, at position 0.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct LedgerOpened {
    #[n(0)]
    pub ledger: Id,
}

/// From here on checkpoints are signed by this key (R64).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct SigningKeyAdopted {
    /// Ed25519.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub public_key: [u8; 32],
    /// The signature of the key before it; absent for the first one, and where that key was lost.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub endorsement: Option<[u8; 64]>,
}

/// The log goes on from a backup: what was recorded behind it is not here any more (R64).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct LedgerRestored {
    /// How many records the log had that was replaced; absent where nothing was there.
    #[n(0)]
    pub replaced_size: Option<u64>,
    /// The root of its tree.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub replaced_root: Option<[u8; 32]>,
}

/// What made a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum BatchKind {
    #[n(0)]
    Import,
    /// Takes back what was recorded before (R52).
    #[n(1)]
    Reversal,
    /// Gives the intent of another batch again (R54).
    #[n(2)]
    Replay,
    /// What was scheduled, on its day.
    #[n(3)]
    Schedule,
}

impl BatchKind {
    /// The word used outside.
    pub fn as_str(self) -> &'static str {
        match self {
            BatchKind::Import => "import",
            BatchKind::Reversal => "reversal",
            BatchKind::Replay => "replay",
            BatchKind::Schedule => "schedule",
        }
    }

    /// Whether its events count as done by hand (R30): what a person has scheduled does.
    pub fn is_by_hand(self) -> bool {
        self == BatchKind::Schedule
    }
}

/// The first record of a batch; the events it names follow at once, without gap.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct BatchRecorded {
    #[n(0)]
    pub kind: BatchKind,
    /// How many records of this batch follow this one.
    #[n(1)]
    pub events: u32,
    #[n(2)]
    pub profile: Option<String>,
    #[n(3)]
    pub action: Option<String>,
    #[n(4)]
    pub files: Vec<RecordedFile>,
    #[n(5)]
    pub effects: RecordedEffects,
    /// The version of the row validator that read the files (R61).
    #[n(6)]
    pub validator: String,
    #[n(7)]
    pub all_or_nothing: bool,
    /// Why guards were overridden (R60), sealed under the ledger's key.
    #[n(8)]
    pub override_reason: Option<Sealed>,
    /// The batch that is taken back (R52) or given again (R54).
    #[n(9)]
    pub of_batch: Option<Id>,
    /// The position of the single event that is taken back (R52).
    #[n(10)]
    pub of_event: Option<u64>,
    /// The query whose result is taken back (R52), sealed under the ledger's key.
    #[n(11)]
    pub of_query: Option<Sealed>,
    /// The scheduled step that was due.
    #[n(12)]
    pub of_step: Option<Id>,
    /// What whoever made it saw; batches from before this was recorded do not tell.
    #[n(13)]
    pub scope: Option<RecordedScope>,
    /// What a reversal or a replay kept and refused (R52), sealed under the ledger's key; batches
    /// from before this was recorded only count it.
    #[n(14)]
    pub exceptions: Option<Sealed>,
}

/// What somebody saw who gave a command (R16).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct RecordedScope {
    /// The one institution; none where it was the whole domain.
    #[n(0)]
    pub institution: Option<u64>,
}

/// A file of a batch; its name may name a person, and its digest may be guessed from a list.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct RecordedFile {
    #[n(0)]
    pub name: Sealed,
    /// Lower-case hexadecimal SHA-256, sealed.
    #[n(1)]
    pub sha256: Sealed,
    #[n(2)]
    pub rows: u64,
}

/// What a batch did, in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(map)]
pub struct RecordedEffects {
    #[n(0)]
    pub create: u64,
    #[n(1)]
    pub change_profile: u64,
    #[n(2)]
    pub change_origin: u64,
    #[n(3)]
    pub disable: u64,
    #[n(4)]
    pub enable: u64,
    #[n(5)]
    pub deactivate: u64,
    #[n(6)]
    pub reactivate: u64,
    #[n(7)]
    pub delete: u64,
    #[n(8)]
    pub leave_group: u64,
    #[n(9)]
    pub join_group: u64,
    #[n(10)]
    pub nothing_to_do: u64,
    #[n(11)]
    pub refused: u64,
    // What is here was added later: left out while it is none, so that the bytes of a batch that
    // has none of it stay as they were.
    #[cbor(n(12), skip_if = "is_none")]
    pub add_institution: u64,
    #[cbor(n(13), skip_if = "is_none")]
    pub change_institution: u64,
    #[cbor(n(14), skip_if = "is_none")]
    pub remove_institution: u64,
    #[cbor(n(15), skip_if = "is_none")]
    pub add_class: u64,
    #[cbor(n(16), skip_if = "is_none")]
    pub change_class: u64,
    #[cbor(n(17), skip_if = "is_none")]
    pub remove_class: u64,
    #[cbor(n(18), skip_if = "is_none")]
    pub record_activity: u64,
    /// Aspects that a reversal left as they were, because something else has changed them since.
    #[cbor(n(19), skip_if = "is_none")]
    pub kept: u64,
}

pub(super) fn is_none(count: &u64) -> bool {
    *count == 0
}
