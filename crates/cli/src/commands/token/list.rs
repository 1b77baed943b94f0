//! `rollbook token list`.

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;

pub fn run(context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let list = ledger.auditor(&caller)?.tokens()?;
    context.done(&list, |list| {
        if list.tokens.is_empty() {
            return "there are no tokens: create one with `rollbook token create`".to_owned();
        }
        let mut table = Table::new(&["name", "role", "institution", "acts as", "token id"]);
        for token in &list.tokens {
            table.row([
                Some(token.name.clone()),
                Some(token.role.clone()),
                token.institution.map(|institution| institution.to_string()),
                token.account_id.clone(),
                Some(token.token_id.clone()),
            ]);
        }
        table.render("")
    })
}
