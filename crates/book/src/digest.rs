//! A digest of every view (R55): two books that hold the same views have the same one, whatever
//! way they came to them.

use rollbook_proofs::Hash;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::{BookError, Reads};

/// The tables that are derived from the log, in the order in which they enter the digest.
pub(crate) const VIEWS: [&str; 19] = [
    "account_events",
    "accounts",
    "actors",
    "admins",
    "batches",
    "classes",
    "facts",
    "groups",
    "identities",
    "institution_events",
    "institutions",
    "memberships",
    "past_identities",
    "seat_limits",
    "seat_steps",
    "signing_keys",
    "step_targets",
    "steps",
    "tokens",
];

/// What a difference of the Merkle trees is called, beside the names of tables.
const TREE: &str = "tree";

/// Bytes that are gathered before they are hashed.
const GATHERED: usize = 1 << 16;

/// What the views of a book come to, table by table, and the Merkle tree of its log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Digest {
    size: u64,
    root: Hash,
    /// In the order of [`VIEWS`].
    tables: Vec<Hash>,
}

impl Digest {
    /// Of the tables of a connection, and of a tree that it does not have itself.
    pub(crate) fn of(connection: &Connection, size: u64, root: Hash) -> Result<Digest, BookError> {
        let tables = VIEWS.iter().map(|table| hash_table(connection, table));
        Ok(Digest {
            size,
            root,
            tables: tables.collect::<Result<_, _>>()?,
        })
    }

    /// How many records it covers.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// All of it in one hash.
    pub fn total(&self) -> Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.size.to_be_bytes());
        hasher.update(&self.root);
        for table in &self.tables {
            hasher.update(table);
        }
        hasher.finalize().into()
    }

    /// Whether both cover the same log.
    pub fn has_tree_of(&self, other: &Digest) -> bool {
        (self.size, self.root) == (other.size, other.root)
    }

    /// The tables in which two books differ, and `tree` where their logs do.
    pub fn differences(&self, other: &Digest) -> Vec<&'static str> {
        let tree = (!self.has_tree_of(other)).then_some(TREE);
        let tables = self.tables.iter().zip(&other.tables).zip(VIEWS);
        let tables = tables.filter_map(|((own, others), table)| (own != others).then_some(table));
        tree.into_iter().chain(tables).collect()
    }
}

impl Reads<'_> {
    /// The digest of all views at this moment. Takes a pass over every table.
    pub fn digest(&self) -> Result<Digest, BookError> {
        Digest::of(self.connection, self.size()?, self.root()?)
    }
}

/// Rows in the order of the primary key, columns in that of their names.
fn hash_table(connection: &Connection, table: &str) -> Result<Hash, BookError> {
    let columns = columns(connection, table)?;
    let keys = key_columns(connection, table)?;
    let mut hasher = blake3::Hasher::new();
    let mut gathered = Vec::with_capacity(GATHERED + 1024);
    for name in &columns {
        put(&mut gathered, ValueRef::Text(name.as_bytes()));
    }
    let mut statement = connection.prepare(&format!(
        "SELECT {} FROM {table} WHERE {} ORDER BY {}",
        columns.join(", "),
        rows_of(table),
        keys.join(", ")
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for index in 0..columns.len() {
            put(&mut gathered, row.get_ref(index)?);
        }
        if gathered.len() >= GATHERED {
            hasher.update(&gathered);
            gathered.clear();
        }
    }
    hasher.update(&gathered);
    Ok(hasher.finalize().into())
}

/// Of the facts, some tell how the views were made and not what is in them.
fn rows_of(table: &str) -> &'static str {
    match table {
        "facts" => "name = 'next_user_id'",
        _ => "true",
    }
}

/// The names of a table's columns, sorted: a column that was added later stands behind the others
/// in one book and may stand elsewhere in another.
pub(crate) fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, BookError> {
    strings(
        connection,
        "SELECT name FROM pragma_table_info(?) ORDER BY name",
        table,
    )
}

/// The columns of a table's primary key.
pub(crate) fn key_columns(connection: &Connection, table: &str) -> Result<Vec<String>, BookError> {
    strings(
        connection,
        "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk",
        table,
    )
}

fn strings(connection: &Connection, query: &str, table: &str) -> Result<Vec<String>, BookError> {
    let mut statement = connection.prepare_cached(query)?;
    let rows = statement.query_map([table], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A value as bytes that no other value has: its kind, its length where that varies, and itself.
fn put(bytes: &mut Vec<u8>, value: ValueRef<'_>) {
    let mut put_bytes = |kind: u8, value: &[u8]| {
        bytes.push(kind);
        bytes.extend_from_slice(&(value.len() as u64).to_be_bytes());
        bytes.extend_from_slice(value);
    };
    match value {
        ValueRef::Text(text) => put_bytes(3, text),
        ValueRef::Blob(blob) => put_bytes(4, blob),
        ValueRef::Null => bytes.push(0),
        ValueRef::Integer(number) => {
            bytes.push(1);
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        ValueRef::Real(number) => {
            bytes.push(2);
            bytes.extend_from_slice(&number.to_bits().to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book;

    /// What is no view: the log itself and its tree, which the digest has by its root, signatures,
    /// whose log it is, what keeps it from being followed, and work in progress, which no rebuild brings back.
    const OTHERS: [&str; 10] = [
        "checkpoints",
        "keyless",
        "log",
        "pending_destructions",
        "plans",
        "receipts",
        "sessions",
        "shared_log",
        "tiles",
        "token_uses",
    ];

    #[test]
    fn r55_every_table_is_in_the_digest_or_known_to_be_no_view() {
        let mut connection = Connection::open_in_memory().expect("a book");
        book::migrate(&mut connection).expect("a schema");
        let mut statement = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .expect("a question");
        let rows = statement.query_map([], |row| row.get(0)).expect("tables");
        let tables: Vec<String> = rows.collect::<Result<_, _>>().expect("names");
        let mut known: Vec<&str> = VIEWS.iter().chain(&OTHERS).copied().collect();
        known.sort_unstable();
        assert_eq!(tables, known, "say of a new table whether it is a view");
    }

    #[test]
    fn values_that_look_alike_are_told_apart() {
        let values = [
            ValueRef::Null,
            ValueRef::Integer(0),
            ValueRef::Real(0.0),
            ValueRef::Text(b""),
            ValueRef::Blob(b""),
            ValueRef::Blob(b"\0"),
        ];
        let bytes: std::collections::BTreeSet<Vec<u8>> = values
            .into_iter()
            .map(|value| {
                let mut bytes = Vec::new();
                put(&mut bytes, value);
                bytes
            })
            .collect();
        assert_eq!(bytes.len(), values.len());
    }
}
