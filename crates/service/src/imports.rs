//! From files to a plan, and from a plan to a batch (R14, R19, R60–R62).

mod apply;
mod decided;
mod difference;
mod events;
mod files;
mod intents;
mod load;
mod package;
mod plan;
mod plans_in_hand;
mod present;
mod refused;
mod resolve;
mod sealed_file;
mod status;
mod stored;
mod upload;

pub use apply::{ApplyOptions, ApplyOutcome};
pub(crate) use files::PlanFiles;
pub(crate) use plans_in_hand::PlansInHand;
pub(crate) use stored::key_id;
pub use upload::{PlanRequest, Upload};
