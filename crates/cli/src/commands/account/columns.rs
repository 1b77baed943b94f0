//! The columns of an account on the command line.

use rollbook_service::{AccountColumns, InstitutionId};

use crate::commands::values;

/// At least one must be said.
#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub struct Columns {
    /// May be shared, as families do
    #[arg(long)]
    email: Option<String>,
    /// Unique, without regard to upper and lower case
    #[arg(long)]
    username: Option<String>,
    /// A whole number, unique
    #[arg(long, value_name = "N")]
    user_id: Option<u64>,
    /// The id in the student information system, unique
    #[arg(long)]
    sis_id: Option<String>,
    /// The institution's ID
    #[arg(long, value_name = "I", value_parser = values::institution)]
    institution: Option<InstitutionId>,
    #[arg(long, help = "The first name")]
    first_name: Option<String>,
    #[arg(long, help = "The initials between first and last name")]
    middle_init: Option<String>,
    #[arg(long, help = "The last name")]
    last_name: Option<String>,
    #[arg(long, help = "What follows the name, such as Jr.")]
    suffix: Option<String>,
    #[arg(long, help = "What the person likes to be called")]
    nickname: Option<String>,
    /// The id that people see on a card
    #[arg(long)]
    display_id: Option<String>,
    #[arg(long, help = "The address of the person's Google account")]
    google_email_address: Option<String>,
    /// T for a teacher, S for a student, P for a parent
    #[arg(long, value_parser = ["T", "S", "P"], ignore_case = true)]
    user_type: Option<String>,
}

impl From<Columns> for AccountColumns {
    fn from(columns: Columns) -> AccountColumns {
        AccountColumns {
            email: columns.email,
            username: columns.username,
            user_id: columns.user_id,
            sis_id: columns.sis_id,
            institution: columns.institution,
            first_name: columns.first_name,
            middle_init: columns.middle_init,
            last_name: columns.last_name,
            suffix: columns.suffix,
            nickname: columns.nickname,
            display_id: columns.display_id,
            google_email_address: columns.google_email_address,
            user_type: columns.user_type,
        }
    }
}
