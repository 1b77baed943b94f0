//! Admins, tokens and sessions.

use serde::Serialize;
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Admin {
    pub admin_id: String,
    pub email: String,
    /// `domain_admin`, `institution_admin`, `auditor`, `viewer` or `gate`.
    pub role: String,
    pub institution: Option<u64>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdminList {
    pub admins: Vec<Admin>,
}

/// A new admin, and what signs this person in for the first time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdminAdded {
    #[serde(flatten)]
    pub admin: Admin,
    pub outcome: super::ChangeOutcome,
    /// To be put behind the console's address, as in `https://…/#sign-in=SECRET`. It works once,
    /// for an hour. Null in a repeated answer, and for somebody who is an admin already.
    pub sign_in_secret: Option<String>,
}

/// Who is no admin any more, and what goes on without this person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdminRemoved {
    /// As it was given.
    pub email: String,
    pub erased: bool,
    pub outcome: super::ChangeOutcome,
    /// Tokens that this person created and nobody has revoked: programs may depend on them, so they
    /// are not revoked by themselves.
    pub tokens: Vec<Token>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Token {
    pub token_id: String,
    pub name: String,
    pub role: String,
    pub institution: Option<u64>,
    /// The account that it acts as (R63).
    pub account_id: Option<String>,
    /// From then on it is refused; null means never.
    pub expires: Option<String>,
    /// Within a minute; null where it was never used.
    pub last_used: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TokenList {
    pub tokens: Vec<Token>,
}

/// A new token.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TokenCreated {
    #[serde(flatten)]
    pub token: Token,
    /// Shown this once; null in a repeated answer.
    pub secret: Option<String>,
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Session {
    pub actor: String,
    pub role: String,
    pub institution: Option<u64>,
    /// To be sent as `X-CSRF-Token` with every write.
    pub csrf: String,
    /// Null for whoever has the machine: only an admin has a password.
    pub password: Option<OwnPassword>,
}

/// Whether whoever is signed in has a password, and what it takes to set another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct OwnPassword {
    pub is_set: bool,
    /// Whether it must be given to set another: it opened this session, and not a link.
    pub current_needed: bool,
}
