//! Who was asked for what, and what the answer's status was.

use std::{cell::RefCell, collections::BTreeSet};

use serde_json::Value;

use crate::{
    client::{Answer, Client},
    hardening,
};

/// An operation of the document.
pub struct Operation {
    pub id: String,
    pub method: String,
    pub template: String,
    pub statuses: BTreeSet<u16>,
    pub has_body: bool,
    pub takes_csv: bool,
    pub has_query: bool,
    pub needs_sign_in: bool,
    /// Whether a token does not do.
    pub needs_browser: bool,
}

/// Holds answers against the document.
pub struct Witness {
    pub operations: Vec<Operation>,
    seen: RefCell<BTreeSet<(String, u16)>>,
}

impl Witness {
    pub fn of(document: &Value) -> Witness {
        let mut operations = Vec::new();
        for (template, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                operations.push(Operation::read(template, method, operation));
            }
        }
        Witness {
            operations,
            seen: RefCell::default(),
        }
    }

    /// Asks as JSON where there is a body.
    pub fn ask(&self, client: &Client, method: &str, path: &str, body: Option<&str>) -> Answer {
        let json = [("content-type", "application/json")];
        let headers: &[_] = if body.is_some() { &json } else { &[] };
        self.send(client, method, path, headers, body.map(str::as_bytes))
    }

    pub fn send(
        &self,
        client: &Client,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        let answer = client.send(method, path, headers, body);
        self.note(method, path, answer.status);
        hardening::is_hardened(&answer);
        answer
    }

    /// Takes an answer down; it must be one that the document knows.
    #[track_caller]
    pub fn note(&self, method: &str, path: &str, status: u16) {
        let path = path.split('?').next().unwrap_or_default();
        let operation = self.find(method, path);
        assert!(
            operation.statuses.contains(&status),
            "{} answers {status}, which is not documented",
            operation.id
        );
        self.seen
            .borrow_mut()
            .insert((operation.id.clone(), status));
    }

    pub fn seen(&self) -> BTreeSet<(String, u16)> {
        self.seen.borrow().clone()
    }

    /// What the document promises and nobody got. 429 has a test of its own.
    pub fn unseen(&self) -> BTreeSet<(String, u16)> {
        let promised = self.operations.iter().flat_map(|operation| {
            let statuses = operation.statuses.iter().filter(|status| **status != 429);
            statuses.map(|status| (operation.id.clone(), *status))
        });
        promised
            .filter(|one| !self.seen.borrow().contains(one))
            .collect()
    }

    fn find(&self, method: &str, path: &str) -> &Operation {
        let fitting = self
            .operations
            .iter()
            .filter(|operation| operation.method == method && operation.fits(path));
        fitting
            .min_by_key(|operation| operation.template.matches('{').count())
            .unwrap_or_else(|| panic!("{method} {path} is not documented"))
    }
}

impl Operation {
    fn read(template: &str, method: &str, operation: &Value) -> Operation {
        let parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let statuses = operation["responses"].as_object().expect("responses");
        Operation {
            id: operation["operationId"].as_str().expect("an id").to_owned(),
            method: method.to_uppercase(),
            template: template.to_owned(),
            statuses: statuses
                .keys()
                .map(|status| status.parse().expect("a status"))
                .collect(),
            has_body: operation["requestBody"].is_object(),
            takes_csv: operation["requestBody"]["content"]["text/csv"].is_object(),
            has_query: parameters
                .iter()
                .any(|parameter| parameter["in"] == "query"),
            needs_sign_in: operation["security"] != serde_json::json!([{}]),
            needs_browser: operation["security"]
                == serde_json::json!([{"session": [], "csrf": []}]),
        }
    }

    /// Its address with nothing in it that exists.
    pub fn path(&self) -> String {
        let parts = self.template.split('/').map(|part| match part {
            "{scope}" => "99",
            "{profile}" => "benchprep",
            part if part.starts_with('{') => "01920000-0000-7000-8000-000000000000",
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    fn fits(&self, path: &str) -> bool {
        let (expected, given) = (self.template.split('/'), path.split('/'));
        expected.clone().count() == given.clone().count()
            && expected
                .zip(given)
                .all(|(expected, given)| expected == given || expected.starts_with('{'))
    }
}
