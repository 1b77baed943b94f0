//! The least that a server on warp does with a small body: it reads it and answers.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use warp::Filter;

/// In a process of its own, as Rollbook's server is.
pub struct Hello {
    child: Child,
    pub address: String,
}

/// Tells this program to be that server.
pub const ARGUMENT: &str = "--hello";

impl Hello {
    pub fn start() -> Result<Hello> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(ARGUMENT)
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().context("the server has no stdout")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim().to_owned();
        Ok(Hello { child, address })
    }
}

impl Drop for Hello {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says where it listens, and answers until it is killed.
pub fn serve() -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let hello = warp::post()
            .and(warp::body::bytes())
            .map(|body: bytes::Bytes| format!("{{\"length\":{}}}", body.len()));
        warp::serve(hello).incoming(listener).run().await;
        Ok(())
    })
}
