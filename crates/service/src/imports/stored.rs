//! A plan at rest: all of it sealed under the plan's own key (R43).

use minicbor::{Decode, Encode};
use rollbook_domain::{AccountId, InstitutionId};
use rollbook_records::{Id, Key, KeyId, Purpose, Sealed, open_bytes, seal_bytes};
use rollbook_rows::Profile as RowProfile;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::decided::{Outcome, Verdict};
use super::files::{Part, PlanFiles};
use super::intents::number;
use super::package::Package;
use super::plan::Terms;
use super::sealed_file::{Nameless, SealedWriter};
use super::upload::PlanRequest;
use super::waiting::Summary;
use crate::caller::Scope;
use crate::sources::Chance;
use crate::{Caller, Error, answers};

/// For whom a plan was made, and from what.
#[derive(Clone, Encode, Decode)]
#[cbor(map)]
pub(crate) struct StoredTerms {
    #[n(0)]
    pub(crate) actor: String,
    /// The one institution that the plan can see; absent for the whole domain.
    #[n(1)]
    institution: Option<u64>,
    #[n(2)]
    acting_as: Option<Id>,
    /// Absent where no header told which.
    #[n(3)]
    profile: Option<String>,
    #[n(4)]
    action: String,
    /// In the order of the upload.
    #[n(5)]
    pub(crate) rows_by_file: Vec<u64>,
    #[n(6)]
    pub(crate) all_or_nothing: bool,
    /// Rows that the validator refused.
    #[n(7)]
    pub(crate) refused_by_check: u64,
    /// What a list of plans tells of it ([`super::waiting::Summary`]), as JSON. Plans that an older
    /// version kept tell it in their decision only.
    #[n(8)]
    pub(crate) summary: Option<String>,
}

impl StoredTerms {
    pub(crate) fn new(caller: &Caller, request: PlanRequest, package: &Package) -> StoredTerms {
        let rows_of = |file| package.report_of(file).map_or(0, |report| report.rows);
        StoredTerms {
            actor: caller.actor.clone(),
            institution: caller
                .scope()
                .institution()
                .map(|institution| institution.0),
            acting_as: caller.account.map(Id::from),
            profile: package.profile().map(|profile| profile.name().to_owned()),
            action: request.action.as_str().to_owned(),
            rows_by_file: (0..package.files.len()).map(rows_of).collect(),
            all_or_nothing: request.all_or_nothing,
            refused_by_check: package.refused_rows(),
            summary: None,
        }
    }

    /// The numbers of the uploaded files.
    pub(crate) fn files(&self) -> impl Iterator<Item = u32> {
        (0..self.rows_by_file.len()).map(number)
    }

    /// What rows are decided by; `None` where no row was accepted by any profile.
    pub(crate) fn terms(&self) -> Option<Terms> {
        Some(Terms {
            profile: RowProfile::from_name(self.profile.as_deref()?)?,
            action: self.action.parse().ok()?,
            scope: self.scope(),
            acting_as: self.acting_as.map(AccountId::from),
        })
    }

    /// With what a list tells of the plan as it was decided.
    pub(crate) fn summed_up(self, plan: &answers::Plan) -> StoredTerms {
        StoredTerms {
            summary: serde_json::to_string(&Summary::of(plan)).ok(),
            ..self
        }
    }

    pub(crate) fn scope(&self) -> Scope {
        match self.institution {
            Some(institution) => Scope::Institution(InstitutionId(institution)),
            None => Scope::Domain,
        }
    }

    pub(crate) fn seal(&self, key: &Key) -> Result<Sealed, Error> {
        let plain = minicbor::to_vec(self).unwrap_or_default();
        Ok(seal_bytes(
            key,
            Purpose::Plan,
            Chance::new().bytes()?,
            &plain,
        ))
    }

    pub(crate) fn open(key: &Key, sealed: &Sealed) -> Result<StoredTerms, Error> {
        let plain = open_bytes(key, Purpose::Plan, sealed)?;
        Ok(minicbor::decode(&plain).map_err(rollbook_records::DecodeError::from)?)
    }
}

/// The id of the batch that a plan becomes: always the same one, so that a plan whose batch is in the
/// log is known to be applied, whatever became of the process that did it.
pub(crate) fn batch_of(plan: Uuid) -> Uuid {
    let drawn = blake3::derive_key("rollbook 2026 batch of a plan", plan.as_bytes());
    let mut bytes = *plan.as_bytes();
    // Behind the time and the version of a UUIDv7.
    for (byte, drawn) in bytes.iter_mut().skip(8).zip(drawn) {
        *byte = drawn;
    }
    uuid::Builder::from_bytes(bytes)
        .with_version(uuid::Version::SortRand)
        .with_variant(uuid::Variant::RFC4122)
        .into_uuid()
}

/// The key that belongs to a plan.
pub(crate) fn key_id(plan: Uuid) -> KeyId {
    KeyId(*plan.as_bytes())
}

/// Bytes of one row's outcome: file, row, verdict, account, details.
const OUTCOME: usize = 4 + 4 + 2 + 8 + 8;

/// A verdict that no set of kinds has.
const REFUSED: u16 = u16::MAX;

/// No account.
const NOBODY: u64 = u64::MAX;

/// Writes the plan as shown, and every row's outcome behind it.
pub(crate) fn write_decision(
    files: &PlanFiles,
    id: Uuid,
    key: &Key,
    plan: &answers::Plan,
    outcomes: &[Outcome],
) -> Result<(), Error> {
    let file = files.write(id, Part::Decision, key.clone())?;
    write_decision_into(file, plan, outcomes)?.take_name()
}

/// The same into a file that is made already and gets its name later.
pub(crate) fn write_decision_into(
    mut file: SealedWriter,
    plan: &answers::Plan,
    outcomes: &[Outcome],
) -> Result<Nameless, Error> {
    let shown = serde_json::to_vec(plan).map_err(|error| Error::File(error.into()))?;
    file.push(&(shown.len() as u64).to_le_bytes())?;
    file.push(&shown)?;
    for outcome in outcomes {
        let verdict = match outcome.verdict {
            Verdict::Refused => REFUSED,
            Verdict::Does(kinds) => kinds,
        };
        let mut bytes = [0; OUTCOME];
        bytes[..4].copy_from_slice(&outcome.place.0.to_le_bytes());
        bytes[4..8].copy_from_slice(&outcome.place.1.to_le_bytes());
        bytes[8..10].copy_from_slice(&verdict.to_le_bytes());
        bytes[10..18].copy_from_slice(&outcome.account.unwrap_or(NOBODY).to_le_bytes());
        bytes[18..].copy_from_slice(&outcome.details.to_le_bytes());
        file.push(&bytes)?;
    }
    file.complete()
}

/// Reads what [`write_decision`] wrote.
pub(crate) fn read_decision(
    files: &PlanFiles,
    id: Uuid,
    key: &Key,
) -> Result<(answers::Plan, Vec<Outcome>), Error> {
    let bytes = files.read(id, Part::Decision, key.clone())?.rest()?;
    let damaged = || Error::Open(rollbook_records::OpenError);
    let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(damaged)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| damaged())?;
    let (shown, rest) = rest.split_at_checked(length).ok_or_else(damaged)?;
    let plan = serde_json::from_slice(shown).map_err(|error| Error::File(error.into()))?;
    let outcomes = rest.chunks_exact(OUTCOME).map(read_outcome).collect();
    Ok((plan, outcomes))
}

/// Reads what is shown of a plan, or a part of it, without the rows' outcomes behind it.
pub(crate) fn read_shown<T: DeserializeOwned>(
    files: &PlanFiles,
    id: Uuid,
    key: &Key,
) -> Result<T, Error> {
    let damaged = || Error::Open(rollbook_records::OpenError);
    let mut reader = files.read(id, Part::Decision, key.clone())?;
    let mut bytes = Zeroizing::new(Vec::new());
    loop {
        let piece = reader.next()?.ok_or_else(damaged)?;
        bytes.extend_from_slice(&piece);
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(damaged)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| damaged())?;
        if let Some(shown) = rest.get(..length) {
            return serde_json::from_slice(shown).map_err(|error| Error::File(error.into()));
        }
    }
}

fn read_outcome(bytes: &[u8]) -> Outcome {
    let number = |from: usize, to: usize| {
        bytes[from..to]
            .iter()
            .rev()
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let verdict = number(8, 10) as u16;
    let account = number(10, 18);
    Outcome {
        place: (number(0, 4) as u32, number(4, 8) as u32),
        verdict: match verdict {
            REFUSED => Verdict::Refused,
            kinds => Verdict::Does(kinds),
        },
        account: (account != NOBODY).then_some(account),
        details: number(18, OUTCOME),
    }
}
