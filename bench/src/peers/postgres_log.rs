//! PostgreSQL by itself: the floor under a log that nodes share in it.

use std::cell::Cell;
use std::pin::pin;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls};

use crate::measure::{Sample, timed};

/// As Rollbook's own, and beside it.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS bare_log (
        position bigint PRIMARY KEY, record bytea NOT NULL, checkpoint text);
    ALTER TABLE bare_log ALTER COLUMN record SET STORAGE EXTERNAL";

const COPY: &str = "COPY bare_log (position, record) FROM STDIN (FORMAT binary)";

const INSERT: &str = "INSERT INTO bare_log (position, record) VALUES ($1, $2)";

/// A log that nobody checks, seals, signs or reads.
pub struct BareLog {
    runtime: Runtime,
    url: String,
    next: Cell<i64>,
}

impl BareLog {
    /// In a server of its own, or beside Rollbook's.
    pub fn open(url: String) -> Result<BareLog> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let log = BareLog {
            runtime,
            url,
            next: Cell::new(0),
        };
        let table = async { Ok(log.connect().await?.batch_execute(TABLE).await?) };
        log.runtime.block_on::<_>(table).map(|()| log)
    }

    /// Appends records in one transaction, the fastest way that there is.
    pub fn copy(&self, records: &[Vec<u8>]) -> Result<Sample> {
        let first = self.take(records.len());
        let client = self.runtime.block_on(self.connect())?;
        let ((), sample) = timed(|| self.runtime.block_on(copy(&client, first, records)))?;
        // The server's use of the processor is not its client's, and is not known here.
        Ok(Sample {
            user: Duration::ZERO,
            ..sample
        })
    }

    /// Has each of so many clients append one record after another, each by itself, and none waiting for
    /// another's; gives how long each append took, and all of them.
    pub fn insert(
        &self,
        record: &[u8],
        clients: usize,
        each: usize,
    ) -> Result<(Vec<Duration>, Duration)> {
        let firsts: Vec<i64> = (0..clients).map(|_| self.take(each)).collect();
        self.runtime.block_on(async {
            let mut connections = Vec::with_capacity(clients);
            for first in firsts {
                connections.push((self.connect().await?, first));
            }
            let started = Instant::now();
            let tasks: Vec<_> = connections
                .into_iter()
                .map(|(client, first)| {
                    tokio::spawn(insert_each(client, first, each, record.to_vec()))
                })
                .collect();
            let mut taken = Vec::with_capacity(clients * each);
            for task in tasks {
                taken.extend(task.await??);
            }
            Ok((taken, started.elapsed()))
        })
    }

    /// Positions for so many records; gives the first one.
    fn take(&self, count: usize) -> i64 {
        self.next.replace(self.next.get() + count as i64)
    }

    /// To the first server of the URL, which is the primary.
    async fn connect(&self) -> Result<Client> {
        let (client, connection) = tokio_postgres::connect(&self.url, NoTls)
            .await
            .context("PostgreSQL does not answer")?;
        tokio::spawn(connection);
        Ok(client)
    }
}

async fn copy(client: &Client, first: i64, records: &[Vec<u8>]) -> Result<()> {
    let sink = client.copy_in(COPY).await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &[Type::INT8, Type::BYTEA]));
    for (position, record) in (first..).zip(records) {
        writer.as_mut().write(&[&position, record]).await?;
    }
    let copied = writer.finish().await?;
    ensure!(copied == records.len() as u64, "{copied} were copied");
    Ok(())
}

async fn insert_each(
    client: Client,
    first: i64,
    count: usize,
    record: Vec<u8>,
) -> Result<Vec<Duration>> {
    let insert = client.prepare(INSERT).await?;
    let mut taken = Vec::with_capacity(count);
    for position in (first..).take(count) {
        let started = Instant::now();
        client.execute(&insert, &[&position, &record]).await?;
        taken.push(started.elapsed());
    }
    Ok(taken)
}
