//! T9: the most memory that a check, an import and a server have.

use anyhow::{Result, ensure};

use super::check_rows;
use crate::ledgers;
use crate::process::{memory_of, peak_memory};
use crate::report::{Bound, Line, size};
use crate::server::Server;
use crate::workplace::Workplace;

const MEBIBYTE: f64 = (1 << 20) as f64;

/// Pages of accounts that are read from a server before its memory is looked at.
const PAGES: usize = 200;

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let (rows, people) = (place.scale.memory_rows, place.scale.people);
    Ok(vec![
        line(
            format!("peak of `rollbook check`, {rows} rows"),
            check(place)?,
            Some(250.0),
        ),
        line(
            format!("peak of `rollbook import`, {people} accounts change"),
            import(place)?,
            None,
        ),
        line(
            format!("peak of `rollbook serve`, {people} accounts"),
            serve(place)?,
            Some(400.0),
        ),
    ])
}

fn line(what: String, bytes: u64, must: Option<f64>) -> Line {
    Line {
        job: "T9",
        what,
        rollbook: size(bytes),
        value: Some(bytes as f64 / MEBIBYTE),
        unit: "MiB",
        must: must.map(Bound::AtMost),
        aim: must.map(|most| Bound::AtMost(most / 2.0)),
        ..Line::default()
    }
}

fn check(place: &Workplace) -> Result<u64> {
    let file = check_rows::leavers(place, place.scale.memory_rows)?;
    peak_memory(place.rollbook().args(["--quiet", "check"]).arg(file), &[1])
}

fn import(place: &Workplace) -> Result<u64> {
    let people = place.scale.people;
    let (template, file) = (
        ledgers::with_people(place, people)?,
        ledgers::all_leavers(place, people)?,
    );
    let book = place.path("memory");
    ledgers::copy(&template, &book)?;
    let mut command = place.rollbook();
    command
        .arg("--data")
        .arg(&book)
        .args(["--quiet", "import", "--yes", "--override-guards=benchmark"])
        .arg(file);
    peak_memory(&mut command, &[0])
}

/// After what people do first: list accounts, page by page, and open some of them.
fn serve(place: &Workplace) -> Result<u64> {
    let template = ledgers::with_people(place, place.scale.people)?;
    let book = place.path("memory");
    ledgers::copy(&template, &book)?;
    let server = Server::start(place, &book)?;
    let mut connection = server.connect()?;
    let mut path = "/api/v1/accounts?limit=100".to_owned();
    for _ in 0..PAGES {
        let (status, body) = connection.get(&path)?;
        ensure!(status == 200, "{path} was answered with {status}");
        let page: serde_json::Value = serde_json::from_slice(&body)?;
        if let Some(id) = page["accounts"][0]["account_id"].as_str() {
            let (status, _) = connection.get(&format!("/api/v1/accounts/{id}"))?;
            ensure!(status == 200, "an account was answered with {status}");
        }
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = format!("/api/v1/accounts?limit=100&cursor={next}");
    }
    memory_of(&server.child).ok_or_else(|| anyhow::anyhow!("this system does not tell"))
}
