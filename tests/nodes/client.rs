//! A program that asks any node, and to which no answer is an answer too.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;

use crate::node::Node;

/// An import of a hundred thousand rows is applied in one request.
const PATIENCE: Duration = Duration::from_secs(300);

/// Who asks.
#[derive(Clone)]
pub enum Credentials {
    None,
    Token(String),
    Browser { cookie: String, csrf: String },
}

/// Asks in one name.
#[derive(Clone)]
pub struct Client {
    credentials: Credentials,
    agent: Agent,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// `Rollbook-Position`.
    pub position: Option<u64>,
    cookie: Option<String>,
    pub body: Vec<u8>,
}

impl Client {
    pub fn new(credentials: Credentials) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        Client {
            credentials,
            agent: config.into(),
        }
    }

    /// A program with this token.
    pub fn with_token(secret: &str) -> Client {
        Client::new(Credentials::Token(secret.to_owned()))
    }

    /// Signs a browser in at a node by a link that works once.
    pub fn signed_in(node: &Node, link: &str) -> Client {
        let body = serde_json::json!({ "link": link }).to_string();
        let answer = Client::new(Credentials::None).post(node, "/session", &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.cookie.clone().unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let csrf = answer.field("csrf");
        Client::new(Credentials::Browser { cookie, csrf })
    }

    pub fn get(&self, node: &Node, path: &str) -> Answer {
        self.ask(node, "GET", path, &[], "").expect("an answer")
    }

    /// Reads what is not older than a write elsewhere.
    pub fn get_since(&self, node: &Node, path: &str, position: u64) -> Answer {
        let position = position.to_string();
        let headers = [("rollbook-position", position.as_str())];
        let answer = self.ask(node, "GET", path, &headers, "");
        answer.expect("an answer")
    }

    pub fn post(&self, node: &Node, path: &str, json: &str) -> Answer {
        self.ask(node, "POST", path, &[JSON], json)
            .expect("an answer")
    }

    pub fn delete(&self, node: &Node, path: &str, json: &str) -> Answer {
        self.ask(node, "DELETE", path, &[JSON], json)
            .expect("an answer")
    }

    pub fn upload(&self, node: &Node, path: &str, csv: &str) -> Answer {
        let headers = [("content-type", "text/csv")];
        let answer = self.ask(node, "POST", path, &headers, csv);
        answer.expect("an answer")
    }

    /// Asks once. A path is one of the API's, unless it begins with `/health`.
    ///
    /// # Errors
    /// Why there was no answer, or only a part of one.
    pub fn ask(
        &self,
        node: &Node,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, String> {
        let address = node.address().ok_or("the node does not run")?;
        let api = if path.starts_with("/health") {
            ""
        } else {
            "/api/v1"
        };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("http://{address}{api}{path}"));
        for (name, value) in headers.iter().copied().chain(
            self.credentials
                .headers()
                .iter()
                .map(|(name, value)| (*name, value.as_str())),
        ) {
            request = request.header(name, value);
        }
        let sent = match body {
            "" => self.agent.run(request.body(()).expect("a request")),
            body => self.agent.run(request.body(body).expect("a request")),
        };
        let mut response = sent.map_err(|error| error.to_string())?;
        let body = response
            .body_mut()
            .with_config()
            .limit(u64::MAX)
            .read_to_vec();
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        Ok(Answer {
            status: response.status().as_u16(),
            position: header("rollbook-position").and_then(|value| value.parse().ok()),
            cookie: header("set-cookie"),
            body: body.map_err(|error| error.to_string())?,
        })
    }
}

const JSON: (&str, &str) = ("content-type", "application/json");

impl Credentials {
    fn headers(&self) -> Vec<(&'static str, String)> {
        match self {
            Credentials::None => Vec::new(),
            Credentials::Token(secret) => vec![("authorization", format!("Bearer {secret}"))],
            Credentials::Browser { cookie, csrf } => {
                vec![("cookie", cookie.clone()), ("x-csrf-token", csrf.clone())]
            }
        }
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}: {}", self.status, self.text()))
    }

    /// A text of the object.
    pub fn field(&self, name: &str) -> String {
        let field = self.json()[name].as_str().map(str::to_owned);
        field.unwrap_or_else(|| panic!("no {name} in {}: {}", self.status, self.text()))
    }

    /// The code of a problem; empty for what is none.
    pub fn code(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        problem["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A write was done; tells where the log was then.
    pub fn written(&self) -> u64 {
        assert!(
            (200..300).contains(&self.status),
            "{} {}",
            self.status,
            self.text()
        );
        self.position
            .expect("an answer to a write names the position")
    }
}
