//! Accounts in pages: the statement is made for what is asked, so that it goes through an index that
//! leads to them, and not through everybody.

use rollbook_domain::{Account, AccountId, InstitutionId, Origin, Position, Status};
use rusqlite::ToSql;

use super::accounts::COLUMNS;
use super::{AccountRow, Reads};
use crate::{BookError, editions};

/// State of an account that is not active ([`crate::state`]), as the index of those says it.
const NOT_ACTIVE: &str = "state & 7 != 0";

/// Which accounts to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Empty means every status but deleted.
    pub statuses: Vec<Status>,
    /// As of the moment that is asked for.
    pub institution: Option<InstitutionId>,
    /// The same.
    pub origin: Option<Origin>,
    pub members: Option<Members>,
    /// Where they must be now, whatever the moment: elsewhere they do not exist (R16).
    pub now_in: Option<InstitutionId>,
    /// Which they must have now, whatever the moment; empty means any.
    pub now_statuses: Vec<Status>,
    /// List those behind this one.
    pub after: Option<AccountId>,
}

/// Whoever is in the group or class of a number as of a position.
#[derive(Clone, Copy, Debug)]
pub struct Members {
    pub number: u64,
    pub at: Position,
}

/// What the accounts of a filter are asked for.
#[derive(Clone, Copy, Default)]
pub(super) struct Pass {
    /// As of now, so that what a row of now says about an account is what the filter asks.
    pub(super) is_of_now: bool,
    /// Those alone whose profile changed behind a position.
    pub(super) changed_behind: Option<Position>,
}

impl Reads<'_> {
    /// Calls `visit` for the accounts of a filter in the order of their ids, until it says that it
    /// has enough by returning false.
    pub fn accounts<E: From<BookError>>(
        &self,
        filter: &Filter,
        mut visit: impl FnMut(AccountRow) -> Result<bool, E>,
    ) -> Result<(), E> {
        let pass = Pass {
            is_of_now: true,
            ..Pass::default()
        };
        self.for_each_account(filter, pass, |row| match filter.admits(&row.account) {
            true => visit(row),
            false => Ok(true),
        })
    }

    /// The accounts that a filter may admit, by where they are now and by their ids.
    pub(super) fn for_each_account<E: From<BookError>>(
        &self,
        filter: &Filter,
        pass: Pass,
        mut visit: impl FnMut(AccountRow) -> Result<bool, E>,
    ) -> Result<(), E> {
        let selection = Selection::of(filter, pass);
        let after = filter.after.map_or([0; 16], |id| *id.as_bytes());
        let mut parameters: Vec<&dyn ToSql> = vec![&after];
        parameters.extend(selection.numbers.iter().map(|number| number as &dyn ToSql));
        let mut statement = self
            .connection
            .prepare_cached(&selection.sql(self)?)
            .map_err(BookError::from)?;
        let mut rows = statement.query(&parameters[..]).map_err(BookError::from)?;
        while let Some(row) = rows.next().map_err(BookError::from)? {
            let row = AccountRow::read(row).map_err(BookError::from)?;
            if filter.is_there(&row) && !visit(row)? {
                break;
            }
        }
        Ok(())
    }
}

/// Which rows a statement gives.
struct Selection {
    /// Behind the first parameter, which is an id.
    conditions: String,
    /// The other parameters.
    numbers: Vec<u64>,
    /// In front of columns by which the accounts are not to be found. With it, the id is no reason to
    /// go through everybody instead of the members.
    sign: &'static str,
    by_not_active: bool,
}

impl Selection {
    fn of(filter: &Filter, pass: Pass) -> Selection {
        let sign = if filter.members.is_some() { "+" } else { "" };
        let mut conditions = String::new();
        let mut numbers = Vec::new();
        let wanted = filter.institution.filter(|_| pass.is_of_now);
        let institution = filter.now_in.or(wanted);
        if let Some(institution) = institution {
            conditions += &format!(" AND {sign}institution = ?");
            numbers.push(institution.0);
        }
        if let Some(position) = pass.changed_behind {
            conditions += " AND profile_position > ? AND +number <= ?";
            numbers.extend([position.0; 2]);
        }
        if let Some(Members { number, at }) = filter.members {
            conditions += " AND number IN (SELECT account FROM memberships WHERE group_number = ? \
                           AND joined <= ? AND (departed IS NULL OR departed > ?))";
            numbers.extend([number, at.0, at.0]);
        }
        let is_of_others = !filter.statuses.is_empty() && !filter.admits_status(Status::Active);
        let is_not_active = pass.is_of_now && is_of_others;
        if is_not_active {
            conditions += &format!(" AND {NOT_ACTIVE}");
        }
        Selection {
            conditions,
            numbers,
            sign,
            by_not_active: is_not_active && institution.is_none() && filter.members.is_none(),
        }
    }

    fn sql(&self, reads: &Reads<'_>) -> Result<String, BookError> {
        // An index with a condition is used only where it is told by its name.
        let index = match self.by_not_active {
            true => {
                let index = editions::index_of(reads.connection, "accounts", "accounts_not_active");
                format!("INDEXED BY {}", index?)
            }
            false => String::new(),
        };
        let Selection {
            conditions, sign, ..
        } = self;
        Ok(format!(
            "SELECT {COLUMNS} FROM accounts {index} WHERE {sign}account_id > ?{conditions} \
             ORDER BY {sign}account_id"
        ))
    }
}

impl Filter {
    /// Whether an account exists for whoever asks, by what it is now.
    pub fn is_there(&self, now: &AccountRow) -> bool {
        self.now_in.is_none_or(|own| now.institution() == own)
            && (self.now_statuses.is_empty() || self.now_statuses.contains(&now.account.status()))
    }

    /// Whether an account is listed that is like this at the moment that is asked for. A deleted one
    /// never is.
    pub fn admits(&self, account: &Account) -> bool {
        self.admits_status(account.status())
            && self.admits_institution(account.institution())
            && self.admits_origin(account)
    }

    fn admits_origin(&self, account: &Account) -> bool {
        self.origin
            .is_none_or(|own| account.living().is_some_and(|living| living.origin == own))
    }

    pub(super) fn admits_status(&self, status: Status) -> bool {
        status != Status::Deleted && (self.statuses.is_empty() || self.statuses.contains(&status))
    }

    pub(super) fn admits_institution(&self, institution: InstitutionId) -> bool {
        self.institution.is_none_or(|own| institution == own)
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::{book, state};

    /// How the store looks for the accounts of a filter as they are now.
    fn plan(filter: &Filter) -> String {
        let mut connection = Connection::open_in_memory().expect("a store");
        book::migrate(&mut connection).expect("the schema");
        let pass = Pass {
            is_of_now: true,
            ..Pass::default()
        };
        let sql = Selection::of(filter, pass).sql(&Reads::new(&connection));
        let sql = format!("EXPLAIN QUERY PLAN {}", sql.expect("a statement"));
        let mut statement = connection.prepare(&sql).expect("prepared");
        let parameters = vec![rusqlite::types::Null; statement.parameter_count()];
        let steps = statement.query_map(rusqlite::params_from_iter(parameters), |row| {
            row.get::<_, String>(3)
        });
        let steps: Result<Vec<String>, _> = steps.expect("a plan").collect();
        steps.expect("steps").join("; ")
    }

    fn in_north() -> Filter {
        Filter {
            institution: Some(InstitutionId(1)),
            ..Filter::default()
        }
    }

    #[test]
    fn a_page_is_looked_for_where_its_accounts_are() {
        let by_institution =
            "SEARCH accounts USING INDEX accounts_by_institution (institution=? AND account_id>?)";
        assert_eq!(plan(&in_north()), by_institution);
        let own = Filter {
            now_in: Some(InstitutionId(1)),
            ..Filter::default()
        };
        assert_eq!(plan(&own), by_institution);
        let disabled = |filter| Filter {
            statuses: vec![Status::Disabled],
            ..filter
        };
        assert_eq!(plan(&disabled(in_north())), by_institution);
        assert_eq!(
            plan(&disabled(Filter::default())),
            "SEARCH accounts USING INDEX accounts_not_active (account_id>?)"
        );
        let members = Filter {
            members: Some(Members {
                number: 1,
                at: Position(1),
            }),
            ..in_north()
        };
        let by_number = "SEARCH accounts USING INTEGER PRIMARY KEY (rowid=?)";
        assert!(plan(&members).starts_with(by_number), "{}", plan(&members));
    }

    #[test]
    fn the_literal_of_the_index_is_the_mask_of_the_state() {
        assert_eq!(NOT_ACTIVE, format!("state & {} != 0", state::STATUS_MASK));
    }
}
