//! Lists tokens.

use chrono::{DateTime, SecondsFormat, Utc};
use rollbook_book::{Reads, TokenRow};
use rollbook_domain::TokenId;
use rollbook_records::Id;

use crate::{Auditor, DomainAdmin, Error, Ledger, answers};

impl Auditor<'_> {
    /// Every token that was not revoked, in the order of creation.
    pub fn tokens(&self) -> Result<answers::TokenList, Error> {
        self.ledger.read(|reads| {
            let tokens = reads
                .tokens()?
                .iter()
                .map(|row| render(self.ledger, row))
                .collect::<Result<_, _>>()?;
            Ok(answers::TokenList { tokens })
        })
    }
}

impl DomainAdmin<'_> {
    /// Tokens that were not revoked and were created by one of these actors.
    pub(crate) fn tokens_of(
        &self,
        reads: &Reads<'_>,
        actors: &[Id],
    ) -> Result<Vec<answers::Token>, Error> {
        let mut tokens = Vec::new();
        for row in reads.tokens()? {
            let (_, unit) = reads.unit(row.position, &reads.record(row.position)?)?;
            if actors.contains(&Id(unit.actor.0)) {
                tokens.push(render(self.ledger, &row)?);
            }
        }
        Ok(tokens)
    }

    pub(super) fn token(&self, id: TokenId) -> Result<answers::Token, Error> {
        self.ledger.read(|reads| {
            let row = reads.token(id)?.ok_or(Error::NotFound("token"))?;
            render(self.ledger, &row)
        })
    }
}

/// This server's own uses count at once, those of others once they are written down.
fn render(ledger: &Ledger, row: &TokenRow) -> Result<answers::Token, Error> {
    let last_used = ledger.token_uses.last(row.id).max(row.last_used);
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(answers::Token {
        token_id: row.id.to_string(),
        name: ledger.vault.text(&row.name)?,
        role: row.role.as_str().to_owned(),
        institution: row.institution.map(|institution| institution.0),
        account_id: row.account.map(|account| account.to_string()),
        expires: row.expires.map(time),
        last_used: last_used.map(time),
    })
}
