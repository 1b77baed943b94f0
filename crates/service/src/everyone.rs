//! Everyone with a profile, in one pass: keys and profiles are read in the order of their tables,
//! some accounts at once. A search for each would take several times as long.

use rollbook_book::{AccountRow, Filter, Reads};
use rollbook_domain::{Position, Profile};
use rollbook_records::{KeyId, open_profile};

use crate::Error;
use crate::vault::{Vault, sealed_profile};

/// Accounts read at once: enough that neighbours in a table meet, and little memory.
const CHUNK: usize = 1024;

/// An account, and what is known of its person; `None` where the key is gone.
pub(crate) type Person = (AccountRow, Option<Profile>);

/// Calls with the accounts of a filter as of a position that are wanted, some at once, in the order
/// of their ids.
pub(crate) fn for_each(
    reads: &Reads<'_>,
    vault: &Vault,
    (filter, at): (&Filter, Position),
    is_wanted: impl Fn(&AccountRow) -> bool,
    mut each: impl FnMut(&[Person]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut gathered = Gathered::new(reads, vault);
    reads.accounts_at(filter, at, |row| {
        if is_wanted(&row)
            && let Some(people) = gathered.add(row)?
        {
            each(&people)?;
        }
        Ok::<_, Error>(true)
    })?;
    each(&gathered.open()?)
}

/// The same of those whose profile is another by now, until `visit` says that it has enough by
/// returning false.
pub(crate) fn for_each_changed_behind(
    reads: &Reads<'_>,
    vault: &Vault,
    (filter, at): (&Filter, Position),
    mut visit: impl FnMut(&[Person]) -> Result<bool, Error>,
) -> Result<(), Error> {
    let mut gathered = Gathered::new(reads, vault);
    reads.accounts_with_profiles_behind(filter, at, |row| match gathered.add(row)? {
        Some(people) => visit(&people),
        None => Ok::<_, Error>(true),
    })?;
    visit(&gathered.open()?).map(drop)
}

/// Accounts that wait until some are opened at once.
struct Gathered<'r> {
    reads: &'r Reads<'r>,
    vault: &'r Vault,
    rows: Vec<AccountRow>,
}

impl<'r> Gathered<'r> {
    fn new(reads: &'r Reads<'r>, vault: &'r Vault) -> Gathered<'r> {
        Gathered {
            reads,
            vault,
            rows: Vec::with_capacity(CHUNK),
        }
    }

    /// The ones that waited, once they are enough.
    fn add(&mut self, row: AccountRow) -> Result<Option<Vec<Person>>, Error> {
        self.rows.push(row);
        match self.rows.len() < CHUNK {
            true => Ok(None),
            false => self.open().map(Some),
        }
    }

    fn open(&mut self) -> Result<Vec<Person>, Error> {
        open(self.reads, self.vault, &mut self.rows)
    }
}

/// Opens the profiles of accounts, which are in the order of their ids.
pub(crate) fn open(
    reads: &Reads<'_>,
    vault: &Vault,
    rows: &mut Vec<AccountRow>,
) -> Result<Vec<Person>, Error> {
    let ids: Vec<KeyId> = rows.iter().map(|row| KeyId(*row.id.as_bytes())).collect();
    let keys = vault.keyring.keys(&ids)?;
    let mut people: Vec<Person> = rows.drain(..).map(|row| (row, None)).collect();
    let mut places: Vec<(Position, usize)> = people
        .iter()
        .enumerate()
        .map(|(place, (row, _))| (row.profile_position, place))
        .collect();
    places.sort_unstable();
    let positions: Vec<Position> = places.iter().map(|(position, _)| *position).collect();
    for (record, (_, place)) in reads.records(&positions)?.iter().zip(places) {
        if let (Some((_, profile)), Some(Some(key))) = (people.get_mut(place), keys.get(place)) {
            *profile = Some(open_profile(key, sealed_profile(record)?)?);
        }
    }
    Ok(people)
}
