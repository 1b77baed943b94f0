//! A server, from its socket to its end.

use std::{
    convert::Infallible,
    future::{Future, pending},
    io,
    net::SocketAddr,
    sync::Arc,
};

use rollbook_service::Ledger;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};

use crate::{
    Options, Tls,
    api::{Api, Shared},
    connections::{self, Connections},
    door::Door,
    feeds::Feeds,
    hosts::Hosts,
    metrics::{self, Metrics, Places},
    path_table::PathTable,
    places::SharedPlaces,
    routes,
    security_headers::SecurityHeaders,
};

/// Connections to the listener for metrics; a Prometheus keeps one.
const SCRAPERS_AT_ONCE: usize = 16;

/// Bound to its address, and not yet answering.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    api: Api,
    hosts: Hosts,
    tls: Option<Tls>,
    metrics: Option<TcpListener>,
    close: watch::Sender<bool>,
}

/// The address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: name another address with {named_by}")]
pub struct BindError {
    pub address: SocketAddr,
    /// What the person says it with.
    pub named_by: &'static str,
    #[source]
    pub source: io::Error,
}

impl Server {
    /// Takes the address, so that whoever starts the server can say where it is before it answers.
    ///
    /// # Errors
    /// [`BindError`] where the address is taken, or is not this machine's.
    pub async fn bind(ledger: Ledger, options: Options) -> Result<Server, BindError> {
        let (listener, address) = listen(options.listen, "--listen").await?;
        let metrics = match options.metrics {
            Some(address) => Some(listen(address, "the setting metrics").await?.0),
            None => None,
        };
        let (close, closing) = watch::channel(false);
        let api = Api::new(Shared {
            ledger,
            limits: options.limits,
            secure_cookies: options.secure_cookies || options.tls.is_some(),
            public_log: options.public_log,
            paths: Arc::new(PathTable::of(&crate::document())),
            uploads: SharedPlaces::new(options.limits.uploads_at_once),
            downloads: SharedPlaces::new(options.limits.downloads_at_once),
            feeds: Feeds::new(options.limits.feeds_at_once),
            closing,
        });
        Ok(Server {
            listener,
            address,
            api,
            hosts: Hosts::of(&options.hosts, address),
            tls: options.tls,
            metrics,
            close,
        })
    }

    /// Where it listens, with the real port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the metrics are, with the real port; nothing where there are none.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref()?.local_addr().ok()
    }

    /// Answers until `shutdown` is over, then lets running requests finish for
    /// [`Limits::shutdown_grace`](crate::Limits::shutdown_grace). The ledger stays open: closing it is
    /// for whoever opened it.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) {
        let grace = self.api.limits.shutdown_grace;
        let mut closing = self.api.closing.clone();
        let close = self.close;
        let shutdown = async move {
            shutdown.await;
            close.send_replace(true);
        };
        let places = Arc::new(Semaphore::new(self.api.limits.connections_at_once));
        let metrics = match self.metrics.is_some() {
            true => Some(Arc::new(Metrics::new(self.api.paths.clone()))),
            false => None,
        };
        let counting = count(metrics.clone(), self.metrics, &self.api, &places);
        let door = Door {
            routes: routes::all(&self.api),
            limits: self.api.limits,
            hosts: self.hosts,
            security_headers: SecurityHeaders {
                tls: self.tls.is_some(),
            },
            metrics,
            ledger: Some(self.api.ledger.clone()),
        };
        let connections = Connections {
            door,
            tls: self.tls,
            places: places.clone(),
        };
        let serving = connections::serve(connections, self.listener, shutdown);
        let feeds = self.api.feeds.clone();
        let watching = feeds.watch(self.api.ledger.clone());
        let overdue = async move {
            // An error means that the sender is gone, which happens after it has sent.
            let _ = closing.wait_for(|closing| *closing).await;
            tokio::time::sleep(grace).await;
        };
        tokio::select! {
            () = serving => {}
            never = watching => match never {},
            never = counting => match never {},
            () = overdue => tracing::warn!("stopped while requests were still running"),
        }
    }
}

async fn listen(
    address: SocketAddr,
    named_by: &'static str,
) -> Result<(TcpListener, SocketAddr), BindError> {
    let taken = |source| BindError {
        address,
        named_by,
        source,
    };
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    Ok((listener, address))
}

/// Answers whoever scrapes the metrics, for as long as the server runs.
async fn count(
    metrics: Option<Arc<Metrics>>,
    listener: Option<TcpListener>,
    api: &Api,
    places: &Places,
) -> Infallible {
    if let (Some(metrics), Some(listener)) = (metrics, listener) {
        let door = Door {
            routes: metrics::routes(&metrics, api, places),
            limits: api.limits,
            hosts: Hosts::Any,
            security_headers: SecurityHeaders { tls: false },
            metrics: None,
            ledger: None,
        };
        let connections = Connections {
            door,
            tls: None,
            places: Arc::new(Semaphore::new(SCRAPERS_AT_ONCE)),
        };
        connections::serve(connections, listener, pending()).await;
    }
    pending().await
}
