//! What a node answers, call by call.

mod append;
mod read;

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Request, Response};
use prost::bytes::Bytes;
use tokio::sync::Notify;
use tonic::codec::ProstCodec;
use tonic::server::{Grpc, UnaryService};
use tonic::{Status, body::Body};

use super::behaviour::Behaviour;
use super::faults::How;
use super::wire::{ClusterInfo, StreamIdentifier, SupportedMethods, Uuid, UuidValue};

/// Of a server that this double is like.
const SERVER_VERSION: &str = "25.1.0";

type Answer<T> = Pin<Box<dyn Future<Output = Result<tonic::Response<T>, Status>> + Send>>;

/// A node, and the connection on which it was called.
#[derive(Clone)]
pub(super) struct Called {
    pub node: usize,
    pub behaviour: Arc<Behaviour>,
    pub torn: Arc<Notify>,
}

impl Called {
    /// Ends a call as a fault says; returns where that says that nothing is wrong.
    async fn fail(&self, how: How) -> Result<(), Status> {
        match how {
            How::Torn => {
                self.torn.notify_one();
                std::future::pending().await
            }
            How::Silent => std::future::pending().await,
            How::Unavailable => Err(Status::unavailable("Server Is Not Ready")),
            How::TimedOut => Err(Status::aborted("Operation timed out: PrepareTimeout")),
            How::Late(time) => {
                tokio::time::sleep(time).await;
                Ok(())
            }
            How::Ended => Ok(()),
        }
    }
}

pub(super) async fn answer(
    called: Called,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    Ok(match request.uri().path() {
        "/event_store.client.gossip.Gossip/Read" => {
            let mut grpc = Grpc::new(ProstCodec::default());
            grpc.unary(Gossip(called), request).await
        }
        "/event_store.client.server_features.ServerFeatures/GetSupportedMethods" => {
            let mut grpc = Grpc::new(ProstCodec::default());
            grpc.unary(Features, request).await
        }
        "/event_store.client.streams.Streams/Append" => {
            let mut grpc = Grpc::new(ProstCodec::default());
            grpc.client_streaming(append::Append(called), request).await
        }
        "/event_store.client.streams.Streams/Read" => {
            let mut grpc = Grpc::new(ProstCodec::default());
            grpc.server_streaming(read::Read(called), request).await
        }
        _ => Status::unimplemented("the double does not know this call").into_http(),
    })
}

struct Gossip(Called);

impl UnaryService<()> for Gossip {
    type Response = ClusterInfo;
    type Future = Answer<ClusterInfo>;

    fn call(&mut self, _: tonic::Request<()>) -> Self::Future {
        let members = self.0.behaviour.gossip();
        Box::pin(async { Ok(tonic::Response::new(members)) })
    }
}

struct Features;

impl UnaryService<()> for Features {
    type Response = SupportedMethods;
    type Future = Answer<SupportedMethods>;

    fn call(&mut self, _: tonic::Request<()>) -> Self::Future {
        let methods = SupportedMethods {
            methods: Vec::new(),
            event_store_server_version: SERVER_VERSION.to_owned(),
        };
        Box::pin(async { Ok(tonic::Response::new(methods)) })
    }
}

fn stream_name(identifier: Option<StreamIdentifier>) -> Result<String, Status> {
    let name: Bytes = identifier.unwrap_or_default().stream_name;
    match String::from_utf8(name.to_vec()) {
        Ok(name) if !name.is_empty() => Ok(name),
        _ => Err(Status::invalid_argument("a stream needs a name")),
    }
}

fn id_bytes(id: Option<Uuid>) -> Result<[u8; 16], Status> {
    match id.and_then(|id| id.value) {
        Some(UuidValue::Structured(id)) => {
            let (most, least) = (id.most as u64, id.least as u64);
            Ok((u128::from(most) << 64 | u128::from(least)).to_be_bytes())
        }
        _ => Err(Status::invalid_argument("an event needs an id")),
    }
}

/// As the protocol writes an id for a reader.
fn id_text(id: [u8; 16]) -> Uuid {
    let digits: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    Uuid {
        value: Some(UuidValue::Text(parts.join("-"))),
    }
}
