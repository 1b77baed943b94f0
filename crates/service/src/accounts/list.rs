//! Pages of accounts.

use rollbook_book::{AccountRow, Filter, Reads};
use rollbook_domain::{AccountId, InstitutionId, Status};

use super::show::describe;
use crate::caller::Scope;
use crate::{Error, Reader, answers, cursor};

/// Which accounts to list.
#[derive(Clone, Debug)]
pub struct AccountQuery {
    /// Empty means the default view: active ones only.
    pub statuses: Vec<Status>,
    pub institution: Option<InstitutionId>,
    /// Words that must all occur in the name, email, username or an id.
    pub search: Option<String>,
    /// 1 to 1000.
    pub limit: usize,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

impl Default for AccountQuery {
    fn default() -> Self {
        AccountQuery {
            statuses: Vec::new(),
            institution: None,
            search: None,
            limit: 100,
            cursor: None,
        }
    }
}

impl AccountQuery {
    fn filter(&self, scope: Scope) -> Result<Filter, Error> {
        let statuses = match &self.statuses[..] {
            [] => vec![Status::Active],
            given => given.to_vec(),
        };
        let after = self.cursor.as_deref().map(cursor::decode).transpose()?;
        Ok(Filter {
            statuses,
            institution: scope.institution().or(self.institution),
            after: after.map(AccountId::from_bytes),
        })
    }
}

impl Reader<'_> {
    /// A page of accounts in the order of their ids.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a limit or a cursor that is not accepted.
    pub fn accounts(&self, query: &AccountQuery) -> Result<answers::AccountList, Error> {
        cursor::page(query.limit)?;
        let filter = query.filter(self.scope())?;
        let elsewhere = query
            .institution
            .is_some_and(|institution| !self.scope().covers(institution));
        self.ledger.read(|reads| {
            let mut rows = match query.search.as_deref().map(str::trim) {
                _ if elsewhere => Vec::new(),
                None | Some("") => scan(reads, &filter, query.limit + 1)?,
                Some(words) => self.search(reads, &filter, words, query.limit + 1)?,
            };
            let next = (rows.len() > query.limit).then(|| {
                rows.truncate(query.limit);
                rows.last().map(|row| cursor::encode(row.id.as_bytes()))
            });
            let accounts = rows
                .iter()
                .map(|row| describe(reads, &self.ledger.vault, row))
                .collect::<Result<_, _>>()?;
            Ok(answers::AccountList {
                accounts,
                next: next.flatten(),
            })
        })
    }

    fn search(
        &self,
        reads: &Reads<'_>,
        filter: &Filter,
        words: &str,
        limit: usize,
    ) -> Result<Vec<AccountRow>, Error> {
        let found = self.ledger.search.find(reads, &self.ledger.vault, words)?;
        let mut rows = Vec::new();
        for id in found {
            if filter.after.is_some_and(|after| id <= after) {
                continue;
            }
            let row = reads.account(id)?.filter(|row| {
                filter.admits(row.account.status())
                    && filter
                        .institution
                        .is_none_or(|institution| row.institution() == institution)
            });
            rows.extend(row);
            if rows.len() == limit {
                break;
            }
        }
        Ok(rows)
    }
}

fn scan(reads: &Reads<'_>, filter: &Filter, limit: usize) -> Result<Vec<AccountRow>, Error> {
    let mut rows = Vec::new();
    reads.accounts(filter, |row| {
        rows.push(row);
        Ok::<_, Error>(rows.len() < limit)
    })?;
    Ok(rows)
}
