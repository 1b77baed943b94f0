//! Lists institutions with their seats.

use rollbook_book::InstitutionRow;
use rollbook_domain::{InstitutionId, SeatCount, SeatScope};

use crate::vault::Vault;
use crate::{Error, Reader, answers};

impl Reader<'_> {
    /// The institutions that exist for the caller, in the order of their ids.
    pub fn institutions(&self) -> Result<answers::InstitutionList, Error> {
        self.ledger.read(|reads| {
            let seats = reads.seats()?;
            let institutions = reads
                .institutions()?
                .iter()
                .filter(|row| self.scope().covers(row.id))
                .map(|row| {
                    let count = seats.count(SeatScope::Institution(row.id));
                    render(&self.ledger.vault, row, count)
                })
                .collect::<Result<_, _>>()?;
            Ok(answers::InstitutionList { institutions })
        })
    }

    pub(crate) fn institution(&self, id: InstitutionId) -> Result<answers::Institution, Error> {
        self.institutions()?
            .institutions
            .into_iter()
            .find(|institution| institution.institution == id.0)
            .ok_or(Error::UnknownInstitution(id))
    }
}

fn render(
    vault: &Vault,
    row: &InstitutionRow,
    count: SeatCount,
) -> Result<answers::Institution, Error> {
    Ok(answers::Institution {
        institution: row.id.0,
        name: vault.text(&row.name)?,
        import_id: row
            .import_id
            .as_ref()
            .map(|sealed| vault.text(sealed))
            .transpose()?,
        parent: row.parent.map(|parent| parent.0),
        in_use: count.in_use,
        limit: count.limit,
    })
}
