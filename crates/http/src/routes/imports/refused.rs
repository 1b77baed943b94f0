use std::io::{self, Write};

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use rollbook_service::Error;
use tokio::sync::mpsc;
use warp::Filter;

use crate::{
    api::Api,
    authentication::AuthenticatedCaller,
    failure::Failure,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

/// The size of a piece of the answer, in bytes.
const PIECE: usize = 64 * 1024;
/// How many pieces wait for a slow client.
const PIECES_IN_FLIGHT: usize = 4;

pub(super) fn route(api: &Api) -> Route {
    warp::path!(String / "refused.csv")
        .and(warp::get())
        .and(request(api))
        .then(refused)
        .boxed()
}

/// The refused rows of a plan, to be mended and uploaded again
///
/// The original columns in their order, then `row`, `code` and `reason`, which are ignored on reading (R17).
#[utoipa::path(
    get, path = "/api/v1/imports/{plan_id}/refused.csv", operation_id = "download_refused_rows", tag = "imports",
    params(("plan_id" = String, Path)),
    responses((status = 200, description = "The rows", body = String, content_type = "text/csv"))
)]
pub(crate) async fn refused(plan_id: String, request: Request) -> Answer {
    let caller = request.authenticate().await?;
    let (sender, mut pieces) = mpsc::channel(PIECES_IN_FLIGHT);
    tokio::spawn(write(caller, plan_id, sender));
    // A failure before the first piece is a problem; a later one cuts the answer off, so that nobody takes it for whole.
    let Some(first) = pieces.recv().await.transpose()? else {
        return reply::csv("refused.csv", "");
    };
    let rest = stream::unfold(Some((Ok(first), pieces)), |state| async {
        let (piece, mut pieces) = state?;
        let next = pieces.recv().await.map(|next| (next, pieces));
        Some((piece, next))
    });
    reply::csv("refused.csv", warp::reply::stream(rest))
}

async fn write(
    caller: AuthenticatedCaller,
    plan_id: String,
    sender: mpsc::Sender<Result<Bytes, Failure>>,
) {
    let mut out = Outgoing {
        sender: sender.clone(),
        piece: BytesMut::with_capacity(PIECE),
    };
    let written = caller.operate(move |operator| {
        operator.refused_rows(&plan_id, &mut out)?;
        out.flush().map_err(Error::Upload)
    });
    if let Err(failure) = written.await {
        // Where nobody listens any more, nobody misses it.
        let _ = sender.send(Err(failure)).await;
    }
}

/// A CSV on its way from the thread that writes it.
struct Outgoing {
    sender: mpsc::Sender<Result<Bytes, Failure>>,
    piece: BytesMut,
}

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == PIECE {
            self.flush()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = self.piece.split().freeze();
        self.sender
            .blocking_send(Ok(piece))
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
