//! Certificates of deletions prove themselves, and nothing that was changed (R42).

use std::path::PathBuf;

use rollbook_service::answers::{CertificateVerified, TrustedKey};
use rollbook_service::{AccountId, CertificateCheck};

use crate::deletions::{delete_at_once, find};
use crate::district::District;
use crate::packages::{WAYS, district as with_packages};

fn certificate(district: &District, id: AccountId) -> String {
    let auditor = district.ledger.auditor(&district.admin);
    let certificate = auditor.expect("an auditor").certificate(id);
    certificate.expect("a certificate").certificate
}

/// The key that signs now.
fn key(district: &District) -> String {
    let keys = district.ledger.signing_keys().expect("keys").keys;
    keys[0].key.clone()
}

/// Checks far away from any ledger.
fn check(certificate: &str, key: Option<&str>) -> CertificateVerified {
    let check = CertificateCheck {
        certificate: certificate.to_owned(),
        key: key.map(str::to_owned),
        data: PathBuf::from("/nowhere"),
        signing_key: None,
    };
    check.verify().expect("a key")
}

#[track_caller]
fn assert_refused(certificate: &str, key: Option<&str>, kind: &str) {
    let verified = check(certificate, key);
    assert!(!verified.ok && verified.certified.is_empty());
    assert_eq!(verified.faults[0].kind, kind, "{:?}", verified.faults);
}

fn says(verified: &CertificateVerified, line: &str) -> bool {
    verified.certified.iter().any(|known| known == line)
}

/// `active` owned a class with two members, was in another and in a group, and a token acted as it.
fn deleted_teacher() -> (District, AccountId) {
    let way = WAYS[2];
    let district = with_packages(way);
    let classes = "import_id,name,teacher_id,organization_id\nc1,Biology,active,N\nc2,Art,stub,N\n";
    let roster = "class_id,user_id,role\nc1,stub,S\nc1,touched,S\nc2,active,S\n";
    let files = [
        ("update_classes.csv", classes),
        ("update_roster.csv", roster),
    ];
    way.take(&district, &files);
    let id = find(&district, "sis_id:active");
    let admin = district.ledger.domain_admin(&district.admin);
    let token = admin.expect("an admin").create_token(
        "robot",
        rollbook_service::Role::DomainAdmin,
        None,
        Some(id),
    );
    token.expect("a token");
    delete_at_once(&district, "sis_id:active", "active");
    (district, id)
}

#[test]
fn r42_a_certificate_says_what_was_destroyed_and_proves_itself() {
    let (district, id) = deleted_teacher();
    let text = certificate(&district, id);
    let verified = check(&text, Some(&key(&district)));
    assert!(verified.ok, "{:?}", verified.faults);
    assert_eq!(verified.account_id, Some(id.to_string()));
    assert_eq!(verified.size, district.position() + 1);
    assert_eq!(verified.key_from, TrustedKey::Given);
    for line in [
        "deleted by: amy (cli)",
        "accounts destroyed, with their keys: 1",
        "classes ended, with their keys: 1",
        "memberships of the account ended: 1",
        "memberships of others in those classes ended: 2",
        "tokens revoked: 1",
    ] {
        assert!(says(&verified, line), "{line}\n{text}");
    }
    for personal in ["active@school.example", "loginactive", "Biology", "mistake"] {
        assert!(!text.contains(personal), "{personal}");
    }
    // Whoever knows no key learns whose word it is.
    let unknown = check(&text, None);
    assert!(unknown.ok && unknown.key_from == TrustedKey::Certificate);
    let here = CertificateCheck {
        certificate: text,
        key: None,
        data: district.path().to_owned(),
        signing_key: None,
    };
    assert_eq!(here.verify().expect("checked").key_from, TrustedKey::File);
}

#[test]
fn r42_a_changed_byte_is_found_wherever_it_stands() {
    let (district, id) = deleted_teacher();
    let (text, key) = (certificate(&district, id), key(&district));
    for (place, byte) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii()) {
        let mut changed = text.clone().into_bytes();
        changed[place] = if byte == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("text");
        let verified = check(&changed, Some(&key));
        assert!(!verified.ok, "byte {place}, {:?}", char::from(byte));
        let unknown = check(&changed, None);
        assert!(
            !unknown.ok,
            "byte {place} without key, {:?}",
            char::from(byte)
        );
    }
    for changed in [
        format!("{text}\n"),
        format!("\n{text}"),
        text.trim_end().to_owned(),
        text.replace('\n', "\r\n"),
        text.replacen("\n\nrecord", "\n\u{2014} other AAAAAAAA\n\nrecord", 1),
        String::new(),
    ] {
        assert!(!check(&changed, Some(&key)).ok, "{changed}");
    }
}

#[test]
fn r42_parts_of_two_certificates_make_none() {
    let district = District::with_accounts(2);
    let ids = ["person0", "person1"].map(|who| find(&district, who));
    delete_at_once(&district, "person0", "person0");
    delete_at_once(&district, "person1", "person1");
    let [one, other] = ids.map(|id| certificate(&district, id));
    let (note, _) = one.split_once("\n\nrecord ").expect("two parts");
    let (_, proven) = other.split_once("\n\nrecord ").expect("two parts");
    let mixed = format!("{note}\n\nrecord {proven}");
    assert_refused(&mixed, Some(&key(&district)), "certificate-contradicts");
}

#[test]
fn r42_a_certificate_is_the_same_whenever_it_is_asked_for() {
    let (district, id) = deleted_teacher();
    let text = certificate(&district, id);
    district.load("username,institution,groups\nlater1,7,Choir\nlater2,7,Choir\n");
    assert_eq!(certificate(&district, id), text);
    let admin = district.ledger.domain_admin(&district.admin);
    let checked = admin.expect("an admin").check_views(None, &mut |_| {});
    assert!(checked.expect("compared").equal);

    let first = key(&district);
    let admin = district.ledger.domain_admin(&district.admin);
    admin
        .expect("an admin")
        .rotate_signing_key(false)
        .expect("rotated");
    // The one that was given out stands by the key that signed it; a new one by the new key.
    assert!(check(&text, Some(&first)).ok);
    let anew = certificate(&district, id);
    assert!(check(&anew, Some(&key(&district))).ok);
    assert_refused(&anew, Some(&first), "certificate-text-changed");
    let here = CertificateCheck {
        certificate: text,
        key: None,
        data: district.path().to_owned(),
        signing_key: None,
    };
    let kind = here.verify().expect("checked").faults[0].kind.clone();
    assert_eq!(kind, "certificate-of-other-key");
}

#[test]
fn r42_what_an_import_deleted_is_certified_too_and_the_living_are_not() {
    let way = WAYS[2];
    let district = with_packages(way);
    let (stub, active) = (
        find(&district, "sis_id:stub"),
        find(&district, "sis_id:active"),
    );
    let ended = "import_id\r\nstub\r\ntouched\r\n";
    district.apply(&way.plan(&district, &[("delete_users.csv", ended)]));
    let verified = check(&certificate(&district, stub), Some(&key(&district)));
    assert!(verified.ok, "{:?}", verified.faults);
    assert!(says(&verified, "deleted by: amy (import)"));
    assert!(says(&verified, "classes ended, with their keys: 0"));
    assert_eq!(
        verified.size,
        district.position() + 1,
        "behind the whole batch"
    );
    let auditor = district
        .ledger
        .auditor(&district.admin)
        .expect("an auditor");
    let living = auditor.certificate(active).expect_err("nothing to certify");
    assert_eq!(living.code(), "not-deleted");
}
