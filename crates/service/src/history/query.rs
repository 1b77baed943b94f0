//! What `audit` is asked: `type:deactivated actor:alice -channel:import "left at the end"`. Pure: it
//! knows nothing of a ledger.
//!
//! Terms of one key are alternatives, terms of different keys must all hold, a `-` before a key
//! excludes, and free text must stand in the reason.

mod terms;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;
use std::str::FromStr;

use rollbook_domain::{AccountId, BatchId, InstitutionId};
use rollbook_records::{Channel, Kind};

use crate::Error;
use terms::{Term, terms};
pub(crate) use values::PositionRange;
use values::{Key, write_text};

/// Which events are meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    pub(super) kinds: Values<Kind>,
    pub(super) actors: Values<String>,
    pub(super) institutions: Values<InstitutionId>,
    pub(super) batches: Values<BatchId>,
    /// As people name them: ids, emails, usernames, `user_id:…`, `sis_id:…`.
    pub(super) accounts: Values<String>,
    pub(super) channels: Values<Channel>,
    pub(super) positions: Values<PositionRange>,
    /// All of them stand in the reason.
    pub(super) texts: Vec<String>,
}

/// What one key may be, and what it may not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Values<T> {
    /// Empty means anything.
    pub(super) wanted: Vec<T>,
    pub(super) unwanted: Vec<T>,
}

impl<T> Default for Values<T> {
    fn default() -> Values<T> {
        Values {
            wanted: Vec::new(),
            unwanted: Vec::new(),
        }
    }
}

impl<T: PartialEq> Values<T> {
    /// Whether a value passes; `is` compares it with one that was named.
    pub(super) fn admit(&self, is: impl Fn(&T) -> bool) -> bool {
        (self.wanted.is_empty() || self.wanted.iter().any(&is)) && !self.unwanted.iter().any(is)
    }

    /// Whether everything passes.
    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }

    fn add(&mut self, excludes: bool, values: impl IntoIterator<Item = T>) {
        let named = match excludes {
            true => &mut self.unwanted,
            false => &mut self.wanted,
        };
        for value in values {
            if !named.contains(&value) {
                named.push(value);
            }
        }
    }
}

impl Query {
    /// Adds one term: a key's name, and a value as it would stand behind the colon.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a value that the key does not take.
    pub fn narrow(&mut self, key: &'static str, value: &str) -> Result<(), Error> {
        Key::named(key)
            .and_then(|key| self.add(key, value, false))
            .map_err(|why| Error::invalid(key, why))
    }

    fn add(&mut self, key: Key, value: &str, excludes: bool) -> Result<(), String> {
        match key {
            Key::Type => self.kinds.add(excludes, values::kinds(value)?),
            Key::Actor => self.actors.add(excludes, [value.to_owned()]),
            Key::Institution => {
                let institution = values::institution(value)?;
                self.institutions.add(excludes, [institution]);
            }
            Key::Batch => self.batches.add(excludes, [values::batch(value)?]),
            Key::Account => self.accounts.add(excludes, [value.to_owned()]),
            Key::Channel => self.channels.add(excludes, [values::channel(value)?]),
            Key::Position => self.positions.add(excludes, [values::positions(value)?]),
        }
        Ok(())
    }
}

impl Query {
    /// Whether it asks for accounts, or passes some over.
    pub(crate) fn names_accounts(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// The same with accounts by their ids, as `ids_of` tells of each word that names one.
    pub(crate) fn by_account_ids(
        &self,
        ids_of: impl Fn(&str) -> Result<Vec<AccountId>, Error>,
    ) -> Result<Query, Error> {
        let mut accounts = Values::default();
        for (excludes, named) in [
            (false, &self.accounts.wanted),
            (true, &self.accounts.unwanted),
        ] {
            for who in named {
                let ids = ids_of(who)?;
                accounts.add(excludes, ids.iter().map(AccountId::to_string));
            }
        }
        Ok(Query {
            accounts,
            ..self.clone()
        })
    }
}

impl FromStr for Query {
    type Err = Error;

    /// # Errors
    /// [`Error::QueryMalformed`], which says where and what is accepted there.
    fn from_str(text: &str) -> Result<Query, Error> {
        let mut query = Query::default();
        for term in terms(text)? {
            let Term {
                at,
                excludes,
                key,
                value,
            } = term;
            let added = match key {
                Some(key) => Key::named(&key).and_then(|key| query.add(key, &value, excludes)),
                None if excludes => Err("only keys can be excluded: `-type:…`; put a text that \
                                         begins with `-` in quotes"
                    .to_owned()),
                None => {
                    query.texts.push(value);
                    Ok(())
                }
            };
            added.map_err(|why| Error::QueryMalformed { at, why })?;
        }
        Ok(query)
    }
}

impl fmt::Display for Query {
    /// A query that reads back as this one.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut terms = Vec::new();
        list(&mut terms, "type", &self.kinds, |kind| kind.name().into());
        list(&mut terms, "actor", &self.actors, String::clone);
        let number = |institution: &InstitutionId| institution.to_string();
        list(&mut terms, "institution", &self.institutions, number);
        list(&mut terms, "batch", &self.batches, BatchId::to_string);
        list(&mut terms, "account", &self.accounts, String::clone);
        let word = |channel: &Channel| channel.as_str().to_owned();
        list(&mut terms, "channel", &self.channels, word);
        let range = PositionRange::to_string;
        list(&mut terms, "position", &self.positions, range);
        terms.extend(self.texts.iter().map(|text| write_text(text)));
        formatter.write_str(&terms.join(" "))
    }
}

fn list<T>(terms: &mut Vec<String>, key: &str, values: &Values<T>, write: impl Fn(&T) -> String) {
    for (sign, named) in [("", &values.wanted), ("-", &values.unwanted)] {
        for value in named {
            terms.push(format!("{sign}{key}:{}", write_text(&write(value))));
        }
    }
}
