//! A client that sees answers as they are: a refusal is an answer too.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;
use tokio::net::TcpSocket;
use ureq::{
    Agent,
    http::{HeaderMap, Request},
};

/// Who asks.
#[derive(Clone)]
pub enum Credentials {
    None,
    Token(String),
    Browser { cookie: String, csrf: String },
}

/// Asks one server as one caller.
#[derive(Clone)]
pub struct Client {
    pub address: SocketAddr,
    pub credentials: Credentials,
    agent: Agent,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Client {
    pub fn new(address: SocketAddr, credentials: Credentials) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Client {
            address,
            credentials,
            agent: config.into(),
        }
    }

    /// The same browser with another proof that a write is its page's.
    pub fn with_csrf(&self, csrf: &str) -> Client {
        let Credentials::Browser { cookie, .. } = self.credentials.clone() else {
            panic!("a browser has a cookie");
        };
        let csrf = csrf.to_owned();
        Client::new(self.address, Credentials::Browser { cookie, csrf })
    }

    /// The browser that an answer has just signed in.
    pub fn signed_in(&self, answer: &Answer) -> Client {
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.header("set-cookie").unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let csrf = answer.field("csrf");
        Client::new(self.address, Credentials::Browser { cookie, csrf })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], None)
    }

    pub fn post(&self, path: &str, json: &str) -> Answer {
        self.send(
            "POST",
            path,
            &[("content-type", "application/json")],
            Some(json.as_bytes()),
        )
    }

    pub fn put(&self, path: &str, json: &str) -> Answer {
        self.send(
            "PUT",
            path,
            &[("content-type", "application/json")],
            Some(json.as_bytes()),
        )
    }

    pub fn patch(&self, path: &str, json: &str) -> Answer {
        self.send(
            "PATCH",
            path,
            &[("content-type", "application/merge-patch+json")],
            Some(json.as_bytes()),
        )
    }

    pub fn upload(&self, path: &str, csv: &str) -> Answer {
        self.send(
            "POST",
            path,
            &[("content-type", "text/csv")],
            Some(csv.as_bytes()),
        )
    }

    /// A path without a leading `/api` or similar is one of the API's.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        let request = self.request(method, path, headers);
        let response = match body {
            Some(body) => self.agent.run(request.body(body).expect("a request")),
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let mut response = response.expect("the server answers");
        let mut body = Vec::new();
        // A stream of events need not end.
        if response.body().mime_type() != Some("text/event-stream") {
            response
                .body_mut()
                .as_reader()
                .read_to_end(&mut body)
                .expect("the body arrives");
        }
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body,
        }
    }

    /// A body that is read while the server still sends it.
    pub fn follow(&self, path: &str) -> impl Read + use<> {
        self.follow_with(path, &[])
    }

    pub fn follow_with(&self, path: &str, headers: &[(&str, &str)]) -> impl Read + use<> {
        let request = self.request("GET", path, headers);
        let request = request.body(()).expect("a request");
        let response = self.agent.run(request).expect("the server answers");
        assert_eq!(response.status().as_u16(), 200);
        response.into_body().into_reader()
    }

    /// Asks by a socket that takes little at once, and leaves the answer to whoever reads it.
    pub fn ask_slowly(&self, path: &str, headers: &str) -> TcpStream {
        let Credentials::Token(secret) = &self.credentials else {
            panic!("a token");
        };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let socket = runtime.block_on(async {
            let socket = TcpSocket::new_v4()?;
            socket.set_recv_buffer_size(4096)?;
            socket.connect(self.address).await?.into_std()
        });
        let mut socket = socket.expect("a connection");
        socket.set_nonblocking(false).expect("a socket");
        write!(
            socket,
            "GET /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {secret}\r\n{headers}\r\n"
        )
        .expect("sent");
        socket
    }

    fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> ureq::http::request::Builder {
        let outside = ["/api", "/health", "/openapi.json", "/console:", "/tlog/"];
        let url = match path.strip_prefix("/console:") {
            Some(path) => format!("http://{}{path}", self.address),
            None if outside.iter().any(|start| path.starts_with(start)) => {
                format!("http://{}{path}", self.address)
            }
            None => format!("http://{}/api/v1{path}", self.address),
        };
        let mut request = Request::builder().method(method).uri(url);
        match &self.credentials {
            Credentials::None => {}
            Credentials::Token(secret) => {
                request = request.header("authorization", format!("Bearer {secret}"))
            }
            Credentials::Browser { cookie, csrf } => {
                request = request
                    .header("cookie", cookie)
                    .header("x-csrf-token", csrf);
            }
        }
        headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        })
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    /// A text of the answer's object.
    pub fn field(&self, name: &str) -> String {
        let json = self.json();
        let text = json[name].as_str();
        text.unwrap_or_else(|| panic!("no text {name} in {json}"))
            .to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Checks that it is a problem with this status and code, as every refusal is.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["type"], "about:blank");
        assert!(
            problem["title"].is_string() && problem["detail"].is_string(),
            "{problem}"
        );
        problem
    }
}
