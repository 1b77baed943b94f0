use rollbook_service::{
    AccountQuery, GroupId, InstitutionId, Moment, Origin, Status, answers::AccountList,
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    names::{LogInTime, Named},
    reply::{self, Answer},
    request::{Request, request},
    rights::See,
    routes::Route,
};

/// Which accounts to find. It is a body because it may name people, and addresses end up in logs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountSearch {
    /// Parts of names, of the email, or of an id.
    search: Option<String>,
    /// `active`, `disabled`, `deactivated`; without any, active accounts only.
    #[schema(value_type = Option<Vec<String>>)]
    status: Option<Vec<Named<Status>>>,
    institution: Option<u64>,
    /// Of a group or a class: its members only.
    #[schema(value_type = Option<String>, format = Uuid)]
    group_id: Option<Named<GroupId>>,
    /// `import` or `manual`.
    #[schema(value_type = Option<String>)]
    origin: Option<Named<Origin>>,
    /// A date, which means its first moment, UTC, or an RFC 3339 time: those of whom no log-in since then was reported. Not
    /// for viewers. Reports are sealed, so that it takes some seconds where a million accounts are passed over.
    #[schema(value_type = Option<String>)]
    last_log_in_before: Option<Named<LogInTime>>,
    /// As of this moment: an RFC 3339 time, a date (its end, UTC) or a position in the log.
    #[schema(value_type = Option<String>)]
    as_of: Option<Named<Moment>>,
    /// 1 to 1000; 100 without it.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// For viewers, from whom deactivated accounts are hidden: whether to show them all the same. Others see them anyway.
    #[serde(default)]
    reveal_hidden: bool,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("search")
        .and(warp::post())
        .and(request(api))
        .then(search)
        .boxed()
}

/// Finds accounts by name, email or id
///
/// Records nothing (R40). As of a moment, accounts are found by what they were called then (R50).
#[utoipa::path(
    post, path = "/api/v1/accounts/search", operation_id = "search_accounts", tag = "accounts",
    request_body = AccountSearch,
    responses((status = 200, description = "A page, in the order of `account_id`", body = AccountList))
)]
pub(crate) async fn search(request: Request) -> Answer {
    let (caller, body) = request.command::<See, AccountSearch>().await?;
    let query = AccountQuery {
        statuses: body
            .status
            .into_iter()
            .flatten()
            .map(|status| status.0)
            .collect(),
        institution: body.institution.map(InstitutionId),
        group: body.group_id.map(|group| group.0),
        origin: body.origin.map(|origin| origin.0),
        last_log_in_before: body.last_log_in_before.map(|before| before.0.0),
        search: body.search.filter(|search| !search.trim().is_empty()),
        as_of: body.as_of.map(|moment| moment.0),
        limit: body.limit.unwrap_or(AccountQuery::default().limit),
        cursor: body.cursor,
        ..AccountQuery::default()
    };
    let reveal_hidden = body.reveal_hidden;
    let accounts = caller.run_while_awaited(move |sight, awaited| {
        let query = AccountQuery { awaited, ..query };
        sight.accounts(&query, reveal_hidden)
    });
    reply::json(&accounts.await?)
}
