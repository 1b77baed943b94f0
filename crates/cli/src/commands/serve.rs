//! `rollbook serve`: the API and the console.

mod demo;
mod signals;

use std::error::Error as _;
use std::io::{self, Write};
use std::net::SocketAddr;

use rollbook_http::{Options, Server, Tls};
use serde_json::json;

use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::sign_in;
use crate::stderr::say;

/// Serve the API and the console until Ctrl-C or SIGTERM
///
/// While there is no domain admin it prints a link that signs you in once, within the hour. Where
/// others than you shall reach it, it needs TLS: name a certificate in the settings, or set behind_proxy = true where
/// a proxy speaks TLS before it.
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
    let options = options(&arguments, &context.settings)?;
    let ledger = context.open_or_create()?;
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::fault(&format!("the server cannot start: {error}")))?;
    let server = runtime
        .block_on(Server::bind(ledger.clone(), options))
        .map_err(|error| Failure::usage("listen-failed", format!("{error} ({})", error.source)))?;
    if arguments.demo {
        demo::fill(&ledger, &caller, context)?;
    }
    let sign_in = ledger.sign_in_link(&caller)?;
    // They end, and are waited for, before the ledger is closed.
    let _following = ledger.keep_following()?;
    let _schedule = ledger.keep_schedule()?;
    let _sweeping = ledger.keep_swept()?;
    let _uses = ledger.keep_uses()?;
    let _search = ledger.keep_searchable()?;
    runtime.block_on(async {
        // Listened for before anybody is told that the server is there to be stopped.
        let asked_to_stop = signals::asked_to_stop()
            .map_err(|error| Failure::fault(&format!("signals cannot be received: {error}")))?;
        announce(server.address(), sign_in.as_deref(), context);
        server.run(asked_to_stop).await;
        Ok(Answer::new(Exit::Done, String::new()))
    })
}

/// What the settings say, with the flags over them.
fn options(arguments: &Arguments, settings: &Settings) -> Result<Options, Failure> {
    let options = Options {
        listen: arguments.listen.unwrap_or(settings.listen),
        limits: settings.limits.of_server(),
        secure_cookies: settings.secure_cookies || settings.is_https(),
        hosts: settings
            .hosts
            .iter()
            .map(|name| name.as_str().to_owned())
            .collect(),
        tls: tls(settings)?,
        metrics: settings.metrics,
        public_log: settings.public_log,
    };
    match options.listen.ip().is_loopback() || settings.is_https() {
        true => Ok(options),
        false => Err(in_the_clear(options.listen)),
    }
}

fn tls(settings: &Settings) -> Result<Option<Tls>, Failure> {
    let Some(files) = &settings.tls else {
        return Ok(None);
    };
    let tls = Tls::read(&files.certificate, &files.key).map_err(|error| {
        let cause = error.source().map(|cause| format!(" ({cause})"));
        Failure::usage(
            "tls-unusable",
            format!("{error}{}", cause.unwrap_or_default()),
        )
    })?;
    Ok(Some(tls))
}

/// Passwords, links and cookies would go over the wire for everybody between to read.
fn in_the_clear(listen: SocketAddr) -> Failure {
    let detail = format!(
        "other machines reach {listen}, and without TLS everybody between could read along: name a \
         certificate and its key under [tls] in the settings, or set behind_proxy = true where a proxy \
         speaks TLS before it, or listen on 127.0.0.1"
    );
    Failure::usage("listen-without-tls", detail)
}

/// Says where the server is. This is its answer, given at the start instead of at the end.
fn announce(address: SocketAddr, secret: Option<&str>, context: &Context) {
    let scheme = if context.settings.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let listening = format!("{scheme}://{address}");
    if secret.is_none() {
        say(
            "`rollbook admin link --email EMAIL` makes a link that signs an admin in, `rollbook admin \
             link` one for whoever has this machine",
        );
    }
    let sign_in = secret.map(|secret| sign_in::link(&context.settings, address, secret));
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
