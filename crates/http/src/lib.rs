//! The HTTP API and the console, on warp.
//!
//! Routes match, handlers answer: a rejection means "not my route" and nothing else, and every other
//! failure is a problem (RFC 9457). One verb, one file, with its OpenAPI text. What may be done is for
//! `rollbook-service` to say; this crate holds no rule.

mod accept;
mod activity;
mod api;
mod as_of;
mod authentication;
mod blocking;
mod body;
mod connections;
mod console;
mod disposition;
mod door;
mod download;
mod failure;
mod fallback;
mod feeds;
mod health;
mod hosts;
mod limits;
mod metrics;
mod names;
mod openapi;
mod options;
mod path_table;
mod places;
mod position;
mod problem;
mod reply;
mod request;
mod rights;
mod routes;
mod security_headers;
mod server;
mod session_cookie;
mod tls;
mod upload;

pub use limits::Limits;
pub use openapi::document;
pub use options::Options;
pub use server::{BindError, Server};
pub use tls::{Tls, TlsError};
