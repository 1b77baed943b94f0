//! Files on their way to a client, in pieces from a thread that may block. A slow client holds the thread back, so that
//! memory stays constant; one that takes nothing for a while is gone.

use std::{
    io::{self, Write},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use rollbook_service::Error;
use tokio::{
    runtime::Handle,
    sync::mpsc,
    time::{Instant, timeout},
};
use warp::http::HeaderValue;

use crate::{
    Limits,
    api::Api,
    blocking::blocking,
    failure::Failure,
    reply::{self, Answer},
    rights::{Permitted, Right},
};

/// The size of a piece, in bytes.
const PIECE: usize = 64 * 1024;
/// How many pieces wait for a slow client.
const PIECES_IN_FLIGHT: usize = 4;

/// Answers with the CSV that `write` makes, as [`file`] does.
pub(crate) async fn csv<R: Right>(
    api: &Api,
    caller: Permitted<R>,
    name: &str,
    write: impl FnOnce(R::Capability<'_>, &mut Outgoing) -> Result<(), Error> + Send + 'static,
) -> Answer {
    file(api, caller, (reply::CSV, name), write).await
}

/// Answers with the file that `write` makes. There are places for so many, and a slowest pace: the thread may hold a moment
/// of the ledger, whose write-ahead log cannot be emptied meanwhile.
pub(crate) async fn file<R: Right>(
    api: &Api,
    caller: Permitted<R>,
    (media_type, name): (HeaderValue, &str),
    write: impl FnOnce(R::Capability<'_>, &mut Outgoing) -> Result<(), Error> + Send + 'static,
) -> Answer {
    let place = api.downloads.enter(&caller.caller);
    let place = place.ok_or(Failure::TooManyDownloads)?;
    let (sender, mut pieces) = mpsc::channel(PIECES_IN_FLIGHT);
    let mut outgoing = Outgoing::new(sender.clone(), api.limits);
    tokio::spawn(async move {
        let written = blocking(move || {
            let _place = place;
            caller.run_here(|capability| write(capability, &mut outgoing))?;
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
    limits: Limits,
    runtime: Handle,
    piece: BytesMut,
    taken: u64,
    /// How long the client was waited for: what the server does meanwhile is not the client's fault.
    waited: Duration,
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
    fn new(sender: mpsc::Sender<Result<Bytes, Failure>>, limits: Limits) -> Outgoing {
        Outgoing {
            sender,
            limits,
            runtime: Handle::current(),
            piece: BytesMut::with_capacity(PIECE),
            taken: 0,
            waited: Duration::ZERO,
        }
    }

    fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = self.piece.split().freeze();
        let bytes = piece.len() as u64;
        let left = self
            .limits
            .longest_wait(self.taken)
            .saturating_sub(self.waited);
        let began = Instant::now();
        self.runtime
            .block_on(timeout(
                self.limits.body_idle.min(left),
                self.sender.send(Ok(piece)),
            ))
            .map_err(|_| io::ErrorKind::TimedOut)?
            .map_err(|_| io::ErrorKind::BrokenPipe)?;
        self.waited += began.elapsed();
        self.taken += bytes;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (sender, pieces) = mpsc::channel(PIECES_IN_FLIGHT);
        let mut outgoing = Outgoing::new(
            sender,
            Limits {
                body_idle: Duration::from_millis(20),
                ..Limits::default()
            },
        );
        let written = tokio::task::spawn_blocking(move || {
            let endless = &mut io::repeat(b'x');
            io::copy(endless, &mut outgoing).map_err(|error| error.kind())
        });
        assert_eq!(written.await.ok(), Some(Err(io::ErrorKind::TimedOut)));
        drop(pieces);
    }

    /// What became of a file of 80 pieces whose client takes one every 20 ms, without any longer pause.
    async fn taken_slowly(body_bytes_per_second: u64) -> Result<u64, io::ErrorKind> {
        let (sender, mut pieces) = mpsc::channel(PIECES_IN_FLIGHT);
        let mut outgoing = Outgoing::new(
            sender,
            Limits {
                body_idle: Duration::from_millis(500),
                body_bytes_per_second,
                ..Limits::default()
            },
        );
        let client = tokio::spawn(async move {
            while pieces.recv().await.is_some() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        let written = tokio::task::spawn_blocking(move || {
            let file = &mut io::repeat(b'x').take(80 * PIECE as u64);
            io::copy(file, &mut outgoing).map_err(|error| error.kind())
        });
        let written = written.await.expect("the thread ends");
        client.await.expect("the client ends");
        written
    }

    #[tokio::test]
    async fn a_client_that_takes_a_little_now_and_then_is_given_up_too() {
        assert_eq!(taken_slowly(u64::MAX).await, Err(io::ErrorKind::TimedOut));
        assert_eq!(taken_slowly(PIECE as u64).await, Ok(80 * PIECE as u64));
    }
}
