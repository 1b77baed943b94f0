//! What a certificate says, line by line: for people to read, and to be held against its proof.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use rollbook_book::EndedWith;

/// What the text of a certificate begins with.
pub(super) const TITLE: &str = "Rollbook certificate of deletion";

/// Everything that is certified. It names nobody but whoever deleted.
pub(super) struct Claims {
    pub(super) place: Place,
    pub(super) institution: u64,
    pub(super) at: DateTime<Utc>,
    pub(super) by: String,
    pub(super) ended: EndedWith,
    pub(super) events: u64,
}

/// The claims that the record and its proof repeat, as they are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) log: String,
    pub(super) key: String,
    pub(super) account: String,
    pub(super) position: String,
    /// Of the record, in base64.
    pub(super) hash: String,
    pub(super) size: String,
    /// In base64.
    pub(super) root: String,
}

impl fmt::Display for Claims {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Claims { place, ended, .. } = self;
        let at = self.at.to_rfc3339_opts(SecondsFormat::Millis, true);
        writeln!(formatter, "{TITLE}")?;
        writeln!(formatter, "log: {}", place.log)?;
        writeln!(formatter, "key: {}", place.key)?;
        writeln!(formatter, "account: {}", place.account)?;
        writeln!(formatter, "institution: {}", self.institution)?;
        writeln!(formatter, "deleted at: {at}")?;
        writeln!(formatter, "deleted by: {}", self.by)?;
        writeln!(formatter, "position: {}", place.position)?;
        writeln!(formatter, "record hash: {}", place.hash)?;
        writeln!(formatter, "ledger size: {}", place.size)?;
        writeln!(formatter, "ledger root: {}", place.root)?;
        writeln!(formatter, "accounts destroyed, with their keys: 1")?;
        writeln!(
            formatter,
            "classes ended, with their keys: {}",
            ended.classes
        )?;
        writeln!(
            formatter,
            "memberships of the account ended: {}",
            ended.memberships
        )?;
        writeln!(
            formatter,
            "memberships of others in those classes ended: {}",
            ended.rosters
        )?;
        writeln!(formatter, "tokens revoked: {}", ended.tokens)?;
        writeln!(formatter, "events made anonymous: {}", self.events)
    }
}

impl Place {
    /// As a text states it; `None` where it lacks any of them.
    pub(super) fn stated(text: &str) -> Option<Place> {
        let mut lines = text.lines();
        if lines.next() != Some(TITLE) {
            return None;
        }
        let value = |name: &str| {
            let mut values = lines.clone().filter_map(|line| line.split_once(": "));
            values
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.to_owned())
        };
        Some(Place {
            log: value("log")?,
            key: value("key")?,
            account: value("account")?,
            position: value("position")?,
            hash: value("record hash")?,
            size: value("ledger size")?,
            root: value("ledger root")?,
        })
    }

    /// The first claim in which two differ.
    pub(super) fn difference(&self, other: &Place) -> Option<&'static str> {
        let claims = [
            ("log", &self.log, &other.log),
            ("key", &self.key, &other.key),
            ("account", &self.account, &other.account),
            ("position", &self.position, &other.position),
            ("record", &self.hash, &other.hash),
            ("size of the ledger", &self.size, &other.size),
            ("root of the ledger", &self.root, &other.root),
        ];
        let mut differing = claims.into_iter().filter(|(_, one, other)| one != other);
        differing.next().map(|(claim, ..)| claim)
    }
}
