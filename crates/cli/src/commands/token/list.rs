//! `rollbook token list`.

use chrono::{DateTime, Utc};

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;
use crate::words::text::day;

pub fn run(context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let list = ledger.auditor(&caller)?.tokens()?;
    context.done(&list, |list| {
        if list.tokens.is_empty() {
            return "there are no tokens: create one with `rollbook token create`".to_owned();
        }
        let mut table = Table::new(&[
            "name",
            "role",
            "institution",
            "acts as",
            "expires",
            "last used",
            "token id",
        ]);
        for token in &list.tokens {
            table.row([
                Some(token.name.clone()),
                Some(token.role.clone()),
                token.institution.map(|institution| institution.to_string()),
                token.account_id.clone(),
                Some(expiry(token.expires.as_deref(), ledger.now())),
                Some(token.last_used.as_deref().map_or("never".to_owned(), shown)),
                Some(token.token_id.clone()),
            ]);
        }
        table.render("")
    })
}

fn expiry(expires: Option<&str>, now: DateTime<Utc>) -> String {
    let Some(expires) = expires else {
        return "never".to_owned();
    };
    match expires.parse::<DateTime<Utc>>() {
        Ok(at) if at <= now => format!("expired on {}", day(&at)),
        _ => shown(expires),
    }
}

fn shown(time: &str) -> String {
    let at = time.parse::<DateTime<Utc>>();
    at.map_or_else(|_| time.to_owned(), |at| day(&at))
}
