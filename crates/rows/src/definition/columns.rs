//! Columns that several kinds of files have.

use super::Column;
use crate::cell::Rule;
use crate::{Code, Field};

pub(super) const EMAIL: Column = Column {
    field: Field::Email,
    rule: Rule::Email,
    aliases: &["e_mail", "mail", "email_address", "e_mail_address"],
};
pub(super) const USER_ID: Column = Column {
    field: Field::UserId,
    rule: Rule::WholeNumber(Code::IdMalformed),
    aliases: &["userid", "user_no"],
};
pub(super) const USERNAME: Column = Column {
    field: Field::Username,
    rule: Rule::Name,
    aliases: &["user_name", "login", "login_name"],
};
pub(super) const SIS_ID: Column = Column {
    field: Field::SisId,
    rule: Rule::ExternalId,
    aliases: &["sisid", "sis", "sis_user_id"],
};
pub(super) const INSTITUTION: Column = Column {
    field: Field::Institution,
    rule: Rule::WholeNumber(Code::InstitutionNotAnId),
    aliases: &["institution_id", "institutionid"],
};
pub(super) const FIRST_NAME: Column = Column {
    field: Field::FirstName,
    rule: Rule::Text,
    aliases: &["firstname", "given_name", "forename"],
};
pub(super) const LAST_NAME: Column = Column {
    field: Field::LastName,
    rule: Rule::Text,
    aliases: &["lastname", "family_name", "surname"],
};
pub(super) const USER_TYPE: Column = Column {
    field: Field::UserType,
    rule: Rule::OneOf(&["t", "s", "p"], Code::UserTypeMalformed),
    aliases: &["usertype", "type"],
};
pub(super) const IMPORT_ID: Column = Column {
    field: Field::ImportId,
    rule: Rule::ExternalId,
    aliases: &["importid"],
};
pub(super) const ORGANIZATION_ID: Column = Column {
    field: Field::OrganizationId,
    rule: Rule::ExternalId,
    aliases: &["organizationid", "organisation_id", "org_id", "orgid"],
};
pub(super) const NAME: Column = text(Field::Name, &[]);

/// A column that takes any text.
pub(super) const fn text(field: Field, aliases: &'static [&'static str]) -> Column {
    Column {
        field,
        rule: Rule::Text,
        aliases,
    }
}

/// A column with an id that another system gave.
pub(super) const fn external_id(field: Field, aliases: &'static [&'static str]) -> Column {
    Column {
        field,
        rule: Rule::ExternalId,
        aliases,
    }
}
