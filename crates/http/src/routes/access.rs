//! What a gate asks at every door.

use rollbook_service::{
    Channel, Visitor,
    answers::{Access, Problem},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use super::Route;
use crate::{
    api::Api,
    authentication,
    failure::Failure,
    reply::{self, Answer},
    request::{Request, request},
    rights::Ask,
};

/// Whom to let in: exactly one of these.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AskedAccess {
    Email(String),
    Username(String),
    UserId(u64),
}

pub(crate) fn route(api: &Api) -> Route {
    warp::path!("api" / "v1" / "access")
        .and(warp::post())
        .and(request(api))
        .then(access)
        .boxed()
}

/// Whether a person may log in
///
/// Records nothing. An account of another institution is answered exactly as an unknown one (R16).
#[utoipa::path(
    post, path = "/api/v1/access", operation_id = "ask_access", tag = "access",
    request_body = AskedAccess,
    responses(
        (status = 200, description = "What the status says", body = Access),
        (status = 404, description = "`unknown-account`", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`ambiguous-account`: several accounts share the email", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn access(request: Request) -> Answer {
    let Some(bearer) = authentication::bearer(&request.headers) else {
        let (caller, asked) = request.command::<Ask, AskedAccess>().await?;
        return reply::json(&caller.run_here(|gate| gate.access(&asked.into()))?);
    };
    let ledger = request.api.ledger.clone();
    match request.json::<AskedAccess>().await {
        // Who asks and about whom are found out at once.
        Ok(asked) => match ledger.access_by_token(&bearer, &asked.into())? {
            Some(access) => reply::json(&access),
            None => Err(Failure::NotSignedIn),
        },
        // What is wrong with a body is told to nobody but those who may ask.
        Err(failure) => match ledger.authenticate(&bearer, Channel::Api)? {
            Some(caller) => match ledger.gate(&caller) {
                Ok(_) => Err(failure),
                Err(refused) => Err(refused.into()),
            },
            None => Err(Failure::NotSignedIn),
        },
    }
}

impl From<AskedAccess> for Visitor {
    fn from(asked: AskedAccess) -> Visitor {
        match asked {
            AskedAccess::Email(email) => Visitor::Email(email),
            AskedAccess::Username(username) => Visitor::Username(username),
            AskedAccess::UserId(number) => Visitor::UserId(number),
        }
    }
}
