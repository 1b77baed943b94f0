//! What stands behind the colon of a term, key by key.

use std::fmt;

use rollbook_domain::{BatchId, InstitutionId, Position};
use rollbook_records::{Channel, Kind};

/// What a term can be about.
#[derive(Clone, Copy)]
pub(super) enum Key {
    Type,
    Actor,
    Institution,
    Batch,
    Account,
    Channel,
    Position,
}

impl Key {
    const ALL: [(&'static str, Key); 7] = [
        ("type", Key::Type),
        ("actor", Key::Actor),
        ("institution", Key::Institution),
        ("batch", Key::Batch),
        ("account", Key::Account),
        ("channel", Key::Channel),
        ("position", Key::Position),
    ];

    pub(super) fn named(name: &str) -> Result<Key, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, key)| key)
            .ok_or_else(|| {
                let names = Self::ALL.map(|(name, _)| name).join(", ");
                format!(
                    "there is no key `{name}`: the keys are {names}; put a text with a colon in \
                     quotes"
                )
            })
    }
}

/// The event types of a name: the whole of it (`AccountDeactivated`), or a short form
/// (`deactivated`, `joined`), which may be that of several (`added`).
pub(super) fn kinds(name: &str) -> Result<Vec<Kind>, String> {
    let wanted: String = name
        .chars()
        .filter(|character| !matches!(character, '-' | '_' | ' '))
        .collect();
    let whole = |kind: &&Kind| {
        let short = kind.name().strip_prefix("Account");
        kind.name().eq_ignore_ascii_case(&wanted)
            || short.is_some_and(|short| short.eq_ignore_ascii_case(&wanted))
    };
    if let Some(kind) = Kind::ALL.iter().find(whole) {
        return Ok(vec![*kind]);
    }
    let short = |kind: &&Kind| last_word(kind.name()).eq_ignore_ascii_case(&wanted);
    let several: Vec<Kind> = Kind::ALL.iter().filter(short).copied().collect();
    match several.is_empty() {
        true => {
            let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            Err(format!(
                "there is no event type `{name}`: the types are {}, or short, as in `deactivated`",
                names.join(", ")
            ))
        }
        false => Ok(several),
    }
}

/// `GroupJoined` → `Joined`.
fn last_word(name: &str) -> &str {
    let start = name.rfind(|character: char| character.is_ascii_uppercase());
    name.get(start.unwrap_or_default()..).unwrap_or(name)
}

pub(super) fn institution(number: &str) -> Result<InstitutionId, String> {
    number.parse().map(InstitutionId).map_err(|_| {
        format!("`{number}` is no institution's id, which is a whole number such as 42")
    })
}

pub(super) fn batch(id: &str) -> Result<BatchId, String> {
    id.parse()
        .map_err(|_| format!("`{id}` is no batch's id: `rollbook batch list` shows what there is"))
}

pub(super) fn channel(word: &str) -> Result<Channel, String> {
    Channel::ALL
        .into_iter()
        .find(|channel| channel.as_str().eq_ignore_ascii_case(word))
        .ok_or_else(|| {
            let words = Channel::ALL.map(Channel::as_str).join(", ");
            format!("there is no channel `{word}`: the channels are {words}")
        })
}

/// A stretch of the log, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PositionRange {
    pub(crate) first: Option<Position>,
    pub(crate) last: Option<Position>,
}

impl PositionRange {
    pub(crate) fn contains(&self, position: Position) -> bool {
        self.first.is_none_or(|first| first <= position)
            && self.last.is_none_or(|last| position <= last)
    }
}

impl fmt::Display for PositionRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first.is_some() && self.first == self.last {
            return write!(formatter, "{}", self.first.map_or(0, |first| first.0));
        }
        if let Some(first) = self.first {
            write!(formatter, "{first}")?;
        }
        formatter.write_str("..")?;
        match self.last {
            Some(last) => write!(formatter, "{last}"),
            None => Ok(()),
        }
    }
}

/// `7`, `7..9`, `7..` or `..9`.
pub(super) fn positions(text: &str) -> Result<PositionRange, String> {
    let refuse = || {
        format!("`{text}` is no position in the log: give one as in `7`, or several as in `7..9`")
    };
    let number = |digits: &str| match digits {
        "" => Ok(None),
        digits => digits.parse().map(Position).map(Some).map_err(|_| refuse()),
    };
    let range = match text.split_once("..") {
        Some((first, last)) => PositionRange {
            first: number(first)?,
            last: number(last)?,
        },
        None => PositionRange {
            first: number(text)?,
            last: number(text)?,
        },
    };
    match (range.first, range.last) {
        (None, None) => Err(refuse()),
        (Some(first), Some(last)) if first > last => Err(refuse()),
        _ => Ok(range),
    }
}

/// A text as it can stand in a query.
pub(super) fn write_text(text: &str) -> String {
    let is_plain =
        |character: char| !character.is_whitespace() && !matches!(character, '"' | ':' | '\\');
    if !text.is_empty() && text.chars().all(is_plain) && !text.starts_with('-') {
        return text.to_owned();
    }
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}
