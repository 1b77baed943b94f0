//! One node: a listener and its connections, which can be torn.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use super::behaviour::Behaviour;
use super::services::{Called, answer};
use super::socket::PromptSocket;

pub(super) struct Node {
    number: usize,
    address: SocketAddr,
    behaviour: Arc<Behaviour>,
    tls: Option<TlsAcceptor>,
    listening: Mutex<Option<JoinHandle<()>>>,
}

impl Node {
    pub(super) async fn start(
        number: usize,
        behaviour: Arc<Behaviour>,
        tls: Option<TlsAcceptor>,
    ) -> Node {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let node = Node {
            number,
            address,
            behaviour,
            tls,
            listening: Mutex::new(None),
        };
        node.listen_by(listener);
        node
    }

    fn listen_by(&self, listener: TcpListener) {
        let behaviour = Arc::clone(&self.behaviour);
        let listen = listen(listener, self.number, behaviour, self.tls.clone());
        *self.listening() = Some(tokio::spawn(listen));
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns when nobody listens there any more.
    pub(super) async fn stop(&self) {
        let listening = self.listening().take();
        if let Some(listening) = listening {
            listening.abort();
            // It ends because it was told to.
            let _ = listening.await;
        }
    }

    pub(super) async fn restart(&self) {
        let listener = TcpListener::bind(self.address).await.expect("its port");
        self.listen_by(listener);
    }

    fn listening(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        let listening = self.listening.lock();
        listening.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Its connections end with it.
async fn listen(
    listener: TcpListener,
    node: usize,
    behaviour: Arc<Behaviour>,
    tls: Option<TlsAcceptor>,
) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        let socket = PromptSocket::new(socket).expect("a connection");
        let (behaviour, tls) = (Arc::clone(&behaviour), tls.clone());
        connections.spawn(async move {
            match tls {
                None => serve(socket, node, behaviour).await,
                // A client that does not trust the certificate goes away.
                Some(tls) => {
                    if let Ok(socket) = tls.accept(socket).await {
                        serve(socket, node, behaviour).await;
                    }
                }
            }
        });
    }
}

async fn serve(
    socket: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    node: usize,
    behaviour: Arc<Behaviour>,
) {
    let torn = Arc::new(Notify::new());
    let called = Called {
        node,
        behaviour,
        torn: Arc::clone(&torn),
    };
    let service = hyper::service::service_fn(move |request| answer(called.clone(), request));
    let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(socket), service);
    tokio::select! {
        // However it ends, the client sees it.
        _ = connection => {}
        () = torn.notified() => {}
    }
}
