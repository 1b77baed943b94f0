//! The two calls that are made of the client: an append and a read.

use eventstore::{
    AppendToStreamOptions, EventData, ReadEvent, ReadStream, ReadStreamOptions, RecordedEvent,
    StreamPosition, StreamState,
};

use super::connection::Connection;
use super::fault::Fault;

/// Events that are asked for at once.
const PAGE: usize = 500;

/// Bytes of events after which a page has enough: what fits into the window of a connection twice over.
const PAGE_BYTES: usize = 4 << 20;

/// Where a read begins.
#[derive(Clone, Copy)]
pub(super) enum From {
    /// Forwards, with the event of this revision.
    Revision(u64),
    /// The last event alone.
    End,
}

/// What a read gave.
pub(super) struct Page {
    pub events: Vec<RecordedEvent>,
    /// The server said that the stream ends here. It may end here where it did not.
    pub is_end: bool,
}

impl Connection {
    /// Writes events at the expected revision, none for a stream that is not there yet; returns the
    /// revision of the last one.
    pub(super) fn put(
        &self,
        stream: &str,
        expected: Option<u64>,
        events: Vec<EventData>,
    ) -> Result<u64, Fault> {
        let mut options = AppendToStreamOptions::default()
            .deadline(self.answer())
            .stream_state(match expected {
                Some(revision) => StreamState::StreamRevision(revision),
                None => StreamState::NoStream,
            });
        if let Some(credentials) = self.credentials() {
            options = options.authenticated(credentials);
        }
        let stream = stream.to_owned();
        self.call(|client| async move {
            let written = client.append_to_stream(stream, &options, events).await;
            let written = written.map_err(|error| Fault::of_append(&error))?;
            Ok(written.next_expected_version)
        })
    }

    /// Reads at most `limit` events, and fewer where they are large.
    pub(super) fn page(&self, stream: &str, from: From, limit: u64) -> Result<Page, Fault> {
        let count = usize::try_from(limit).unwrap_or(PAGE).min(PAGE);
        let options = ReadStreamOptions::default().deadline(self.answer());
        let mut options = match from {
            From::Revision(revision) => options
                .forwards()
                .position(StreamPosition::Position(revision))
                .max_count(count),
            From::End => options.position(StreamPosition::End).max_count(1),
        };
        if let Some(credentials) = self.credentials() {
            options = options.authenticated(credentials);
        }
        let stream = stream.to_owned();
        let page = self.call(|client| async move {
            let reading = client.read_stream(stream, &options).await;
            // A stream that is not there is told later; here it is a node without a leader.
            gather(reading.map_err(|error| Fault::of_append(&error))?).await
        });
        page.map_err(Fault::without_effect)
    }
}

/// What was read before a failure is as good as any: only a page of nothing is a failure.
async fn gather(mut reading: ReadStream) -> Result<Page, Fault> {
    let mut page = Page {
        events: Vec::new(),
        is_end: false,
    };
    let mut bytes = 0;
    while bytes < PAGE_BYTES {
        match reading.next_read_event().await {
            Ok(Some(ReadEvent::Event(read))) => {
                let Some(event) = read.event else {
                    return Err(Fault::Damaged("an event in it is gone".to_owned()));
                };
                bytes += event.data.len();
                page.events.push(event);
            }
            Ok(Some(ReadEvent::LastStreamPosition(_))) => page.is_end = true,
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(_) if !page.events.is_empty() => break,
            Err(error) => return Err(Fault::of_read(&error)),
        }
    }
    Ok(page)
}
