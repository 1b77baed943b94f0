//! How much one client may ask of the server. Each limit is a setting of its own.

use std::time::Duration;

/// Bytes are of what arrives, before anything is unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of a JSON body. 64 KiB: the largest command has a reason and a few names.
    pub json_bytes: usize,
    /// Of an uploaded file. 2 GiB: a row of 100 bytes for each of 20 million people.
    pub upload_bytes: u64,
    /// Uploads and checks that run at the same time, each of which holds a thread, and disk and memory for duplicate
    /// detection; one more is answered `too-many-uploads`.
    pub uploads_at_once: usize,
    /// Files that are sent at the same time, each of which holds a thread and a moment of the ledger; one more is
    /// answered `too-many-downloads`.
    pub downloads_at_once: usize,
    /// Clients that follow the log or an import at the same time, each of which holds a connection and reads the
    /// ledger; one more is answered `too-many-feeds`.
    pub feeds_at_once: usize,
    /// Connections at the same time; one more is answered `too-many-connections`, or closed where it wants TLS.
    /// 512 stay below the 1,024 open files that a process commonly may have.
    pub connections_at_once: usize,
    /// Of a request's address, its query included. 8 KiB, as most servers take.
    pub address_bytes: usize,
    /// Of a request's header fields, names and values together.
    pub header_bytes: usize,
    /// Header fields of a request; a browser behind two proxies sends about 40.
    pub headers: usize,
    /// How long a connection may stand without a request: before its first, while the header fields of one arrive, and
    /// between two.
    pub header_time: Duration,
    /// The longest pause inside a body, and how long a client may take nothing of an answer.
    pub body_idle: Duration,
    /// The slowest that a body may arrive, or a file be taken, on the whole and after two `body_idle`: a slow line is
    /// welcome, a client that sends or takes a byte a minute is not.
    pub body_bytes_per_second: u64,
    /// Requests that run at the same time on one connection of HTTP/2.
    pub streams_at_once: u32,
    /// From the request to stop to the end.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            json_bytes: 64 * 1024,
            upload_bytes: 2 * 1024 * 1024 * 1024,
            uploads_at_once: 16,
            downloads_at_once: 32,
            feeds_at_once: 64,
            connections_at_once: 512,
            address_bytes: 8 * 1024,
            header_bytes: 16 * 1024,
            headers: 64,
            header_time: Duration::from_secs(30),
            body_idle: Duration::from_secs(60),
            body_bytes_per_second: 500,
            streams_at_once: 100,
            shutdown_grace: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// How long a client may be waited for, all in all, that has sent or taken so many bytes. Two pauses are
    /// free, so that one that falls silent is told that.
    pub(crate) fn longest_wait(&self, bytes: u64) -> Duration {
        let seconds = bytes / self.body_bytes_per_second.max(1);
        2 * self.body_idle + Duration::from_secs(seconds)
    }
}
