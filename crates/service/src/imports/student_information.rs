//! Packages of a student information system: who exists, where, and in which classes
//! (R20–R39, R49).

mod classes;
mod left_out;
mod listed;
mod organizations;
mod people;
mod roster;
mod rows;
mod users;

use std::collections::HashSet;

use rollbook_book::Reads;
use rollbook_domain::InstitutionId;

use super::draft::Draft;
use super::intents::{Intents, number};
use super::plan::Terms;
use super::planned::{ClassChange, InstitutionChange, PlannedClass, PlannedEvent, Target};
use crate::Error;
use crate::vault::Vault;
use classes::Classes;
use listed::Listing;
use organizations::Organizations;
use people::People;
use roster::Roster;

pub(crate) use organizations::by_import_id;
pub(crate) use rows::Gathered;

/// Decides a package: institutions first, then accounts, then classes and who is in them.
pub(super) fn decide_rows(
    reads: &Reads<'_>,
    vault: &Vault,
    terms: Terms,
    intents: &Intents,
    draft: &mut Draft,
) -> Result<(), Error> {
    let Some(gathered) = &intents.gathered else {
        return Ok(());
    };
    let organizations = Organizations::decide(reads, vault, &gathered.organizations, draft)?;
    let deciding = Deciding {
        reads,
        vault,
        terms,
        intents,
        gathered,
        organizations: &organizations,
    };
    deciding.users(draft)?;
    deciding.classes(draft)?;
    if !gathered.ended_organizations.is_empty() {
        let in_use = in_use(reads, gathered, &organizations, draft)?;
        organizations.remove(&gathered.ended_organizations, &in_use, draft);
    }
    Ok(())
}

/// What users and classes are decided by.
struct Deciding<'a> {
    reads: &'a Reads<'a>,
    vault: &'a Vault,
    terms: Terms,
    intents: &'a Intents,
    gathered: &'a Gathered,
    organizations: &'a Organizations,
}

impl Deciding<'_> {
    /// The place of a file of a full package; nothing is left out of a partial one.
    fn full_file(&self, name: &str) -> Option<u32> {
        let file = self.intents.file_named(name).map(number);
        file.filter(|_| self.terms.profile.is_full())
    }

    fn users(&self, draft: &mut Draft) -> Result<(), Error> {
        let (reads, terms, users) = (self.reads, self.terms, &self.gathered.users);
        let mut listed = users.listed.clone();
        let listing = Listing {
            reads,
            vault: self.vault,
            terms,
            organizations: self.organizations,
        };
        listing.decide(users, &mut listed, draft)?;
        draft.unchanged += users.unchanged.len() as u64;
        left_out::end_named(reads, self.vault, terms, &self.gathered.ended_users, draft)?;
        let Some(file) = self.full_file("users.csv") else {
            return Ok(());
        };
        for identity in &users.refused {
            for account in reads.identified(identity)? {
                users.roll.mark(&mut listed, account.number);
            }
        }
        draft.is_header_only = self.intents.is_header_only;
        left_out::end_left_out(reads, terms, users, &listed, file, draft)
    }

    fn classes(&self, draft: &mut Draft) -> Result<(), Error> {
        let gathered = self.gathered;
        let is_full = self.terms.profile.is_full();
        let mut people = People::after(self.reads, self.vault, draft);
        let mut classes = Classes::new(self.reads, self.vault, self.organizations, is_full);
        classes.decide(&gathered.classes, &mut people, draft)?;
        classes.remove(&gathered.ended_classes, draft)?;
        let mut roster = Roster::new(self.reads, gathered.is_roster_incomplete);
        roster.decide(&gathered.roster, true, &mut classes, &mut people, draft)?;
        roster.decide(
            &gathered.ended_roster,
            false,
            &mut classes,
            &mut people,
            draft,
        )?;
        match self.full_file("roster.csv") {
            Some(file) => roster.end_left_out(file, &people, draft),
            None => Ok(()),
        }
    }
}

/// Institutions to which accounts, classes or other institutions belong, as they are or as the
/// package makes them.
fn in_use(
    reads: &Reads<'_>,
    gathered: &Gathered,
    organizations: &Organizations,
    draft: &Draft,
) -> Result<HashSet<InstitutionId>, Error> {
    let entries = gathered.users.roll.entries().iter();
    let mut in_use: HashSet<InstitutionId> = entries
        .filter_map(|entry| Some(entry.account.living()?.institution))
        .collect();
    for row in &draft.rows {
        if let Target::New { institution, .. } = &row.target {
            in_use.insert(*institution);
        }
        for event in &row.events {
            if let PlannedEvent::Profile(change) = event {
                in_use.extend(change.moved_to);
            }
        }
    }
    let is_removed = |class: &PlannedClass| matches!(class.change, ClassChange::Removed);
    let (removed, others): (Vec<_>, Vec<_>) = draft.classes.iter().partition(|it| is_removed(it));
    in_use.extend(others.iter().map(|class| class.institution));
    let removed: HashSet<_> = removed
        .iter()
        .filter_map(|class| class.class.known())
        .collect();
    let classes = reads.classes(None)?;
    let standing = classes.iter().filter(|class| !removed.contains(&class.id));
    in_use.extend(standing.map(|class| class.institution));
    let leaving = organizations.named(&gathered.ended_organizations);
    let staying = reads.institutions()?;
    let staying = staying.iter().filter(|row| !leaving.contains(&row.id));
    in_use.extend(staying.filter_map(|row| row.parent));
    let parents = draft
        .institutions
        .iter()
        .filter_map(|planned| match planned.change {
            InstitutionChange::Added { parent, .. } | InstitutionChange::Changed { parent, .. } => {
                parent
            }
            InstitutionChange::Removed => None,
        });
    in_use.extend(parents);
    Ok(in_use)
}
