//! Who gets a link that signs in, and what is recorded of it.

use super::*;

#[test]
fn only_a_new_admin_gets_a_link_without_a_command_of_its_own() {
    let office = Office::open();
    let admin = office.ledger.domain_admin(&office.machine);
    let admin = admin.expect("an admin");
    let again = admin.add_admin(EMAIL, Role::DomainAdmin, None);
    assert_eq!(again.expect("nothing to do").sign_in_secret, None);
    assert!(office.sentences("type:SignInLinkMade").is_empty());

    let link = admin.admin_link(EMAIL).expect("a link").sign_in_secret;
    let signed_in = office.ledger.sign_in(&link.expect("a secret"));
    assert!(office.is_open(&signed_in.expect("no fault").expect("signed in")));
    assert_eq!(
        office.sentences("type:SignInLinkMade"),
        [format!("amy made a sign-in link for {EMAIL}.")]
    );
}

#[test]
fn the_machine_is_offered_a_link_only_while_no_domain_admin_can_have_one() {
    let office = Office::open();
    let offered = || {
        office
            .ledger
            .sign_in_link(&office.machine)
            .expect("no fault")
    };
    assert_eq!(offered(), None, "Kim can sign in");
    let admin = office.ledger.domain_admin(&office.machine);
    let admin = admin.expect("an admin");
    admin
        .add_admin("auditor@head.example", Role::Auditor, None)
        .expect("added");
    admin.remove_admin(EMAIL).expect("removed");
    let link = offered().expect("an auditor adds no admins");
    let signed_in = office.ledger.sign_in(&link).expect("no fault");
    assert!(office.is_open(&signed_in.expect("signed in")));
    assert_eq!(offered(), None, "somebody has used it");
    office.advance(IDLE);
    assert!(offered().is_some());
}
