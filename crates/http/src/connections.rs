//! Connections, from being taken to their end. warp would serve them as well, but waits for ever for
//! a client that takes nothing, or says nothing, any more.

use std::{convert::Infallible, future::Future, io, pin::Pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto::Builder,
        graceful::{GracefulShutdown, Watcher},
    },
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tokio_io_timeout::TimeoutStream;
use warp::{Reply, http::Request};

use crate::{
    Limits, Tls,
    activity::{Activity, Held},
    door::Door,
    failure::Failure,
    metrics::Places,
};

/// How long to wait where the system has no connection to give, such as when too many are open.
const BREATH: Duration = Duration::from_secs(1);

/// Connections beyond the limit that are told so at the same time; more are closed without a word.
const REFUSALS_AT_ONCE: usize = 16;

/// What HTTP/1.1 reads at once, at most, unless larger header fields are allowed. hyper would take 400 KiB for
/// each connection.
const READ_BUFFER: usize = 128 * 1024;

/// Up to here hyper needs no memory of its own for each request's header fields.
const HEADERS_ON_THE_STACK: usize = 100;

/// What all connections of a server share.
pub(crate) struct Connections<R: Reply> {
    pub door: Door<R>,
    pub tls: Option<Tls>,
    pub places: Places,
}

/// Answers every request of every connection until `shutdown` is over, and then those that are
/// running.
pub(crate) async fn serve<R: Reply + 'static>(
    connections: Connections<R>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) {
    let connections = Arc::new(connections);
    let refusals = Arc::new(Semaphore::new(REFUSALS_AT_ONCE));
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
        let watcher = graceful.watcher();
        let connections = Arc::clone(&connections);
        if let Ok(place) = Arc::clone(&connections.places).try_acquire_owned() {
            tokio::spawn(async move { connections.take(stream, place, watcher).await });
        } else if let Ok(place) = Arc::clone(&refusals).try_acquire_owned() {
            tokio::spawn(async move { connections.refuse(stream, place).await });
        }
    }
    drop(listener);
    graceful.shutdown().await;
}

impl<R: Reply + 'static> Connections<R> {
    /// Serves a connection to its end, and keeps its place until then.
    async fn take(
        self: &Arc<Self>,
        stream: TcpStream,
        place: OwnedSemaphorePermit,
        watcher: Watcher,
    ) {
        let limits = &self.door.limits;
        let stream = impatient(stream, limits.body_idle);
        match &self.tls {
            None => self.talk(stream, watcher).await,
            Some(tls) => match timeout(limits.header_time, tls.acceptor().accept(stream)).await {
                Ok(Ok(stream)) => self.talk(stream, watcher).await,
                Ok(Err(error)) => tracing::debug!("a handshake failed: {error}"),
                Err(_) => tracing::debug!("a handshake was not finished in time"),
            },
        }
        drop(place);
    }

    async fn talk(
        self: &Arc<Self>,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        watcher: Watcher,
    ) {
        let activity = Activity::new();
        let (connections, requests) = (Arc::clone(self), activity.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let connections = Arc::clone(&connections);
            let counted = connections
                .door
                .metrics
                .as_ref()
                .map(|metrics| metrics.run());
            let running = (requests.begin(), counted);
            async move {
                let answer = connections.door.answer(request).await;
                Ok::<_, Infallible>(answer.map(|body| Held::new(body, running)))
            }
        });
        let builder = builder(&self.door.limits);
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let connection = std::pin::pin!(watcher.watch(connection.into_owned()));
        let quiet = std::pin::pin!(activity.quiet_for(self.door.limits.header_time));
        match select(connection, quiet).await {
            // Clients leave when they like.
            Either::Left((Err(error), _)) => {
                tracing::debug!("a connection ended early: {error}");
            }
            Either::Left((Ok(()), _)) => {}
            Either::Right(((), _)) => tracing::debug!("a connection without requests was closed"),
        }
    }

    /// Tells a client that there are too many. One that wants TLS is not worth a handshake.
    async fn refuse(self: &Arc<Self>, stream: TcpStream, place: OwnedSemaphorePermit) {
        if self.tls.is_none() {
            let connections = Arc::clone(self);
            let service = service_fn(move |_: Request<Incoming>| {
                let refusal = Failure::TooManyConnections.into_response();
                let refusal = connections.door.security_headers.add(refusal);
                std::future::ready(Ok::<_, Infallible>(refusal))
            });
            let mut builder = Builder::new(TokioExecutor::new()).http1_only();
            builder.http1().keep_alive(false);
            let refusing = builder.serve_connection(TokioIo::new(stream), service);
            let _ = timeout(BREATH, refusing).await;
        }
        drop(place);
    }
}

/// hyper's own limits stand a little behind the door's, which answers with a problem.
fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let head = limits.address_bytes + limits.header_bytes;
    let mut builder = Builder::new(TokioExecutor::new());
    let mut http1 = builder.http1();
    http1
        // A head that does not arrive in time is no request, so [`Activity`] ends the connection: a timer of
        // hyper's would be set and taken back for each request.
        .header_read_timeout(None)
        .max_buf_size(READ_BUFFER.max(2 * head));
    if limits.headers > HEADERS_ON_THE_STACK {
        http1.max_headers(limits.headers);
    }
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams_at_once)
        .max_header_list_size(u32::try_from(2 * head).unwrap_or(u32::MAX))
        .keep_alive_interval(limits.header_time)
        .keep_alive_timeout(limits.header_time);
    builder
}

/// A client that takes nothing for `idle` is cut off.
fn impatient(stream: TcpStream, idle: Duration) -> Pin<Box<TimeoutStream<TcpStream>>> {
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
