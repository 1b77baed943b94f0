//! What browsers are told with every answer.

use warp::{
    http::{
        HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
            STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    reply::Response,
};

/// Files of our own and nothing else; WebAssembly has to be allowed by name.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// The console needs none of a browser's devices.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
);

const ALWAYS: [(HeaderName, HeaderValue); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");

/// A year: browsers come back by https only.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The headers of one server.
pub(crate) struct SecurityHeaders {
    /// Whether this server speaks TLS itself; behind a proxy it is the proxy's to say.
    pub tls: bool,
}

impl SecurityHeaders {
    /// Adds them. What says nothing about caching may not be kept: it may name people.
    pub fn add(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.reserve(ALWAYS.len() + 2);
        for (name, value) in ALWAYS {
            headers.insert(name, value);
        }
        if self.tls {
            headers.insert(STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
        }
        // Of a stream warp says no more than that it is to be asked for again.
        if headers.get(CONTENT_TYPE) == Some(&EVENT_STREAM) {
            headers.remove(CACHE_CONTROL);
        }
        headers
            .entry(CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
        response
    }
}
