//! What a certificate certifies, for somebody who does not know what a signature is.

use rollbook_service::answers::{CertificateVerified, TrustedKey};

use super::text::printable;

/// What is certified, and on whose word; or what is wrong.
pub fn sentences(verified: &CertificateVerified) -> String {
    let mut lines = Vec::new();
    for fault in &verified.faults {
        lines.push(format!(
            "fault {}: {}",
            fault.kind,
            printable(&fault.message)
        ));
    }
    if !verified.ok {
        lines.push(CHANGED.to_owned());
        return lines.join("\n");
    }
    lines.extend(verified.certified.iter().map(|line| printable(line)));
    lines.push(String::new());
    lines.push(HOLDS.to_owned());
    if verified.key_from == TrustedKey::Certificate {
        lines.push(UNKNOWN_KEY.to_owned());
    }
    lines.join("\n")
}

const HOLDS: &str = "\
the certificate is as it was signed, byte for byte, and the record of the deletion is proven to be in the log
the keys that opened what is listed were destroyed; nothing in the ledger identifies the person any more";

const UNKNOWN_KEY: &str = "\
the key is the one that the certificate itself names: compare it with the one that you know, or give that with --key";

const CHANGED: &str = "\
this certificate proves nothing: it was changed, or is not whole
ask for it again with `rollbook account certificate ACCOUNT_ID`";
