//! What a person calls an institution.

use rollbook_book::Reads;
use rollbook_domain::{InstitutionId, SeatScope};

use crate::vault::Vault;

/// The name, and the number too, because names may repeat. Where the name cannot be read, the
/// number alone: no sentence is worth failing for it.
pub(crate) fn place_name(reads: &Reads<'_>, vault: &Vault, scope: SeatScope) -> String {
    let name = match scope {
        SeatScope::Institution(institution) => name_of(reads, vault, institution),
        SeatScope::Domain => None,
    };
    name.map_or_else(|| scope.to_string(), |name| format!("{name} ({scope})"))
}

fn name_of(reads: &Reads<'_>, vault: &Vault, institution: InstitutionId) -> Option<String> {
    let row = reads.institution(institution).ok()??;
    vault.text(&row.name).ok()
}
