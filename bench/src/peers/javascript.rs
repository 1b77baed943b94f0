//! Checks in Node or in Chromium's worker, by a process of its own that stays warm.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::measure::Sample;
use crate::workplace::Workplace;

/// An engine that waits to be told which side to run.
pub struct Engine {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Engine {
    /// Starts `node` or `chromium` on a file.
    pub fn start(place: &Workplace, engine: &str, file: &Path) -> Result<Engine> {
        let peers = place.peer("node")?;
        let mut child = Command::new("node")
            .arg(place.project.join("bench/wasm/serve.mjs"))
            .arg(engine)
            .arg(file)
            .arg(peers)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("Node could not be started")?;
        let input = child.stdin.take().context("Node has no stdin")?;
        let output = child.stdout.take().context("Node has no stdout")?;
        Ok(Engine {
            child,
            input,
            output: BufReader::new(output),
        })
    }

    /// One measured check by `rollbook` or `papaparse`.
    pub fn check(&mut self, side: &str, rows: u32) -> Result<Sample> {
        writeln!(self.input, "{side}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let answer: Value = serde_json::from_str(&line).context("it ended without an answer")?;
        if let Some(error) = answer["error"].as_str() {
            bail!("{error}");
        }
        if answer["rows"] != rows {
            bail!("{} of {rows} rows were read", answer["rows"]);
        }
        let duration =
            |key: &str| Duration::from_secs_f64(answer[key].as_f64().unwrap_or_default());
        Ok(Sample {
            wall: duration("seconds"),
            user: duration("user"),
        })
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Chromium ends with it: Playwright sees to that.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
