//! The OpenAPI document, and that the server is what it says.

use std::{env, fs, path::Path};

use serde_json::Value;

use crate::server::TestServer;

#[test]
fn the_reference_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/openapi.json");
    let mut now = serde_json::to_string_pretty(&rollbook_http::document()).expect("JSON");
    now.push('\n');
    if env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, &now).expect("the reference is written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "docs/reference/openapi.json is out of date: run this test with UPDATE_GOLDENS=1"
    );
}

#[test]
fn the_document_is_served_to_everyone() {
    let server = TestServer::start();
    let served = server.stranger().get("/openapi.json");
    assert_eq!(served.status, 200);
    assert_eq!(served.json()["openapi"], "3.1.0");
    assert_eq!(
        served.json(),
        serde_json::to_value(rollbook_http::document()).expect("JSON")
    );
}

#[test]
fn every_documented_route_is_there_and_asks_who_is_there() {
    let server = TestServer::start();
    let document = serde_json::to_value(rollbook_http::document()).expect("JSON");
    let mut asked = 0;
    for (template, item) in document["paths"].as_object().expect("paths") {
        let path = template
            .replace("{profile}", "benchprep")
            .replace("{scope}", "1");
        let path = fill(&path);
        for (method, operation) in item.as_object().expect("operations") {
            assert!(
                operation["operationId"].is_string() && operation["summary"].is_string(),
                "{method} {template}"
            );
            assert!(
                operation["responses"]["500"].is_object(),
                "{method} {template}"
            );
            if operation["security"] == serde_json::json!([{}]) {
                continue;
            }
            let answer = server
                .stranger()
                .send(&method.to_uppercase(), &path, &[], None);
            answer.is_problem(401, "not-signed-in");
            assert!(
                operation["responses"]["401"].is_object(),
                "{method} {template}"
            );
            let known = server
                .domain_admin()
                .send(&method.to_uppercase(), &path, &[], None);
            let code =
                serde_json::from_slice::<Value>(&known.body).map(|body| body["code"].clone());
            assert!(
                !matches!(code, Ok(Value::String(code)) if code == "no-such-route" || code == "method-not-allowed"),
                "{method} {template} is documented and not there"
            );
            assert!(
                operation["responses"][known.status.to_string()].is_object(),
                "{method} {template} answers {}, which is not documented",
                known.status
            );
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");
}

fn fill(template: &str) -> String {
    let parts = template.split('/').map(|part| match part.starts_with('{') {
        true => "01920000-0000-7000-8000-000000000000",
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}
