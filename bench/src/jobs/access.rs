//! T6: `POST /access`, which a learning system asks at every sign-in.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::generate::Chance;
use crate::generate::{SEED, email};
use crate::ledgers;
use crate::peers::hello::Hello;
use crate::peers::wrk::{self, Load};
use crate::report::{Bound, Line};
use crate::server::Server;
use crate::workplace::{ROUNDS, Workplace};

/// People who are asked for, in turns.
const ASKED: usize = 1000;

const WHAT: &str = "`POST /access`";

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let people = place.scale.people;
    let template = ledgers::with_people(place, people)?;
    let book = place.path("access");
    ledgers::copy(&template, &book)?;
    // The role that may ask nothing else is not given out yet.
    let server = Server::start(place, &book)?;
    let path = "/api/v1/access";
    let first = format!("{{\"email\":\"{}\"}}", email(0));
    let (status, body) = server.connect()?.post(path, "first", &first)?;
    let text = String::from_utf8_lossy(&body);
    ensure!(status == 200, "it was answered with {status}: {text}");
    let script = script(place, people, &server.token)?;
    let hello = Hello::start()?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        ours.push(ask(&server.address, path, &script)?);
        theirs.push(ask(&hello.address, path, &script)?);
        let rates = (ours.last(), theirs.last());
        if let (Some(our), Some(their)) = rates {
            eprintln!(
                "  {round}/{ROUNDS} {:.0} and {:.0} requests/s",
                our.rate, their.rate
            );
        }
    }
    Ok(lines(&wrk::median(&ours), &wrk::median(&theirs)))
}

fn lines(ours: &Load, theirs: &Load) -> Vec<Line> {
    let beside = "warp, reading the same body";
    let line = |what: &str, ours: String, theirs: String| Line {
        job: "T6",
        what: format!("{WHAT}, {what}"),
        rollbook: ours,
        beside: format!("{beside}: {theirs}"),
        ..Line::default()
    };
    let rate = |load: &Load| format!("{:.1} k requests/s", load.rate / 1000.0);
    let slowest = |load: &Load| format!("{:.2} ms", load.slowest_of_100 * 1000.0);
    vec![
        Line {
            value: Some(ours.rate / theirs.rate),
            unit: "× as fast",
            must: Some(Bound::AtLeast(0.5)),
            aim: Some(Bound::AtLeast(0.8)),
            ..line("64 connections", rate(ours), rate(theirs))
        },
        Line {
            value: Some(ours.slowest_of_100 / theirs.slowest_of_100),
            unit: "× its time",
            aim: Some(Bound::AtMost(2.0)),
            ..line("slower than 99 of 100", slowest(ours), slowest(theirs))
        },
    ]
}

fn ask(address: &str, path: &str, script: &Path) -> Result<Load> {
    let mut command = Command::new("wrk");
    command
        .args(["-t2", "-c64", "-d5s", "--latency", "-s"])
        .arg(script)
        .arg(format!("http://{address}{path}"));
    wrk::run(&mut command)
}

/// Asks for one person after another, in an order of chance.
fn script(place: &Workplace, people: u32, token: &str) -> Result<std::path::PathBuf> {
    let mut chance = Chance::new(SEED, 6);
    let emails: String = (0..ASKED)
        .map(|_| u32::try_from(chance.below(people.into())).unwrap_or_default())
        .map(|number| format!("  '{{\"email\":\"{}\"}}',\n", email(number)))
        .collect();
    let text = format!(
        "local bodies = {{\n{emails}}}\nlocal turn = 0\n\
         local headers = {{ ['Content-Type'] = 'application/json', Authorization = 'Bearer {token}' }}\n\
         function request()\n  turn = turn % #bodies + 1\n  \
         return wrk.format('POST', nil, headers, bodies[turn])\nend\n"
    );
    let path = place.path("access.lua");
    fs::write(&path, text).context("writing wrk's script")?;
    Ok(path)
}
