//! T8: single commands over HTTP by many clients, each on the disk and read back.

use std::cell::Cell;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::ledgers;
use crate::measure::{Sample, Side, side_by_side, timed};
use crate::peers::{group_commit, umadb};
use crate::report::{Bound, Comparison, Line, Told};
use crate::server::{Connection, Server};
use crate::workplace::{ROUNDS, Workplace};

const CLIENTS: usize = 64;

/// Commands of a client in one run.
const EACH: usize = 100;

/// Commands of one client alone, and writes that are measured beside them.
const ALONE: usize = 200;

/// Accounts of one page.
const PAGE: usize = 100;

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let template = ledgers::with_people(place, place.scale.people)?;
    let book = place.path("commands");
    ledgers::copy(&template, &book)?;
    let server = Server::start(place, &book)?;
    let accounts = accounts(&server, CLIENTS * EACH)?;
    let turn = Cell::new(0);
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("Rollbook", || {
                turn.set(turn.get() + 1);
                by_many(&server, &accounts, turn.get())
            }),
            Side::new("UmaDB over gRPC", || {
                let program = place.peer("bin/rollbook-bench-umadb")?;
                umadb::commands(&program, &place.path("umadb"), CLIENTS, EACH)
            }),
            Side::new("SQLite in process, with group commit", || {
                group_commit::commands(&place.path("commands.db"), CLIENTS, EACH)
            }),
            Side::new("Rollbook, one client", || {
                turn.set(turn.get() + 1);
                by_one(&server, &accounts[..ALONE], turn.get())
            }),
            Side::new("a write of 4 KiB with fdatasync", || synced_writes(&book)),
        ],
    );
    let [many, uma, floor, one, write] = &measured[..] else {
        anyhow::bail!("five sides were measured");
    };
    let commands = Told::AsRate((CLIENTS * EACH) as u64, "commands");
    let what = format!("disable or enable and read back, {CLIENTS} clients");
    let by_many = Comparison::new("T8", what, commands);
    let by_one = Comparison::new("T8", format!("{ALONE} by one client"), Told::AsTime);
    let ours = many.required()?;
    let (must, aim) = (Some(Bound::AtLeast(1.0)), Some(Bound::AtLeast(2.0)));
    Ok(vec![
        by_many.with(ours, uma, must, aim),
        by_many.with(ours, floor, None, None),
        by_one.with(one.required()?, write, None, None),
    ])
}

/// The ids of the first active accounts.
pub fn accounts(server: &Server, count: usize) -> Result<Vec<String>> {
    let mut connection = server.connect()?;
    let mut accounts = Vec::with_capacity(count);
    let mut next = String::new();
    while accounts.len() < count {
        let (status, body) = connection.get(&format!("/api/v1/accounts?limit={PAGE}{next}"))?;
        ensure!(
            status == 200,
            "a list of accounts was answered with {status}"
        );
        let page: serde_json::Value = serde_json::from_slice(&body)?;
        let ids = page["accounts"]
            .as_array()
            .context("a page has no accounts")?;
        accounts.extend(
            ids.iter()
                .filter_map(|account| account["account_id"].as_str().map(str::to_owned)),
        );
        let cursor = page["next"]
            .as_str()
            .context("there are too few accounts")?;
        next = format!("&cursor={cursor}");
    }
    accounts.truncate(count);
    Ok(accounts)
}

fn by_many(server: &Server, accounts: &[String], turn: usize) -> Result<Sample> {
    let connections = (0..CLIENTS)
        .map(|_| server.connect())
        .collect::<Result<Vec<_>>>()?;
    let ((), sample) = timed(|| {
        thread::scope(|scope| {
            let threads: Vec<_> = connections
                .into_iter()
                .zip(accounts.chunks(EACH))
                .map(|(mut connection, own)| {
                    scope.spawn(move || {
                        own.iter()
                            .try_for_each(|id| command(&mut connection, id, turn))
                    })
                })
                .collect();
            threads.into_iter().try_for_each(|thread| {
                let done = thread.join();
                done.map_err(|_| anyhow::anyhow!("a client panicked"))?
            })
        })
    })?;
    // Of the clients alone; what the server used is not known.
    Ok(Sample {
        user: Duration::ZERO,
        ..sample
    })
}

fn by_one(server: &Server, accounts: &[String], turn: usize) -> Result<Sample> {
    let mut connection = server.connect()?;
    let run = || {
        accounts
            .iter()
            .try_for_each(|id| command(&mut connection, id, turn))
    };
    let ((), sample) = timed(run)?;
    Ok(Sample {
        user: Duration::ZERO,
        ..sample
    })
}

fn command(connection: &mut Connection, id: &str, turn: usize) -> Result<()> {
    let expected = change(connection, id, turn)?;
    let (status, body) = connection.get(&format!("/api/v1/accounts/{id}"))?;
    let text = String::from_utf8_lossy(&body);
    ensure!(status == 200 && text.contains(expected), "{status}: {text}");
    Ok(())
}

/// Turns by turns an account is disabled and enabled, so that every command changes something. Tells what the
/// account is then.
pub fn change(connection: &mut Connection, id: &str, turn: usize) -> Result<&'static str> {
    let (verb, expected) = match turn % 2 {
        1 => ("disable", "\"disabled\""),
        _ => ("enable", "\"active\""),
    };
    let path = format!("/api/v1/accounts/{id}/{verb}");
    let (status, body) = connection.post(&path, &format!("{id}-{turn}"), "{}")?;
    let text = String::from_utf8_lossy(&body);
    ensure!(status == 200, "{verb} was answered with {status}: {text}");
    Ok(expected)
}

fn synced_writes(folder: &Path) -> Result<Sample> {
    let path = folder.join("synced");
    let mut file = File::create(&path)?;
    let ((), sample) = timed(|| {
        for _ in 0..ALONE {
            file.write_all(&[0xA5; 4096])?;
            file.sync_data()?;
        }
        Ok(())
    })?;
    std::fs::remove_file(path)?;
    Ok(sample)
}
