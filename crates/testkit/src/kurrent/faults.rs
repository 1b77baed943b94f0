//! Ways to fail, each once.

use std::time::Duration;

/// In which way a call ends that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The connection is torn.
    Torn,
    /// With status `Unavailable`, as a server says that shuts down.
    Unavailable,
    /// With status `Aborted`, as a leader says that lost its followers.
    TimedOut,
    /// Never, though the connection lives.
    Silent,
    /// As if nothing were wrong: a read only ends.
    Ended,
    /// Late, but well.
    Late(Duration),
}

/// What happens to an append.
#[derive(Clone, Copy, Debug)]
pub struct AppendFault {
    /// Whether it is done all the same.
    pub is_stored: bool,
    pub how: How,
}

/// What happens to a read.
#[derive(Clone, Copy, Debug)]
pub struct ReadFault {
    /// Behind so many events.
    pub after: usize,
    pub how: How,
}

/// Faults that have not happened yet, with the streams that they are meant for.
pub(super) struct Planned<F>(Vec<(String, F)>);

impl<F> Planned<F> {
    pub(super) fn new() -> Planned<F> {
        Planned(Vec::new())
    }

    pub(super) fn plan(&mut self, stream: &str, fault: F) {
        self.0.push((stream.to_owned(), fault));
    }

    /// The fault that is due for a call to this stream.
    pub(super) fn due(&mut self, stream: &str) -> Option<F> {
        let place = self
            .0
            .iter()
            .position(|(start, _)| stream.starts_with(start.as_str()))?;
        Some(self.0.remove(place).1)
    }

    pub(super) fn left(&self, stream: &str) -> usize {
        self.0.iter().filter(|(start, _)| start == stream).count()
    }
}
