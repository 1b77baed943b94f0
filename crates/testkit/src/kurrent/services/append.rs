//! An append.

use std::time::Duration;

use tonic::server::ClientStreamingService;
use tonic::{Request, Response, Status, Streaming};

use super::{Answer, Called, id_bytes, stream_name};
use crate::kurrent::store::{StoredEvent, Written};
use crate::kurrent::wire::{
    AppendContent, AppendOptions, AppendReq, AppendResp, AppendResult, Expected, LogPosition,
    Proposed, Success, SuccessPosition, SuccessRevision, Wrong, WrongCurrent, WrongExpected,
};

/// Of one append, unless a server was told to take more.
const MAX_APPEND_BYTES: usize = 1 << 20;

pub(super) struct Append(pub Called);

impl ClientStreamingService<AppendReq> for Append {
    type Response = AppendResp;
    type Future = Answer<AppendResp>;

    fn call(&mut self, request: Request<Streaming<AppendReq>>) -> Self::Future {
        let called = self.0.clone();
        Box::pin(async move {
            called.behaviour.admit(called.node, request.metadata())?;
            let (options, events) = received(request.into_inner()).await?;
            let stream = stream_name(options.stream_identifier)?;
            let expected = options.expected.unwrap_or(Expected::Any(()));
            let Some(fault) = called.behaviour.append_fault(&stream) else {
                return Ok(done(&called, &stream, expected, events));
            };
            let stored = fault
                .is_stored
                .then(|| done(&called, &stream, expected, events));
            called.fail(fault.how).await?;
            stored.ok_or_else(|| Status::unavailable("Server Is Not Ready"))
        })
    }
}

async fn received(
    mut parts: Streaming<AppendReq>,
) -> Result<(AppendOptions, Vec<StoredEvent>), Status> {
    let first = parts.message().await?.and_then(|part| part.content);
    let Some(AppendContent::Options(options)) = first else {
        return Err(Status::invalid_argument(
            "an append begins with its options",
        ));
    };
    let (mut events, mut size) = (Vec::new(), 0);
    while let Some(part) = parts.message().await? {
        let Some(AppendContent::Proposed(proposed)) = part.content else {
            return Err(Status::invalid_argument("an event is missing"));
        };
        let event = event(proposed)?;
        size += event.data.len() + event.custom_metadata.len() + 2 * event.kind.len();
        events.push(event);
    }
    if size > MAX_APPEND_BYTES {
        return Err(Status::invalid_argument("Maximum Append Size Exceeded"));
    }
    Ok((options, events))
}

fn event(mut proposed: Proposed) -> Result<StoredEvent, Status> {
    let mut required = |name: &str| {
        let missing = || Status::invalid_argument(format!("Required Metadata Property '{name}'"));
        proposed.metadata.remove(name).ok_or_else(missing)
    };
    Ok(StoredEvent {
        revision: 0,
        kind: required("type")?,
        content_type: required("content-type")?,
        id: id_bytes(proposed.id)?,
        custom_metadata: proposed.custom_metadata,
        data: proposed.data,
        at: Duration::ZERO,
    })
}

fn done(
    called: &Called,
    stream: &str,
    expected: Expected,
    events: Vec<StoredEvent>,
) -> Response<AppendResp> {
    let written = called.behaviour.store().append(stream, expected, events);
    let result = match written {
        Written::At(revision) => AppendResult::Success(Success {
            revision: Some(SuccessRevision::Current(revision)),
            position: Some(SuccessPosition::Position(LogPosition {
                commit: revision,
                prepare: revision,
            })),
        }),
        Written::WrongVersion(current) => AppendResult::Wrong(Wrong {
            current: Some(match current {
                Some(revision) => WrongCurrent::Revision(revision),
                None => WrongCurrent::NoStream(()),
            }),
            expected: Some(match expected {
                Expected::Revision(revision) => WrongExpected::Revision(revision),
                Expected::NoStream(()) => WrongExpected::NoStream(()),
                Expected::Any(()) => WrongExpected::Any(()),
                Expected::StreamExists(()) => WrongExpected::StreamExists(()),
            }),
        }),
    };
    Response::new(AppendResp {
        result: Some(result),
    })
}
