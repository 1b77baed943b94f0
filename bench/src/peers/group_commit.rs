//! SQLite with one writer that commits together whatever waits: what single commands can cost at least.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;

use crate::measure::{Sample, timed};

const RECORD: [u8; 100] = [0xA5; 100];

/// An account, and where to say that its event is on the disk.
type Request = (u64, SyncSender<i64>);

/// `clients` threads append `each` events, one after another, and read each back.
pub fn commands(file: &Path, clients: usize, each: usize) -> Result<Sample> {
    super::sqlite::remove(file);
    let store = super::sqlite::open(file)?;
    let (sender, requests) = channel::<Request>();
    let writer = thread::spawn(move || write(store, &requests));
    let ((), sample) = timed(|| {
        thread::scope(|scope| {
            let threads: Vec<_> = (0..clients)
                .map(|client| {
                    let sender = sender.clone();
                    scope.spawn(move || ask(file, client, each, &sender))
                })
                .collect();
            threads.into_iter().try_for_each(|thread| {
                let asked = thread.join();
                asked.map_err(|_| anyhow::anyhow!("a client panicked"))?
            })
        })
    })?;
    drop(sender);
    let written = writer
        .join()
        .map_err(|_| anyhow::anyhow!("the writer panicked"))?;
    written?;
    super::sqlite::remove(file);
    Ok(sample)
}

fn write(mut store: Connection, requests: &Receiver<Request>) -> Result<()> {
    while let Ok(first) = requests.recv() {
        let waiting: Vec<Request> = std::iter::once(first).chain(requests.try_iter()).collect();
        let transaction = store.transaction()?;
        let mut positions = Vec::with_capacity(waiting.len());
        {
            let mut insert = transaction
                .prepare_cached("INSERT INTO log (account, version, record) VALUES (?, 1, ?)")?;
            for (account, _) in &waiting {
                positions.push(insert.insert((account.to_le_bytes(), RECORD))?);
            }
        }
        transaction.commit()?;
        for ((_, answer), position) in waiting.iter().zip(positions) {
            // Whoever asked may be gone; the event is there all the same.
            let _ = answer.send(position);
        }
    }
    Ok(())
}

fn ask(file: &Path, client: usize, each: usize, sender: &Sender<Request>) -> Result<()> {
    let store = Connection::open(file)?;
    let mut read = store.prepare("SELECT position FROM log WHERE account = ? AND version = 1")?;
    for account in client * each..(client + 1) * each {
        let account = account as u64;
        let (answer, answered) = sync_channel(1);
        sender
            .send((account, answer))
            .context("the writer is gone")?;
        let position = answered.recv().context("the writer is gone")?;
        let found: i64 = read.query_row([account.to_le_bytes()], |row| row.get(0))?;
        ensure!(found == position, "position {position} was not read back");
    }
    Ok(())
}
