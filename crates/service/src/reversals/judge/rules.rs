//! What stands against giving one account its values back, whatever becomes of others.

use rollbook_book::AccountRow;
use rollbook_domain::reversal::{Aspect, Compensation, Membership, Value};
use rollbook_domain::{Column, GroupId, Origin, Profile, Refusal};

use super::super::history::Histories;
use super::{Draft, Fate, Terms};
use crate::Error;
use crate::caller::Scope;

/// Whether giving a value to an aspect could shut the person out.
fn shuts_out(aspect: Aspect, to: &Value) -> bool {
    matches!(aspect, Aspect::Status | Aspect::Block) && *to == Value::Flag(true)
}

fn is_of_class(value: &Value) -> bool {
    let student = Value::Membership(Membership::Student);
    let teacher = Value::Membership(Membership::Teacher);
    [student, teacher].contains(value)
}

impl Draft {
    /// R15, R63.
    pub(super) fn refuse_forbidden(&mut self, terms: &Terms) {
        let is_domain_wide = terms.scope == Scope::Domain;
        for (aspect, fate) in &mut self.fates {
            let Fate::Put { from, to, .. } = fate else {
                continue;
            };
            let is_own = terms.acting_as == Some(self.id);
            // Who is in a class is what a student information system states.
            let is_for_anyone = match aspect {
                Aspect::Status | Aspect::Block => true,
                Aspect::Group(_) => !is_of_class(from) && !is_of_class(to),
                Aspect::Origin | Aspect::Institution | Aspect::Column(_) => false,
            };
            if !is_domain_wide && !is_for_anyone {
                fate.refuse("not-allowed", "a domain admin must do this");
            } else if is_own && shuts_out(*aspect, to) {
                let refusal = Refusal::OwnAccount;
                fate.refuse(refusal.code(), refusal.to_string());
            }
        }
    }

    /// Refuses what would leave a profile that no command by hand could make.
    pub(super) fn refuse_columns(
        &mut self,
        histories: &Histories<'_>,
        row: &AccountRow,
    ) -> Result<(), Error> {
        let needs_profile = self.puts().any(|(aspect, _, to)| {
            matches!(aspect, Aspect::Column(_) | Aspect::Institution)
                || *to == Value::Origin(Origin::Import)
        });
        if !needs_profile {
            return Ok(());
        }
        let profile = histories.vault.profile_of(histories.reads, row)?;
        self.profile = Some(Box::new(profile));
        self.refuse_unnamed();
        Ok(())
    }

    /// Refuses what would leave the account without a name, or without the `sis_id` that its origin
    /// needs; also after other columns were refused.
    pub(in crate::reversals) fn refuse_unnamed(&mut self) {
        let Some(profile) = self.profile.as_deref() else {
            return;
        };
        let after = self.profile_after(profile);
        let is_nameless = |profile: &Profile| {
            profile.get(Column::Email).is_none() && profile.get(Column::Username).is_none()
        };
        if is_nameless(&after) && !is_nameless(profile) {
            let names = [Column::Email, Column::Username].map(Aspect::Column);
            self.refuse_where(
                |aspect, _| names.contains(&aspect),
                "name-needed",
                "without an email or a username nobody could find the account",
            );
        }
        if after.get(Column::SisId).is_none() && self.origin_after() == Some(Origin::Import) {
            self.refuse_where(
                |aspect, to| {
                    aspect == Aspect::Column(Column::SisId) || *to == Value::Origin(Origin::Import)
                },
                "sis-id-needed",
                Error::SisIdNeeded.to_string(),
            );
        }
    }

    /// Refuses a move that would leave the account in a group of the institution that it leaves.
    pub(super) fn refuse_stranded_groups(
        &mut self,
        histories: &Histories<'_>,
        row: &AccountRow,
    ) -> Result<(), Error> {
        let Some(institution) = Compensation::of(self.puts()).moved_to else {
            return Ok(());
        };
        let left: Vec<GroupId> = Compensation::of(self.puts()).leave;
        let stays_in = histories
            .reads
            .groups_of(row.number)?
            .into_iter()
            .any(|group| group.institution != institution && !left.contains(&group.id));
        if stays_in {
            self.refuse_where(
                |aspect, _| aspect == Aspect::Institution,
                "other-institution",
                format!(
                    "it is in a group of institution {}: take it out of the group first",
                    row.institution()
                ),
            );
        }
        Ok(())
    }

    fn origin_after(&self) -> Option<Origin> {
        let put = self.puts().find_map(|(_, _, to)| match to {
            Value::Origin(origin) => Some(*origin),
            _ => None,
        });
        put.or_else(|| self.account.living().map(|living| living.origin))
    }
}
