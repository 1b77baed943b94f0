//! What the accepted rows of a package ask for.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rollbook_book::Revision;
use rollbook_domain::InstitutionId;
use rollbook_records::Blinding;
use rollbook_rows::{AcceptedRow, Field, FileKind};

use super::super::intents::Place;
use super::super::kept_row::KeptRow;
use super::super::roll::Roll;
use super::users::Users;

/// Of organizations.csv.
pub(super) const ORGANIZATION: [Field; 3] = [Field::ImportId, Field::Name, Field::ParentOrgId];

/// Of classes.csv; the first six are its details.
pub(super) const CLASS: [Field; 8] = [
    Field::ImportId,
    Field::Name,
    Field::ShortName,
    Field::Description,
    Field::Code,
    Field::Year,
    Field::TeacherId,
    Field::OrganizationId,
];

/// Of roster.csv.
pub(super) const ROSTER: [Field; 3] = [Field::ClassId, Field::UserId, Field::Role];

/// The rows of a package, by the kind of their file.
pub(crate) struct Gathered {
    pub(super) users: Users,
    /// Of delete_users.csv, delete_organizations.csv and delete_classes.csv: only whom they name.
    pub(super) ended_users: Vec<KeptRow>,
    pub(super) ended_organizations: Vec<KeptRow>,
    pub(super) ended_classes: Vec<KeptRow>,
    pub(super) ended_roster: Vec<KeptRow>,
    pub(super) organizations: Vec<KeptRow>,
    pub(super) classes: Vec<KeptRow>,
    pub(super) roster: Vec<KeptRow>,
    /// Whether the validator refused a row of roster.csv.
    pub(crate) is_roster_incomplete: bool,
}

impl Gathered {
    pub(crate) fn new(
        blinding: Blinding,
        roll: Arc<Roll>,
        organizations: Arc<HashMap<String, InstitutionId>>,
    ) -> Gathered {
        Gathered {
            users: Users::new(blinding, roll, organizations),
            ended_users: Vec::new(),
            ended_organizations: Vec::new(),
            ended_classes: Vec::new(),
            ended_roster: Vec::new(),
            organizations: Vec::new(),
            classes: Vec::new(),
            roster: Vec::new(),
            is_roster_incomplete: false,
        }
    }

    /// The views that rows are compared with.
    pub(crate) fn revision(&self) -> Revision {
        self.users.roll.revision
    }

    /// For each institution: how many accounts are active or disabled, what guards count against
    /// (R60).
    pub(crate) fn populations(&self) -> Vec<(InstitutionId, u64)> {
        let mut populations: BTreeMap<InstitutionId, u64> = BTreeMap::new();
        for entry in self.users.roll.entries() {
            if entry
                .account
                .living()
                .is_some_and(|living| !living.deactivated)
            {
                *populations.entry(entry.account.institution()).or_default() += 1;
            }
        }
        populations.into_iter().collect()
    }

    pub(crate) fn take(&mut self, place: Place, row: &AcceptedRow<'_>) {
        let (rows, fields): (_, &[Field]) = match row.kind {
            FileKind::Users => return self.users.take(place, row),
            FileKind::DeleteUsers => (&mut self.ended_users, &[Field::ImportId]),
            FileKind::Organizations => (&mut self.organizations, &ORGANIZATION),
            FileKind::DeleteOrganizations => (&mut self.ended_organizations, &[Field::ImportId]),
            FileKind::Classes => (&mut self.classes, &CLASS),
            FileKind::DeleteClasses => (&mut self.ended_classes, &[Field::ImportId]),
            FileKind::Roster => (&mut self.roster, &ROSTER),
            FileKind::DeleteRoster => (&mut self.ended_roster, &ROSTER),
            FileKind::Bulk | FileKind::Accounts | FileKind::Activity => return,
        };
        rows.push(KeptRow::new(place, row, fields));
    }

    pub(crate) fn refuse(&mut self, row: &AcceptedRow<'_>) {
        if row.kind == FileKind::Users {
            self.users.refuse(row);
        }
    }

    pub(crate) fn unreadable(&mut self, place: Place, kind: FileKind) {
        if kind == FileKind::Users {
            self.users.unreadable.get_or_insert(place);
        }
    }

    /// Ends the taking in of rows.
    pub(crate) fn end(&mut self) {
        self.users.compare();
    }

    /// Forgets rows that a later one refused. Whom they list stays listed (R28).
    pub(crate) fn withdraw(&mut self, withdrawn: &HashSet<Place>) {
        let is_kept = |place: &Place| !withdrawn.contains(place);
        let users = &mut self.users;
        users.unchanged.retain(is_kept);
        let sis = rollbook_domain::Column::SisId;
        for row in users
            .changed
            .extract_if(.., |row| !is_kept(&row.kept.place))
        {
            let import_id = row.columns().find(|(column, ..)| *column == sis);
            if let Some((_, import_id, _)) = import_id {
                users.refused.push(users.blinding.identity(sis, import_id));
            }
        }
        for rows in [
            &mut self.ended_users,
            &mut self.ended_organizations,
            &mut self.ended_classes,
            &mut self.ended_roster,
            &mut self.organizations,
            &mut self.classes,
            &mut self.roster,
        ] {
            rows.retain(|row| is_kept(&row.place));
        }
    }
}
