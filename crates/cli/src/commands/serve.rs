//! `rollbook serve`: the API and the console.

mod demo;
mod signals;

use std::io::{self, Write};
use std::net::SocketAddr;

use rollbook_http::{Options, Server};
use serde_json::json;

use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::sign_in;
use crate::stderr::say;

/// Serve the API and the console until Ctrl-C or SIGTERM
///
/// On the first start it prints a link that signs you in once, within the hour. Put a reverse proxy
/// with TLS before it where others than you shall reach it, and set secure_cookies = true then.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook serve --demo
  rollbook --data /srv/rollbook serve --listen 127.0.0.1:8080")]
pub struct Arguments {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:7420]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Fill an empty ledger with a made-up school district: 12 institutions, 20,000 people
    #[arg(long)]
    demo: bool,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open_or_create()?;
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::fault(&format!("the server cannot start: {error}")))?;
    let options = Options {
        listen: arguments.listen.unwrap_or(context.settings.listen),
        secure_cookies: context.settings.secure_cookies,
        public_log: context.settings.public_log,
        ..Options::default()
    };
    let server = runtime
        .block_on(Server::bind(ledger.clone(), options))
        .map_err(|error| Failure::usage("listen-failed", format!("{error} ({})", error.source)))?;
    if arguments.demo {
        demo::fill(&ledger, &caller, context)?;
    }
    let sign_in = ledger.sign_in_link(&caller)?;
    // Ends before the ledger is closed.
    let _schedule = ledger.keep_schedule()?;
    let _sweeping = ledger.keep_swept()?;
    runtime.block_on(async {
        // Listened for before anybody is told that the server is there to be stopped.
        let asked_to_stop = signals::asked_to_stop()
            .map_err(|error| Failure::fault(&format!("signals cannot be received: {error}")))?;
        announce(server.address(), sign_in.as_deref(), context);
        server.run(asked_to_stop).await;
        Ok(Answer::new(Exit::Done, String::new()))
    })
}

/// Says where the server is. This is its answer, given at the start instead of at the end.
fn announce(address: SocketAddr, secret: Option<&str>, context: &Context) {
    let listening = format!("http://{address}");
    if secret.is_none() {
        say("somebody is signed in already; `rollbook admin link` makes a new link to sign in");
    }
    let sign_in = secret.map(|secret| sign_in::link(address, secret));
    let text = match context.is_json() {
        true => json!({ "listening": listening, "sign_in": sign_in }).to_string(),
        false => {
            let line = |link| format!("\nSign in once, within the hour: {link}");
            format!(
                "Rollbook listens on {listening}{}",
                sign_in.map_or_else(String::new, line)
            )
        }
    };
    let mut out = io::stdout().lock();
    // A server goes on where nobody listens to what it says.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
