//! The flag of a file of accounts, and with it the version (R21).

use std::borrow::Cow;

use super::FileCheck;
use crate::header::Reading;
use crate::profile::Version;
use crate::record::Record;
use crate::run::Run;
use crate::{Code, Field, Profile, ProfileChoice};

impl FileCheck {
    /// The profile of a file of a package as far as it is known, after its flag was looked at: one of the wrong version
    /// is refused and never guessed at, since the other sense would block whoever should log in.
    pub(super) fn profile_of_part<S>(
        &mut self,
        full: bool,
        reading: &Reading,
        record: &Record<'_>,
        run: &mut Run<S>,
    ) -> Profile {
        let named = match run.choice {
            ProfileChoice::Named(profile) => profile.version(),
            ProfileChoice::Auto => None,
        };
        let flag = |field| reading.layout.position_of(field);
        let found = match (flag(Field::Enabled), flag(Field::Blocked)) {
            (None, None) => None,
            (Some(position), None) => Some((Version::One, position)),
            (None, Some(position)) => Some((Version::Two, position)),
            (Some(_), Some(position)) if named != Some(Version::Two) => {
                Some((Version::Two, position))
            }
            (Some(position), Some(_)) => Some((Version::One, position)),
        };
        if reading.layout.kind.deletes() {
            // There a flag has no effect, so it neither decides nor is refused; it may only speak against the others.
            run.package.deletes_as = found.map(|(version, _)| version);
            return Profile::of_package(full, run.package.version);
        }
        let has_both = flag(Field::Enabled).is_some() && flag(Field::Blocked).is_some();
        if let Some((version, position)) = found {
            if has_both || named.is_some_and(|named| named != version) {
                self.flag_of_other_version(version, position, has_both, record);
            } else if run.package.version.is_some_and(|known| known != version) {
                run.package.mixes_versions = true;
            } else {
                run.package.version = Some(version);
                run.package.has_flag = true;
            }
        }
        Profile::of_package(full, run.package.version)
    }

    fn flag_of_other_version(
        &mut self,
        version: Version,
        position: usize,
        has_both: bool,
        record: &Record<'_>,
    ) {
        let (flag, message) = match (version, has_both) {
            (Version::One, false) => (
                Field::Enabled,
                "enabled is the flag of version 1, where 1 means may log in; version 2 has blocked, where 1 means may not",
            ),
            (Version::Two, false) => (
                Field::Blocked,
                "blocked is the flag of version 2, where 1 means may not log in; version 1 has enabled, where 1 means may",
            ),
            (_, true) => (
                Field::Blocked,
                "the header has the flags of both versions: enabled, where 1 means may log in, and blocked, where 1 means may not",
            ),
        };
        let column = Some(Cow::Borrowed(flag.name()));
        let value = record.field(position);
        self.notices.add(
            Code::FlagOfOtherVersion,
            Some(record.row),
            column,
            value,
            &|| message.to_owned(),
        );
    }
}
