//! Which accounts a step is for.

use std::collections::HashSet;

use rollbook_book::{AccountRow, Filter, KnownAccount, Reads};
use rollbook_domain::{Account, Command, Decision, InstitutionId, Refusal, decide};

use super::request::{Named, Terms};
use crate::accounts::visible;
use crate::{Error, Reader, answers};

/// The accounts in the order in which they were named, and whatever is refused of the list.
///
/// # Errors
/// Who is named one by one must be found and permitted, or nobody is scheduled.
pub(super) fn targets(
    reads: &Reads<'_>,
    reader: &Reader<'_>,
    terms: &Terms,
) -> Result<(Vec<KnownAccount>, Vec<answers::Refusal>), Error> {
    match &terms.whom {
        Named::Accounts(named) => Ok((one_by_one(reads, reader, terms, named)?, Vec::new())),
        Named::File(file) => file.accounts(reads, reader, terms.command()),
        Named::Institution(institution) => of_institution(reads, reader, terms, *institution),
    }
}

fn one_by_one(
    reads: &Reads<'_>,
    reader: &Reader<'_>,
    terms: &Terms,
    named: &[String],
) -> Result<Vec<KnownAccount>, Error> {
    let mut accounts = Vec::with_capacity(named.len());
    let mut seen = HashSet::new();
    for (index, who) in named.iter().enumerate() {
        let account = one(reads, reader, terms, who).map_err(|error| match named.len() {
            1 => error,
            of => Error::AmongSeveral {
                place: index + 1,
                of,
                error: Box::new(error),
            },
        })?;
        if seen.insert(account.number) {
            accounts.push(account);
        }
    }
    Ok(accounts)
}

fn one(
    reads: &Reads<'_>,
    reader: &Reader<'_>,
    terms: &Terms,
    who: &str,
) -> Result<KnownAccount, Error> {
    let id = reader.find_in(reads, who)?;
    let row = visible(reads, reader.scope(), id)?;
    terms.command().permit_on(id, reader.caller.account)?;
    match row.account {
        Account::Living(_) => Ok(known(&row)),
        Account::Deleted { .. } => Err(Refusal::DeletedAccount.into()),
    }
}

/// Whoever the command would change as things stand; nobody else of the institution is meant. So a
/// block for the summer leaves those alone who are blocked for another reason.
fn of_institution(
    reads: &Reads<'_>,
    reader: &Reader<'_>,
    terms: &Terms,
    institution: InstitutionId,
) -> Result<(Vec<KnownAccount>, Vec<answers::Refusal>), Error> {
    // No institution has a number that a book could not hold.
    let can_be = i64::try_from(institution.0).is_ok();
    let is_there = can_be && reads.institution(institution)?.is_some();
    if !is_there || !reader.scope().covers(institution) {
        return Err(Error::UnknownInstitution(institution));
    }
    let filter = Filter {
        institution: Some(institution),
        ..Filter::default()
    };
    let command = terms.command();
    let (mut accounts, mut refusals) = (Vec::new(), Vec::new());
    reads.accounts(&filter, |row| {
        if matches!(decide(row.account, command), Ok(Decision::Record(_))) {
            match command.permit_on(row.id, reader.caller.account) {
                Ok(()) => accounts.push(known(&row)),
                Err(refusal) => refusals.push(refused(command, refusal)),
            }
        }
        Ok::<_, Error>(true)
    })?;
    Ok((accounts, refusals))
}

/// Of somebody who was not named: there is neither file nor row.
fn refused(command: Command, refusal: Refusal) -> answers::Refusal {
    answers::Refusal {
        file: String::new(),
        row: 0,
        column: None,
        code: refusal.code().to_owned(),
        message: format!("{command}: {refusal}"),
    }
}

fn known(row: &AccountRow) -> KnownAccount {
    KnownAccount {
        number: row.number,
        id: row.id,
        account: row.account,
    }
}
