//! The envelope: what every record says besides the event itself.

use chrono::{DateTime, Utc};
use rollbook_domain::{AccountId, BatchId, InstitutionId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Body, KeyId, Sealed};

/// By which door a command came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Channel {
    Web = 0,
    Cli = 1,
    Api = 2,
    Import = 3,
    Scim = 4,
    Schedule = 5,
}

impl Channel {
    /// Every channel, in the order of the recorded numbers.
    pub const ALL: [Channel; 6] = [
        Channel::Web,
        Channel::Cli,
        Channel::Api,
        Channel::Import,
        Channel::Scim,
        Channel::Schedule,
    ];

    /// The word shown and searched for.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Web => "web",
            Channel::Cli => "cli",
            Channel::Api => "api",
            Channel::Import => "import",
            Channel::Scim => "scim",
            Channel::Schedule => "schedule",
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Channel> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// An event's own name. Within a batch it follows from the batch's id and the distance to its
/// first record, so that writing the same batch again gives the same ids.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EventId(pub Uuid);

impl EventId {
    /// The id of the record `distance` places behind the first one of `unit`.
    pub fn within(unit: Uuid, distance: u32) -> EventId {
        if distance == 0 {
            return EventId(unit);
        }
        let digest = Sha256::new()
            .chain_update(unit.as_bytes())
            .chain_update(distance.to_be_bytes())
            .finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        EventId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

/// Who, when, by which door and why: said once for each unit of records that are written together.
#[derive(Clone, PartialEq, Debug)]
pub struct Unit {
    /// Names the unit; for a batch it is the batch's id.
    pub id: Uuid,
    /// Milliseconds are kept. Never earlier than the unit before.
    pub at: DateTime<Utc>,
    pub channel: Channel,
    /// Drawn by chance when the actor first appears, so that it says nothing once its key is gone.
    pub actor: KeyId,
    pub actor_name: Sealed,
    /// Sealed under the account's key for a single command, else under the ledger's.
    pub reason: Option<Sealed>,
}

impl Unit {
    /// The unit's id as a batch's.
    pub fn batch(&self) -> BatchId {
        BatchId(self.id)
    }
}

/// Where a record's unit is described: in itself, or so many records before it.
#[derive(Clone, PartialEq, Debug)]
pub enum Header {
    Own(Unit),
    /// At least 1.
    Behind(u32),
}

/// The file (in the order of the batch's files) and the row that caused an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
    pub file: u32,
    /// As a spreadsheet counts: the header is row 1.
    pub row: u32,
}

/// One event as it is stored.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    pub header: Header,
    pub account: Option<AccountId>,
    pub institution: Option<InstitutionId>,
    pub source: Option<Source>,
    pub body: Body,
}
