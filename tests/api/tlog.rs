//! The log as any verifier of transparency logs reads it (R64).

use rollbook_proofs::{
    Checkpoint, LogProof, VerifyingKey, entries, leaf_hash, root_at, verify_consistency,
};
use rollbook_service::Role;

use crate::client::{Answer, Client};
use crate::server::TestServer;

/// Enough for a full tile and some more.
const ACCOUNTS: usize = 300;

fn key(client: &Client) -> VerifyingKey {
    let keys = client.get("/log/keys").json();
    let key = keys["keys"][0]["key"].as_str().expect("a key");
    key.parse().expect("a key")
}

fn checkpoint(client: &Client) -> Checkpoint {
    let answer = client.get("/tlog/checkpoint");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    Checkpoint::open(&answer.text(), &[key(client)]).expect("signed by the log's key")
}

#[track_caller]
fn bytes(answer: Answer) -> Vec<u8> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        Some("application/octet-stream")
    );
    answer.body
}

#[test]
fn r64_the_tree_and_its_records_are_those_of_the_checkpoint() {
    let server = TestServer::with_accounts(ACCOUNTS);
    let auditor = server.token(Role::Auditor, None);
    let checkpoint = checkpoint(&auditor);
    assert!(checkpoint.size > ACCOUNTS as u64);
    let width = checkpoint.size - 256;
    let tiles = [
        (0, 0, bytes(auditor.get("/tlog/tile/0/000"))),
        (
            0,
            1,
            bytes(auditor.get(&format!("/tlog/tile/0/001.p/{width}"))),
        ),
        (1, 0, bytes(auditor.get("/tlog/tile/1/000.p/1"))),
    ];
    let read = |level, index| {
        let tile = tiles
            .iter()
            .find(|(one, other, _)| (*one, *other) == (level, index));
        tile.map(|(_, _, hashes)| hashes.clone())
    };
    assert_eq!(root_at(checkpoint.size, read).ok(), Some(checkpoint.root));

    let mut leaves = Vec::new();
    for path in ["000".to_owned(), format!("001.p/{width}")] {
        let bundle = bytes(auditor.get(&format!("/tlog/tile/entries/{path}")));
        for record in entries(&bundle) {
            leaves.extend(leaf_hash(record.expect("whole")));
        }
    }
    assert_eq!(leaves, [tiles[0].2.as_slice(), &tiles[1].2].concat());
}

#[test]
fn r64_a_tile_has_every_width_that_it_had_and_no_other() {
    let server = TestServer::with_accounts(ACCOUNTS);
    let admin = server.domain_admin();
    let full = bytes(admin.get("/tlog/tile/0/000"));
    assert_eq!(bytes(admin.get("/tlog/tile/0/000.p/8")), full[..8 * 32]);
    assert_eq!(
        entries(&bytes(admin.get("/tlog/tile/entries/000.p/8"))).count(),
        8
    );
    let beyond = checkpoint(&admin).size - 256 + 1;
    for path in [
        "0/001",
        "0/002",
        "1/000",
        "1/000.p/2",
        "0/1",
        "0/000.p/0",
        "0/000.p/256",
        "0/x000/001",
        "00/000",
        "64/000",
        "63/000",
        "0/x999/x999/x999/x999/x999/x999/999",
        "entries/001",
        "entries/x999/x999/x999/x999/x999/x999/999",
        "0",
        "",
        &format!("0/001.p/{beyond}"),
        &format!("entries/001.p/{beyond}"),
    ] {
        admin
            .get(&format!("/tlog/tile/{path}"))
            .is_problem(404, "not-found");
    }
    admin.get("/tlog/nothing").is_problem(404, "no-such-route");
}

#[test]
fn r64_every_role_may_check_the_log_and_nobody_else_unless_it_is_public() {
    let paths = [
        "/tlog/checkpoint",
        "/tlog/tile/0/000.p/1",
        "/tlog/tile/entries/000.p/1",
    ];
    let server = TestServer::start();
    for path in paths.iter().chain(&["/tlog/nothing", "/tlog/tile/0/999"]) {
        server.stranger().get(path).is_problem(401, "not-signed-in");
    }
    for role in Role::ALL {
        let needs_one = matches!(role, Role::InstitutionAdmin | Role::Viewer);
        let client = server.token(role, needs_one.then_some(1));
        for path in paths {
            assert_eq!(client.get(path).status, 200, "{path} as {role:?}");
        }
        let cached = client.get("/tlog/tile/0/000.p/1");
        let private = "private, max-age=31536000, immutable";
        assert_eq!(cached.header("cache-control"), Some(private));
        for path in [
            "/proofs/inclusion?position=0",
            "/proofs/consistency?from=1",
            "/log/keys",
        ] {
            assert_eq!(client.get(path).status, 200, "{path} as {role:?}");
            server.stranger().get(path).is_problem(401, "not-signed-in");
        }
    }
    let public = TestServer::start_with(|options| options.public_log = true);
    for path in paths {
        assert_eq!(public.stranger().get(path).status, 200, "{path}");
    }
    let cached = public.stranger().get("/tlog/tile/0/000.p/1");
    assert_eq!(
        cached.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    public
        .stranger()
        .get("/proofs/inclusion?position=0")
        .is_problem(401, "not-signed-in");
}

#[test]
fn r64_proofs_hold_by_themselves() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let server = TestServer::with_accounts(ACCOUNTS);
    let admin = server.domain_admin();
    let decode = |value: &serde_json::Value| {
        STANDARD
            .decode(value.as_str().expect("a text"))
            .expect("base64")
    };
    let hash =
        |value: &serde_json::Value| -> [u8; 32] { decode(value).try_into().expect("a hash") };
    for query in ["position=270", "position=270&size=280", "position=0&size=1"] {
        let answer = admin.get(&format!("/proofs/inclusion?{query}")).json();
        let proof: LogProof = answer["tlog_proof"]
            .as_str()
            .expect("a text")
            .parse()
            .expect("a proof");
        let checkpoint = proof
            .verify(&decode(&answer["record"]), &[key(&admin)])
            .expect("proven");
        assert_eq!(answer["size"], checkpoint.size);
        assert_eq!(hash(&answer["root"]), checkpoint.root);
        assert_eq!(hash(&answer["leaf"]), leaf_hash(&decode(&answer["record"])));
    }
    let answer = admin.get("/proofs/consistency?from=100&to=290").json();
    let hashes: Vec<[u8; 32]> = answer["hashes"]
        .as_array()
        .expect("hashes")
        .iter()
        .map(hash)
        .collect();
    let (from, to) = (hash(&answer["from_root"]), hash(&answer["to_root"]));
    verify_consistency(100, &from, 290, &to, &hashes).expect("proven");

    let unproven = [
        ("inclusion?position=280&size=280", 404, "not-found"),
        ("inclusion?position=1&size=0", 400, "invalid"),
        ("inclusion?position=1&size=9999", 400, "invalid"),
        ("consistency?from=9999", 400, "invalid"),
        ("consistency?from=200&to=100", 400, "invalid"),
    ];
    for (query, status, code) in unproven {
        let answer = admin.get(&format!("/proofs/{query}"));
        answer.is_problem(status, code);
    }
}
