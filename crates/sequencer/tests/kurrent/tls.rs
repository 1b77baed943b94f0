//! A cluster reached by TLS.

use std::path::Path;

use rollbook_sequencer::{Appended, EngineError};
use rollbook_testkit::kurrent::KurrentDouble;
use rustls::crypto::CryptoProvider;

use crate::support::*;

struct Authority {
    certificate: String,
    key: String,
}

/// Signs itself, for this machine.
fn authority() -> Authority {
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
    Authority {
        certificate: made.cert.pem(),
        key: made.signing_key.serialize_pem(),
    }
}

fn url(double: &KurrentDouble, trusted: &Path) -> String {
    let url = double.url(STREAM).replace("tls=false", "tls=true");
    format!("{url}&tlsCaFile={}", trusted.display())
}

#[test]
fn a_cluster_is_believed_by_its_certificate_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let (known, other) = (authority(), authority());
    let double = KurrentDouble::start_with_tls(3, &known.certificate, &known.key);
    let [trusted, strange] = ["trusted.pem", "strange.pem"].map(|name| directory.path().join(name));
    std::fs::write(&trusted, &known.certificate).expect("written");
    std::fs::write(&strange, &other.certificate).expect("written");

    let records = records(2);
    committed(&append(
        &*log(&url(&double, &trusted), quick()),
        None,
        &records,
    ));
    let mut patience = quick();
    patience.cluster = std::time::Duration::from_millis(200);
    let deceived = append(&*log(&url(&double, &strange), patience), None, &records);
    let is_nothing_sent = matches!(
        deceived,
        Appended::Failed(EngineError::Unreachable { .. } | EngineError::Refused { .. })
    );
    assert!(is_nothing_sent, "{deceived:?}");
}

/// The client comes with another one, and installs it where nobody was first.
#[test]
fn ring_is_the_library_of_cryptography() {
    let double = KurrentDouble::start(1);
    committed(&append(&*node(&double), None, &records(1)));
    let provider = CryptoProvider::get_default().expect("one is installed");
    let random = format!("{:?}", provider.secure_random);
    assert_eq!(
        random,
        format!(
            "{:?}",
            rustls::crypto::ring::default_provider().secure_random
        )
    );
    assert!(random.contains("Ring"), "{random}");
}
