//! A server on a free port, over a ledger of its own.

use std::{net::SocketAddr, thread::JoinHandle};

use rollbook_http::{Options, Server};
use rollbook_service::{AccountId, Caller, InstitutionId, Role, Settings};
use rollbook_testkit::{TemporaryLedger, accounts_file};
use tokio::{runtime::Runtime, sync::oneshot};

use crate::client::{Client, Credentials};

/// Stops, and takes its ledger along, when the test ends.
pub struct TestServer {
    pub temporary: TemporaryLedger,
    pub address: SocketAddr,
    pub metrics: Option<SocketAddr>,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
}

impl TestServer {
    /// Over a ledger with the institution `North` (1) and nobody in it.
    pub fn start() -> TestServer {
        TestServer::start_with(|_| {})
    }

    pub fn start_with(change: impl FnOnce(&mut Options)) -> TestServer {
        TestServer::over(TemporaryLedger::with_institution(), change)
    }

    /// Over a ledger with other settings.
    pub fn start_on(change: impl FnOnce(&mut Settings)) -> TestServer {
        TestServer::over(TemporaryLedger::with_settings(change), |_| {})
    }

    fn over(temporary: TemporaryLedger, change: impl FnOnce(&mut Options)) -> TestServer {
        let mut options = Options {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            ..Options::default()
        };
        change(&mut options);
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime
            .block_on(Server::bind(temporary.ledger.clone(), options))
            .expect("a free port");
        let (address, metrics) = (server.address(), server.metrics_address());
        let (stop, stopped) = oneshot::channel();
        let serving = std::thread::spawn(move || {
            runtime.block_on(server.run(async {
                let _ = stopped.await;
            }));
        });
        TestServer {
            temporary,
            address,
            metrics,
            stop: Some(stop),
            serving: Some(serving),
        }
    }

    /// With the first `count` people of the testkit's file, all of them active.
    pub fn with_accounts(count: usize) -> TestServer {
        let server = TestServer::start();
        let admin = server.domain_admin();
        let plan = admin.upload("/imports?profile=accounts", &accounts_file(count));
        assert_eq!(plan.status, 201, "{}", plan.text());
        let applied = admin.post(&format!("/imports/{}/apply", plan.field("plan_id")), "{}");
        assert_eq!(applied.status, 200, "{}", applied.text());
        assert_eq!(applied.json()["effects"]["create"], count);
        server
    }

    /// Adds an institution, as a domain admin.
    pub fn add_institution(&self, id: u64, name: &str) {
        let body = format!(r#"{{"institution": {id}, "name": "{name}"}}"#);
        let added = self.domain_admin().post("/institutions", &body);
        assert_eq!(added.status, 201, "{}", added.text());
    }

    pub fn domain_admin(&self) -> Client {
        self.with_token("domain", Role::DomainAdmin, None)
    }

    pub fn institution_admin(&self, institution: u64) -> Client {
        let name = format!("admin of {institution}");
        self.with_token(
            &name,
            Role::InstitutionAdmin,
            Some(InstitutionId(institution)),
        )
    }

    pub fn stranger(&self) -> Client {
        Client::new(self.address, Credentials::None)
    }

    /// A program with a role.
    pub fn token(&self, role: Role, institution: Option<u64>) -> Client {
        self.with_token(role.as_str(), role, institution.map(InstitutionId))
    }

    /// A program that acts as an account (R63).
    pub fn token_acting_as(
        &self,
        role: Role,
        institution: Option<InstitutionId>,
        account: AccountId,
    ) -> Client {
        self.create_token("acting", role, institution, Some(account))
    }

    /// A program of this very name.
    pub fn named_token(
        &self,
        name: &str,
        role: Role,
        institution: Option<InstitutionId>,
    ) -> Client {
        self.create_token(name, role, institution, None)
    }

    /// Takes a program its token.
    pub fn revoke(&self, name: &str) {
        let machine = Caller::of_the_machine("testkit");
        let admin = self.temporary.ledger.domain_admin(&machine);
        let revoked = admin.expect("the machine's own").revoke_token(name);
        revoked.expect("a token of this name");
    }

    /// A person with a role, whose browser is signed in.
    pub fn session(&self, role: Role, institution: Option<u64>) -> Client {
        let place = institution.map_or_else(String::new, |number| number.to_string());
        let email = format!("{}{place}@admins.example", role.as_str());
        let machine = Caller::of_the_machine("testkit");
        let admin = self.temporary.ledger.domain_admin(&machine);
        let admin = admin.expect("the machine's own");
        let added = admin.add_admin(&email, role, institution.map(InstitutionId));
        added.expect("an admin, be it already");
        let link = admin.admin_link(&email).expect("an admin").sign_in_secret;
        self.sign_in(&link.expect("a link"))
    }

    /// Signs a browser in by a one-time link.
    pub fn browser(&self) -> Client {
        self.sign_in(&self.sign_in_link())
    }

    fn sign_in(&self, link: &str) -> Client {
        let signed_in = self
            .stranger()
            .post("/session", &format!(r#"{{"link": "{link}"}}"#));
        self.stranger().signed_in(&signed_in)
    }

    pub fn sign_in_link(&self) -> String {
        self.temporary
            .ledger
            .machine_link(&Caller::of_the_machine("testkit"))
            .expect("a link is made")
    }

    /// Tokens have names of their own, so each call makes another.
    fn with_token(&self, name: &str, role: Role, institution: Option<InstitutionId>) -> Client {
        let machine = Caller::of_the_machine("testkit");
        let admin = self
            .temporary
            .ledger
            .domain_admin(&machine)
            .expect("the machine's own");
        let number = admin
            .auditor()
            .tokens()
            .expect("tokens are listed")
            .tokens
            .len();
        self.create_token(&format!("{name} {number}"), role, institution, None)
    }

    fn create_token(
        &self,
        name: &str,
        role: Role,
        institution: Option<InstitutionId>,
        account: Option<AccountId>,
    ) -> Client {
        let machine = Caller::of_the_machine("testkit");
        let admin = self.temporary.ledger.domain_admin(&machine);
        let token = admin
            .expect("the machine's own")
            .create_token(name, role, institution, account)
            .expect("a token");
        Client::new(
            self.address,
            Credentials::Token(token.secret.expect("a new secret")),
        )
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(serving) = self.serving.take() {
            let ended = serving.join();
            // A second panic would hide the test's own.
            assert!(
                ended.is_ok() || std::thread::panicking(),
                "the server panicked"
            );
        }
    }
}
