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
    decide_users(reads, vault, terms, intents, &organizations, draft)?;
    decide_classes(reads, vault, terms, intents, &organizations, draft)?;
    if !gathered.ended_organizations.is_empty() {
        let in_use = in_use(reads, gathered, &organizations, draft)?;
        organizations.remove(&gathered.ended_organizations, &in_use, draft);
    }
    Ok(())
}

fn decide_users(
    reads: &Reads<'_>,
    vault: &Vault,
    terms: Terms,
    intents: &Intents,
    organizations: &Organizations,
    draft: &mut Draft,
) -> Result<(), Error> {
    let Some(gathered) = &intents.gathered else {
        return Ok(());
    };
    let users = &gathered.users;
    let mut listed = users.listed.clone();
    let listing = Listing {
        reads,
        vault,
        terms,
        organizations,
    };
    listing.decide(users, &mut listed, draft)?;
    draft.unchanged += users.unchanged.len() as u64;
    left_out::end_named(reads, vault, terms, &gathered.ended_users, draft)?;
    if let Some(file) = intents
        .file_named("users.csv")
        .filter(|_| terms.profile.is_full())
    {
        for identity in &users.refused {
            for account in reads.identified(identity)? {
                if let Ok(place) = users.roll.place(account.number)
                    && let Some(mark) = listed.get_mut(place)
                {
                    *mark = true;
                }
            }
        }
        draft.is_header_only = intents.is_header_only;
        left_out::end_left_out(reads, terms, users, &listed, number(file), draft)?;
    }
    Ok(())
}

fn decide_classes(
    reads: &Reads<'_>,
    vault: &Vault,
    terms: Terms,
    intents: &Intents,
    organizations: &Organizations,
    draft: &mut Draft,
) -> Result<(), Error> {
    let Some(gathered) = &intents.gathered else {
        return Ok(());
    };
    let is_full = terms.profile.is_full();
    let mut people = People::after(reads, vault, draft);
    let mut classes = Classes::new(reads, vault, organizations, is_full);
    classes.decide(&gathered.classes, &mut people, draft)?;
    classes.remove(&gathered.ended_classes, draft)?;
    let mut roster = Roster::new(reads);
    if gathered.is_roster_incomplete {
        roster.set_incomplete();
    }
    roster.decide(&gathered.roster, true, &mut classes, &mut people, draft)?;
    let full = intents.file_named("roster.csv").filter(|_| is_full);
    match full {
        Some(file) => roster.end_left_out(number(file), &people, draft),
        None => roster.decide(
            &gathered.ended_roster,
            false,
            &mut classes,
            &mut people,
            draft,
        ),
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
