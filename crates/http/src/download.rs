//! Files on their way to a client, in pieces from a thread that may block. A slow client holds the thread back, so that
//! memory stays constant; one that takes nothing for a while is gone.

use std::{
    io::{self, Write},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use rollbook_service::Error;
use tokio::{runtime::Handle, sync::mpsc, time::timeout};
use warp::http::HeaderValue;

use crate::{
    blocking::blocking,
    failure::Failure,
    reply::{self, Answer},
};

/// The size of a piece, in bytes.
const PIECE: usize = 64 * 1024;
/// How many pieces wait for a slow client.
const PIECES_IN_FLIGHT: usize = 4;

/// Answers with the CSV that `write` makes, as [`file`] does.
pub(crate) async fn csv(
    name: &str,
    idle: Duration,
    write: impl FnOnce(&mut Outgoing) -> Result<(), Error> + Send + 'static,
) -> Answer {
    file(reply::CSV, name, idle, write).await
}

/// Answers with the file that `write` makes. `idle` is how long a client may take nothing: the thread may hold a moment of
/// the ledger, whose write-ahead log cannot be emptied meanwhile.
pub(crate) async fn file(
    media_type: HeaderValue,
    name: &str,
    idle: Duration,
    write: impl FnOnce(&mut Outgoing) -> Result<(), Error> + Send + 'static,
) -> Answer {
    let (sender, mut pieces) = mpsc::channel(PIECES_IN_FLIGHT);
    let mut outgoing = Outgoing {
        sender: sender.clone(),
        idle,
        runtime: Handle::current(),
        piece: BytesMut::with_capacity(PIECE),
    };
    tokio::spawn(async move {
        let written = blocking(move || {
            write(&mut outgoing)?;
            outgoing.flush().map_err(Error::Output)
        });
        if let Err(failure) = written.await.and_then(|written| Ok(written?)) {
            // Where nobody listens any more, nobody misses it.
            let _ = sender.send(Err(failure)).await;
        }
    });
    // A failure before the first piece is a problem; a later one cuts the answer off, so that nobody takes it for whole.
    let Some(first) = pieces.recv().await.transpose()? else {
        return reply::file(media_type, name, "");
    };
    let rest = stream::unfold(Some((Ok(first), pieces)), |state| async {
        let (piece, mut pieces) = state?;
        let next = pieces.recv().await.map(|next| (next, pieces));
        Some((piece, next))
    });
    reply::file(media_type, name, warp::reply::stream(rest))
}

/// The thread's end.
pub(crate) struct Outgoing {
    sender: mpsc::Sender<Result<Bytes, Failure>>,
    idle: Duration,
    runtime: Handle,
    piece: BytesMut,
}

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == PIECE {
            self.send()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

impl Outgoing {
    fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = self.piece.split().freeze();
        self.runtime
            .block_on(timeout(self.idle, self.sender.send(Ok(piece))))
            .map_err(|_| io::ErrorKind::TimedOut)?
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (sender, pieces) = mpsc::channel(PIECES_IN_FLIGHT);
        let mut outgoing = Outgoing {
            sender,
            idle: Duration::from_millis(20),
            runtime: Handle::current(),
            piece: BytesMut::with_capacity(PIECE),
        };
        let written = tokio::task::spawn_blocking(move || {
            let endless = &mut io::repeat(b'x');
            io::copy(endless, &mut outgoing).map_err(|error| error.kind())
        });
        assert_eq!(written.await.ok(), Some(Err(io::ErrorKind::TimedOut)));
        drop(pieces);
    }
}
