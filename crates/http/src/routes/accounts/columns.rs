//! The columns of an account in a body.

use rollbook_service::InstitutionId;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

/// Absent says nothing of a column; null and a blank text clear it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountColumns {
    /// Families may share one.
    #[serde(default, deserialize_with = "clearable")]
    email: Option<String>,
    /// Set by domain admins only, like `user_id` and `sis_id` (R16).
    #[serde(default, deserialize_with = "clearable")]
    username: Option<String>,
    /// Every account has one: the ledger assigns it where none is given.
    #[serde(default, deserialize_with = "kept")]
    #[schema(nullable = false)]
    user_id: Option<u64>,
    #[serde(default, deserialize_with = "clearable")]
    sis_id: Option<String>,
    /// The one added first where a new account states none.
    #[serde(default, deserialize_with = "kept")]
    #[schema(nullable = false)]
    institution: Option<u64>,
    #[serde(default, deserialize_with = "clearable")]
    first_name: Option<String>,
    #[serde(default, deserialize_with = "clearable")]
    middle_init: Option<String>,
    #[serde(default, deserialize_with = "clearable")]
    last_name: Option<String>,
    #[serde(default, deserialize_with = "clearable")]
    suffix: Option<String>,
    #[serde(default, deserialize_with = "clearable")]
    nickname: Option<String>,
    #[serde(default, deserialize_with = "clearable")]
    display_id: Option<String>,
    #[serde(default, deserialize_with = "clearable")]
    google_email_address: Option<String>,
    /// `T`, `S` or `P`; `S` where a new account states none.
    #[serde(default, deserialize_with = "kept")]
    #[schema(nullable = false)]
    user_type: Option<String>,
    /// Why; recorded with the event, sealed under the account's key.
    reason: Option<String>,
}

impl AccountColumns {
    /// What is stated, and why.
    pub fn read(self) -> (rollbook_service::AccountColumns, Option<String>) {
        let columns = rollbook_service::AccountColumns {
            email: self.email,
            username: self.username,
            user_id: self.user_id,
            sis_id: self.sis_id,
            institution: self.institution.map(InstitutionId),
            first_name: self.first_name,
            middle_init: self.middle_init,
            last_name: self.last_name,
            suffix: self.suffix,
            nickname: self.nickname,
            display_id: self.display_id,
            google_email_address: self.google_email_address,
            user_type: self.user_type,
        };
        (columns, self.reason)
    }
}

/// A JSON merge patch (RFC 7396) clears by null.
fn clearable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Some(Option::deserialize(deserializer)?.unwrap_or_default()))
}

/// What every account has cannot be cleared: null is a mistake.
fn kept<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
