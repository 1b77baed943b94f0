//! The row validator: bytes to table to notices and intents. Native and wasm, no threads, no IO.
//!
//! ```
//! use rollbook_rows::{Checker, ProfileChoice};
//!
//! let mut checker = Checker::new(ProfileChoice::Auto, 7, ());
//! checker.begin("leavers.csv");
//! checker.push(b"email,remove_from_group\nana@school.exa");
//! checker.push(b"mple,y\nben@school,maybe\n");
//! let report = checker.finish().report;
//! assert_eq!(report.profile.as_deref(), Some("benchprep"));
//! assert_eq!((report.files[0].accepted, report.files[0].refused), (1, 1));
//! assert_eq!(report.files[0].notices[0].code.as_str(), "flag-malformed");
//! ```
//!
//! Reading never fails, it finds: what is wrong with a file are notices, and no input panics.

mod accepted;
mod apart;
mod cell;
mod checker;
mod clean;
mod code;
mod definition;
mod email;
mod encoding;
mod field;
mod file;
mod head;
mod header;
mod kind;
mod login;
mod misspelt;
mod notices;
mod order;
mod partitions;
mod plain;
mod profile;
mod quotes;
mod record;
pub mod reference;
mod refused;
mod report;
pub mod rewrite;
mod row;
mod run;
mod sameness;
mod secret;
mod shape;
mod table;
mod time;
mod typed;
mod verdict;

pub use accepted::{AcceptedRow, Sink};
pub use checker::{Checked, Checker};
pub use clean::begins_formula;
pub use code::{Code, Severity};
pub use field::Field;
pub use kind::FileKind;
pub use notices::MAX_NOTICES;
pub use profile::{Profile, ProfileChoice, UnknownProfile};
pub use refused::{Cause, RefusedRow};
pub use report::{FileReport, Notice, Report};
pub use typed::{Typed, is_login};

/// The validator's version: the crate's and the revision of its rules. A plan is bound to it (R61).
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+rules.2");

/// Whether a text is an email address by the HTML standard's `input type=email`, at most 254 characters (R05).
pub fn is_email(text: &str) -> bool {
    email::is_valid(text.as_bytes())
}
