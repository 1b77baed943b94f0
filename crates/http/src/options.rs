//! What a server is told when it starts.

use std::net::{Ipv4Addr, SocketAddr};

use crate::{Limits, Tls};

/// Where and how to listen.
#[derive(Clone)]
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
    /// Names by which the server may be asked for, besides its own on loopback; none stands for any
    /// name where it listens elsewhere.
    pub hosts: Vec<String>,
    /// Plain HTTP where there is none.
    pub tls: Option<Tls>,
    /// Where `/metrics` is, to everybody who reaches it; nothing is counted where there is none.
    pub metrics: Option<SocketAddr>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 7420)),
            limits: Limits::default(),
            secure_cookies: false,
            public_log: false,
            hosts: Vec::new(),
            tls: None,
            metrics: None,
        }
    }
}
