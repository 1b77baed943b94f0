//! Whether anything goes on on a connection, to end one on which nothing does.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, sleep, sleep_until};

/// The requests of one connection.
#[derive(Clone)]
pub(crate) struct Activity(Arc<Mutex<State>>);

struct State {
    running: u32,
    /// When the last request ended, or the connection began.
    quiet_since: Instant,
}

impl Activity {
    /// Of a connection that begins now.
    pub fn new() -> Activity {
        Activity(Arc::new(Mutex::new(State {
            running: 0,
            quiet_since: Instant::now(),
        })))
    }

    /// A request begins; it ends when this is dropped.
    pub fn begin(&self) -> Running {
        self.change(|state| state.running += 1);
        Running(self.clone())
    }

    /// Is over when no request has run for so long.
    pub async fn quiet_for(&self, limit: Duration) {
        loop {
            let (running, ends) = self.change(|state| (state.running, state.quiet_since + limit));
            match running {
                0 if ends <= Instant::now() => return,
                0 => sleep_until(ends).await,
                _ => sleep(limit).await,
            }
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A request that is not over.
pub(crate) struct Running(Activity);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.change(|state| {
            state.running -= 1;
            state.quiet_since = Instant::now();
        });
    }
}

/// The body of an answer, which holds something until it was sent or given up.
pub(crate) struct Held<B, H> {
    body: B,
    _held: H,
}

impl<B, H> Held<B, H> {
    pub fn new(body: B, held: H) -> Held<B, H> {
        Held { body, _held: held }
    }
}

impl<B: Body + Unpin, H: Unpin> Body for Held<B, H> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_is_quiet_only_while_no_request_runs() {
        let limit = Duration::from_millis(10);
        let activity = Activity::new();
        let running = activity.begin();
        let quiet = activity.quiet_for(limit);
        let mut quiet = std::pin::pin!(quiet);
        tokio::select! {
            () = &mut quiet => panic!("a request runs"),
            () = sleep(limit * 10) => {}
        }
        drop(running);
        quiet.await;
    }
}
