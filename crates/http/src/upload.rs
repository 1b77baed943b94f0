//! Uploads pass through, in pieces, to a thread that may block.

use std::io::{self, Read};

use bytes::{Buf, Bytes};
use rollbook_service::{Error, Operator};
use tokio::sync::mpsc;

use crate::{
    Limits,
    blocking::blocking,
    body::{Body, is_one_of, media_type, refuse_declared},
    failure::Failure,
    request::Request,
    rights::{Operate, Permitted},
};

/// Pieces on their way to the thread; each is what one read of the socket gave.
const PIECES_IN_FLIGHT: usize = 16;

/// What browsers and tools call a CSV or a zip; which of the two it is, its first bytes tell. Not what a form sends:
/// curl's `-d` would have dropped the line breaks.
const UPLOAD_TYPES: &str = "text/csv, text/plain, application/csv, application/vnd.ms-excel, application/zip, \
     application/x-zip-compressed, application/octet-stream";

/// Runs work on accounts over an uploaded file while it arrives, in constant memory.
///
/// Only a body that arrived whole ends for the work as well; where the client leaves, falls silent or
/// sends too much, the work reads an error instead.
pub(crate) async fn upload<T: Send + 'static>(
    request: Request,
    caller: Permitted<Operate>,
    work: impl FnOnce(Operator<'_>, Incoming) -> Result<T, Error> + Send + 'static,
) -> Result<T, Failure> {
    let limits = request.api.limits;
    if let Some(declared) = media_type(&request.headers)
        && !is_one_of(UPLOAD_TYPES, declared)
    {
        return Err(Failure::MediaType {
            accepted: UPLOAD_TYPES,
        });
    }
    refuse_declared(&request.headers, limits.upload_bytes)?;
    let place = request.api.uploads.enter(&caller.caller);
    let place = place.ok_or(Failure::TooManyUploads)?;

    let (sender, pieces) = mpsc::channel(PIECES_IN_FLIGHT);
    let working = blocking(move || {
        let _place = place;
        let incoming = Incoming {
            pieces,
            rest: Bytes::new(),
        };
        caller.run_here(|operator| work(operator, incoming))
    });
    let (sent, worked) = tokio::join!(send(request.body, sender, &limits), working);
    // What was wrong with the body says more than what the work made of it.
    sent?;
    Ok(worked??)
}

async fn send(mut body: Body, sender: mpsc::Sender<Piece>, limits: &Limits) -> Result<(), Failure> {
    let mut arrived = 0;
    while let Some(piece) = body.next(limits).await? {
        arrived += piece.len() as u64;
        if arrived > limits.upload_bytes {
            return Err(Failure::BodyTooLarge {
                limit: limits.upload_bytes,
            });
        }
        if sender.send(Piece::Bytes(piece)).await.is_err() {
            // The work is over already, and has said why.
            return Ok(());
        }
    }
    let _ = sender.send(Piece::End).await;
    Ok(())
}

/// Without an explicit end, a client that left would look like a shorter file.
enum Piece {
    Bytes(Bytes),
    End,
}

/// An upload's other end, on the thread that works on it.
pub(crate) struct Incoming {
    pieces: mpsc::Receiver<Piece>,
    rest: Bytes,
}

impl Incoming {
    /// Waits for the next piece; `None` after the last.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] where the body did not arrive whole.
    pub fn next_piece(&mut self) -> io::Result<Option<Bytes>> {
        match self.pieces.blocking_recv() {
            Some(Piece::Bytes(piece)) => Ok(Some(piece)),
            Some(Piece::End) => Ok(None),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.next_piece()? {
                Some(piece) => self.rest = piece,
                None => return Ok(0),
            }
        }
        let length = self.rest.len().min(buffer.len());
        self.rest.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incoming(pieces: Vec<Piece>) -> Incoming {
        let (sender, receiver) = mpsc::channel(PIECES_IN_FLIGHT);
        for piece in pieces {
            assert!(sender.try_send(piece).is_ok());
        }
        Incoming {
            pieces: receiver,
            rest: Bytes::new(),
        }
    }

    fn bytes(text: &'static str) -> Piece {
        Piece::Bytes(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn a_body_that_arrived_whole_is_read_to_its_end() {
        let mut text = String::new();
        let mut body = incoming(vec![
            bytes("email\n"),
            bytes(""),
            bytes("a@b.example\n"),
            Piece::End,
        ]);
        assert!(body.read_to_string(&mut text).is_ok());
        assert_eq!(text, "email\na@b.example\n");
    }

    #[test]
    fn a_client_that_left_does_not_look_like_a_shorter_file() {
        let mut text = String::new();
        let cut = incoming(vec![bytes("email\n")]).read_to_string(&mut text);
        assert_eq!(
            cut.map_err(|error| error.kind()),
            Err(io::ErrorKind::UnexpectedEof)
        );
    }
}
