//! What the server counts, for Prometheus. Labels are methods, templates of addresses and statuses:
//! words of this program, never of a request.

use std::{
    fs,
    sync::{Arc, atomic::AtomicU64},
    time::Instant,
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};
use tokio::sync::Semaphore;
use warp::{
    Filter, Reply,
    filters::BoxedFilter,
    http::{HeaderValue, Method, Request, StatusCode, header::CONTENT_TYPE},
    reply::Response,
};

use crate::{api::Api, blocking::blocking, failure::Failure, path_table::PathTable, reply::Answer};

/// The route of whatever the OpenAPI document does not name: the console's files, and what is not there.
const OTHER: &str = "other";

/// Where a failed sign-in is seen.
const SESSION: &str = "/api/v1/session";

/// In seconds: the gate's question takes tens of microseconds, a large plan seconds.
const DURATIONS: [f64; 11] = [
    0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0,
];

const OPEN_METRICS: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: Arc<str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: Arc<str>,
    status: u16,
}

type Gauges = Gauge<u64, AtomicU64>;

/// The counters of one server.
pub(crate) struct Metrics {
    registry: Registry,
    paths: Arc<PathTable>,
    other: Arc<str>,
    answered: Family<Answered, Counter>,
    durations: Family<Asked, Histogram, fn() -> Histogram>,
    sign_in_failures: Counter,
    running: Gauges,
    uploads: Gauges,
    downloads: Gauges,
    feeds: Gauges,
    connections: Gauges,
    records: Gauges,
    memory: Gauges,
}

impl Metrics {
    /// All at zero.
    pub fn new(paths: Arc<PathTable>) -> Metrics {
        let mut metrics = Metrics {
            registry: Registry::with_prefix("rollbook"),
            paths,
            other: OTHER.into(),
            answered: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(DURATIONS)),
            sign_in_failures: Counter::default(),
            running: Gauges::default(),
            uploads: Gauges::default(),
            downloads: Gauges::default(),
            feeds: Gauges::default(),
            connections: Gauges::default(),
            records: Gauges::default(),
            memory: Gauges::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests answered", self.answered.clone());
        registry.register_with_unit(
            "request_duration",
            "From a request's head to its answer's",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register(
            "sign_in_failures",
            "Sign-ins that were not accepted",
            self.sign_in_failures.clone(),
        );
        for (name, help, gauge) in [
            ("requests_running", "Requests not over yet", &self.running),
            ("uploads_running", "Uploads and checks", &self.uploads),
            ("downloads_running", "Files being sent", &self.downloads),
            (
                "feeds",
                "Clients that follow the log or an import",
                &self.feeds,
            ),
            ("connections", "Open connections", &self.connections),
            ("log_records", "Records in the log: its head", &self.records),
        ] {
            registry.register(name, help, gauge.clone());
        }
        registry.register_with_unit(
            "resident_memory",
            "Memory of the process",
            Unit::Bytes,
            self.memory.clone(),
        );
    }

    /// A request begins.
    pub fn begin<B>(&self, request: &Request<B>) -> Begun<'_> {
        let entry = self.paths.find(request.uri().path());
        Begun {
            metrics: self,
            asked: Asked {
                method: name(request.method()),
                route: entry.map_or(&self.other, |entry| &entry.template).clone(),
            },
            at: Instant::now(),
        }
    }

    /// A request runs until this is dropped.
    pub fn run(&self) -> Running {
        self.running.inc();
        Running(self.running.clone())
    }

    /// As it is now.
    async fn text(&self, api: &Api, connections: &Places) -> Answer {
        let limits = &api.limits;
        let in_use = |most: usize, places: &Semaphore| {
            (most.saturating_sub(places.available_permits())) as u64
        };
        self.uploads.set(api.uploads.in_use());
        self.downloads.set(api.downloads.in_use());
        self.feeds.set(api.feeds.in_use());
        self.connections
            .set(in_use(limits.connections_at_once, connections));
        let ledger = api.ledger.clone();
        self.records.set(blocking(move || ledger.head()).await??.0);
        if let Some(bytes) = resident_memory() {
            self.memory.set(bytes);
        }
        let mut text = String::new();
        text::encode(&mut text, &self.registry).map_err(|_| Failure::Broken)?;
        let mut response = text.into_response();
        response.headers_mut().insert(CONTENT_TYPE, OPEN_METRICS);
        Ok(response)
    }
}

/// One permit a connection.
pub(crate) type Places = Arc<Semaphore>;

/// The one route of the listener for metrics.
pub(crate) fn routes(
    metrics: &Arc<Metrics>,
    api: &Api,
    connections: &Places,
) -> BoxedFilter<(Response,)> {
    let (metrics, api, connections) = (metrics.clone(), api.clone(), connections.clone());
    let scrape = warp::path!("metrics").and(warp::get()).then(move || {
        let (metrics, api, connections) = (metrics.clone(), api.clone(), connections.clone());
        async move { metrics.text(&api, &connections).await.into_response() }
    });
    let nothing = warp::any().map(|| Failure::NoSuchRoute.into_response());
    scrape.or(nothing).unify().boxed()
}

/// A request that was not answered yet.
pub(crate) struct Begun<'a> {
    metrics: &'a Metrics,
    asked: Asked,
    at: Instant,
}

impl Begun<'_> {
    /// Counts the answer.
    pub fn answered(self, status: StatusCode) {
        let (metrics, asked) = (self.metrics, self.asked);
        let seconds = self.at.elapsed().as_secs_f64();
        metrics.durations.get_or_create(&asked).observe(seconds);
        let is_refused = matches!(
            status,
            StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS
        );
        if is_refused && asked.method == "POST" && &*asked.route == SESSION {
            metrics.sign_in_failures.inc();
        }
        let answered = Answered {
            method: asked.method,
            route: asked.route,
            status: status.as_u16(),
        };
        metrics.answered.get_or_create(&answered).inc();
    }
}

/// A request that is not over.
pub(crate) struct Running(Gauges);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A client may call its method what it likes.
fn name(method: &Method) -> &'static str {
    const KNOWN: [Method; 7] = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
    ];
    const NAMES: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    let known = KNOWN.iter().zip(NAMES).find(|(known, _)| *known == method);
    known.map_or(OTHER, |(_, name)| name)
}

/// Bytes, as Linux tells them; nothing elsewhere.
fn resident_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
