//! What every command works with: its settings, in whose name it acts, and how it answers.

use std::ops::Deref;

use rollbook_service::{Caller, Ledger};
use serde::Serialize;

use crate::answer::{Answer, Exit};
use crate::arguments::{Format, Globals};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::shared_ledger;

pub struct Context {
    pub settings: Settings,
    pub quiet: bool,
    format: Format,
    actor: Option<String>,
}

impl Context {
    /// Flags and environment stand over the file.
    pub fn new(globals: Globals) -> Result<Context, Failure> {
        let mut settings = Settings::read(globals.config.as_deref())?;
        if let Some(data) = globals.data {
            settings.data = data;
        }
        settings.log = globals.log.or(settings.log);
        settings.keys = globals.keys.or(settings.keys);
        Ok(Context {
            settings,
            quiet: globals.quiet,
            format: globals.format,
            actor: globals.actor,
        })
    }

    /// Whether the answer is for a program.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Who acts: whoever can write the data directory is a domain admin, by the name of `--actor`
    /// or of the operating system's user.
    pub fn caller(&self) -> Result<Caller, Failure> {
        let name = match &self.actor {
            Some(name) => name.clone(),
            None => whoami::username().map_err(|_| {
                let detail = "the operating system has no name for you: say it with --actor NAME";
                Failure::usage("actor-unknown", detail)
            })?,
        };
        Ok(Caller::of_the_machine(&name))
    }

    /// Opens the ledger that is there.
    pub fn open(&self) -> Result<OpenLedger, Failure> {
        Ok(OpenLedger(Ledger::open(self.ledger_settings()?)?))
    }

    /// The same without making views anew that an older version made.
    pub fn open_to_examine(&self) -> Result<OpenLedger, Failure> {
        let settings = self.ledger_settings()?;
        Ok(OpenLedger(Ledger::open_to_examine(settings)?))
    }

    /// Opens the ledger, and makes it where there is none: only for commands that can do
    /// something in an empty one, so that a mistyped directory is not made by mistake.
    pub fn open_or_create(&self) -> Result<OpenLedger, Failure> {
        Ok(OpenLedger(Ledger::open_or_create(self.ledger_settings()?)?))
    }

    /// Where the ledger is, and how it behaves.
    pub fn ledger_settings(&self) -> Result<rollbook_service::Settings, Failure> {
        let mut settings = rollbook_service::Settings::new(&self.settings.data);
        settings.guards = self.settings.guards();
        settings.signing_key = self.settings.signing_key.clone();
        settings.archives = self.settings.limits.of_archives();
        settings.requests_per_second = self.settings.limits.requests_per_second;
        settings.shared = shared_ledger::connect(&self.settings)?;
        Ok(settings)
    }

    /// An answer in words or as JSON, as was asked for.
    pub fn answer<T: Serialize>(
        &self,
        exit: Exit,
        value: &T,
        words: impl FnOnce(&T) -> String,
    ) -> Result<Answer, Failure> {
        let text = match self.format {
            Format::Human => words(value),
            Format::Json => serde_json::to_string(value)
                .map_err(|_| Failure::fault("the answer cannot be written as JSON"))?,
        };
        Ok(Answer::new(exit, text))
    }

    /// An answer of a command that was done.
    pub fn done<T: Serialize>(
        &self,
        value: &T,
        words: impl FnOnce(&T) -> String,
    ) -> Result<Answer, Failure> {
        self.answer(Exit::Done, value, words)
    }
}

/// A ledger that is closed in order, also when a command fails.
pub struct OpenLedger(Ledger);

impl Deref for OpenLedger {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        &self.0
    }
}

impl Drop for OpenLedger {
    fn drop(&mut self) {
        self.0.close();
    }
}
