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
    let (exists, mut events) = {
        let store = called.behaviour.store();
        (store.exists(&stream), store.visible(&stream))
    };
    if !exists {
        let missing = StreamNotFound {
            stream_identifier: identifier,
        };
        return Ok((stream, vec![ReadContent::StreamNotFound(missing)]));
    }
    let last = events.last().map(|event| event.revision);
    let is_backwards = options.direction == BACKWARDS;
    if is_backwards {
        events.reverse();
    }
    if let Some(Begin::Revision(start)) = of.start {
        events.retain(|event| match is_backwards {
            true => event.revision <= start,
            false => event.revision >= start,
        });
    }
    let is_all = events.len() as u64 <= count;
    events.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    let mut answers: Vec<ReadContent> = events
        .into_iter()
        .map(|event| recorded(event, identifier.clone()))
        .collect();
    if is_all && !is_backwards && called.behaviour.are_ends_told() {
        answers.push(ReadContent::LastStreamPosition(last.unwrap_or_default()));
    }
    Ok((stream, answers))
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
