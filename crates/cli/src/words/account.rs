//! Accounts as people read them.

use rollbook_service::answers::{Account, AccountList, Note};

use super::text::{day, printable};
use crate::context::Context;
use crate::stderr::say;
use crate::table::Table;

/// One line a fact; facts that are not known are left out.
pub fn details(account: &Account) -> String {
    let number = |number: &Option<u64>| number.map(|number| number.to_string());
    let facts: [(&str, Option<String>); 18] = [
        ("status", Some(account.status.clone())),
        ("email", account.email.clone()),
        ("username", account.username.clone()),
        ("user_id", number(&account.user_id)),
        ("sis_id", account.sis_id.clone()),
        ("name", full_name(account)),
        ("nickname", account.nickname.clone()),
        ("display id", account.display_id.clone()),
        ("google email", account.google_email_address.clone()),
        ("user type", account.user_type.clone()),
        ("institution", Some(account.institution.to_string())),
        (
            "groups",
            (!account.groups.is_empty()).then(|| account.groups.join(", ")),
        ),
        ("takes a seat", Some(yes_or_no(account.takes_seat))),
        ("blocked", Some(yes_or_no(account.blocked))),
        ("with data", account.with_data.map(yes_or_no)),
        ("origin", account.origin.clone()),
        ("scheduled", scheduled(account)),
        ("account id", Some(account.account_id.clone())),
    ];
    let lines = facts.into_iter().filter_map(|(name, value)| {
        let value = printable(&value?);
        Some(format!("{name:<13} {value}\n"))
    });
    lines.collect()
}

/// What waits for the account, in the order in which it is due.
fn scheduled(account: &Account) -> Option<String> {
    let steps = account.scheduled.iter();
    let steps: Vec<String> = steps
        .map(|step| format!("{} on {}", step.action, day(&step.due)))
        .collect();
    (!steps.is_empty()).then(|| steps.join("; "))
}

/// A table, and where the next page starts.
pub fn list(list: &AccountList) -> String {
    if list.accounts.is_empty() {
        return "no account fits".to_owned();
    }
    let mut table = Table::new(&[
        "status",
        "name",
        "email",
        "username",
        ">user_id",
        "institution",
        "account id",
    ]);
    for account in &list.accounts {
        table.row([
            Some(account.status.clone()),
            full_name(account),
            account.email.clone(),
            account.username.clone(),
            account.user_id.map(|number| number.to_string()),
            Some(account.institution.to_string()),
            Some(account.account_id.clone()),
        ]);
    }
    table.render("") + &next_page(list.next.as_deref())
}

/// How to ask for what comes after this page.
pub fn next_page(cursor: Option<&str>) -> String {
    cursor.map_or_else(String::new, |cursor| {
        format!("\nThere are more: --cursor {cursor}\n")
    })
}

/// What a person is called on a screen.
pub fn label(account: &Account) -> String {
    let known = account.email.as_ref().or(account.username.as_ref());
    printable(known.unwrap_or(&account.account_id))
}

/// What the person should know of what was done, on stderr; in JSON it is part of the object.
pub fn tell(notes: &[Note], context: &Context) {
    if !context.is_json() {
        for note in notes {
            say(&format!("note: {}", printable(&note.message)));
        }
    }
}

fn full_name(account: &Account) -> Option<String> {
    let parts = [
        &account.first_name,
        &account.middle_init,
        &account.last_name,
        &account.suffix,
    ];
    let filled: Vec<&str> = parts
        .into_iter()
        .filter_map(|part| part.as_deref())
        .collect();
    (!filled.is_empty()).then(|| filled.join(" "))
}

fn yes_or_no(fact: bool) -> String {
    if fact { "yes" } else { "no" }.to_owned()
}
