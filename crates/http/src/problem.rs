//! Failures as RFC 9457 problem details: what the client reads, and what the log says.

use std::{error::Error as _, fmt::Write as _};

use rollbook_service::{
    Error, Kind,
    answers::{Difference, GuardStop, Plan, Problem, Reversal, SchedulePlan},
};
use warp::{
    Reply,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    reply::Response,
};

use crate::failure::Failure;

/// Seconds after which a busy server is worth another try.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("1");

/// How to sign in.
const BEARER: Option<(HeaderName, HeaderValue)> =
    Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));

impl Reply for Failure {
    fn into_response(self) -> Response {
        self.log();
        let header = self.header();
        let problem = self.into_problem();
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = warp::reply::json(&problem).into_response();
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some((name, value)) = header {
            headers.insert(name, value);
        }
        response
    }
}

impl Failure {
    fn into_problem(self) -> Problem {
        let detail = self.to_string();
        let (status, code, title) = match self {
            Failure::Ledger(error) => return Problem::from(&error),
            Failure::PlanStopped { plan, differences } => return stopped(plan, differences),
            Failure::ScheduleStopped(plan) => return schedule_stopped(plan),
            Failure::ReversalStopped(reversal) => return reversal_stopped(reversal),
            Failure::NotSignedIn => (401, "not-signed-in", "Not signed in"),
            Failure::LinkNotAccepted => (401, "link-not-accepted", "Not signed in"),
            Failure::CsrfMismatch => (403, "csrf-mismatch", Kind::NotPermitted.title()),
            Failure::NoSuchRoute => (404, "no-such-route", Kind::NotFound.title()),
            Failure::UnknownProfile(_) => (404, "unknown-profile", Kind::NotFound.title()),
            Failure::MethodNotAllowed { .. } => (405, "method-not-allowed", "Method not allowed"),
            Failure::Parameter { .. } => (400, "parameter-invalid", Kind::Invalid.title()),
            Failure::Json(_) => (400, "json-malformed", Kind::Invalid.title()),
            Failure::BodyInterrupted(_) => (400, "body-interrupted", Kind::Invalid.title()),
            Failure::BodyIdle { .. } => (408, "body-idle", "Too slow"),
            Failure::BodyTooSlow { .. } => (408, "body-too-slow", "Too slow"),
            Failure::BodyTooLarge { .. } => (413, "body-too-large", "Too large"),
            Failure::MediaType { .. } => (415, "media-type", "Media type not accepted"),
            Failure::TooManyUploads => (429, "too-many-uploads", "Too many uploads"),
            Failure::TooManyDownloads => (429, "too-many-downloads", "Too many downloads"),
            Failure::TooManyFeeds => (429, "too-many-feeds", "Too many feeds"),
            Failure::TooManyConnections => (503, "too-many-connections", "Too many connections"),
            Failure::AddressTooLong { .. } => (414, "address-too-long", "Address too long"),
            Failure::TooManyHeaders { .. } | Failure::HeadersTooLarge { .. } => {
                (431, "headers-too-large", "Header fields too large")
            }
            Failure::HostNotAccepted => (421, "host-not-accepted", "Name not accepted"),
            Failure::Broken => (500, "fault", Kind::Fault.title()),
        };
        Problem::new(status, code, title, &detail)
    }

    /// What some statuses have to say in a header.
    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Failure::NotSignedIn | Failure::LinkNotAccepted => BEARER,
            Failure::Ledger(error) if error.kind() == Kind::NotSignedIn => BEARER,
            Failure::Ledger(Error::SignIn(error)) if error.wait().is_some() => {
                // A part of a second would be one request too early.
                let wait = error.wait()?.as_secs_f64().ceil().max(1.0) as u64;
                Some((RETRY_AFTER, HeaderValue::from(wait)))
            }
            Failure::MethodNotAllowed { allowed } => HeaderValue::from_str(allowed)
                .ok()
                .map(|value| (ALLOW, value)),
            Failure::TooManyUploads
            | Failure::TooManyDownloads
            | Failure::TooManyFeeds
            | Failure::TooManyConnections => Some((RETRY_AFTER, RETRY_AFTER_SECONDS)),
            Failure::Ledger(error) if error.kind() == Kind::Busy => {
                Some((RETRY_AFTER, RETRY_AFTER_SECONDS))
            }
            _ => None,
        }
    }

    /// Faults are logged with all their causes, and never with what the client sent.
    fn log(&self) {
        let Failure::Ledger(error) = self else {
            return;
        };
        match error.kind() {
            Kind::Fault => tracing::error!(causes = causes(error), "{error}"),
            Kind::Busy => tracing::warn!(causes = causes(error), "{error}"),
            _ => {}
        }
    }
}

/// R60, R61, R46: 409 where the plan changed, 422 where it was stopped.
fn stopped(plan: Box<Plan>, differences: Vec<Difference>) -> Problem {
    let code = plan.stopped.clone().unwrap_or_default();
    let mut problem = match code.as_str() {
        "plan-changed" => Problem::new(
            409,
            &code,
            CHANGED,
            &format!(
                "the ledger has moved since this plan was made, and {} rows would now do something else: \
                 read the plan as it is now, then apply it",
                differences.len()
            ),
        ),
        _ => Problem::new(422, &code, STOPPED, &why(&plan, &code)),
    };
    problem.differences = (!differences.is_empty()).then_some(differences);
    problem.guards = (!plan.guards.is_empty()).then(|| plan.guards.clone());
    problem.plan = Some(plan);
    problem
}

/// R14, R60: 409 where the plan is not the one that was shown, 422 where it was stopped.
fn schedule_stopped(plan: Box<SchedulePlan>) -> Problem {
    let code = plan.stopped.clone().unwrap_or_default();
    let mut problem = match code.as_str() {
        "plan-changed" => Problem::new(409, &code, CHANGED, OTHERWISE),
        _ => {
            let why = with_guards(GUARD.to_owned(), &plan.guards);
            Problem::new(422, &code, STOPPED, &why)
        }
    };
    problem.guards = (!plan.guards.is_empty()).then(|| plan.guards.clone());
    problem.schedule = Some(plan);
    problem
}

const CHANGED: &str = "The plan has changed";

const OTHERWISE: &str = "the ledger has moved since this plan was made, and it would now do something else: read the \
    plan as it is now, then apply it by its new plan_id";

const STOPPED: &str = "The plan was stopped";

const GUARD: &str =
    "a guard stopped the plan, and nothing was recorded; an override needs a reason";

/// The same of a reversal or a replay.
fn reversal_stopped(reversal: Box<Reversal>) -> Problem {
    let code = reversal.plan.stopped.clone().unwrap_or_default();
    let mut problem = match code.as_str() {
        "plan-changed" => Problem::new(409, &code, CHANGED, OTHERWISE),
        _ => {
            let why = why(&reversal.plan, &code);
            Problem::new(422, &code, STOPPED, &why)
        }
    };
    let guards = &reversal.plan.guards;
    problem.guards = (!guards.is_empty()).then(|| guards.clone());
    problem.reversal = Some(reversal);
    problem
}

fn why(plan: &Plan, code: &str) -> String {
    let why = match code {
        "seat-limit" => "there are not enough free seats, and nothing was recorded".to_owned(),
        "all-or-nothing" => format!(
            "{} rows are refused, and all or nothing was asked for: mend them, or apply the others",
            plan.effects.refused
        ),
        _ => GUARD.to_owned(),
    };
    with_guards(why, &plan.guards)
}

fn with_guards(mut why: String, guards: &[GuardStop]) -> String {
    for guard in guards {
        let _ = write!(why, "; {}", guard.message);
    }
    why
}

fn causes(error: &Error) -> String {
    let mut causes = String::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(
            causes,
            "{}{error}",
            if causes.is_empty() { "" } else { ": " }
        );
        cause = error.source();
    }
    causes
}
