use rollbook_service::{AccountId, Moment, answers::Account};
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
    /// As of this moment: an RFC 3339 time, a date (its end, UTC) or a position in the log.
    #[param(value_type = Option<String>)]
    as_of: Option<Named<Moment>>,
    /// For viewers, from whom deactivated accounts are hidden: whether to show them all the same. Others see them anyway.
    #[serde(default)]
    #[param(default = false)]
    reveal_hidden: bool,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId)
        .and(warp::get())
        .and(request(api))
        .then(show)
        .boxed()
}

/// One account
///
/// An account of another institution is answered exactly as an unknown one (R16), and so is, as of a moment, one that was
/// not there yet. A deleted account is an anonymous shell at every moment (R55), and to a viewer unknown, like one that is
/// deactivated now or was then, unless the viewer reveals what is hidden.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account_id}", operation_id = "show_account", tag = "accounts",
    params(("account_id" = String, Path), Parameters),
    responses((status = 200, description = "The account as it is now, or was", body = Account))
)]
pub(crate) async fn show(id: AccountId, request: Request) -> Answer {
    let caller = request.permit::<See>().await?;
    let Parameters {
        as_of,
        reveal_hidden,
    } = request.parameters()?;
    let as_of = as_of.map(|moment| moment.0);
    let account = caller.run(move |sight| sight.account_at(id, as_of, reveal_hidden));
    reply::json(&account.await?)
}
