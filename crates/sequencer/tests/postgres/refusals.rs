//! What a node does not accept, and what does not accept it.

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use rollbook_records::{KeyId, Keyring, SigningKeys};
use rollbook_sequencer::{Appended, Engine, EngineError, PostgresKeys, PostgresLog};
use rollbook_testkit::PostgresServer;
use zeroize::Zeroizing;

use crate::fixture::{append, append_in_turn, append_somewhere, last, open, records};

fn refusal(url: &str) -> String {
    match PostgresLog::open(url) {
        Err(error @ (EngineError::Refused { .. } | EngineError::Url { .. })) => error.to_string(),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("opened"),
    }
}

#[test]
fn a_layout_of_a_newer_program_is_refused() {
    let server = PostgresServer::start();
    let log = open(&server.url());
    append_somewhere(&log, &records("first", 1));
    server.execute("UPDATE rollbook_facts SET value = '2' WHERE name = 'log layout'");
    let refused = PostgresLog::open(&server.url()).err();
    assert!(
        matches!(refused, Some(EngineError::Newer { found: 2, known: 1 })),
        "{refused:?}"
    );
    // A node that was there before finds it when it connects again.
    let behind = last(&log);
    server.stop();
    server.start_again();
    let late = append(&log, behind.as_ref(), &records("late", 1));
    assert!(
        matches!(late, Appended::Failed(EngineError::Newer { .. })),
        "{late:?}"
    );
}

#[test]
fn nodes_that_start_at_the_same_time_lay_out_one_log() {
    let server = PostgresServer::start();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| open(&server.url()));
        }
    });
    append_somewhere(&open(&server.url()), &records("first", 1));
}

#[test]
fn wrong_credentials_and_databases_are_refused_and_told_without_the_password() {
    let server = PostgresServer::start();
    server.execute("CREATE ROLE node LOGIN PASSWORD 'right one'");
    let by_password = "host all node 127.0.0.1/32 scram-sha-256";
    server.add_file(
        "pg_hba.conf",
        &format!("{by_password}\nhost all postgres 127.0.0.1/32 trust\n"),
    );
    server.execute("GRANT ALL ON SCHEMA public TO node");
    server.execute("SELECT pg_reload_conf()");
    let port = server.port();
    let url = |user: &str, database: &str| format!("postgres://{user}@127.0.0.1:{port}/{database}");
    let wrong = refusal(&url("node:wrong%20one", "postgres"));
    assert!(wrong.contains("password authentication failed"), "{wrong}");
    assert!(!wrong.contains("wrong"), "{wrong}");
    refusal(&url("node", "postgres"));
    refusal(&url("node:right%20one", "nowhere"));
    let log = open(&url("node:right%20one", "postgres"));
    append_somewhere(&log, &records("first", 1));
    assert_eq!(log.place(), format!("127.0.0.1:{port}/postgres"));
    // A right that is missing is told, too.
    server.execute("ALTER TABLE rollbook_log OWNER TO postgres");
    let behind = append(&log, None, &records("second", 1));
    assert!(
        matches!(behind, Appended::Failed(EngineError::Refused { .. })),
        "{behind:?}"
    );
}

/// What docs/operating/postgresql.md grants to nodes that own nothing.
#[test]
fn a_node_can_do_with_the_rights_that_the_documents_name() {
    let documents = include_str!("../../../../docs/operating/postgresql.md");
    let grants: Vec<&str> = documents
        .lines()
        .filter(|line| line.starts_with("GRANT "))
        .collect();
    assert_eq!(grants.len(), 3);
    let server = PostgresServer::start();
    let folder = tempfile::tempdir().expect("a directory");
    let master_key = folder.path().join("master.key");
    let open_keys = |url: &str| PostgresKeys::open(url, &master_key).expect("a keyring");
    open(&server.url());
    open_keys(&server.url());
    server.execute("CREATE ROLE node LOGIN");
    server.execute(&grants.concat());
    let url = server.url().replace("//postgres@", "//node@");
    let log = open(&url);
    append_somewhere(&log, &records("first", 1));
    let turn = log.take_turn().expect("a turn");
    let behind = last(&log);
    let appended = append_in_turn(turn, behind.as_ref(), &records("second", 2));
    assert!(matches!(appended, Appended::Committed), "{appended:?}");
    let again = append(&log, behind.as_ref(), &records("second", 2));
    assert!(matches!(again, Appended::Committed), "{again:?}");
    let keys = open_keys(&url);
    let (id, key) = (KeyId([1; 16]), Zeroizing::new([2; 32]));
    keys.create(&[(id, key.clone())]).expect("kept");
    assert_eq!(keys.key(id).expect("an answer"), Some(key.clone()));
    keys.destroy(&[id]).expect("destroyed");
    keys.keep_signing_key(&[3; 32], &key).expect("kept");
    keys.forget_signing_keys_but(&[3; 32]).expect("forgotten");
    assert!(keys.try_lease("schedule").expect("an answer"));
}

#[test]
fn ledgers_in_schemas_of_their_own_do_not_meet() {
    let server = PostgresServer::start();
    let folder = tempfile::tempdir().expect("a directory");
    // Both stay open: what one of them holds is not the other's.
    let ledgers = ["north", "south"].map(|schema| {
        server.execute(&format!("CREATE SCHEMA {schema}"));
        let url = format!("{}?options=-csearch_path%3D{schema}", server.url());
        let keys = PostgresKeys::open(&url, &folder.path().join(schema)).expect("a keyring");
        (schema, open(&url), keys)
    });
    for (schema, log, keys) in &ledgers {
        append_somewhere(log, &records(schema, 1));
        let first = last(log).expect("a record");
        assert_eq!(first.record, records(schema, 1)[0]);
        assert_eq!(first.position.0, 0);
        assert!(keys.try_lease("schedule").expect("an answer"));
    }
}

#[test]
fn a_server_that_is_not_there_may_come() {
    let server = PostgresServer::start();
    server.stop();
    match PostgresLog::open(&server.url()) {
        Err(error) => assert!(error.is_passing(), "{error}"),
        Ok(_) => panic!("opened"),
    }
}

#[test]
fn tls_checks_whom_it_speaks_to() {
    let authority = authority("one that is trusted");
    let key = KeyPair::generate().expect("a key");
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])
        .and_then(|params| params.signed_by(&key, &authority))
        .expect("a certificate");
    let server = PostgresServer::start();
    let url = format!("postgres://postgres@localhost:{}/postgres", server.port());
    let unserved = refusal(&format!("{url}?sslmode=verify-full"));
    assert!(unserved.contains("does not support TLS"), "{unserved}");
    server.add_file("server.crt", &certificate.pem());
    server.add_file("server.key", &key.serialize_pem());
    server.add_settings("ssl = on");
    server.stop();
    server.start_again();
    let folder = tempfile::tempdir().expect("a directory");
    let trusting = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        format!("{url}?sslmode=verify-full&sslrootcert={}", path.display())
    };
    let good = trusting("good.pem", &authority.pem());
    append_somewhere(&open(&good), &records("first", 1));
    let encrypted = "SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid <> pg_backend_pid()";
    let log = open(&good);
    assert_eq!(server.execute(encrypted), "1");
    drop(log);
    let other = trusting("other.pem", &self::authority("another").pem());
    let untrusted = refusal(&other);
    assert!(untrusted.contains("certificate"), "{untrusted}");
    let by_number = refusal(&good.replace("localhost", "127.0.0.1"));
    assert!(by_number.contains("certificate"), "{by_number}");
    let nothing = refusal(&trusting("nothing.pem", "nothing\n"));
    assert!(nothing.contains("holds no certificate"), "{nothing}");
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).expect("parameters");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    let key = KeyPair::generate().expect("a key");
    CertifiedIssuer::self_signed(params, key).expect("an authority")
}
