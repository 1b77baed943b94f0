//! Files of a student information system, told apart by their names (R20–R25, R34, R39).

use super::columns::{
    EMAIL, FIRST_NAME, IMPORT_ID, LAST_NAME, NAME, ORGANIZATION_ID, USER_TYPE, external_id, text,
};
use super::{Column, Definition, Key, Needed, Sameness};
use crate::cell::Rule;
use crate::{Code, Field};

/// R22, of both versions: that a header has the flag of the other one is found after it was read (R21).
pub(crate) static USERS: Definition = Definition {
    // Families share an email, so it makes no two rows the same.
    sameness: unique(&[&[Field::ImportId], &[Field::Login]]),
    ..by_import_id(USER_COLUMNS)
};
pub(crate) static DELETE_USERS: Definition = deleting(by_import_id(USER_COLUMNS));

/// R39.
pub(crate) static ORGANIZATIONS: Definition = by_import_id(ORGANIZATION_COLUMNS);
pub(crate) static DELETE_ORGANIZATIONS: Definition = deleting(by_import_id(ORGANIZATION_COLUMNS));

/// R34.
pub(crate) static CLASSES: Definition = by_import_id(CLASS_COLUMNS);
pub(crate) static DELETE_CLASSES: Definition = deleting(by_import_id(CLASS_COLUMNS));

/// R34: a row is one person in one class.
pub(crate) static ROSTER: Definition = by_membership();
pub(crate) static DELETE_ROSTER: Definition = deleting(by_membership());

const USER_COLUMNS: &[Column] = &[
    IMPORT_ID,
    FIRST_NAME,
    text(
        Field::MiddleInit,
        &["middleinit", "middle_initial", "middle_name", "middle"],
    ),
    LAST_NAME,
    text(Field::Suffix, &["name_suffix"]),
    text(Field::Nickname, &["nick_name", "nick"]),
    Column {
        field: Field::Login,
        rule: Rule::Login,
        aliases: &["login_name", "username", "user_name"],
    },
    text(Field::Password, &["passwd", "pass_word", "pwd", "pass"]),
    EMAIL,
    USER_TYPE,
    ORGANIZATION_ID,
    flag(Field::Enabled, &["enable", "is_enabled"]),
    flag(Field::Blocked, &["block", "is_blocked"]),
    external_id(Field::DisplayId, &["displayid"]),
    Column {
        field: Field::GoogleEmailAddress,
        rule: Rule::Email,
        aliases: &["google_email", "googleemailaddress"],
    },
];

const ORGANIZATION_COLUMNS: &[Column] = &[
    IMPORT_ID,
    NAME,
    external_id(
        Field::ParentOrgId,
        &["parent_id", "parentorgid", "parent_organization_id"],
    ),
];

const CLASS_COLUMNS: &[Column] = &[
    IMPORT_ID,
    NAME,
    text(Field::ShortName, &["short_name"]),
    text(Field::Description, &[]),
    text(Field::Code, &["class_code"]),
    text(Field::Year, &[]),
    external_id(Field::TeacherId, &["teacherid"]),
    ORGANIZATION_ID,
];

const ROSTER_COLUMNS: &[Column] = &[
    external_id(Field::ClassId, &["classid"]),
    external_id(Field::UserId, &["userid"]),
    Column {
        field: Field::Role,
        rule: Rule::OneOfOr(&["t", "s"], "s", Code::RoleMalformed),
        aliases: &[],
    },
];

const fn flag(field: Field, aliases: &'static [&'static str]) -> Column {
    Column {
        field,
        rule: Rule::OneOf(&["0", "1"], Code::FlagMalformed),
        aliases,
    }
}

/// A file in which `import_id` alone says what a row is about (R23).
const fn by_import_id(columns: &'static [Column]) -> Definition {
    Definition {
        columns,
        needed: Needed::All(&[Field::ImportId]),
        missing: Code::IdMissing,
        only_needed: false,
        telling: &[],
        sameness: unique(&[&[Field::ImportId]]),
    }
}

/// A file in which class and account together say what a row is about.
const fn by_membership() -> Definition {
    Definition {
        needed: Needed::All(&[Field::ClassId, Field::UserId]),
        sameness: unique(&[&[Field::ClassId, Field::UserId]]),
        ..by_import_id(ROSTER_COLUMNS)
    }
}

/// The same kind of file, of which each row takes away: what it is about is all that counts.
const fn deleting(given: Definition) -> Definition {
    Definition {
        only_needed: true,
        ..given
    }
}

const fn unique(keys: &'static [Key]) -> Sameness {
    Sameness {
        shared: None,
        apart: &[],
        unique: keys,
    }
}
