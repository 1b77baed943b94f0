//! One node: the binary with a data directory of its own, serving.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rollbook_testkit::{Rollbook, Run};
use serde_json::Value;
use tempfile::TempDir;

/// On a free port.
pub const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// What the nodes of a ledger have in common.
#[derive(Clone)]
pub struct Shared {
    pub log: String,
    pub keys: String,
    pub master_key: PathBuf,
}

/// Its process is killed, and its directory is gone, when it is dropped.
pub struct Node {
    /// Around the data directory, with what is not the ledger's.
    desk: TempDir,
    shared: Shared,
    serving: Mutex<Option<Serving>>,
}

struct Serving {
    child: Child,
    address: SocketAddr,
    /// A server goes on where nobody listens, but nobody is to find that out here.
    _stdout: BufReader<ChildStdout>,
}

impl Node {
    /// With an empty directory; it does not serve yet.
    pub fn new(shared: &Shared) -> Node {
        let desk = tempfile::tempdir().expect("a temporary directory");
        let master_key = shared.master_key.to_str().expect("a path in UTF-8");
        let settings = format!("master_key = {master_key:?}\n");
        fs::write(desk.path().join("rollbook.toml"), settings).expect("a file of settings");
        Node {
            desk,
            shared: shared.clone(),
            serving: Mutex::new(None),
        }
    }

    /// The data directory.
    pub fn directory(&self) -> PathBuf {
        self.desk.path().join("data")
    }

    /// Starts `serve`, and waits until it says where it listens.
    pub fn start(&self) {
        let mut serving = self.serving();
        assert!(serving.is_none(), "it serves already");
        let mut options = File::options();
        let log = options.create(true).append(true).open(self.log());
        let log = log.expect("a file for what it says");
        let mut child = self
            .command(&self.shared, &SERVE)
            .stderr(Stdio::from(log))
            .spawn()
            .expect("rollbook starts");
        let stdout = child.stdout.take().expect("a pipe");
        let (mut stdout, mut line) = (BufReader::new(stdout), String::new());
        stdout.read_line(&mut line).expect("a line");
        let address = listening(&line).unwrap_or_else(|| panic!("{line:?}\n{}", self.said()));
        *serving = Some(Serving {
            child,
            address,
            _stdout: stdout,
        });
    }

    /// `kill -9`.
    pub fn kill(&self) {
        if let Some(mut serving) = self.serving().take() {
            serving.child.kill().expect("a process of our own");
            serving.child.wait().expect("a process of our own");
        }
    }

    /// Where it listens; `None` while it does not run.
    pub fn address(&self) -> Option<SocketAddr> {
        self.serving().as_ref().map(|serving| serving.address)
    }

    /// Runs a command on its directory, to the end.
    pub fn run(&self, arguments: &[&str]) -> Run {
        run(self.command(&self.shared, arguments))
    }

    /// The same; the exit code must be 0.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
        run.json()
    }

    /// The code with which a command is refused.
    pub fn refusal(&self, arguments: &[&str]) -> String {
        self.refusal_on(&self.shared, arguments)
    }

    /// The same where the directory is used with another log.
    pub fn refusal_on(&self, shared: &Shared, arguments: &[&str]) -> String {
        let run = run(self.command(shared, arguments));
        // Shown where the test fails.
        eprint!("{}", run.stderr);
        assert_ne!(run.code, 0, "{arguments:?}: {}", run.stdout);
        let code = run.json()["code"].as_str().map(str::to_owned);
        code.unwrap_or_else(|| panic!("{arguments:?}: {}", run.stdout))
    }

    /// What it said on standard error so far.
    pub fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn command(&self, shared: &Shared, arguments: &[&str]) -> Command {
        let settings = self.desk.path().join("rollbook.toml");
        let settings = settings.to_str().expect("a path in UTF-8");
        let Shared { log, keys, .. } = shared;
        let shared = ["--config", settings, "--log", log, "--keys", keys];
        let arguments = [&shared, ["--format", "json"].as_slice(), arguments].concat();
        Rollbook::on(self.directory()).command(&arguments)
    }

    fn log(&self) -> PathBuf {
        self.desk.path().join("stderr.txt")
    }

    fn serving(&self) -> MutexGuard<'_, Option<Serving>> {
        self.serving.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let said = self.said();
            let lines: Vec<&str> = said.lines().collect();
            let last = lines.len().saturating_sub(5);
            eprintln!("a node said last:\n{}", lines[last..].join("\n"));
        }
    }
}

fn run(mut command: Command) -> Run {
    let output = command.output().expect("rollbook starts");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The address in what `serve` says when it listens.
fn listening(line: &str) -> Option<SocketAddr> {
    let said: Value = serde_json::from_str(line).ok()?;
    let url = said["listening"].as_str()?;
    url.strip_prefix("http://")?.parse().ok()
}
