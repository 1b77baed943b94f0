//! Where a database is, and whether TLS is asked for there.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

use super::fault::Fault;

/// How long one server may take to accept a connection, unless the URL says otherwise.
const ACCEPT: Duration = Duration::from_secs(3);

/// How long what was sent may stay unconfirmed, and a silent connection unasked: a server that is
/// gone is noticed in these times.
const UNCONFIRMED: Duration = Duration::from_secs(10);

/// A URL `postgres://user:password@host:port,host:port/database?…`, taken apart.
pub(super) struct Address {
    /// One for each server, in their order.
    pub servers: Vec<Server>,
    /// Whom to believe, instead of whom the machine does.
    pub root_certificates: Option<PathBuf>,
    /// For people: without credentials.
    pub place: String,
}

/// One of the servers that may be the primary.
pub(super) struct Server {
    pub config: Config,
    pub name: String,
}

/// What the URL says about TLS.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tls {
    /// Required, but on this very machine.
    Unsaid,
    Required,
    Never,
}

impl Address {
    /// # Errors
    /// [`Fault::Url`] says what is wrong with the URL, without repeating it: it may hold a password.
    pub(super) fn parse(url: &str) -> Result<Address, Fault> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(refused("its URL must begin with postgres://"));
        }
        let (url, tls, root_certificates) = take_out_tls(url)?;
        let whole: Config = url
            .parse()
            .map_err(|error: tokio_postgres::Error| refused(&reason(&error)))?;
        let servers = servers(&whole, tls)?;
        let names: Vec<&str> = servers.iter().map(|server| server.name.as_str()).collect();
        let place = match whole.get_dbname() {
            Some(database) => format!("{}/{database}", names.join(",")),
            None => names.join(","),
        };
        Ok(Address {
            servers,
            root_certificates,
            place,
        })
    }

    /// Whether any server is to be reached by TLS.
    pub(super) fn needs_tls(&self) -> bool {
        let needs = |server: &Server| server.config.get_ssl_mode() == SslMode::Require;
        self.servers.iter().any(needs)
    }
}

fn refused(why: &str) -> Fault {
    Fault::Url(why.to_owned())
}

fn reason(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    format!("its URL cannot be read: {}", cause.unwrap_or_default())
}

/// The client has its own idea of `sslmode`, and none of `sslrootcert`.
fn take_out_tls(url: &str) -> Result<(String, Tls, Option<PathBuf>), Fault> {
    let (mut tls, mut roots, mut others) = (Tls::Unsaid, None, Vec::new());
    let (start, parameters) = url.split_once('?').unwrap_or((url, ""));
    for parameter in parameters.split('&').filter(|one| !one.is_empty()) {
        match parameter.split_once('=') {
            Some(("sslmode", "disable")) => tls = Tls::Never,
            Some(("sslmode", "require" | "verify-ca" | "verify-full")) => tls = Tls::Required,
            Some(("sslmode", _)) => {
                return Err(refused(
                    "its URL must say sslmode=verify-full or sslmode=disable: the others give in where TLS is not to be had",
                ));
            }
            Some(("sslrootcert", path)) => {
                let path = percent_decode_str(path).decode_utf8();
                let path = path.map_err(|_| refused("sslrootcert in its URL is not UTF-8"))?;
                roots = Some(Path::new(&*path).to_owned());
            }
            _ => others.push(parameter),
        }
    }
    Ok((format!("{start}?{}", others.join("&")), tls, roots))
}

/// Each server by itself: of a list, the client would wait for ever for one that accepts a
/// connection and then says nothing.
fn servers(whole: &Config, tls: Tls) -> Result<Vec<Server>, Fault> {
    let (hosts, ports) = (whole.get_hosts(), whole.get_ports());
    if hosts.is_empty() || !whole.get_hostaddrs().is_empty() {
        return Err(refused("its URL must name one or more hosts"));
    }
    if ports.len() > 1 && ports.len() != hosts.len() {
        return Err(refused(
            "its URL must name a port for each host, or one for all",
        ));
    }
    let mut servers = Vec::with_capacity(hosts.len());
    for (number, host) in hosts.iter().enumerate() {
        let port = ports.get(number).or(ports.first()).copied();
        servers.push(server(whole, host, port.unwrap_or(5432), tls));
    }
    Ok(servers)
}

fn server(whole: &Config, host: &Host, port: u16, tls: Tls) -> Server {
    let mut config = Config::new();
    let (name, is_here) = match host {
        Host::Tcp(name) => {
            config.host(name);
            (format!("{name}:{port}"), is_loopback(name))
        }
        #[cfg(unix)]
        Host::Unix(folder) => {
            config.host_path(folder);
            (folder.display().to_string(), true)
        }
    };
    config.port(port);
    copy(whole, &mut config);
    let is_plain = tls == Tls::Never || tls == Tls::Unsaid && is_here;
    config.ssl_mode(match is_plain {
        true => SslMode::Disable,
        false => SslMode::Require,
    });
    // A standby reads, and may be behind.
    config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    Server { config, name }
}

fn copy(whole: &Config, config: &mut Config) {
    if let Some(user) = whole.get_user() {
        config.user(user);
    }
    if let Some(password) = whole.get_password() {
        config.password(password);
    }
    if let Some(database) = whole.get_dbname() {
        config.dbname(database);
    }
    if let Some(options) = whole.get_options() {
        config.options(options);
    }
    config
        .application_name(whole.get_application_name().unwrap_or("rollbook"))
        .ssl_negotiation(whole.get_ssl_negotiation())
        .channel_binding(whole.get_channel_binding())
        .connect_timeout(*whole.get_connect_timeout().unwrap_or(&ACCEPT))
        .tcp_user_timeout(*whole.get_tcp_user_timeout().unwrap_or(&UNCONFIRMED))
        .keepalives(true)
        .keepalives_idle(UNCONFIRMED)
        .keepalives_interval(whole.get_keepalives_interval().unwrap_or(ACCEPT))
        .keepalives_retries(whole.get_keepalives_retries().unwrap_or(3));
}

fn is_loopback(name: &str) -> bool {
    name == "localhost"
        || name
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modes(url: &str) -> Vec<SslMode> {
        let address = Address::parse(url).unwrap_or_else(|fault| panic!("{fault:?}"));
        let servers = address.servers.iter();
        servers.map(|server| server.config.get_ssl_mode()).collect()
    }

    #[test]
    fn tls_is_required_but_on_this_machine() {
        assert_eq!(modes("postgres://a@db.example/r"), [SslMode::Require]);
        assert_eq!(
            modes("postgres://a@localhost,127.0.0.1,db.example/r"),
            [SslMode::Disable, SslMode::Disable, SslMode::Require]
        );
        assert_eq!(
            modes("postgres://a@/r?host=%2Fvar%2Frun%2Fpostgresql"),
            [SslMode::Disable]
        );
        assert_eq!(modes("postgres://a@[::1]:5433/r"), [SslMode::Disable]);
        assert_eq!(
            modes("postgres://a@localhost/r?sslmode=verify-full"),
            [SslMode::Require]
        );
        assert_eq!(
            modes("postgres://a@db.example/r?sslmode=disable"),
            [SslMode::Disable]
        );
    }

    #[test]
    fn modes_that_give_in_are_refused() {
        for mode in ["prefer", "allow", "nonsense"] {
            let url = format!("postgres://a@db.example/r?sslmode={mode}");
            assert!(matches!(Address::parse(&url), Err(Fault::Url(_))));
        }
    }

    #[test]
    fn the_place_names_every_server_and_no_credentials() {
        let url = "postgres://me:secret@one:5433,two:5434/rollbook?sslrootcert=%2Fetc%2Fca.pem&connect_timeout=1";
        let address = Address::parse(url).unwrap_or_else(|fault| panic!("{fault:?}"));
        assert_eq!(address.place, "one:5433,two:5434/rollbook");
        assert_eq!(
            address.root_certificates,
            Some(PathBuf::from("/etc/ca.pem"))
        );
        let wait = address.servers[1].config.get_connect_timeout().copied();
        assert_eq!(wait, Some(Duration::from_secs(1)));
    }

    #[test]
    fn what_is_wrong_with_a_url_is_told_without_its_password() {
        for url in [
            "mysql://me:secret@host/db",
            "postgres://me:secret@host/db?colour=secret",
            "postgres://me:secret@one:1,two:2,three/db?port=secret",
            "postgres:///db",
        ] {
            match Address::parse(url) {
                Err(Fault::Url(why)) => assert!(!why.contains("me:secret"), "{why}"),
                _ => panic!("{url} was accepted"),
            }
        }
    }
}
