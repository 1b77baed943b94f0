//! Receives files, checks them on the way in, and makes a plan of them.

mod receive;

use std::sync::Arc;

use chrono::Duration;
use rollbook_book::StoredPlan;
use rollbook_domain::{Command, Position};
use rollbook_records::{Id, Key};
use rollbook_rows::{Profile as RowProfile, ProfileChoice};
use uuid::Uuid;

use super::decided::Decided;
use super::files::{Part, PlanFiles};
use super::intents::{self, Standing, StandingSource};
use super::package::Package;
use super::package_reader::PackageReader;
use super::plan::{Terms, decide_package, note_scheduled};
use super::present::{Subject, check_refusals, present};
use super::stored::{StoredTerms, key_id, write_decision};
use super::void::is_anybody_deleted;
use crate::answers::{self, Phase};
use crate::institutions::place_name;
use crate::sources::Chance;
use crate::work::Receipt;
use crate::{Error, Operator, PlanError};
use receive::Incoming;

/// R61: how long a plan can be applied.
pub(crate) const PLAN_DAYS: u32 = 30;

/// Read again, it is a file without header: as void as what stood there.
const EMPTIED: &[u8] = b"\n";

/// What is to be made of files.
#[derive(Clone, Copy, Debug)]
pub struct PlanRequest {
    pub profile: ProfileChoice,
    /// For profile `benchprep` (R57).
    pub action: Command,
    /// One refused row stops the whole plan (R19).
    pub all_or_nothing: bool,
    /// The file only says whom to schedule: its plan waits for no yes and is never applied.
    pub to_schedule: bool,
}

impl Default for PlanRequest {
    fn default() -> Self {
        PlanRequest {
            profile: ProfileChoice::Auto,
            action: Command::Deactivate,
            all_or_nothing: false,
            to_schedule: false,
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
        let why = match profile {
            RowProfile::Benchprep => return Ok(()),
            RowProfile::Accounts => "profile accounts creates accounts and sets their ids",
            RowProfile::Activity => "profile activity reports on accounts of all institutions",
            _ => "a student information system speaks for all institutions",
        };
        self.as_domain_admin(why).map(drop)
    }
}

impl Upload<'_> {
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
        self.empty_void_files(&package.void)?;
        let stored = stored.summed_up(&plan);
        let receipt = self.keep(&stored, decided.position).inspect_err(|error| {
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
        let is_applied_never = self.request.to_schedule;
        let never = is_applied_never.then(|| PlanError::Scheduled.code().to_owned());
        Ok(answers::Plan {
            stopped: never.or(plan.stopped),
            ..plan
        })
    }

    /// Nothing of a void file is ever taken or given back, so nothing of it is kept: where its first
    /// line was no header, no column of passwords could be told (R25).
    fn empty_void_files(&self, void: &[usize]) -> Result<(), Error> {
        for file in void {
            let part = Part::Upload(intents::number(*file));
            let mut writer = self.files.write(self.id, part, self.key.clone())?;
            writer.push(EMPTIED)?;
            writer.finish()?;
        }
        Ok(())
    }

    /// Keeps the plan and its key, and sweeps up what others left.
    ///
    /// # Errors
    /// [`Error::Contended`] where somebody was deleted since it was decided: whoever deleted could not
    /// see whether the plan names the person (R41).
    fn keep(&self, stored: &StoredTerms, decided: Position) -> Result<Receipt, Error> {
        let (id, key) = (self.id, self.key.clone());
        let to_schedule = self.request.to_schedule;
        let body = stored.seal(&key)?;
        let ledger = self.operator.ledger;
        let receipt = ledger.write_aside(self.operator.caller, "import", move |work| {
            if is_anybody_deleted(&work.reads(), decided)? {
                return Err(Error::Contended);
            }
            work.keep_key(key_id(id), key.clone());
            work.transaction.keep_plan(&StoredPlan {
                id: *id.as_bytes(),
                created: work.at,
                expires: work.at + Duration::days(PLAN_DAYS.into()),
                batch: None,
                generation: 0,
                scheduled: to_schedule.then_some(work.at),
                discarded: None,
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
            let mut decided = decide_package(reads, &ledger.vault, terms, &package.intents)?;
            note_scheduled(reads, &mut decided)?;
            let subject = Subject {
                id,
                package,
                action: terms.action,
                scope: terms.scope,
                guards: ledger.settings.guards,
                place: &|place| place_name(reads, &ledger.vault, place),
                stored,
                check_refusals: check_refusals(reads, &ledger.vault, terms.scope, package)?,
            };
            Ok((present(subject, &decided), decided))
        })
    }
}
