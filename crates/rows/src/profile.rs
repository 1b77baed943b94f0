//! Profiles are data: the columns of a kind of file, what may stand in them, and what makes rows the same.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::cell::Rule;
use crate::{Code, Field};

/// A kind of file that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// R01: act on many accounts; what is done is chosen by the action of the import.
    Benchprep,
    /// R44: load what an existing system has.
    Accounts,
}

/// A named profile, or the one that fits the header best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileChoice {
    /// The profile of which the first readable header has the most columns; on a tie the first of [`Profile::ALL`].
    Auto,
    /// This one and no other.
    Named(Profile),
}

/// No profile has this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProfile(pub String);

/// One column of a profile.
pub(crate) struct Column {
    pub field: Field,
    pub rule: Rule,
    /// Other names under which files carry the column, in lower case with `_` between words.
    pub aliases: &'static [&'static str],
}

/// Everything that sets one profile apart from another.
pub(crate) struct Definition {
    pub name: &'static str,
    pub template: &'static str,
    /// In the order of the template.
    pub columns: &'static [Column],
    /// At least one of these must be a column, and filled in every row.
    pub needed: &'static [Field],
    /// The code of a row in which none of `needed` is filled.
    pub missing: Code,
    pub sameness: Sameness,
}

/// When two rows name the same account (R11).
pub(crate) struct Sameness {
    /// Rows with the same value here name the same account, unless they differ in a column of `apart` that both fill.
    pub shared: Field,
    /// At most [`COLUMNS`](crate::apart::COLUMNS).
    pub apart: &'static [Field],
    /// Rows with the same value in one of these always name the same account.
    pub unique: &'static [Field],
}

const EMAIL: Column = Column {
    field: Field::Email,
    rule: Rule::Email,
    aliases: &["e_mail", "mail", "email_address", "e_mail_address"],
};
const USER_ID: Column = Column {
    field: Field::UserId,
    rule: Rule::WholeNumber(Code::IdMalformed),
    aliases: &["userid", "user_no"],
};
const USERNAME: Column = Column {
    field: Field::Username,
    rule: Rule::Name,
    aliases: &["user_name", "login", "login_name"],
};
const SIS_ID: Column = Column {
    field: Field::SisId,
    rule: Rule::ExternalId,
    aliases: &["sisid", "sis", "sis_user_id"],
};
const INSTITUTION: Column = Column {
    field: Field::Institution,
    rule: Rule::WholeNumber(Code::InstitutionNotAnId),
    aliases: &["institution_id", "institutionid"],
};

static BENCHPREP: Definition = Definition {
    name: "benchprep",
    template: "email,user_id,username,sis_id,institution,remove_from_group\r\n",
    columns: &[
        EMAIL,
        USER_ID,
        USERNAME,
        SIS_ID,
        INSTITUTION,
        Column {
            field: Field::RemoveFromGroup,
            rule: Rule::OneOf(&["y"], Code::FlagMalformed),
            aliases: &["remove_from_groups", "removefromgroup", "remove_group"],
        },
    ],
    needed: &[Field::Email],
    missing: Code::EmailMissing,
    sameness: Sameness {
        shared: Field::Email,
        apart: &[Field::UserId, Field::Username, Field::SisId],
        unique: &[],
    },
};

static ACCOUNTS: Definition = Definition {
    name: "accounts",
    template: "email,user_id,username,sis_id,institution,first_name,last_name,user_type,groups\r\n",
    columns: &[
        EMAIL,
        USER_ID,
        USERNAME,
        SIS_ID,
        INSTITUTION,
        Column {
            field: Field::FirstName,
            rule: Rule::Text,
            aliases: &["firstname", "given_name", "forename"],
        },
        Column {
            field: Field::LastName,
            rule: Rule::Text,
            aliases: &["lastname", "family_name", "surname"],
        },
        Column {
            field: Field::UserType,
            rule: Rule::OneOf(&["t", "s", "p"], Code::UserTypeMalformed),
            aliases: &["usertype", "type"],
        },
        Column {
            field: Field::Groups,
            rule: Rule::Text,
            aliases: &["group", "group_names"],
        },
    ],
    needed: &[Field::Email, Field::Username],
    missing: Code::IdMissing,
    sameness: Sameness {
        shared: Field::Email,
        apart: &[Field::UserId, Field::Username, Field::SisId],
        unique: &[Field::UserId, Field::Username, Field::SisId],
    },
};

impl Profile {
    /// Every profile, in the order in which `auto` prefers them.
    pub const ALL: &'static [Profile] = &[Profile::Benchprep, Profile::Accounts];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// The profile of that name.
    pub fn from_name(name: &str) -> Option<Profile> {
        Profile::ALL
            .iter()
            .copied()
            .find(|profile| profile.name() == name)
    }

    /// The header line, ended by CRLF as RFC 4180 asks and spreadsheets write (R02, R44).
    pub fn template(self) -> &'static str {
        self.definition().template
    }

    pub(crate) fn definition(self) -> &'static Definition {
        match self {
            Profile::Benchprep => &BENCHPREP,
            Profile::Accounts => &ACCOUNTS,
        }
    }
}

impl FromStr for ProfileChoice {
    type Err = UnknownProfile;

    fn from_str(name: &str) -> Result<ProfileChoice, UnknownProfile> {
        if name == "auto" {
            return Ok(ProfileChoice::Auto);
        }
        Profile::from_name(name)
            .map(ProfileChoice::Named)
            .ok_or_else(|| UnknownProfile(name.to_owned()))
    }
}

impl std::fmt::Display for UnknownProfile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let known: Vec<&str> = Profile::ALL.iter().map(|profile| profile.name()).collect();
        write!(
            formatter,
            "no profile is named `{}`; use auto, {}",
            self.0,
            known.join(" or ")
        )
    }
}

impl std::error::Error for UnknownProfile {}
