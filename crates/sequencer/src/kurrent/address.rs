//! Where a cluster is, taken apart and put together again for the client.

use std::path::Path;

use eventstore::{ClientSettings, Credentials};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::is_kurrentdb;

/// What the client knows, by the names that its own documents use.
const PARAMETERS: [&str; 12] = [
    "connectionName",
    "defaultDeadline",
    "discoveryInterval",
    "gossipTimeout",
    "keepAliveInterval",
    "keepAliveTimeout",
    "maxDiscoverAttempts",
    "tls",
    "tlsCaFile",
    "tlsVerifyCert",
    "userCertFile",
    "userKeyFile",
];

/// The port of a node, where the URL names none.
const PORT: &str = "2113";

/// The stream, where the URL names none.
const STREAM: &str = "rollbook";

/// A URL `kurrentdb://user:password@host:port,host:port/stream?…`, taken apart.
pub(super) struct Address {
    pub settings: ClientSettings,
    /// Given with each call: the client would send them as they stand in the URL.
    pub credentials: Option<Credentials>,
    pub stream: String,
    /// For people: without credentials.
    pub place: String,
}

impl Address {
    /// # Errors
    /// What is wrong with the URL, without repeating it: it may hold a password.
    pub(super) fn parse(url: &str) -> Result<Address, String> {
        let Some((scheme, rest)) = url.split_once("://").filter(|_| is_kurrentdb(url)) else {
            return Err("its URL must begin with kurrentdb:// or esdb://".to_owned());
        };
        let (rest, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, hosts) = match authority.rsplit_once('@') {
            Some((user, hosts)) => (Some(user), hosts),
            None => (None, authority),
        };
        let hosts = with_ports(hosts)?;
        let stream = stream(path)?;
        Ok(Address {
            settings: settings(&format!("{scheme}://{hosts}?{}", checked(parameters)?))?,
            credentials: user.map(credentials).transpose()?,
            place: format!("{hosts}/{stream}"),
            stream,
        })
    }
}

/// The client takes a list apart only where it finds ports.
fn with_ports(hosts: &str) -> Result<String, String> {
    if hosts.is_empty() || hosts.split(',').any(str::is_empty) {
        return Err("its URL must name one or more hosts".to_owned());
    }
    let with_port = |host: &str| match host.rsplit_once(':') {
        Some((_, port)) if !port.ends_with(']') => host.to_owned(),
        _ => format!("{host}:{PORT}"),
    };
    Ok(hosts
        .split(',')
        .map(with_port)
        .collect::<Vec<_>>()
        .join(","))
}

fn stream(path: &str) -> Result<String, String> {
    let stream = decoded(path)?;
    if stream.starts_with('$') {
        return Err("its URL names a stream of the system's own: none begins with $".to_owned());
    }
    Ok(match stream.is_empty() {
        true => STREAM.to_owned(),
        false => stream,
    })
}

fn credentials(user: &str) -> Result<Credentials, String> {
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    Ok(Credentials::new(decoded(user)?, decoded(password)?))
}

fn decoded(part: &str) -> Result<String, String> {
    let text = percent_decode_str(part).decode_utf8();
    let text = text.map_err(|_| "its URL holds what is not UTF-8".to_owned())?;
    Ok(text.into_owned())
}

/// The parameters, written so that the client reads the same, and the files that they name looked
/// at: the client panics over a certificate that is none.
fn checked(parameters: &str) -> Result<String, String> {
    let mut written = Vec::new();
    for parameter in parameters.split('&').filter(|one| !one.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = decoded(value)?;
        let known = PARAMETERS
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name));
        match *known.ok_or_else(|| unknown(name))? {
            "tlsCaFile" => certificates(Path::new(&value))?,
            // It chooses a node with the last attempt, and gives up before it has asked that one.
            "maxDiscoverAttempts" if value == "1" => {
                return Err("maxDiscoverAttempts in its URL must be 2 or more".to_owned());
            }
            "connectionName" if !value.is_ascii() => {
                return Err("connectionName in its URL must be ASCII".to_owned());
            }
            _ => {}
        }
        let value = utf8_percent_encode(&value, NON_ALPHANUMERIC);
        written.push(format!("{name}={value}"));
    }
    Ok(written.join("&"))
}

fn unknown(name: &str) -> String {
    match name.eq_ignore_ascii_case("nodePreference") {
        true => {
            "nodePreference in its URL is not for a log: only the leader has all of it".to_owned()
        }
        false => format!(
            "a parameter of its URL is not known; it may have {}",
            PARAMETERS.join(", ")
        ),
    }
}

fn certificates(path: &Path) -> Result<(), String> {
    let name = path.display();
    let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path)
        .map_err(|error| format!("tlsCaFile {name} cannot be read: {error}"))?
        .collect();
    let found = found.map_err(|error| format!("tlsCaFile {name} is not PEM: {error}"))?;
    let mut roots = rustls::RootCertStore::empty();
    for certificate in &found {
        roots
            .add(certificate.clone())
            .map_err(|error| format!("tlsCaFile {name} holds no certificate: {error}"))?;
    }
    match roots.is_empty() {
        true => Err(format!("tlsCaFile {name} holds no certificate")),
        false => Ok(()),
    }
}

/// The client's error would repeat the URL.
fn settings(url: &str) -> Result<ClientSettings, String> {
    let settings: Result<ClientSettings, _> = url.parse();
    settings.map_err(|_| {
        "its URL cannot be read: look at hosts, ports and the values of its parameters".to_owned()
    })
}

#[cfg(test)]
mod tests;
