//! Reads the files of a plan again: the log has moved since they came in.

use rollbook_records::Key;
use rollbook_rows::{Profile as RowProfile, ProfileChoice};
use uuid::Uuid;

use super::files::Part;
use super::intents::{StandingSource, number};
use super::package::Package;
use super::package_reader::PackageReader;
use super::refused::OpenPlan;
use super::stored::read_decision;
use crate::{Error, Ledger};

impl Ledger {
    /// The files of a plan that is kept.
    pub(super) fn read_plan(
        &self,
        open: &OpenPlan,
        source: StandingSource,
    ) -> Result<Package, Error> {
        let (plan, _) = read_decision(&self.plan_files(), open.id, &open.key)?;
        let names = plan.files.iter().map(|file| file.name.as_str());
        let profile = open.terms.terms().map(|terms| terms.profile);
        self.read_again(open.id, &open.key, names, profile, source)
    }

    /// Files by their names, in the order of the upload; `profile` is what they were read as.
    pub(super) fn read_again<'n>(
        &self,
        id: Uuid,
        key: &Key,
        names: impl Iterator<Item = &'n str>,
        profile: Option<RowProfile>,
        source: StandingSource,
    ) -> Result<Package, Error> {
        let choice = profile.map_or(ProfileChoice::Auto, ProfileChoice::Named);
        let files = self.plan_files();
        let mut reader = PackageReader::new(choice, &self.vault.blinding, source)?;
        for (index, name) in names.enumerate() {
            reader.begin(name)?;
            let mut pieces = files.read(id, Part::Upload(number(index)), key.clone())?;
            while let Some(piece) = pieces.next()? {
                reader.push(piece)?;
            }
        }
        reader.finish()
    }
}
