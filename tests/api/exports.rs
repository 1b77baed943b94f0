//! Files of everyone (R36).

use crate::server::TestServer;

#[test]
fn r36_everyone_is_downloaded_as_a_file() {
    let server = TestServer::with_accounts(1500);
    let file = server.domain_admin().get("/exports/accounts.csv");
    assert_eq!(file.status, 200);
    assert_eq!(
        file.header("content-type"),
        Some("text/csv; charset=utf-8; header=present")
    );
    assert_eq!(
        file.header("content-disposition"),
        Some("attachment; filename=\"accounts.csv\"")
    );
    // More than one piece of the stream.
    assert!(file.body.len() > 64 * 1024, "{}", file.body.len());
    let text = file.text();
    assert_eq!(text.lines().count(), 1501);
    assert!(text.ends_with(
        "pupil001500@north.example,1500,pupil001500,SIS0001500,1,First1500,Last1500,S,,active,manual\r\n"
    ));
}

#[test]
fn r21_users_are_exported_in_the_version_that_was_asked_for() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    for (version, flag) in [("1", "enabled"), ("2", "blocked")] {
        let path = format!("/exports/users.csv?version={version}&include_deactivated=true");
        let file = admin.get(&path);
        assert_eq!(file.status, 200, "{}", file.text());
        // Nobody is under import control.
        assert_eq!(
            file.text(),
            format!(
                "import_id,first_name,middle_init,last_name,suffix,nickname,login,password,email,user_type,\
                 organization_id,{flag},display_id,google_email_address\r\n"
            )
        );
    }
    for path in [
        "/exports/users.csv",
        "/exports/users.csv?version=3",
        "/exports/users.csv?version=1&include_deactivated=perhaps",
        "/exports/users.csv?version=1&as_of=perhaps",
    ] {
        admin.get(path).is_problem(400, "parameter-invalid");
    }
}

#[test]
fn r16_an_institution_admin_exports_nobody() {
    let server = TestServer::start();
    let north = server.institution_admin(1);
    for path in ["/exports/accounts.csv", "/exports/users.csv?version=2"] {
        north.get(path).is_problem(403, "not-permitted");
    }
}
