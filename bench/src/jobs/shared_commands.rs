//! PG2: single commands over HTTP, on a log that is shared in PostgreSQL.

use std::cell::RefCell;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::single_commands::{accounts, change};
use crate::ledgers;
use crate::measure::{Measured, Side, side_by_side};
use crate::nodes::{Node, Servers};
use crate::peers::postgres_log::BareLog;
use crate::report::{Comparison, Line, Told};
use crate::server::{Connection, Server};
use crate::spread::{Spread, Spreads};
use crate::workplace::{ROUNDS, Workplace};

/// Of each ledger.
const PEOPLE: u32 = 100_000;

/// Clients at once, and the commands of each in one run.
const LOADS: [(usize, usize); 2] = [(1, 200), (64, 50)];

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let folder = place.path("shared-local");
    ledgers::copy(&ledgers::with_people(place, PEOPLE)?, &folder)?;
    let one = Node::with_people(place, "shared-one", Servers::one()?, PEOPLE)?;
    let pair = Node::with_people(place, "shared-pair", Servers::with_standby()?, PEOPLE)?;
    let (bare, bare_pair) = (BareLog::open(one.url())?, BareLog::open(pair.url())?);
    let local = Commands::of(Server::start(place, &folder)?)?;
    let on_one = Commands::of(Server::start_node(place, &one)?)?;
    let on_pair = Commands::of(Server::start_node(place, &pair)?)?;
    // The first command is not measured: what it recorded is what PostgreSQL by itself writes.
    on_one.give(1, 1)?;
    let record = ledgers::last_records(&one.folder, 1)?.concat();
    let mut lines = Vec::new();
    for (clients, each) in LOADS {
        let spreads: [Spreads; 5] = Default::default();
        let [first, second, third, fourth, fifth] = &spreads;
        let insert = |bare: &BareLog| bare.insert(&record, clients, each);
        let measured = side_by_side(
            ROUNDS,
            vec![
                Side::new("one machine", || first.keep(local.give(clients, each)?)),
                Side::new("one server", || second.keep(on_one.give(clients, each)?)),
                Side::new("INSERT of the same bytes", || third.keep(insert(&bare)?)),
                Side::new("with a standby", || {
                    fourth.keep(on_pair.give(clients, each)?)
                }),
                Side::new("INSERT with a standby", || fifth.keep(insert(&bare_pair)?)),
            ],
        );
        let sides: Vec<_> = measured.iter().zip(&spreads).collect();
        let [local, on_one, insert, on_pair, insert_on_pair] = sides[..] else {
            anyhow::bail!("five sides were measured");
        };
        let what = |servers: &str| format!("disable or enable, {clients} at once, {servers}");
        let count = clients * each;
        let one = what("PostgreSQL");
        lines.extend(rows(&one, count, on_one, local)?);
        lines.extend(rows(&one, count, on_one, insert)?);
        let two = what("PostgreSQL with a synchronous standby");
        lines.extend(rows(&two, count, on_pair, insert_on_pair)?);
    }
    Ok(lines)
}

type Figures<'a> = (&'a Measured, &'a Spreads);

/// One side beside another one: how long half of the commands took, and 99 of 100, and how many there were in a
/// second.
fn rows(what: &str, count: usize, ours: Figures<'_>, beside: Figures<'_>) -> Result<Vec<Line>> {
    let row = |name: &str, told| Comparison::new("PG2", format!("{what}: {name}"), told);
    let by_time = |name: &str, of: fn(&Spread) -> Duration| {
        let (ours, beside) = (ours.1.median(ours.0, of), beside.1.median(beside.0, of));
        let line = row(name, Told::AsTime).with(ours.required()?, &beside, None, None);
        anyhow::Ok(line)
    };
    let rate = row("all", Told::AsRate(count as u64, "commands"));
    Ok(vec![
        by_time("p50", |spread| spread.half)?,
        by_time("p99", |spread| spread.most)?,
        rate.with(ours.0.required()?, beside.0, None, None),
    ])
}

/// A server, and the accounts that are disabled and enabled in turns.
struct Commands {
    server: Server,
    /// By their ids, each with the number of its commands so far.
    accounts: RefCell<Vec<(String, usize)>>,
}

impl Commands {
    fn of(server: Server) -> Result<Commands> {
        let most = LOADS.iter().map(|(clients, each)| clients * each).max();
        let accounts = accounts(&server, most.unwrap_or_default())?;
        let accounts = accounts.into_iter().map(|id| (id, 0)).collect();
        Ok(Commands {
            server,
            accounts: RefCell::new(accounts),
        })
    }

    /// Has each of so many clients give its commands, one after another. How long each took, and all of
    /// them.
    fn give(&self, clients: usize, each: usize) -> Result<(Vec<Duration>, Duration)> {
        let connections: Result<Vec<Connection>> =
            (0..clients).map(|_| self.server.connect()).collect();
        let connections = connections?;
        let mut accounts = self.accounts.borrow_mut();
        let started = Instant::now();
        let taken = thread::scope(|scope| {
            let threads: Vec<_> = connections
                .into_iter()
                .zip(accounts.chunks_mut(each))
                .map(|(connection, own)| scope.spawn(|| give_each(connection, own)))
                .collect();
            let mut taken = Vec::with_capacity(clients * each);
            for thread in threads {
                let done = thread.join();
                taken.extend(done.map_err(|_| anyhow!("a client panicked"))??);
            }
            anyhow::Ok(taken)
        })?;
        Ok((taken, started.elapsed()))
    }
}

fn give_each(
    mut connection: Connection,
    accounts: &mut [(String, usize)],
) -> Result<Vec<Duration>> {
    let mut taken = Vec::with_capacity(accounts.len());
    for (id, turn) in accounts {
        *turn += 1;
        let started = Instant::now();
        change(&mut connection, id, *turn)?;
        taken.push(started.elapsed());
    }
    Ok(taken)
}
