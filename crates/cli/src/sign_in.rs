//! Where the console is, and links that sign in once.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::settings::Settings;

/// Where a browser opens the console that listens there, signed in by the secret.
pub fn link(settings: &Settings, listen: SocketAddr, secret: &str) -> String {
    format!("{}/#sign-in={secret}", console(settings, listen))
}

/// By the first name of the settings, else for a browser on this machine.
fn console(settings: &Settings, listen: SocketAddr) -> String {
    match (settings.hosts.first(), settings.tls.is_some()) {
        // The proxy's port is its own, and almost always https's.
        (Some(name), false) if settings.behind_proxy => format!("https://{}", name.as_str()),
        (Some(name), true) => format!("https://{}:{}", name.as_str(), listen.port()),
        (Some(name), false) => format!("http://{}:{}", name.as_str(), listen.port()),
        (None, true) => format!("https://{}", from_here(listen)),
        (None, false) => format!("http://{}", from_here(listen)),
    }
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
