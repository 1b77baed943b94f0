//! TLS with real certificates, which the tests make.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use rollbook_http::{Tls, TlsError};
use tempfile::TempDir;
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned,
    SupportedProtocolVersion,
    crypto::ring,
    pki_types::{CertificateDer, ServerName},
    version::{TLS12, TLS13},
};

use crate::server::TestServer;

/// A certificate for `localhost` and its key, in files.
struct Certificate {
    directory: TempDir,
    root: CertificateDer<'static>,
}

impl Certificate {
    fn make() -> Certificate {
        let directory = tempfile::tempdir().expect("a directory");
        let root = write(directory.path());
        Certificate { directory, root }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn read(&self) -> Result<Tls, TlsError> {
        Tls::read(&self.file("certificate.pem"), &self.file("key.pem"))
    }

    fn serve(&self) -> TestServer {
        let tls = self.read().expect("a certificate");
        TestServer::start_with(|options| options.tls = Some(tls))
    }
}

/// Writes another certificate into the same files.
fn write(directory: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    fs::write(directory.join("certificate.pem"), made.cert.pem()).expect("it is written");
    let key = directory.join("key.pem");
    fs::write(&key, made.signing_key.serialize_pem()).expect("it is written");
    permit(&key, 0o600);
    made.cert.der().clone()
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions are set");
}

type Stream = StreamOwned<ClientConnection, TcpStream>;

/// Trusts one certificate, and speaks one version.
fn connect(
    address: SocketAddr,
    root: &CertificateDer<'static>,
    version: &'static SupportedProtocolVersion,
    protocol: &[u8],
) -> Result<Stream, std::io::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(root.clone()).expect("a root");
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .expect("a version")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let name = ServerName::try_from("localhost").expect("a name");
    let client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let socket = TcpStream::connect(address)?;
    let mut stream = StreamOwned::new(client, socket);
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock)?;
    }
    Ok(stream)
}

fn ask(mut stream: Stream, request: &str) -> String {
    write!(stream, "{request}").expect("it is sent");
    let mut answer = Vec::new();
    // The server may leave without saying so.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

const LIVE: &str = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[test]
fn a_client_that_trusts_the_certificate_is_answered_by_either_version() {
    let certificate = Certificate::make();
    let server = certificate.serve();
    for (version, expected) in [
        (&TLS12, ProtocolVersion::TLSv1_2),
        (&TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let stream = connect(server.address, &certificate.root, version, b"http/1.1");
        let stream = stream.expect("a handshake");
        assert_eq!(stream.conn.protocol_version(), Some(expected));
        let answer = ask(stream, LIVE);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(
            answer.contains("strict-transport-security: max-age=31536000\r\n"),
            "{answer}"
        );
    }
}

#[test]
fn a_client_that_can_is_served_by_http_2() {
    let certificate = Certificate::make();
    let server = certificate.serve();
    let mut stream =
        connect(server.address, &certificate.root, &TLS13, b"h2").expect("a handshake");
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"h2"[..]));
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .expect("it is sent");
    let mut frame = [0; 9];
    stream.read_exact(&mut frame).expect("a frame");
    assert_eq!(frame[3], 4, "a server begins with its settings");
}

#[test]
fn a_client_that_speaks_no_tls_is_told_nothing() {
    let certificate = Certificate::make();
    let server = certificate.serve();
    let mut socket = TcpStream::connect(server.address).expect("a connection");
    write!(socket, "{LIVE}").expect("it is sent");
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP"));
}

#[test]
fn browsers_send_the_cookie_over_tls_only() {
    let certificate = Certificate::make();
    let server = certificate.serve();
    let body = format!(r#"{{"link": "{}"}}"#, server.sign_in_link());
    let stream = connect(server.address, &certificate.root, &TLS13, b"http/1.1");
    let answer = ask(
        stream.expect("a handshake"),
        &format!(
            "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    );
    let cookie = answer.lines().find(|line| line.starts_with("set-cookie:"));
    assert!(
        cookie.is_some_and(|cookie| cookie.contains("; Secure")),
        "{answer}"
    );
}

#[test]
fn a_renewed_certificate_is_used_without_a_restart() {
    let certificate = Certificate::make();
    let server = certificate.serve();
    let renewed = write(certificate.directory.path());
    let stream = connect(server.address, &renewed, &TLS13, b"http/1.1").expect("a handshake");
    assert!(ask(stream, LIVE).starts_with("HTTP/1.1 200 "));
    assert!(connect(server.address, &certificate.root, &TLS13, b"http/1.1").is_err());
}

#[test]
fn half_of_a_renewal_leaves_the_last_certificate_in_use() {
    let certificate = Certificate::make();
    let server = certificate.serve();
    fs::write(certificate.file("key.pem"), "not yet").expect("it is written");
    let stream = connect(server.address, &certificate.root, &TLS13, b"http/1.1");
    assert!(ask(stream.expect("a handshake"), LIVE).starts_with("HTTP/1.1 200 "));
}

#[test]
fn what_is_wrong_with_the_files_is_told() {
    let error = |spoil: &dyn Fn(&Certificate)| {
        let certificate = Certificate::make();
        spoil(&certificate);
        certificate.read().err().expect("it is refused").to_string()
    };
    let missing = error(&|files| fs::remove_file(files.file("key.pem")).expect("gone"));
    assert!(missing.contains("key.pem cannot be read"), "{missing}");
    let empty = error(&|files| fs::write(files.file("certificate.pem"), "").expect("written"));
    assert!(empty.contains("no certificate in PEM"), "{empty}");
    let swapped = error(&|files| {
        fs::copy(files.file("certificate.pem"), files.file("key.pem")).expect("copied");
    });
    assert!(swapped.contains("no private key in PEM"), "{swapped}");
    let other = error(&|files| {
        let key = Certificate::make();
        fs::copy(key.file("key.pem"), files.file("key.pem")).expect("copied");
    });
    assert!(
        other.contains("does not belong to the certificate"),
        "{other}"
    );
    let open = error(&|files| permit(&files.file("key.pem"), 0o644));
    assert!(open.contains("chmod o-rwx"), "{open}");
    // A group may be trusted with it.
    let certificate = Certificate::make();
    permit(&certificate.file("key.pem"), 0o640);
    assert!(certificate.read().is_ok());
}
