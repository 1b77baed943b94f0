//! By which names the server may be asked for.
//!
//! A page of anybody's can let its own name point to 127.0.0.1 once it is open (DNS rebinding), and
//! then asks this server as if it were its own. Its requests still carry the page's name as `Host`.

use std::net::{IpAddr, SocketAddr};

use warp::http::{Request, header::HOST};

/// Names of the machine itself; an IPv6 address stands in brackets, as in a URL.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The names that are accepted.
#[derive(Clone, Debug)]
pub(crate) enum Hosts {
    Any,
    These(Vec<String>),
}

impl Hosts {
    /// Those that were set. On loopback its own names are accepted as well, and no others; elsewhere
    /// any name is where none was set, because nobody can know by which names a machine is called.
    pub fn of(set: &[String], listen: SocketAddr) -> Hosts {
        let mut names = set.to_vec();
        if listen.ip().is_loopback() {
            names.extend(LOOPBACK.map(str::to_owned));
            names.push(in_url(listen.ip()));
        }
        match names.is_empty() {
            true => Hosts::Any,
            false => Hosts::These(names),
        }
    }

    /// Whether a request may be answered. The port is not looked at: a proxy may have another.
    pub fn accepts<B>(&self, request: &Request<B>) -> bool {
        let Hosts::These(names) = self else {
            return true;
        };
        // HTTP/2 has the name in the address, HTTP/1.1 in a header.
        let asked = match request.uri().authority() {
            Some(authority) => Some(authority.host()),
            None => {
                let host = request.headers().get(HOST);
                host.and_then(|host| host.to_str().ok()).map(without_port)
            }
        };
        asked.is_some_and(|asked| names.iter().any(|name| name.eq_ignore_ascii_case(asked)))
    }
}

/// The name in `name:port`, or all of what names no port.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    }
}

fn in_url(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(set: &[&str], listen: &str, host: &str) -> bool {
        let set: Vec<String> = set.iter().map(|name| (*name).to_owned()).collect();
        let hosts = Hosts::of(&set, listen.parse().unwrap());
        hosts.accepts(&Request::builder().header(HOST, host).body(()).unwrap())
    }

    #[test]
    fn on_loopback_only_its_own_names_are_accepted() {
        for host in [
            "localhost",
            "LOCALHOST:7420",
            "127.0.0.1:7420",
            "[::1]:7420",
        ] {
            assert!(accepts(&[], "127.0.0.1:7420", host), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "localhost:7420.evil.example",
            "evil.example:localhost",
            "evil.example@localhost",
            "localhost/",
            "",
            ":7420",
            "a b",
        ] {
            assert!(!accepts(&[], "127.0.0.1:7420", host), "{host}");
        }
        assert!(accepts(&[], "127.0.0.2:7420", "127.0.0.2"));
        assert!(!Hosts::of(&[], "[::1]:1".parse().unwrap()).accepts(&Request::new(())));
    }

    #[test]
    fn names_that_are_set_are_accepted_and_others_are_not() {
        let set = ["roll.school.example"];
        assert!(accepts(&set, "127.0.0.1:7420", "roll.school.example"));
        assert!(accepts(&set, "127.0.0.1:7420", "localhost"));
        assert!(accepts(&set, "10.0.0.5:443", "Roll.School.Example:443"));
        assert!(!accepts(&set, "10.0.0.5:443", "10.0.0.5"));
    }

    #[test]
    fn elsewhere_any_name_is_accepted_where_none_is_set() {
        assert!(accepts(&[], "10.0.0.5:80", "whatever.example"));
        assert!(Hosts::of(&[], "0.0.0.0:80".parse().unwrap()).accepts(&Request::new(())));
    }
}
