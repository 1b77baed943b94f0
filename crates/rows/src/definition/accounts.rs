//! Files that stand alone and find accounts by their ids.

use super::columns::{
    EMAIL, FIRST_NAME, INSTITUTION, LAST_NAME, SIS_ID, USER_ID, USER_TYPE, USERNAME, text,
};
use super::{Column, Definition, Needed, Sameness};
use crate::cell::Rule;
use crate::{Code, Field};

/// R01.
pub(crate) static BULK: Definition = Definition {
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
    needed: Needed::Any(&[Field::Email]),
    missing: Code::EmailMissing,
    only_needed: false,
    telling: &[],
    sameness: Sameness {
        shared: Some(Field::Email),
        apart: &[Field::UserId, Field::Username, Field::SisId],
        unique: &[],
    },
};

/// R44.
pub(crate) static ACCOUNTS: Definition = Definition {
    columns: &[
        EMAIL,
        USER_ID,
        USERNAME,
        SIS_ID,
        INSTITUTION,
        FIRST_NAME,
        LAST_NAME,
        USER_TYPE,
        text(Field::Groups, &["group", "group_names"]),
    ],
    needed: Needed::Any(&[Field::Email, Field::Username]),
    missing: Code::IdMissing,
    only_needed: false,
    telling: &[],
    sameness: PERSON,
};

/// R48.
pub(crate) static ACTIVITY: Definition = Definition {
    columns: &[
        USER_ID,
        USERNAME,
        SIS_ID,
        EMAIL,
        Column {
            field: Field::LastLogin,
            rule: Rule::Time,
            aliases: &["lastlogin", "last_log_in", "last_login_at"],
        },
        Column {
            field: Field::Grades,
            rule: Rule::WholeNumber(Code::GradesMalformed),
            aliases: &["grade_count", "number_of_grades"],
        },
    ],
    needed: Needed::Any(&[Field::UserId, Field::Username, Field::SisId, Field::Email]),
    missing: Code::IdMissing,
    only_needed: false,
    telling: &[Field::LastLogin, Field::Grades],
    sameness: PERSON,
};

/// Families share an email, but nothing else that finds an account.
const PERSON: Sameness = Sameness {
    shared: Some(Field::Email),
    apart: &[Field::UserId, Field::Username, Field::SisId],
    unique: &[&[Field::UserId], &[Field::Username], &[Field::SisId]],
};
