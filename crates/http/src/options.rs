//! What a server is told when it starts.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

/// 64 KiB: the largest command has a reason and a few names.
const JSON_BYTES: usize = 64 * 1024;
/// 2 GiB: a row of 100 bytes for each of 20 million people.
const UPLOAD_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Each upload holds a thread, and disk and memory for duplicate detection.
const UPLOADS_AT_ONCE: usize = 16;
/// Each feed holds a connection and reads the log.
const FEEDS_AT_ONCE: usize = 64;
/// A client that says nothing for so long is gone.
const BODY_IDLE: Duration = Duration::from_secs(60);
/// How long requests may go on after the server was asked to stop.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(30);

/// Where and how to listen.
#[derive(Clone, Debug)]
pub struct Options {
    /// Port 0 takes a free one; [`Server::address`](crate::Server::address) tells which.
    pub listen: SocketAddr,
    pub limits: Limits,
    /// Whether browsers send the session's cookie over HTTPS only. Right wherever the console is not
    /// opened as `http://localhost`.
    pub secure_cookies: bool,
    /// Whether `/tlog` is open to everybody who can reach the server (R64): what stands in it names
    /// nobody.
    pub public_log: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 7420)),
            limits: Limits::default(),
            secure_cookies: false,
            public_log: false,
        }
    }
}

/// How much one client may ask of the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of a JSON body.
    pub json_bytes: usize,
    /// Of an uploaded file.
    pub upload_bytes: u64,
    /// Uploads and checks that run at the same time; one more is answered `busy`.
    pub uploads_at_once: usize,
    /// Clients that follow the log at the same time; one more is answered `too-many-feeds`.
    pub feeds_at_once: usize,
    /// The longest pause inside a body, and how long a client may take nothing of an answer.
    pub body_idle: Duration,
    /// From the request to stop to the end.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            json_bytes: JSON_BYTES,
            upload_bytes: UPLOAD_BYTES,
            uploads_at_once: UPLOADS_AT_ONCE,
            feeds_at_once: FEEDS_AT_ONCE,
            body_idle: BODY_IDLE,
            shutdown_grace: SHUTDOWN_GRACE,
        }
    }
}
