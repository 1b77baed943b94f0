//! Profiles: what can be said about a file, or a package of files, before it is read.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::kind::{FULL, FileKind, PARTIAL, Part, part};

/// What a check takes its files for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// R01: act on many accounts; what is done is chosen by the action of the import.
    Benchprep,
    /// R44: load what an existing system has.
    Accounts,
    /// R48: what people did in the learning system.
    Activity,
    /// R20: everyone whom a student information system knows, with the flag `enabled`.
    PowerschoolFullV1,
    /// R20: everyone whom a student information system knows, with the flag `blocked`.
    PowerschoolFullV2,
    /// R20: what changed in a student information system, with the flag `enabled`.
    PowerschoolPartialV1,
    /// R20: what changed in a student information system, with the flag `blocked`.
    PowerschoolPartialV2,
}

/// In the order of [`Profile::ALL`].
static NAMES: [&str; Profile::ALL.len()] = [
    "benchprep",
    "accounts",
    "activity",
    "powerschool-full-v1",
    "powerschool-full-v2",
    "powerschool-partial-v1",
    "powerschool-partial-v2",
];

/// A named profile, or the one that fits the files best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileChoice {
    /// Where a file has a name and a header of a student information system, its profile. Else the one of which the
    /// first readable header has the most columns; on a tie the first of [`Profile::ALL`].
    Auto,
    /// This one and no other.
    Named(Profile),
}

/// No profile has this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProfile(pub String);

/// Which flag a file of a student information system carries (R21).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `enabled`: 1 means may log in.
    One,
    /// `blocked`: 1 means may not.
    Two,
}

impl Profile {
    /// Every profile, in the order in which `auto` prefers them.
    pub const ALL: &'static [Profile] = &[
        Profile::Benchprep,
        Profile::Accounts,
        Profile::Activity,
        Profile::PowerschoolFullV1,
        Profile::PowerschoolFullV2,
        Profile::PowerschoolPartialV1,
        Profile::PowerschoolPartialV2,
    ];

    /// The name on the command line and in JSON.
    #[inline(never)]
    pub const fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// The profile of that name.
    pub fn from_name(name: &str) -> Option<Profile> {
        Profile::ALL
            .iter()
            .copied()
            .find(|profile| profile.name() == name)
    }

    /// True for packages of a student information system, of which a file's name decides what it holds.
    pub fn is_powerschool(self) -> bool {
        self.version().is_some()
    }

    /// True where a package states everyone, so that whoever is left out is ended (R20, R28).
    pub fn is_full(self) -> bool {
        matches!(
            self,
            Profile::PowerschoolFullV1 | Profile::PowerschoolFullV2
        )
    }

    /// The header line, ended by CRLF as RFC 4180 asks and spreadsheets write (R02, R22, R44). Of a package it is that
    /// of the file with the accounts; the others come from [`Profile::template_of`].
    pub fn template(self) -> &'static str {
        match self {
            Profile::Benchprep => "email,user_id,username,sis_id,institution,remove_from_group\r\n",
            Profile::Accounts => {
                "email,user_id,username,sis_id,institution,first_name,last_name,user_type,groups\r\n"
            }
            Profile::Activity => "user_id,username,sis_id,email,last_login,grades\r\n",
            Profile::PowerschoolFullV1 | Profile::PowerschoolPartialV1 => {
                "import_id,first_name,middle_init,last_name,suffix,nickname,login,password,email,user_type,\
                organization_id,enabled,display_id,google_email_address\r\n"
            }
            Profile::PowerschoolFullV2 | Profile::PowerschoolPartialV2 => {
                "import_id,first_name,middle_init,last_name,suffix,nickname,login,password,email,user_type,\
                organization_id,blocked,display_id,google_email_address\r\n"
            }
        }
    }

    /// The names that the files of a package may have; none where any name will do.
    pub fn file_names(self) -> &'static [&'static str] {
        match (self.is_powerschool(), self.is_full()) {
            (false, _) => &[],
            (true, true) => &FULL,
            (true, false) => &PARTIAL,
        }
    }

    /// The header line of the file of this name, without regard to its path and ASCII case. `None` where a package
    /// has no such file; where any name will do it is [`Profile::template`].
    pub fn template_of(self, file_name: &str) -> Option<&'static str> {
        if !self.is_powerschool() {
            return Some(self.template());
        }
        let Part { full, kind } = part(file_name)?;
        if full != self.is_full() {
            return None;
        }
        Some(match kind {
            FileKind::Organizations => "import_id,name,parent_org_id\r\n",
            FileKind::Classes => {
                "import_id,name,shortname,description,code,year,teacher_id,organization_id\r\n"
            }
            FileKind::Roster => "class_id,user_id,role\r\n",
            FileKind::DeleteRoster => "class_id,user_id\r\n",
            FileKind::DeleteUsers | FileKind::DeleteOrganizations | FileKind::DeleteClasses => {
                "import_id\r\n"
            }
            _ => self.template(),
        })
    }

    /// What every file holds, where names do not decide it.
    pub(crate) fn kind(self) -> Option<FileKind> {
        match self {
            Profile::Benchprep => Some(FileKind::Bulk),
            Profile::Accounts => Some(FileKind::Accounts),
            Profile::Activity => Some(FileKind::Activity),
            _ => None,
        }
    }

    pub(crate) fn version(self) -> Option<Version> {
        match self {
            Profile::Benchprep | Profile::Accounts | Profile::Activity => None,
            Profile::PowerschoolFullV1 | Profile::PowerschoolPartialV1 => Some(Version::One),
            Profile::PowerschoolFullV2 | Profile::PowerschoolPartialV2 => Some(Version::Two),
        }
    }

    /// The profile of a package. Where no flag tells the version, either gives the same result.
    pub(crate) fn of_package(full: bool, version: Option<Version>) -> Profile {
        match (full, version.unwrap_or(Version::Two)) {
            (true, Version::One) => Profile::PowerschoolFullV1,
            (true, Version::Two) => Profile::PowerschoolFullV2,
            (false, Version::One) => Profile::PowerschoolPartialV1,
            (false, Version::Two) => Profile::PowerschoolPartialV2,
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
        write!(formatter, "no profile is named `{}`; use auto", self.0)?;
        let last = Profile::ALL.len() - 1;
        for (place, profile) in Profile::ALL.iter().enumerate() {
            formatter.write_str(if place == last { " or " } else { ", " })?;
            formatter.write_str(profile.name())?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownProfile {}
