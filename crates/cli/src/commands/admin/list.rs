//! `rollbook admin list`.

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;

pub fn run(context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let list = ledger.auditor(&caller)?.admins()?;
    context.done(&list, |list| {
        if list.admins.is_empty() {
            return "there are no admins: add one with `rollbook admin add`".to_owned();
        }
        let mut table = Table::new(&["email", "role", "institution"]);
        for admin in &list.admins {
            let institution = admin.institution.map(|institution| institution.to_string());
            table.row([
                Some(admin.email.clone()),
                Some(admin.role.clone()),
                institution,
            ]);
        }
        table.render("")
    })
}
