//! The `rollbook` binary as a server, and the least that it takes to ask it something.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use rollbook_service::{Ledger, Role};

use crate::ledgers;
use crate::nodes::Node;
use crate::workplace::Workplace;

/// One client asks here for many.
const SETTINGS: &[u8] = b"[limits]\nrequests_per_second = 0\n";

/// A running server; it ends with this.
pub struct Server {
    pub child: Child,
    /// Host and port.
    pub address: String,
    /// Of a domain admin.
    pub token: String,
}

impl Server {
    /// Starts on a ledger that is there, for a domain admin, and waits until it says where it listens.
    pub fn start(place: &Workplace, folder: &Path) -> Result<Server> {
        let token = token(ledgers::open(folder)?)?;
        Server::run(place, place.rollbook().arg("--data").arg(folder), token)
    }

    /// The same on a node.
    pub fn start_node(place: &Workplace, node: &Node) -> Result<Server> {
        let token = token(node.open()?)?;
        let mut command = place.rollbook();
        command
            .arg("--data")
            .arg(&node.folder)
            .env("ROLLBOOK_LOG", node.url())
            .env("ROLLBOOK_KEYS", node.url());
        Server::run(place, &mut command, token)
    }

    fn run(place: &Workplace, command: &mut Command, token: String) -> Result<Server> {
        let settings = place.file("server.toml", |to| to.write_all(SETTINGS))?;
        let mut child = command
            .arg("--config")
            .arg(settings)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("rollbook could not be started")?;
        let output = child.stdout.take().context("rollbook has no stdout")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line
            .trim()
            .strip_prefix("Rollbook listens on http://")
            .with_context(|| format!("rollbook said {line:?}"))?
            .to_owned();
        Ok(Server {
            child,
            address,
            token,
        })
    }

    /// A connection of its own.
    pub fn connect(&self) -> Result<Connection> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            head: format!(
                "Host: {}\r\nAuthorization: Bearer {}\r\n",
                self.address, self.token
            ),
            stream: BufReader::new(stream),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A new token of a ledger that no server is using.
fn token(ledger: Ledger) -> Result<String> {
    let caller = ledgers::caller();
    let admin = ledger.domain_admin(&caller)?;
    let secret = admin
        .create_token("benchmark", Role::DomainAdmin, None, None)?
        .secret;
    ledger.close();
    secret.context("a new token has a secret")
}

/// One connection that is kept: a client of HTTP/1.1 that costs next to nothing itself.
pub struct Connection {
    head: String,
    stream: BufReader<TcpStream>,
}

impl Connection {
    /// Sends a request without a body, and gives the answer's status and body.
    pub fn get(&mut self, path: &str) -> Result<(u16, Vec<u8>)> {
        self.ask(&format!("GET {path} HTTP/1.1\r\n{}\r\n", self.head))
    }

    /// Sends a request with a JSON body and an idempotency key.
    pub fn post(&mut self, path: &str, key: &str, body: &str) -> Result<(u16, Vec<u8>)> {
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\n{}Idempotency-Key: {key}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        ))
    }

    fn ask(&mut self, request: &str) -> Result<(u16, Vec<u8>)> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.with_context(|| format!("{line:?} is no answer"))?;
        let mut length = None;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok();
            }
        }
        let Some(length) = length else {
            bail!("the answer does not say how long it is");
        };
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }
}
