//! The console's files, or the page that says how to build them.

use crate::server::TestServer;

#[test]
fn every_address_of_the_console_gives_its_page() {
    let server = TestServer::start();
    let page = server.stranger().get("/console:/");
    assert_eq!(page.status, 200);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(
        page.text().contains("<title>Rollbook</title>"),
        "{}",
        page.text()
    );
    for address in [
        "/accounts",
        "/imports/0198c0de-0000-7000-8000-000000000000",
        "/batches",
    ] {
        assert_eq!(
            server.stranger().get(&format!("/console:{address}")).body,
            page.body,
            "{address}"
        );
    }
}

#[test]
fn a_missing_file_is_no_page() {
    let server = TestServer::start();
    for path in [
        "/assets/index-00000000.js",
        "/favicon.gif",
        "/..%2f..%2fCargo.toml",
    ] {
        server
            .stranger()
            .get(&format!("/console:{path}"))
            .is_problem(404, "no-such-route");
    }
}

#[test]
fn a_page_that_is_known_already_is_not_sent_again() {
    let server = TestServer::start();
    let page = server.stranger().get("/console:/");
    // Where the console was not built there is nothing to keep.
    let Some(tag) = page.header("etag") else {
        assert!(page.text().contains("cargo xtask web"));
        return;
    };
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let known = server
        .stranger()
        .send("GET", "/console:/", &[("if-none-match", tag)], None);
    assert_eq!((known.status, known.body.len()), (304, 0));
}

#[test]
fn a_file_is_sent_compressed_to_whoever_takes_it_so() {
    let server = TestServer::start();
    let stranger = server.stranger();
    let plain = stranger.get("/console:/");
    // Where the console was not built there is nothing to compress.
    if plain.header("etag").is_none() {
        return;
    }
    let asked = |encodings: &str| {
        let headers = [("accept-encoding", encodings)];
        stranger.send("GET", "/console:/", &headers, None)
    };
    let script = plain.text();
    let script = script.split('"').find(|part| part.starts_with("/assets/"));
    let script = format!("/console:{}", script.expect("a script"));
    let whole = stranger.get(&script);
    assert_eq!(whole.header("content-encoding"), None);
    let headers = [("accept-encoding", "br, gzip;q=0.8")];
    let packed = stranger.send("GET", &script, &headers, None);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("content-type"), whole.header("content-type"));
    assert_eq!(packed.header("vary"), Some("accept-encoding"));
    assert_ne!(packed.header("etag"), whole.header("etag"));
    assert!(packed.body.len() < whole.body.len() / 2);
    assert_eq!(packed.body.get(..2), Some(&[0x1f, 0x8b][..]));
    assert_eq!(asked("gzip;q=0").header("content-encoding"), None);
    assert_eq!(asked("br").header("content-encoding"), None);
}
