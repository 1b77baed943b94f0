use rollbook_service::answers::{Problem, SeatsChanged};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    names::SeatScopeName,
    reply::{self, Answer},
    request::{Request, request},
    rights::Administer,
    routes::Route,
};

/// How many seats there may be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeatLimit {
    /// Null means unlimited; it has to be said.
    #[serde(deserialize_with = "said")]
    #[schema(required)]
    limit: Option<u64>,
}

/// Without this, a body that forgets the limit would lift it.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Option::deserialize(deserializer)
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!(SeatScopeName)
        .and(warp::put())
        .and(request(api))
        .then(limit)
        .boxed()
}

/// Sets a limit
///
/// For domain admins. It may be lower than the seats in use: nobody is shut out, and nobody new gets in (R46).
#[utoipa::path(
    put, path = "/api/v1/seats/{scope}", operation_id = "set_seat_limit", tag = "seats",
    params(("scope" = String, Path, description = "`domain`, or an institution's number")),
    request_body = SeatLimit,
    responses(
        (status = 200, description = "All seats, afterwards", body = SeatsChanged),
        (status = 404, description = "`unknown-institution`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn limit(scope: SeatScopeName, request: Request) -> Answer {
    let (caller, body) = request.command::<Administer, SeatLimit>().await?;
    let seats = caller
        .run(move |admin| admin.set_seat_limit(scope.0, body.limit))
        .await?;
    reply::json(&seats)
}

#[cfg(test)]
mod tests {
    use super::SeatLimit;

    #[test]
    fn a_limit_must_be_said() {
        let read = |body| serde_json::from_str::<SeatLimit>(body).map(|body| body.limit);
        assert!(matches!(read(r#"{"limit": 30}"#), Ok(Some(30))));
        assert!(matches!(read(r#"{"limit": null}"#), Ok(None)));
        assert!(read("{}").is_err());
    }
}
