//! From files to a plan, and from a plan to a batch (R14, R19, R60–R62).

mod activity;
mod apply;
mod by_institution;
mod candidates;
mod check;
mod decide_again;
mod decided;
mod details;
mod difference;
mod discard;
mod draft;
mod error;
mod events;
mod files;
mod intents;
mod kept_row;
mod leave_out;
mod load;
mod naming;
mod package;
mod package_reader;
mod plan;
mod planned;
mod plans_in_hand;
mod present;
mod read_again;
mod refused;
mod resolve;
mod roll;
mod sealed_file;
mod spooled;
mod status;
mod stored;
mod student_information;
mod upload;
mod void;
mod waiting;
mod whom;

pub use apply::{ApplyOptions, ApplyOutcome};
pub(crate) use by_institution::by_institution;
pub(crate) use decided::{Decided, seat_changes};
pub(crate) use draft::Draft;
pub use error::PlanError;
pub(crate) use events::{Heading, Subject, record_batch};
pub(crate) use files::PlanFiles;
pub(crate) use intents::LEFT_OUT;
pub(crate) use plan::effects;
pub(crate) use planned::{
    ClassChange, ClassPlace, DecidedRow, InstitutionChange, PlannedClass, PlannedEvent,
    PlannedGroup, PlannedInstitution, PlannedLimit, PlannedProfile, Target, Whom,
};
pub(crate) use plans_in_hand::PlansInHand;
pub(crate) use present::{counts, guard_stops};
pub use refused::RefusedFile;
pub(crate) use roll::Rolls;
pub(crate) use stored::{batch_of, key_id};
pub(crate) use upload::PLAN_DAYS;
pub use upload::{PlanRequest, Upload};
pub(crate) use void::{PlanSearch, void_plans_of};
pub(crate) use whom::AccountFile;
