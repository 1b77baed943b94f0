//! A read.

use std::collections::HashMap;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::server::ServerStreamingService;
use tonic::{Request, Response, Status};

use super::{Answer, Called, id_text, stream_name};
use crate::kurrent::faults::How;
use crate::kurrent::store::StoredEvent;
use crate::kurrent::wire::{
    Begin, Count, EventPosition, ReadContent, ReadEvent, ReadOptions, ReadReq, ReadResp, Recorded,
    StreamIdentifier, StreamNotFound,
};

/// Of a read that goes to older events.
const BACKWARDS: i32 = 1;

/// 2026-08-31 08:00 UTC, when the store's clock begins.
const START_SECONDS: u64 = 1_788_163_200;

pub(super) struct Read(pub Called);

type Said = Result<ReadResp, Status>;

impl ServerStreamingService<ReadReq> for Read {
    type Response = ReadResp;
    type ResponseStream = ReceiverStream<Said>;
    type Future = Answer<Self::ResponseStream>;

    fn call(&mut self, request: Request<ReadReq>) -> Self::Future {
        let called = self.0.clone();
        Box::pin(async move {
            called.behaviour.admit(called.node, request.metadata())?;
            let options = request.into_inner().options.unwrap_or_default();
            let (stream, answers) = answers(&called, options)?;
            let (say, said) = mpsc::channel(16);
            tokio::spawn(tell(called, stream, answers, say));
            Ok(Response::new(ReceiverStream::new(said)))
        })
    }
}

/// What is said in answer, were nothing wrong.
fn answers(called: &Called, options: ReadOptions) -> Result<(String, Vec<ReadContent>), Status> {
    let of = options.stream.unwrap_or_default();
    let identifier = of.stream_identifier.clone();
    let stream = stream_name(of.stream_identifier)?;
    let Some(Count::Count(count)) = options.count else {
        return Err(Status::unimplemented("the double knows no subscriptions"));
    };
    let store = called.behaviour.store();
    if !store.exists(&stream) {
        let missing = StreamNotFound {
            stream_identifier: identifier,
        };
        return Ok((stream, vec![ReadContent::StreamNotFound(missing)]));
    }
    let events = store.visible(&stream);
    let last = events.last().map(|event| event.revision);
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let (events, is_end) = match options.direction {
        BACKWARDS => (backwards(events, of.start, count), false),
        _ => forwards(events, of.start, count),
    };
    let mut answers: Vec<ReadContent> = events
        .into_iter()
        .map(|event| recorded(event, identifier.clone()))
        .collect();
    if is_end && called.behaviour.are_ends_told() {
        answers.push(ReadContent::LastStreamPosition(last.unwrap_or_default()));
    }
    drop(store);
    Ok((stream, answers))
}

/// The events from a revision on, and whether the stream ends with them.
fn forwards(
    events: &[StoredEvent],
    start: Option<Begin>,
    count: usize,
) -> (Vec<StoredEvent>, bool) {
    let from = match start {
        Some(Begin::Revision(start)) => events.partition_point(|event| event.revision < start),
        _ => 0,
    };
    let end = from.saturating_add(count).min(events.len());
    (events[from..end].to_vec(), end == events.len())
}

/// The events from a revision, or the end, to the beginning.
fn backwards(events: &[StoredEvent], start: Option<Begin>, count: usize) -> Vec<StoredEvent> {
    let end = match start {
        Some(Begin::Revision(start)) => events.partition_point(|event| event.revision <= start),
        _ => events.len(),
    };
    events[..end].iter().rev().take(count).cloned().collect()
}

async fn tell(called: Called, stream: String, answers: Vec<ReadContent>, say: mpsc::Sender<Said>) {
    let fault = called.behaviour.read_fault(&stream);
    for (said, content) in answers.into_iter().enumerate() {
        if let Some(fault) = fault.filter(|fault| fault.after == said) {
            let failed = called.fail(fault.how).await;
            if let Err(status) = failed {
                // Whoever asked may be gone; so it is below.
                let _ = say.send(Err(status)).await;
                return;
            }
            if fault.how == How::Ended {
                return;
            }
        }
        let answer = ReadResp {
            content: Some(content),
        };
        if say.send(Ok(answer)).await.is_err() {
            return;
        }
    }
}

fn recorded(event: StoredEvent, stream: Option<StreamIdentifier>) -> ReadContent {
    // In hundreds of nanoseconds since 1970.
    let created = START_SECONDS * 10_000_000 + event.at.as_nanos() as u64 / 100;
    let metadata = HashMap::from([
        ("type".to_owned(), event.kind),
        ("content-type".to_owned(), event.content_type),
        ("created".to_owned(), created.to_string()),
    ]);
    ReadContent::Event(ReadEvent {
        event: Some(Recorded {
            id: Some(id_text(event.id)),
            stream_identifier: stream,
            stream_revision: event.revision,
            prepare_position: event.revision,
            commit_position: event.revision,
            metadata,
            custom_metadata: event.custom_metadata,
            data: event.data,
        }),
        position: Some(EventPosition::Commit(event.revision)),
    })
}
