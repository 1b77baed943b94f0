//! Receives files, checks them on the way in, and makes a plan of them.

use std::sync::Arc;

use chrono::Duration;
use rollbook_book::StoredPlan;
use rollbook_domain::Command;
use rollbook_records::{Id, Key};
use rollbook_rows::rewrite::PasswordStripper;
use rollbook_rows::{Code, Profile as RowProfile, ProfileChoice};
use uuid::Uuid;

use super::decided::Decided;
use super::files::{Part, PlanFiles};
use super::intents::{self, Standing, StandingSource};
use super::package::{Package, PackageReader};
use super::plan::{Terms, decide_package};
use super::present::{Subject, check_refusals, present};
use super::sealed_file::SealedWriter;
use super::stored::{StoredTerms, key_id, write_decision};
use crate::answers::{self, Phase};
use crate::archive::{self, Archive, Failure};
use crate::sources::Chance;
use crate::work::Receipt;
use crate::{Error, Operator, Role};

/// R61: how long a plan can be applied.
const PLAN_DAYS: i64 = 30;

/// Characters of a file's name that are kept.
const LONGEST_FILE_NAME: usize = 255;

/// What is to be made of files.
#[derive(Clone, Copy, Debug)]
pub struct PlanRequest {
    pub profile: ProfileChoice,
    /// For profile `benchprep` (R57).
    pub action: Command,
    /// One refused row stops the whole plan (R19).
    pub all_or_nothing: bool,
}

impl Default for PlanRequest {
    fn default() -> Self {
        PlanRequest {
            profile: ProfileChoice::Auto,
            action: Command::Deactivate,
            all_or_nothing: false,
        }
    }
}

/// Files that are coming in. Dropped before [`Upload::finish`], it leaves nothing behind.
pub struct Upload<'a> {
    operator: Operator<'a>,
    request: PlanRequest,
    id: Uuid,
    key: Key,
    files: PlanFiles,
    reader: Option<PackageReader>,
    incoming: Incoming,
    names: Vec<String>,
    is_kept: bool,
}

/// The file that is coming in.
enum Incoming {
    Nothing,
    /// Its first bytes, until they tell a zip from a CSV.
    Beginning {
        name: String,
        bytes: Vec<u8>,
    },
    Csv {
        stripper: PasswordStripper,
        writer: SealedWriter,
    },
    Zip(SealedWriter),
}

impl<'a> Operator<'a> {
    /// Begins an upload.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for a profile that needs a domain admin (R15).
    pub fn begin_upload(&self, request: PlanRequest) -> Result<Upload<'a>, Error> {
        if !Command::BULK.contains(&request.action) {
            return Err(Error::invalid(
                "action",
                "use deactivate, disable, enable or reactivate",
            ));
        }
        if let ProfileChoice::Named(profile) = request.profile {
            self.permit(profile)?;
        }
        let mut chance = Chance::new();
        let id = chance.identifier(self.ledger.now())?;
        self.ledger.plans.report(id, Phase::Planning, 0, 0);
        Ok(Upload {
            operator: *self,
            request,
            id,
            key: chance.key()?,
            files: self.ledger.plan_files(),
            reader: Some(PackageReader::new(
                request.profile,
                &self.ledger.vault.blinding,
                StandingSource::Head(self.ledger.clone()),
            )?),
            incoming: Incoming::Nothing,
            names: Vec::new(),
            is_kept: false,
        })
    }

    pub(super) fn permit(&self, profile: RowProfile) -> Result<(), Error> {
        match (profile, self.caller.role) {
            (RowProfile::Benchprep, _) | (_, Role::DomainAdmin) => Ok(()),
            (RowProfile::Accounts, _) => Err(Error::DomainAdminNeeded(
                "profile accounts creates accounts and sets their ids",
            )),
            (RowProfile::Activity, _) => Err(Error::DomainAdminNeeded(
                "profile activity reports on accounts of all institutions",
            )),
            (_, _) => Err(Error::DomainAdminNeeded(
                "a student information system speaks for all institutions",
            )),
        }
    }
}

impl Upload<'_> {
    /// Begins the next file, a CSV or a zip of several; a path in its name is left out.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the file before is a zip that cannot be taken.
    pub fn begin_file(&mut self, name: &str) -> Result<(), Error> {
        self.end_file()?;
        self.incoming = Incoming::Beginning {
            name: name.to_owned(),
            bytes: Vec::new(),
        };
        Ok(())
    }

    /// Takes the next bytes of the file begun last.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.incoming {
            Incoming::Nothing => Ok(()),
            Incoming::Csv { .. } => self.push_csv(bytes),
            Incoming::Zip(writer) => writer.push(bytes),
            Incoming::Beginning { bytes: first, .. } => {
                first.extend_from_slice(bytes);
                match first.len() < archive::BEGINNING {
                    true => Ok(()),
                    false => self.recognise(),
                }
            }
        }
    }

    /// Goes on with a file whose first bytes are there.
    fn recognise(&mut self) -> Result<(), Error> {
        let Incoming::Beginning { name, bytes } =
            std::mem::replace(&mut self.incoming, Incoming::Nothing)
        else {
            return Ok(());
        };
        if archive::is_zip(&bytes) {
            let mut writer = self
                .files
                .write(self.id, self.part_of_zip(), self.key.clone())?;
            writer.push(&bytes)?;
            self.incoming = Incoming::Zip(writer);
            return Ok(());
        }
        self.begin_csv(&name)?;
        self.push_csv(&bytes)
    }

    fn begin_csv(&mut self, name: &str) -> Result<(), Error> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = name
            .chars()
            .filter(|character| !character.is_control())
            .take(LONGEST_FILE_NAME)
            .collect();
        if self
            .names
            .iter()
            .any(|other| other.eq_ignore_ascii_case(&name))
        {
            return Err(Error::Unreadable {
                code: Code::FileNameDuplicate.as_str(),
                message: format!("two files of the package have the name {name}: rename one"),
            });
        }
        let part = Part::Upload(intents::number(self.names.len()));
        self.incoming = Incoming::Csv {
            stripper: PasswordStripper::new(),
            writer: self.files.write(self.id, part, self.key.clone())?,
        };
        if let Some(reader) = &mut self.reader {
            reader.begin(&name);
        }
        self.names.push(name);
        Ok(())
    }

    /// Passwords end here: what is kept, hashed and checked is without them (R25).
    fn push_csv(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if let (Incoming::Csv { stripper, writer }, Some(reader)) =
            (&mut self.incoming, &mut self.reader)
        {
            let mut without = Vec::with_capacity(bytes.len());
            stripper.push(bytes, &mut without);
            writer.push(&without)?;
            reader.push(&without)?;
        }
        Ok(())
    }

    fn end_file(&mut self) -> Result<(), Error> {
        if let Incoming::Beginning { .. } = self.incoming {
            self.recognise()?;
        }
        match std::mem::replace(&mut self.incoming, Incoming::Nothing) {
            Incoming::Nothing | Incoming::Beginning { .. } => Ok(()),
            Incoming::Csv {
                mut stripper,
                mut writer,
            } => {
                let mut rest = Vec::new();
                stripper.finish(&mut rest);
                writer.push(&rest)?;
                if let Some(reader) = &mut self.reader {
                    reader.push(&rest)?;
                }
                writer.finish()
            }
            Incoming::Zip(writer) => {
                writer.finish()?;
                self.unpack()
            }
        }
    }

    /// Takes the files out of the zip that has come in, and removes it.
    fn unpack(&mut self) -> Result<(), Error> {
        let part = self.part_of_zip();
        let spooled = self.files.spooled(self.id, part, self.key.clone())?;
        let mut archive = Archive::open(spooled).map_err(unreadable)?;
        for (number, name) in archive.names().iter().enumerate() {
            self.begin_csv(name)?;
            archive
                .unpack(number, |bytes| self.push_csv(bytes))
                .map_err(|failure| match failure {
                    Failure::Zip(fault) => unreadable(fault),
                    Failure::Taker(error) => error,
                })?;
            self.end_file()?;
        }
        self.files.remove_part(self.id, part)
    }

    fn part_of_zip(&self) -> Part {
        Part::Archive(intents::number(self.names.len()))
    }

    /// Ends the last file and plans.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for an empty file or one that is no text,
    /// [`Error::DomainAdminNeeded`] where the header tells a profile that needs one.
    pub fn finish(mut self) -> Result<answers::Plan, Error> {
        self.end_file()?;
        let reader = self.reader.take().ok_or(Error::ShuttingDown)?;
        let mut package = reader.finish()?;
        if let Some(profile) = package.profile() {
            self.operator.permit(profile)?;
        }
        let stored = StoredTerms::new(self.operator.caller, self.request, &package);
        let (plan, decided) =
            self.operator
                .plan_package(self.id, &self.key, &stored, &mut package)?;
        write_decision(&self.files, self.id, &self.key, &plan, &decided.outcomes)?;
        let receipt = self.keep(&stored).inspect_err(|error| {
            // The plan may be there: then it needs its files.
            self.is_kept = matches!(error, Error::MaybeRecorded(_));
        })?;
        if receipt.subject != Some(Id(*self.id.as_bytes())) {
            // The same request was answered before: that plan is the answer again.
            let earlier = receipt.subject.ok_or(Error::NotFound("plan"))?;
            let earlier = Uuid::from_bytes(earlier.0).to_string();
            return Ok(self.operator.plan(&earlier)?.plan);
        }
        self.is_kept = true;
        let ledger = self.operator.ledger;
        ledger.plans.keep(self.id, Arc::new(decided));
        ledger
            .plans
            .report(self.id, Phase::Planned, plan.rows, plan.rows);
        Ok(plan)
    }

    /// Keeps the plan and its key, and sweeps up what others left.
    fn keep(&self, stored: &StoredTerms) -> Result<Receipt, Error> {
        let (id, key) = (self.id, self.key.clone());
        let body = stored.seal(&key)?;
        let ledger = self.operator.ledger;
        let receipt = ledger.write(self.operator.caller, "import", move |work| {
            work.keep_key(key_id(id), key.clone());
            work.transaction.keep_plan(&StoredPlan {
                id: *id.as_bytes(),
                created: work.at,
                expires: work.at + Duration::days(PLAN_DAYS),
                batch: None,
                body: body.clone(),
            })?;
            Ok(Receipt::of(Id(*id.as_bytes())))
        })?;
        ledger.sweep_plans();
        Ok(receipt)
    }
}

impl Drop for Upload<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.incoming = Incoming::Nothing;
            // What cannot be removed now is swept up later; nobody can read it without its key.
            let _ = self.files.remove(self.id);
        }
    }
}

fn unreadable(fault: archive::Fault) -> Error {
    Error::Unreadable {
        code: fault.code.as_str(),
        message: format!(
            "{}. {}",
            fault.message,
            fault.code.fix().trim_end_matches('.')
        ),
    }
}

impl Operator<'_> {
    /// Decides a package as the ledger is now, and shows it as a plan. Rows that were compared with
    /// an earlier standing are read again.
    pub(crate) fn plan_package(
        &self,
        id: Uuid,
        key: &Key,
        stored: &StoredTerms,
        package: &mut Package,
    ) -> Result<(answers::Plan, Decided), Error> {
        let ledger = self.ledger;
        ledger.read(|reads| {
            if package.is_outdated(reads)? {
                let names: Vec<String> =
                    package.files.iter().map(|file| file.name.clone()).collect();
                let names = names.iter().map(String::as_str);
                let source = StandingSource::Given(Standing::at(ledger, reads, true)?);
                *package = ledger.read_again(id, key, names, package.profile(), source)?;
            }
            // Where no header told the profile, nothing was accepted and nothing is decided.
            let terms = stored.terms().unwrap_or(Terms {
                profile: RowProfile::Benchprep,
                action: Command::Deactivate,
                scope: stored.scope(),
                acting_as: None,
            });
            let decided = decide_package(reads, &ledger.vault, terms, &package.intents)?;
            let subject = Subject {
                id,
                package,
                action: terms.action,
                scope: terms.scope,
                guards: ledger.settings.guards,
                all_or_nothing: stored.all_or_nothing,
                check_refusals: check_refusals(reads, &ledger.vault, terms.scope, package)?,
            };
            Ok((present(subject, &decided), decided))
        })
    }
}
