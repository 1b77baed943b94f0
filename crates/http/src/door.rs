//! What every request passes before a route sees it, and every answer before it leaves.

use std::sync::Arc;

use hyper_util::service::TowerToHyperService;
use rollbook_service::Ledger;
use warp::{
    Reply,
    filters::BoxedFilter,
    http::{HeaderMap, Request},
    reply::Response,
};

use crate::{
    Limits, failure::Failure, hosts::Hosts, metrics::Metrics, position,
    security_headers::SecurityHeaders,
};

/// The door of a server, before its routes.
pub(crate) struct Door<R: Reply> {
    pub routes: BoxedFilter<(R,)>,
    pub limits: Limits,
    pub hosts: Hosts,
    pub security_headers: SecurityHeaders,
    pub metrics: Option<Arc<Metrics>>,
    /// Whose position answers to writes name.
    pub ledger: Option<Ledger>,
}

impl<R: Reply + 'static> Door<R> {
    /// Answers a request.
    pub async fn answer(&self, request: Request<hyper::body::Incoming>) -> Response {
        let begun = self.metrics.as_ref().map(|metrics| metrics.begin(&request));
        let method = request.method().clone();
        let mut answer = match self.admit(&request) {
            Ok(()) => {
                let routes = TowerToHyperService::new(warp::service(self.routes.clone()));
                match hyper::service::Service::call(&routes, request).await {
                    Ok(answer) => answer,
                    Err(never) => match never {},
                }
            }
            Err(failure) => failure.into_response(),
        };
        if let Some(ledger) = &self.ledger
            && let Some((name, position)) = position::named(ledger, &method, answer.status()).await
        {
            answer.headers_mut().insert(name, position);
        }
        if let Some(begun) = begun {
            begun.answered(answer.status());
        }
        self.security_headers.add(answer)
    }

    /// Refuses what is too large to be meant well, and what was meant for somebody else.
    fn admit<B>(&self, request: &Request<B>) -> Result<(), Failure> {
        let address = request.uri();
        let length = address.path().len() + address.query().map_or(0, |query| query.len() + 1);
        if length > self.limits.address_bytes {
            return Err(Failure::AddressTooLong {
                limit: self.limits.address_bytes,
            });
        }
        let headers = request.headers();
        if headers.len() > self.limits.headers {
            return Err(Failure::TooManyHeaders {
                limit: self.limits.headers,
            });
        }
        if bytes(headers) > self.limits.header_bytes {
            return Err(Failure::HeadersTooLarge {
                limit: self.limits.header_bytes,
            });
        }
        // Whoever watches the server asks for its health by whatever name it has for the machine.
        match self.hosts.accepts(request) || address.path().starts_with("/health/") {
            true => Ok(()),
            false => Err(Failure::HostNotAccepted),
        }
    }
}

fn bytes(headers: &HeaderMap) -> usize {
    headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum()
}
