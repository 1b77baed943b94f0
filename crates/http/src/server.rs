//! A server, from its socket to its end.

use std::{future::Future, io, net::SocketAddr, sync::Arc};

use rollbook_service::Ledger;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};

use crate::{Options, api::Api, connections, feeds::Feeds, path_table::PathTable, routes};

/// Bound to its address, and not yet answering.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    api: Api,
    close: watch::Sender<bool>,
}

/// The address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: name another address with --listen")]
pub struct BindError {
    pub address: SocketAddr,
    #[source]
    pub source: io::Error,
}

impl Server {
    /// Takes the address, so that whoever starts the server can say where it is before it answers.
    ///
    /// # Errors
    /// [`BindError`] where the address is taken, or is not this machine's.
    pub async fn bind(ledger: Ledger, options: Options) -> Result<Server, BindError> {
        let taken = |source| BindError {
            address: options.listen,
            source,
        };
        let listener = TcpListener::bind(options.listen).await.map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        let (close, closing) = watch::channel(false);
        let api = Api {
            ledger,
            limits: options.limits,
            secure_cookies: options.secure_cookies,
            public_log: options.public_log,
            paths: Arc::new(PathTable::of(&crate::document())),
            uploads: Arc::new(Semaphore::new(options.limits.uploads_at_once)),
            feeds: Feeds::new(options.limits.feeds_at_once),
            closing,
        };
        Ok(Server {
            listener,
            address,
            api,
            close,
        })
    }

    /// Where it listens, with the real port.
    pub fn address(&self) -> SocketAddr {
        self.address
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
        let idle = self.api.limits.body_idle;
        let serving = connections::serve(routes::all(&self.api), self.listener, idle, shutdown);
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
            () = overdue => tracing::warn!("stopped while requests were still running"),
        }
    }
}
