//! What the CLI prints with `--format json` and the HTTP API answers: the same types, the names of
//! the contract.

mod accounts;
mod backups;
mod certificates;
mod events;
mod import_control;
mod log;
mod people;
mod places;
mod plans;
mod problem;
mod reversals;
mod schedule;
mod settings;
mod views;

pub use accounts::{
    Access, Account, AccountChanged, AccountClass, AccountDeleted, AccountDetails, AccountGroup,
    AccountList, ChangeOutcome, Deletion, Destroyed, DestroyedClass, Note, Why,
};
pub use backups::{BackedUp, Backup, ReplacedLedger, Restored};
pub use certificates::{Certificate, CertificateVerified};
pub use events::{
    ColumnChange, Event, EventData, EventList, EventSource, RecordedBatch, RecordedClass,
    ScheduledStep,
};
pub use log::{
    Checkpoint, ConsistencyProof, InclusionProof, LogCopied, LogFault, SigningKey, SigningKeys,
    TrustedKey, Verified,
};
pub use people::{
    Admin, AdminAdded, AdminList, AdminRemoved, OwnPassword, Session, Token, TokenCreated,
    TokenList,
};
pub use places::{
    Batch, BatchFile, BatchList, DomainSeats, Group, GroupChanged, GroupList, Institution,
    InstitutionList, InstitutionSeats, SeatForecast, SeatHistory, SeatStep, Seats, SeatsChanged,
    SeatsForeseen, StepForecast,
};
pub use plans::{
    Applied, Change, Difference, Effects, GuardStop, InstitutionEffects, Phase, Plan, PlanFile,
    PlanNotice, Progress, Refusal, SeatChange, WaitingPlan, WaitingPlanList,
};
pub use problem::Problem;
pub use reversals::{AspectOutcome, Reversal, ReversalApplied};
pub use rollbook_rows::Report;
pub use schedule::{
    PlannedStep, SchedulePlan, Scheduled, Step, StepCancellation, StepList, StepRefusal, StepRun,
    StepsCancelled, StepsRan,
};
pub use settings::{GuardLimits, LedgerSettings};
pub use views::{CheckedViews, Rebuilt};
