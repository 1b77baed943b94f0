//! Links that sign in once.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Where a browser on this machine opens the console that listens there, signed in by the secret.
pub fn link(listen: SocketAddr, secret: &str) -> String {
    format!("http://{}/#sign-in={secret}", from_here(listen))
}

/// A browser on this machine cannot open "any address".
fn from_here(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
