//! Where a command works and how it behaves: flags and environment over the file over the defaults.
//!
//! docs/operating/settings.md has every key; a test below holds it to that.

mod explain;
mod hosts;
mod limits;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format as _, Serialized, Toml};
use rollbook_domain::Guards;
use serde::{Deserialize, Serialize};

pub use hosts::HostName;
pub use limits::LimitSettings;

use crate::failure::Failure;

/// The directory of a ledger where none is named.
const DIRECTORY: &str = "./rollbook-data";

/// Everything that can be set in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The ledger's directory.
    pub data: PathBuf,
    /// The log that several nodes share; without it the ledger is on this machine alone.
    pub log: Option<String>,
    /// The keyring that they share.
    pub keys: Option<String>,
    /// The key under which keys are kept there; without it, `master.key` in the ledger's directory.
    pub master_key: Option<PathBuf>,
    /// Where `serve` listens.
    pub listen: SocketAddr,
    /// The key that signs checkpoints of the log; without it, `signing.key` in the ledger's directory.
    pub signing_key: Option<PathBuf>,
    /// Whether `/tlog` is open to everybody who can reach the server, without sign-in.
    pub public_log: bool,
    /// Names by which browsers ask for the server.
    pub hosts: Vec<HostName>,
    /// Whether a proxy speaks TLS before it.
    pub behind_proxy: bool,
    /// Whether browsers send the session's cookie over TLS only: for a console behind https.
    pub secure_cookies: bool,
    /// Where Prometheus asks.
    pub metrics: Option<SocketAddr>,
    pub guards: GuardSettings,
    pub limits: LimitSettings,
    pub tls: Option<TlsSettings>,
}

/// The limits of the guards (R60).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardSettings {
    pub share_percent: u64,
    pub share_from_accounts: u64,
    pub deletions: u64,
}

/// A certificate with those that vouch for it, and its key, in PEM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Default for Settings {
    fn default() -> Settings {
        let guards = Guards::default();
        Settings {
            data: DIRECTORY.into(),
            log: None,
            keys: None,
            master_key: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 7420)),
            signing_key: None,
            public_log: false,
            hosts: Vec::new(),
            behind_proxy: false,
            secure_cookies: false,
            metrics: None,
            guards: GuardSettings {
                share_percent: guards.share_percent,
                share_from_accounts: guards.share_from_accounts,
                deletions: guards.deletions,
            },
            limits: LimitSettings::default(),
            tls: None,
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
            let why = explain::explain(&error);
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

    /// Whether browsers reach the console by https, here or at a proxy.
    pub fn is_https(&self) -> bool {
        self.tls.is_some() || self.behind_proxy
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Every key with its default, as `limits.uploads`; what has no default is null.
    fn keys(path: &str, value: &Value, found: &mut Vec<(String, Value)>) {
        match value {
            Value::Object(table) => {
                for (key, value) in table {
                    let dot = if path.is_empty() { "" } else { "." };
                    keys(&format!("{path}{dot}{key}"), value, found);
                }
            }
            value => found.push((path.to_owned(), value.clone())),
        }
    }

    #[test]
    fn the_page_of_settings_has_every_key_with_its_default() {
        let page = include_str!("../../../docs/operating/settings.md");
        let mut settings = serde_json::to_value(Settings::default()).unwrap();
        settings["tls"] = serde_json::json!({ "certificate": null, "key": null });
        let mut found = Vec::new();
        keys("", &settings, &mut found);
        for (key, default) in found {
            let shown = match default {
                Value::Null => "–".to_owned(),
                default => format!("`{default}`"),
            };
            let row = format!("| `{key}` | {shown} |");
            assert!(
                page.contains(&row),
                "docs/operating/settings.md lacks {row}"
            );
        }
    }
}
