//! The smallest right that each operation asks for.

use rollbook_service::Role;

use super::people::Person;

/// What somebody may do; each names the roles that have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Right {
    /// Also whoever is not signed in.
    Anyone,
    /// Every role, by a token or a session.
    SignedIn,
    /// Every role, by a session: a program has none.
    Session,
    /// Ask whether somebody may log in.
    Gate,
    /// See accounts.
    See,
    /// See what happened, to whom and by whom, in one's own scope.
    Read,
    /// See the whole domain.
    Audit,
    /// Act on the accounts of one's own scope.
    Operate,
    /// Act on the whole domain.
    Administer,
}

use Right::*;

/// Each operation of the OpenAPI document, once.
pub const RIGHTS: &[(&str, Right)] = &[
    // Whether the server is well.
    ("health_live", Anyone),
    ("health_ready", Anyone),
    // Signing in and out.
    ("sign_in", Anyone),
    ("show_session", Session),
    ("sign_out", Session),
    ("set_password", Session),
    // The door.
    ("ask_access", Gate),
    // Accounts.
    ("list_accounts", See),
    ("search_accounts", See),
    ("show_account", See),
    ("show_account_history", Read),
    ("explain_account", Read),
    ("show_account_details", Read),
    ("add_account", Operate),
    ("change_account", Operate),
    ("disable_account", Operate),
    ("enable_account", Operate),
    ("deactivate_account", Operate),
    ("reactivate_account", Operate),
    ("join_group", Operate),
    ("leave_group", Operate),
    ("record_activity", Administer),
    ("look_before_deletion", Administer),
    ("delete_account", Administer),
    ("certify_deletion", Audit),
    // Files.
    ("download_template", SignedIn),
    ("check_file", Operate),
    ("plan_import", Operate),
    ("list_imports", Operate),
    ("show_import", Operate),
    ("apply_import", Operate),
    ("discard_import", Operate),
    ("follow_import", Operate),
    ("download_refused_rows", Operate),
    ("export_users", Audit),
    ("export_accounts", Audit),
    // What happened.
    ("list_events", Read),
    ("search_events", Read),
    ("follow_feed", Read),
    ("list_batches", Read),
    ("show_batch", Read),
    ("reverse", Operate),
    ("replay", Operate),
    // The log, as strangers check it.
    ("show_checkpoint", SignedIn),
    ("show_tile", SignedIn),
    ("show_entries", SignedIn),
    ("prove_inclusion", SignedIn),
    ("prove_consistency", SignedIn),
    ("list_signing_keys", SignedIn),
    // The schedule.
    ("list_schedule", Read),
    ("schedule_step", Operate),
    ("cancel_step", Operate),
    // Places.
    ("list_institutions", Read),
    ("add_institution", Administer),
    ("list_groups", Read),
    ("add_group", Operate),
    ("show_seats", Read),
    ("forecast_seats", Read),
    ("show_seat_history", Read),
    ("set_seat_limit", Administer),
    ("show_settings", Read),
    // Who may do what.
    ("list_admins", Audit),
    ("add_admin", Administer),
    ("make_sign_in_link", Administer),
    ("remove_admin", Administer),
    ("list_tokens", Audit),
    ("create_token", Administer),
    ("revoke_token", Administer),
];

/// The right of an operation.
pub fn of(operation: &str) -> Right {
    let row = RIGHTS.iter().find(|(id, _)| *id == operation);
    row.unwrap_or_else(|| panic!("{operation} has no row")).1
}

impl Right {
    /// Whether a person has it.
    pub fn is_of(self, person: &Person) -> bool {
        match (self, person.role) {
            (Right::Anyone, _) => true,
            (_, None) => false,
            (Right::SignedIn, Some(_)) => true,
            (Right::Session, Some(_)) => person.is_browser,
            (Right::Gate, Some(role)) => role != Role::Viewer,
            (Right::See, Some(role)) => role != Role::Gate,
            (Right::Read, Some(role)) => !matches!(role, Role::Gate | Role::Viewer),
            (Right::Audit, Some(role)) => matches!(role, Role::Auditor | Role::DomainAdmin),
            (Right::Operate, Some(role)) => {
                matches!(role, Role::InstitutionAdmin | Role::DomainAdmin)
            }
            (Right::Administer, Some(role)) => role == Role::DomainAdmin,
        }
    }
}
