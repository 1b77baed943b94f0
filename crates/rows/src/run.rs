//! What the files of a run share.

use crate::profile::Version;
use crate::sameness::Registry;
use crate::{FileKind, Profile, ProfileChoice};

pub(crate) struct Run<S> {
    pub choice: ProfileChoice,
    pub seed: u64,
    /// Named, or detected by the first header that fitted one. Of packages it is found at the end.
    pub profile: Option<Profile>,
    pub package: Package,
    pub registries: Registries,
    pub sink: S,
}

impl<S> Run<S> {
    pub fn new(choice: ProfileChoice, seed: u64, sink: S) -> Run<S> {
        let profile = match choice {
            ProfileChoice::Auto => None,
            ProfileChoice::Named(profile) => Some(profile),
        };
        let package = Package {
            found: profile.is_some_and(Profile::is_powerschool),
            version: profile.and_then(Profile::version),
            has_flag: false,
            deletes_as: None,
            mixes_versions: false,
        };
        Run {
            choice,
            seed,
            profile,
            package,
            registries: Registries(Vec::new()),
            sink,
        }
    }
}

/// What is known of the package of a student information system so far.
pub(crate) struct Package {
    /// A file shows that this is one.
    pub found: bool,
    pub version: Option<Version>,
    /// The version is told by a flag, and not by the profile's name alone.
    pub has_flag: bool,
    /// The version that the flag of `delete_users.csv` speaks for; alone it decides nothing (R20).
    pub deletes_as: Option<Version>,
    /// Two files that state accounts have different flags.
    pub mixes_versions: bool,
}

impl Package {
    /// Whether its files have the flags of two versions.
    pub fn mixes_versions(&self) -> bool {
        let contradicts = |version| self.has_flag && self.version != Some(version);
        self.mixes_versions || self.deletes_as.is_some_and(contradicts)
    }
}

/// One registry for each thing that rows can be about: what is given and what is deleted meet in it (R31).
pub(crate) struct Registries(Vec<(FileKind, Registry)>);

impl Registries {
    /// Where the rows of a file of this kind belong; it may be the first one.
    pub fn begin_file(&mut self, kind: FileKind, seed: u64) -> usize {
        let kind = kind.given();
        let known = self.0.iter().position(|(given, _)| *given == kind);
        let place = known.unwrap_or_else(|| {
            let registry = Registry::new(&kind.definition().sameness, seed);
            self.0.push((kind, registry));
            self.0.len() - 1
        });
        if let Some(registry) = self.get_mut(place) {
            registry.begin_file();
        }
        place
    }

    #[inline]
    pub fn get_mut(&mut self, place: usize) -> Option<&mut Registry> {
        self.0.get_mut(place).map(|(_, registry)| registry)
    }

    /// Gives them away to be judged.
    pub fn take(&mut self) -> impl Iterator<Item = Registry> + use<> {
        std::mem::take(&mut self.0)
            .into_iter()
            .map(|(_, registry)| registry)
    }
}
