use rollbook_service::{
    AccountId, InstitutionId, TokenExpiry,
    answers::{Problem, TokenCreated},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    names::{Named, RoleName},
    reply::{self, Answer},
    request::{Request, request},
    rights::Administer,
    routes::Route,
};

/// A token to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateToken {
    /// What the log calls whoever uses it.
    name: String,
    /// `domain_admin`, `institution_admin`, `auditor`, `viewer` or `gate`.
    #[schema(value_type = String)]
    role: Named<RoleName>,
    /// Of an institution admin or a viewer; a gate may have one, and then asks about its accounts only.
    institution: Option<u64>,
    /// The account that it acts as, which it cannot end (R63).
    #[schema(value_type = Option<String>)]
    account_id: Option<Named<AccountId>>,
    /// An RFC 3339 time, a date (its end, UTC) or `never`; a year from now where it is left out.
    #[schema(value_type = Option<String>)]
    expires: Option<Named<TokenExpiry>>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Creates a token
///
/// For domain admins. The secret is shown this once; a repeated answer has none.
#[utoipa::path(
    post, path = "/api/v1/tokens", operation_id = "create_token", tag = "tokens",
    request_body = CreateToken,
    responses(
        (status = 201, description = "Created", body = TokenCreated),
        (status = 404, description = "`unknown-institution`, `unknown-account`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`token-taken`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    let (caller, body) = request.command::<Administer, CreateToken>().await?;
    let created = caller
        .run(move |admin| {
            let institution = body.institution.map(InstitutionId);
            let account = body.account_id.map(|account| account.0);
            let expires = body.expires.map_or(TokenExpiry::Usual, |expires| expires.0);
            admin.create_token_until(&body.name, body.role.0.0, institution, account, expires)
        })
        .await?;
    reply::created(&created)
}
