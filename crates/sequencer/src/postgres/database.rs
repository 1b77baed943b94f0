//! A database with its connections, which are made when they are needed and again when they break.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_postgres::{Client, Error};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::{Address, Server};
use super::background::{Background, Pending};
use super::connect::{self, one_server};
use super::connection::Connection;
use super::fault::Fault;
use super::layout::{self, Layout};

/// How long a statement may usually take to be answered. Waiting for another append's rows ends sooner.
pub(super) const ANSWER: Duration = Duration::from_secs(30);

/// Connections that are kept for later.
const KEPT: usize = 4;

/// How long to wait after the first attempt to connect that failed, and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// What is asked of a database.
pub(super) struct Database {
    background: Background,
    place: String,
    reach: Arc<Reach>,
    layout: Layout,
    idle: Mutex<Vec<Connection>>,
    backoff: Mutex<Backoff>,
}

/// A statement that was sent.
pub(super) struct Asked<T> {
    pending: Pending<Result<T, Error>>,
    /// As often as before, unless the server gave up waiting for its standby.
    unreplicated: u64,
}

/// What it takes to connect, shared with what goes on in the background.
struct Reach {
    servers: Vec<Server>,
    tls: MakeRustlsConnect,
    /// The server that took writes when last seen.
    primary: AtomicUsize,
    /// How long a statement may take to be answered.
    answer: Duration,
}

#[derive(Default)]
struct Backoff {
    failures: u32,
    not_before: Option<Instant>,
}

impl Database {
    /// Connects once, and lays the tables out where that is still to be done.
    pub(super) fn open(
        address: Address,
        layout: Layout,
        answer: Duration,
    ) -> Result<Database, Fault> {
        let tls = super::tls::connector(&address)?;
        let background = Background::start()
            .map_err(|error| Fault::Refused(format!("no thread can be started: {error}")))?;
        let database = Database {
            background,
            place: address.place,
            reach: Arc::new(Reach {
                servers: address.servers,
                tls,
                primary: AtomicUsize::new(0),
                answer,
            }),
            layout,
            idle: Mutex::new(Vec::new()),
            backoff: Mutex::new(Backoff::default()),
        };
        let connection = database.connection()?;
        database.put_back(connection);
        Ok(database)
    }

    /// For people: without credentials.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// How long a statement may take to be answered.
    pub(super) fn patience(&self) -> Duration {
        self.reach.answer
    }

    pub(super) fn background(&self) -> &Background {
        &self.background
    }

    /// A connection that nobody else uses.
    ///
    /// # Errors
    /// Nothing was asked of the database then.
    pub(super) fn connection(&self) -> Result<Connection, Fault> {
        while let Some(connection) = lock(&self.idle).pop() {
            if !connection.client.is_closed() {
                return Ok(connection);
            }
        }
        self.own_connection()
    }

    /// A new one, for somebody who keeps it.
    pub(super) fn own_connection(&self) -> Result<Connection, Fault> {
        std::thread::sleep(self.pause());
        let connected = self.connect();
        let mut backoff = lock(&self.backoff);
        match &connected {
            Ok(_) => *backoff = Backoff::default(),
            Err(_) => backoff.fail(),
        }
        connected
    }

    /// Keeps a connection for later.
    pub(super) fn put_back(&self, connection: Connection) {
        let mut idle = lock(&self.idle);
        if idle.len() < KEPT && !connection.client.is_closed() {
            idle.push(connection);
        }
    }

    /// Has one statement answered on a connection, which is to be dropped where that fails: nobody
    /// knows then what it is still busy with.
    pub(super) fn ask<T, F>(
        &self,
        connection: &Connection,
        statement: impl FnOnce(Arc<Client>) -> F,
    ) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let asked = self.begin(connection, statement);
        self.answer(asked, connection)
    }

    /// Asks, and has the answer waited for later.
    pub(super) fn begin<T, F>(
        &self,
        connection: &Connection,
        statement: impl FnOnce(Arc<Client>) -> F,
    ) -> Asked<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let unreplicated = connection.unreplicated();
        let statement = statement(Arc::clone(&connection.client));
        Asked {
            pending: self.background.begin(self.reach.answer, statement),
            unreplicated,
        }
    }

    /// Waits for the answer to a statement. Where one connection breaks, the others are not trusted
    /// either: each of them could cost as long a wait, or lead to a server that is no longer the primary.
    ///
    /// A server that was told to stop waiting for its standby says that it has committed, and yet what
    /// was written may be lost with it: that is no answer.
    pub(super) fn answer<T>(&self, asked: Asked<T>, connection: &Connection) -> Result<T, Fault> {
        let answer = match asked.pending.wait() {
            Ok(Ok(answer)) if connection.unreplicated() == asked.unreplicated => Ok(answer),
            Ok(Ok(_)) => Err(Fault::Lost("it gave up waiting for its standby".to_owned())),
            Ok(Err(error)) => Err(Fault::of_statement(&error)),
            Err(late) => Err(late.into()),
        };
        if let Err(Fault::Lost(_) | Fault::Unreachable(_)) = &answer {
            lock(&self.idle).clear();
        }
        answer
    }

    /// Writes, and changes nothing: once this is over, whatever was committed before is on disk, and
    /// with the standby where there is one.
    pub(super) fn confirm(&self) -> Result<(), Fault> {
        let barrier = format!(
            "UPDATE rollbook_facts SET value = value WHERE name = '{}'",
            self.layout.fact
        );
        self.ask_again(|client| {
            let barrier = barrier.clone();
            async move { client.batch_execute(&barrier).await }
        })
    }

    /// Has a statement answered that changes nothing, or nothing more when it is asked twice: once
    /// more, on a new connection, where the first was broken.
    pub(super) fn ask_again<T, F>(&self, statement: impl Fn(Arc<Client>) -> F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let mut is_first = true;
        loop {
            let connection = self.connection()?;
            match self.ask(&connection, &statement) {
                Ok(answer) => {
                    self.put_back(connection);
                    return Ok(answer);
                }
                Err(Fault::Lost(_)) if is_first => is_first = false,
                Err(fault) => return Err(fault.without_effect()),
            }
        }
    }

    /// What connects, for whoever goes on in the background.
    pub(super) fn connector(
        &self,
    ) -> impl Fn() -> futures_util::future::BoxFuture<'static, Result<Connection, Fault>> + Send + 'static
    {
        let reach = Arc::clone(&self.reach);
        move || {
            let reach = Arc::clone(&reach);
            Box::pin(async move { reach.connect().await })
        }
    }

    fn connect(&self) -> Result<Connection, Fault> {
        let (reach, layout) = (Arc::clone(&self.reach), self.layout);
        let patience =
            one_server(self.reach.answer) * self.reach.servers.len() as u32 + self.reach.answer;
        let connected = self.background.run(patience, async move {
            let connection = reach.connect().await?;
            // Each time: the database may have been put back from a backup, or laid out anew.
            layout::ensure(&connection.client, layout).await?;
            Ok(connection)
        });
        match connected {
            Ok(connected) => connected.map_err(Fault::without_effect),
            Err(late) => Err(Fault::from(late).without_effect()),
        }
    }

    fn pause(&self) -> Duration {
        let not_before = lock(&self.backoff).not_before;
        not_before.map_or(Duration::ZERO, |moment| {
            moment.saturating_duration_since(Instant::now())
        })
    }
}

impl Reach {
    async fn connect(&self) -> Result<Connection, Fault> {
        let begin_with = self.primary.load(Ordering::Relaxed);
        let (number, connection) =
            connect::connect(&self.servers, begin_with, &self.tls, self.answer).await?;
        self.primary.store(number, Ordering::Relaxed);
        Ok(connection)
    }
}

impl Backoff {
    fn fail(&mut self) {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.failures.min(10));
        self.not_before = Some(Instant::now() + pause.min(LONGEST_PAUSE));
        self.failures = self.failures.saturating_add(1);
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
