//! Kinds of files are data: their columns, what may stand in them, and what makes rows the same.

mod accounts;
mod columns;
mod packages;

pub(crate) use accounts::{ACCOUNTS, ACTIVITY, BULK};
pub(crate) use packages::{
    CLASSES, DELETE_CLASSES, DELETE_ORGANIZATIONS, DELETE_ROSTER, DELETE_USERS, ORGANIZATIONS,
    ROSTER, USERS,
};

use crate::cell::Rule;
use crate::{Code, Field};

/// One column of a kind of file.
pub(crate) struct Column {
    pub field: Field,
    pub rule: Rule,
    /// Other names under which files carry the column, in lower case with `_` between words.
    pub aliases: &'static [&'static str],
}

/// Everything that sets one kind of file apart from another.
pub(crate) struct Definition {
    /// In the order of the template.
    pub columns: &'static [Column],
    /// Must be columns, and filled in every row: all of them, or at least one.
    pub needed: Needed,
    /// The code of a row in which what is needed is not filled.
    pub missing: Code,
    /// True where the other columns have no effect, so whatever stands there is right.
    pub only_needed: bool,
    /// Where no profile is named, a header must have one of these to be taken for this kind, if there are any.
    pub telling: &'static [Field],
    pub sameness: Sameness,
}

/// Which columns say whom or what a row is about.
pub(crate) enum Needed {
    Any(&'static [Field]),
    All(&'static [Field]),
}

impl Needed {
    pub fn fields(&self) -> &'static [Field] {
        match self {
            Needed::Any(fields) | Needed::All(fields) => fields,
        }
    }

    /// Whether it is met by the columns for which `has` is true.
    #[inline]
    pub fn is_met(&self, has: impl Fn(Field) -> bool) -> bool {
        match self {
            Needed::Any(fields) => fields.iter().any(|field| has(*field)),
            Needed::All(fields) => fields.iter().all(|field| has(*field)),
        }
    }

    /// The columns for which `has` is not true.
    pub fn lacking(&self, has: &dyn Fn(Field) -> bool) -> Vec<Field> {
        let mut lacking = Vec::new();
        for field in self.fields() {
            if !has(*field) {
                lacking.push(*field);
            }
        }
        lacking
    }
}

/// When two rows name the same account, class, organization or membership (R11).
pub(crate) struct Sameness {
    /// Rows with the same value here name the same account, unless they differ in a column of `apart` that both fill.
    pub shared: Option<Field>,
    /// At most [`COLUMNS`](crate::apart::COLUMNS).
    pub apart: &'static [Field],
    /// Rows with the same values in all columns of one of these keys always name the same.
    pub unique: &'static [Key],
}

/// Columns that together name one account, class, organization or membership.
pub(crate) type Key = &'static [Field];
