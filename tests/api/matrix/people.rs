//! Everybody who may ask.

use rollbook_service::Role;

use crate::{client::Client, server::TestServer};

/// Somebody, or a program.
pub struct Person {
    pub name: String,
    pub role: Option<Role>,
    pub institution: Option<u64>,
    /// Signed in by the console's cookie.
    pub is_browser: bool,
    token: Option<Client>,
}

/// Nobody in particular; and each role, of each kind of scope, with a token and with a session.
pub fn everybody(server: &TestServer) -> Vec<Person> {
    let scopes = [
        (Role::DomainAdmin, None),
        (Role::Auditor, None),
        (Role::InstitutionAdmin, Some(1)),
        (Role::InstitutionAdmin, Some(2)),
        (Role::Viewer, Some(1)),
        (Role::Viewer, Some(2)),
        (Role::Gate, None),
        (Role::Gate, Some(1)),
    ];
    let mut people = vec![Person {
        name: "nobody".to_owned(),
        role: None,
        institution: None,
        is_browser: false,
        token: None,
    }];
    for is_browser in [false, true] {
        people.extend(scopes.map(|(role, institution)| Person {
            name: format!(
                "{} of {institution:?}, browser: {is_browser}",
                role.as_str()
            ),
            role: Some(role),
            institution,
            is_browser,
            token: (!is_browser).then(|| server.token(role, institution)),
        }));
    }
    people
}

impl Person {
    /// Signs a browser in anew: what was asked before may have ended its session.
    pub fn client(&self, server: &TestServer) -> Client {
        match (&self.token, self.role) {
            (Some(token), _) => token.clone(),
            (None, Some(role)) => server.session(role, self.institution),
            (None, None) => server.stranger(),
        }
    }
}
