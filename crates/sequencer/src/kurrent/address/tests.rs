use super::*;

fn parsed(url: &str) -> Address {
    Address::parse(url).unwrap_or_else(|why| panic!("{url}: {why}"))
}

fn hosts(url: &str) -> Vec<(String, u32)> {
    let address = parsed(url);
    let hosts = address.settings.hosts().iter();
    hosts.map(|host| (host.host.clone(), host.port)).collect()
}

fn refusal(url: &str) -> String {
    match Address::parse(url) {
        Ok(_) => panic!("{url} was accepted"),
        Err(why) => why,
    }
}

#[test]
fn hosts_ports_and_stream_are_found() {
    let one = |host: &str, port| (host.to_owned(), port);
    assert_eq!(hosts("kurrentdb://db.example"), [one("db.example", 2113)]);
    assert_eq!(hosts("esdb://a,b:2114"), [one("a", 2113), one("b", 2114)]);
    let three = "kurrentdb://a:1,b:2,c/lakeside%20schools?tls=false&discoveryInterval=10";
    assert_eq!(hosts(three), [one("a", 1), one("b", 2), one("c", 2113)]);
    assert_eq!(parsed(three).stream, "lakeside schools");
    assert_eq!(parsed("esdb+discover://db.example/").stream, "rollbook");
}

#[test]
fn the_place_names_hosts_and_stream_and_no_credentials() {
    let address = parsed("kurrentdb://me:p%40ss:word%2F@a,b/lakeside?TLS=false");
    assert_eq!(address.place, "a:2113,b:2113/lakeside");
    assert_eq!(
        address.credentials,
        Some(Credentials::new("me", "p@ss:word/"))
    );
    assert!(!address.settings.is_secure_mode_enabled());
    assert!(address.settings.default_authenticated_user().is_none());
}

#[test]
fn a_comma_in_a_path_is_no_further_host() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ca, and more.pem");
    let key = rcgen::KeyPair::generate().expect("a key");
    let own = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
    let certificate = own.self_signed(&key).expect("a certificate");
    std::fs::write(&path, certificate.pem()).expect("written");
    let url = format!("kurrentdb://a:1,b:2?tlsCaFile={}", path.display());
    let address = parsed(&url);
    assert_eq!(address.settings.hosts().len(), 2);
    assert_eq!(
        address.settings.tls_ca_file(),
        Some(&path.display().to_string())
    );
}

/// The client would panic over the second and third.
#[test]
fn a_file_that_holds_no_certificate_is_refused_by_name() {
    let directory = tempfile::tempdir().expect("a directory");
    let cases = [
        ("empty.pem", ""),
        (
            "broken.pem",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        ),
        (
            "no.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ),
    ];
    for (name, content) in cases {
        let path = directory.path().join(name);
        std::fs::write(&path, content).expect("written");
        let why = refusal(&format!("kurrentdb://a?tlsCaFile={}", path.display()));
        assert!(why.contains(name), "{why}");
    }
    assert!(refusal("kurrentdb://a?tlsCaFile=/nowhere.pem").contains("/nowhere.pem"));
}

#[test]
fn what_is_wrong_with_a_url_is_told_without_its_password() {
    for url in [
        "mysql://me:secret@host",
        "kurrentdb://me:secret@",
        "kurrentdb://me:secret@a,,b",
        "kurrentdb://me:secret@a:port,b",
        "kurrentdb://me:secret@a/$system",
        "kurrentdb://me:secret@a?colour=secret",
        "kurrentdb://me:secret@a?tls=perhaps",
        "kurrentdb://me:secret@a?nodePreference=follower",
        "kurrentdb://me:secret@a?maxDiscoverAttempts=1",
        "kurrentdb://me:secret@a?connectionName=%C3%A9",
        "kurrentdb://me:%ff@a",
    ] {
        let why = refusal(url);
        assert!(!why.contains("secret"), "{why}");
    }
}
