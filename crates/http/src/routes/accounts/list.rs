use rollbook_service::{AccountQuery, InstitutionId, Moment, Status, answers::AccountList};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    names::Named,
    reply::{self, Answer},
    request::{Request, request},
    rights::See,
    routes::Route,
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// `active`, `disabled` or `deactivated`, several times for several; without it, active accounts only.
    #[serde(default)]
    #[param(value_type = Option<Vec<String>>)]
    status: Vec<Named<Status>>,
    institution: Option<u64>,
    /// As of this moment: an RFC 3339 time, a date (its end, UTC) or a position in the log.
    #[param(value_type = Option<String>)]
    as_of: Option<Named<Moment>>,
    /// 1 to 1000.
    #[param(default = 100)]
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// For viewers, from whom deactivated accounts are hidden: whether to show them all the same. Others see them anyway.
    #[serde(default)]
    #[param(default = false)]
    reveal_hidden: bool,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(list)
        .boxed()
}

/// Accounts, page by page
///
/// What searches for a person is a body and not a query: see `POST /accounts/search`. As of a moment, the accounts that
/// exist for the caller now are listed as they were then (R50). A viewer sees the accounts of its institution: deactivated
/// ones only where it reveals what is hidden.
#[utoipa::path(
    get, path = "/api/v1/accounts", operation_id = "list_accounts", tag = "accounts",
    params(Parameters),
    responses((status = 200, description = "A page, in the order of `account_id`", body = AccountList))
)]
pub(crate) async fn list(request: Request) -> Answer {
    let caller = request.permit::<See>().await?;
    let parameters: Parameters = request.parameters()?;
    let unlimited = AccountQuery::default();
    let query = AccountQuery {
        statuses: parameters
            .status
            .into_iter()
            .map(|status| status.0)
            .collect(),
        institution: parameters.institution.map(InstitutionId),
        limit: parameters.limit.unwrap_or(unlimited.limit),
        as_of: parameters.as_of.map(|moment| moment.0),
        cursor: parameters.cursor,
        ..unlimited
    };
    let reveal_hidden = parameters.reveal_hidden;
    let accounts = caller.run_while_awaited(move |sight, awaited| {
        let query = AccountQuery { awaited, ..query };
        sight.accounts(&query, reveal_hidden)
    });
    reply::json(&accounts.await?)
}
