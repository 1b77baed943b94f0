//! Where a command works and how it behaves: flags and environment over the file over the defaults.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Format as _, Serialized, Toml};
use rollbook_domain::Guards;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The directory of a ledger where none is named.
const DIRECTORY: &str = "./rollbook-data";

/// Everything that can be set in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The ledger's directory.
    pub data: PathBuf,
    /// Where `serve` listens.
    pub listen: SocketAddr,
    /// The key that signs checkpoints of the log; without it, `signing.key` in the ledger's directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<PathBuf>,
    /// Whether `/tlog` is open to everybody who can reach the server, without sign-in.
    pub public_log: bool,
    /// Whether browsers send the session's cookie over TLS only: for a console behind https.
    pub secure_cookies: bool,
    pub guards: GuardSettings,
}

/// The limits of the guards (R60).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardSettings {
    pub share_percent: u64,
    pub share_from_accounts: u64,
    pub deletions: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        let guards = Guards::default();
        Settings {
            data: DIRECTORY.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 7420)),
            signing_key: None,
            public_log: false,
            secure_cookies: false,
            guards: GuardSettings {
                share_percent: guards.share_percent,
                share_from_accounts: guards.share_from_accounts,
                deletions: guards.deletions,
            },
        }
    }
}

impl Settings {
    /// The defaults, with what the file says over them.
    ///
    /// # Errors
    /// Exit 2 where the file is missing, is not TOML, or has a key that nothing reads.
    pub fn read(file: Option<&Path>) -> Result<Settings, Failure> {
        let mut figment = Figment::from(Serialized::defaults(Settings::default()));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        figment.extract().map_err(|error| {
            let file = file.unwrap_or(Path::new("")).display();
            let why = explain(&error);
            Failure::usage("config-unreadable", format!("{file} cannot be used: {why}"))
        })
    }

    /// The guards as the domain takes them.
    pub fn guards(&self) -> Guards {
        Guards {
            share_percent: self.guards.share_percent,
            share_from_accounts: self.guards.share_from_accounts,
            deletions: self.guards.deletions,
        }
    }
}

/// Which key is wrong, and what is accepted there.
fn explain(error: &figment::Error) -> String {
    let key = error.path.join(".");
    match &error.kind {
        Kind::UnknownField(_, accepted) => {
            let accepted = accepted.join(", ");
            format!("nothing reads the key {key}; the keys there are {accepted}")
        }
        Kind::Message(why) if key.is_empty() => why.trim_end().to_owned(),
        _ => format!("{key} is to be {}", accepted(&key)),
    }
}

fn accepted(key: &str) -> &'static str {
    match key {
        "data" => "a directory, in quotes",
        "listen" => "an address and a port, in quotes, as \"127.0.0.1:7420\"",
        "signing_key" => "a file, in quotes",
        "public_log" => "true or false",
        "guards" => "a table, under the line [guards]",
        _ => "a whole number, 0 or more",
    }
}
