//! The OpenAPI document: each verb's own text, and what holds for all of them.

mod event_data;

use event_data::EventData;
use rollbook_service::answers::Problem;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, OpenApi as Document, Ref, RefOr, Required, ResponseBuilder,
        SecurityRequirement,
        path::{Operation, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};
use warp::Filter;

use crate::{
    reply,
    routes::{
        Route, access, accounts, admins, batches, checks, events, exports, feed, groups, imports,
        institutions, log, proofs, replays, reversals, schedule, seats, session, settings,
        templates, tlog, tokens,
    },
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rollbook",
        description = "A ledger of account lifecycles. Errors are `application/problem+json` (RFC 9457) with a stable \
                       `code`. Lists take `limit` and `cursor`; a cursor is opaque. Every write takes \
                       `Idempotency-Key`: the same key by the same actor is done once, and answered again. Addresses \
                       name no person."
    ),
    paths(
        crate::health::live,
        crate::health::ready,
        session::sign_in::sign_in,
        session::show::show,
        session::sign_out::sign_out,
        session::password::set,
        templates::download::download,
        checks::create::create,
        imports::create::create,
        imports::list::list,
        imports::show::show,
        imports::apply::apply,
        imports::discard::discard,
        imports::progress::progress,
        imports::refused::refused,
        access::access,
        accounts::list::list,
        accounts::create::create,
        accounts::search::search,
        accounts::show::show,
        accounts::why::why,
        accounts::details::details,
        accounts::change::change,
        accounts::history::history,
        accounts::activity::activity,
        accounts::disable::disable,
        accounts::enable::enable,
        accounts::deactivate::deactivate,
        accounts::look_before_deletion::look,
        accounts::delete::delete,
        accounts::certificate::certificate,
        accounts::reactivate::reactivate,
        accounts::join_group::join_group,
        accounts::leave_group::leave_group,
        events::list::list,
        events::search::search,
        feed::follow::follow,
        batches::list::list,
        batches::show::show,
        reversals::create::create,
        replays::create::create,
        seats::show::show,
        seats::history::history,
        seats::forecast::forecast,
        seats::limit::limit,
        institutions::list::list,
        institutions::create::create,
        exports::users::users,
        exports::accounts::accounts,
        groups::list::list,
        groups::create::create,
        admins::list::list,
        admins::create::create,
        admins::link::make,
        admins::remove::remove,
        tokens::list::list,
        tokens::create::create,
        tokens::revoke::revoke,
        schedule::list::list,
        schedule::create::create,
        schedule::cancel::cancel,
        tlog::checkpoint::checkpoint,
        tlog::tile::tile,
        tlog::entries::entries,
        proofs::inclusion::inclusion,
        proofs::consistency::consistency,
        log::keys::keys,
        settings::show::show,
    ),
    components(schemas(Problem, rollbook_service::Profile)),
    modifiers(&Security, &SharedAnswers, &EventData)
)]
struct Api;

/// The OpenAPI 3.1 document, as it is served and as docs/reference/openapi.json has it.
pub fn document() -> Document {
    Api::openapi()
}

/// Matches `/openapi.json`. Like the console's files it is the same for everyone, so it needs no sign-in.
pub(crate) fn route() -> Route {
    let document = document();
    warp::path!("openapi.json")
        .and(warp::get())
        .then(move || std::future::ready(reply::json(&document)))
        .boxed()
}

/// How to sign in, and what a write needs besides.
struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).build()),
        );
        let keys = [
            (
                "session",
                ApiKey::Cookie(ApiKeyValue::with_description(
                    "rollbook_session",
                    "The console's cookie; over HTTPS its name is `__Host-rollbook_session`",
                )),
            ),
            (
                "csrf",
                ApiKey::Header(ApiKeyValue::with_description(
                    "X-CSRF-Token",
                    "Of the session; with every write by the cookie",
                )),
            ),
        ];
        for (name, key) in keys {
            components.add_security_scheme(name, SecurityScheme::ApiKey(key));
        }
        for (method, operation) in operations(document) {
            if operation.security.is_none() {
                operation.security = Some(requirements(method));
            }
        }
    }
}

/// A token, or the cookie; a write by the cookie needs its second token as well.
fn requirements(method: Method) -> Vec<SecurityRequirement> {
    let cookie = SecurityRequirement::new("session", Vec::<String>::new());
    let cookie = match method {
        Method::Read => cookie,
        Method::Write => cookie.add("csrf", Vec::<String>::new()),
    };
    vec![
        SecurityRequirement::new("token", Vec::<String>::new()),
        cookie,
    ]
}

/// Statuses and headers that a request's shape decides, so that no verb can forget one.
struct SharedAnswers;

impl Modify for SharedAnswers {
    fn modify(&self, document: &mut Document) {
        for (method, operation) in operations(document) {
            let anyone = is_open_to_anyone(operation);
            let has_tag = |name| operation.tags.iter().flatten().any(|tag| tag == name);
            let session = has_tag("session");
            // Whoever is signed in may check the log.
            let log = has_tag("log");
            let query = has_parameters(operation, &ParameterIn::Query);
            let path = has_parameters(operation, &ParameterIn::Path);
            let body = operation.request_body.is_some();
            let upload = takes_csv(operation);
            // Whoever is signed in may have the template of a profile.
            let anyones =
                session || log || operation.operation_id.as_deref() == Some("download_template");
            let write = matches!(method, Method::Write);
            let answers = [
                (
                    query || body || (write && !session),
                    "400",
                    "The request is not understood",
                ),
                (!anyone, "401", "Not signed in"),
                (
                    !anyone && (write || !anyones),
                    "403",
                    "The role does not allow it, or a token is missing",
                ),
                (path, "404", "Unknown, or hidden from the caller"),
                (body, "408", "The body came to a halt"),
                (body, "413", "The body is too large"),
                (body, "415", "The body is of another type"),
                (
                    upload,
                    "429",
                    "Too many requests of this caller, or too many uploads at once",
                ),
                (!anyone, "429", "Too many requests of this caller"),
                (true, "500", "A fault of the server or its store"),
                (true, "503", "Busy: try again"),
            ];
            for (applies, status, description) in answers {
                if applies {
                    answer(operation, status, description);
                }
            }
            if write && !session {
                operation
                    .parameters
                    .get_or_insert_default()
                    .push(RefOr::T(idempotency_key()));
            }
        }
    }
}

fn takes_csv(operation: &Operation) -> bool {
    matches!(&operation.request_body, Some(RefOr::T(body)) if body.content.contains_key("text/csv"))
}

fn is_open_to_anyone(operation: &Operation) -> bool {
    let mut requirements = operation.security.iter().flatten();
    requirements.all(|requirement| *requirement == SecurityRequirement::default())
}

fn has_parameters(operation: &Operation, place: &ParameterIn) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(
        |parameter| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == *place),
    )
}

/// Adds a problem as the answer of a status, unless the verb says more about it.
fn answer(operation: &mut Operation, status: &str, description: &str) {
    let problem = ContentBuilder::new()
        .schema(Some(RefOr::Ref(Ref::from_schema_name("Problem"))))
        .build();
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", problem)
        .build();
    operation
        .responses
        .responses
        .entry(status.to_owned())
        .or_insert(RefOr::T(response));
}

fn idempotency_key() -> utoipa::openapi::path::Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(255));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The same key by the same actor is done once, and answered again",
        ))
        .schema(Some(text))
        .build()
}

#[derive(Clone, Copy)]
enum Method {
    Read,
    Write,
}

fn operations(document: &mut Document) -> impl Iterator<Item = (Method, &mut Operation)> {
    document.paths.paths.values_mut().flat_map(|item| {
        let reads = item.get.as_mut().map(|operation| (Method::Read, operation));
        let writes = [
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ]
        .into_iter()
        .filter_map(|operation| {
            operation
                .as_mut()
                .map(|operation| (Method::Write, operation))
        });
        reads.into_iter().chain(writes)
    })
}
