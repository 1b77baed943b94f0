//! Connections, from being taken to their end. warp would serve them as well, but waits for ever for
//! a client that takes nothing any more.

use std::{future::Future, io, time::Duration};

use futures_util::future::{Either, select};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;
use warp::{Reply, filters::BoxedFilter};

/// How long to wait where the system has no connection to give, such as when too many are open.
const BREATH: Duration = Duration::from_secs(1);

/// Answers every request of every connection until `shutdown` is over, and then those that are
/// running. A client that takes nothing for `idle` is cut off.
pub(crate) async fn serve(
    routes: BoxedFilter<(impl Reply + 'static,)>,
    listener: TcpListener,
    idle: Duration,
    shutdown: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepting = std::pin::pin!(listener.accept());
        let stream = match select(accepting, &mut shutdown).await {
            Either::Left((Ok((stream, _)), _)) => stream,
            Either::Left((Err(error), _)) => {
                breathe(&error).await;
                continue;
            }
            Either::Right(((), _)) => break,
        };
        let service = TowerToHyperService::new(warp::service(routes.clone()));
        let builder = Builder::new(TokioExecutor::new());
        let connection = builder
            .serve_connection(TokioIo::new(impatient(stream, idle)), service)
            .into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // Clients leave when they like.
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended early: {error}");
            }
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

fn impatient(stream: TcpStream, idle: Duration) -> std::pin::Pin<Box<TimeoutStream<TcpStream>>> {
    // What is sent is whole; to wait for more would only delay it.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(idle));
    Box::pin(stream)
}

/// A connection that is gone before it is taken is nobody's fault; anything else may pass.
async fn breathe(error: &io::Error) {
    if !matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    ) {
        tracing::error!("no connection can be taken: {error}");
        tokio::time::sleep(BREATH).await;
    }
}
