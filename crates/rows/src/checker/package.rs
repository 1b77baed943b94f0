//! Judges the files of a package together (R20, R35).

use super::Checker;
use crate::accepted::Sink;
use crate::kind::Part;
use crate::{Code, FileKind, Profile, ProfileChoice};

impl<S: Sink> Checker<S> {
    /// Refuses what the package as a whole makes void; answers the profile of the check.
    pub(super) fn judge_package(&mut self) -> Option<Profile> {
        let package = &self.run.package;
        if !package.found {
            return self.run.profile;
        }
        let named = match self.run.choice {
            ProfileChoice::Named(profile) => Some(profile),
            ProfileChoice::Auto => None,
        };
        let parts: Vec<Part> = self.files.iter().filter_map(|file| file.part).collect();
        // A named profile says what the package is to be as one of its files would.
        let is = |full: bool| {
            named.is_some_and(|profile| profile.is_full() == full)
                || parts.iter().any(|part| part.full == full)
        };
        let users = |part: &Part| part.full && part.kind == FileKind::Users;
        let fault: Option<(Code, &str)> = if is(true) && is(false) {
            let message = "a package is a full import, as users.csv is, or a partial one, as update_users.csv is, but not both";
            Some((Code::PackageMixed, message))
        } else if package.mixes_versions() {
            let message =
                "one file of the package has the flag enabled, another one the flag blocked";
            Some((Code::PackageMixed, message))
        } else if is(true) && !parts.iter().any(users) {
            let message = "a full import states everyone, but the package has no users.csv";
            Some((Code::UsersMissing, message))
        } else {
            None
        };
        // Of two versions, neither is that of the package.
        let version = package.version.filter(|_| !package.mixes_versions());
        let profile = named.unwrap_or(Profile::of_package(is(true), version));
        for file in &mut self.files {
            file.refuse_as_stranger();
            let twins = parts.iter().filter(|part| Some(**part) == file.part);
            if twins.count() > 1 {
                file.refuse_all(Code::FileNameDuplicate, &|| {
                    "the package has another file of this name".to_owned()
                });
            }
            if let Some((code, message)) = fault {
                file.refuse_all(code, &|| message.to_owned());
            }
        }
        Some(profile)
    }
}
