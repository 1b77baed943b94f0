//! One server with a cluster of its own, which is gone when the test ends.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::processes::{LockFile, is_alive, signal};
use super::programs::{give_away, program, run, run_detached};
use crate::wait_until;

const PATIENCE: Duration = Duration::from_secs(20);

/// How many ports are tried.
const PORTS: usize = 3;

/// What every test's server is like. It hears this machine only, and believes whoever asks.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
# In its own folder, where nothing is left over when it was killed.
dynamic_shared_memory_type = mmap
wal_level = replica
max_wal_senders = 10
hot_standby = on
wal_sender_timeout = 5s
synchronous_standby_names = ''
";

/// A running server. Everything of it is removed when it is dropped.
pub struct PostgresServer {
    folder: PathBuf,
    port: u16,
    _directory: TempDir,
}

impl PostgresServer {
    /// Made and started, with an empty database `postgres` and a superuser of that name.
    pub fn start() -> PostgresServer {
        PostgresServer::start_with("")
    }

    /// The same with more lines for `postgresql.conf`.
    pub fn start_with(settings: &str) -> PostgresServer {
        let mut server = PostgresServer::in_new_folder();
        let mut initdb = program("initdb");
        initdb
            .args(["-U", "postgres", "--auth=trust", "--encoding=UTF8"])
            .args(["--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(&server.folder);
        run(&mut initdb);
        server.add_settings(&format!("{SETTINGS}{settings}"));
        server.start_on_a_free_port();
        server
    }

    /// Takes part in another one's replication, under a name by which that one may ask for it.
    pub(super) fn standby_of(primary: &PostgresServer, name: &str) -> PostgresServer {
        let mut server = PostgresServer::in_new_folder();
        let from = format!(
            "host=127.0.0.1 port={} user=postgres application_name={name}",
            primary.port
        );
        let mut copy = program("pg_basebackup");
        copy.args(["-d", &from, "-X", "stream", "-c", "fast", "-R"])
            .args(["--no-sync", "-D"])
            .arg(&server.folder);
        run(&mut copy);
        server.start_on_a_free_port();
        server
    }

    /// Starts it after [`PostgresServer::kill`] or [`PostgresServer::stop`], on the same port.
    pub fn start_again(&self) {
        assert!(self.starts(), "no server: {}", self.told());
    }

    /// Kills all its processes at once, as a loss of power would.
    pub fn kill(&self) {
        let Some(lock) = LockFile::read(&self.folder) else {
            return;
        };
        let processes = lock.processes();
        signal("-KILL", &processes);
        wait_until(PATIENCE, "the killed server to be gone", || {
            !processes.iter().any(|process| is_alive(process))
        });
        lock.remove();
    }

    /// Ends it, without waiting for whoever is connected.
    pub fn stop(&self) {
        run(self
            .control()
            .args(["-w", "-t", "60", "-m", "fast", "stop"]));
    }

    /// Stops all its processes: whoever asks it gets no answer, and no refusal.
    pub fn freeze(&self) {
        self.signal_all("-STOP");
    }

    /// Has a frozen one go on.
    pub fn thaw(&self) {
        self.signal_all("-CONT");
    }

    /// Makes a standby the primary; it takes writes when this returns.
    pub fn promote(&self) {
        let mut promote = self.control();
        promote.args(["-w", "-t", "60", "promote"]);
        assert!(run_detached(&mut promote), "no primary: {}", self.told());
    }

    /// Where it is; the superuser needs no password.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// On which it listens at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs SQL as its superuser; tells the rows, a line each, with `|` between columns.
    pub fn execute(&self, sql: &str) -> String {
        let mut psql = program("psql");
        psql.args([
            "-qAtX",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            &self.url(),
            "-c",
            sql,
        ]);
        run(&mut psql).trim_end().to_owned()
    }

    /// Puts a file into its folder that only it may read; tells the path.
    pub fn add_file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, text).expect("a file of the server's");
        private(&path);
        give_away(&path);
        path
    }

    /// Calls with the bytes of each of its files, for tests that search them.
    pub fn for_each_file(&self, mut each: impl FnMut(&[u8])) {
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder of the server's") {
                let path = entry.expect("an entry").path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => each(&fs::read(&path).expect("a file of the server's")),
                }
            }
        }
    }

    /// Adds lines to its `postgresql.conf`, where the last one of a setting counts from the next start.
    pub fn add_settings(&self, settings: &str) {
        let path = self.folder.join("postgresql.conf");
        let text = fs::read_to_string(&path).expect("the server's settings");
        self.add_file("postgresql.conf", &format!("{text}{settings}\n"));
    }

    fn in_new_folder() -> PostgresServer {
        let directory = tempfile::Builder::new()
            .prefix("rollbook-postgres-")
            .tempdir()
            .expect("a temporary directory");
        give_away(directory.path());
        PostgresServer {
            folder: directory.path().join("cluster"),
            port: 0,
            _directory: directory,
        }
    }

    /// Somebody else may take a port just before the server does.
    fn start_on_a_free_port(&mut self) {
        for _ in 0..PORTS {
            self.port = free_port();
            self.add_settings(&format!("port = {}", self.port));
            if self.starts() {
                return;
            }
        }
        panic!("no server: {}", self.told());
    }

    fn starts(&self) -> bool {
        run_detached(self.control().args(["-w", "-t", "60", "start"]))
    }

    /// What it wrote into its log.
    fn told(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn control(&self) -> Command {
        let mut command = program("pg_ctl");
        command.arg("-D").arg(&self.folder);
        command.arg("-l").arg(self.log());
        command
    }

    fn signal_all(&self, name: &str) {
        let lock = LockFile::read(&self.folder).expect("it runs");
        signal(name, &lock.processes());
    }

    fn log(&self) -> PathBuf {
        self.folder.with_extension("log")
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::Permissions::from_mode(0o600);
    fs::set_permissions(path, mode).expect("a file of our own");
}

/// One that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}
