//! The names of what was ever there: events go on naming what was removed since.

use rollbook_domain::{ClassId, InstitutionId, Position};
use rollbook_records::{Id, Sealed};
use rusqlite::{OptionalExtension, ToSql};

use super::Reads;
use crate::BookError;

impl Reads<'_> {
    /// The name of an institution, removed or not, sealed under the ledger's key.
    pub fn institution_name_ever(&self, id: InstitutionId) -> Result<Option<Sealed>, BookError> {
        self.sealed_ever("SELECT name FROM institutions WHERE institution = ?", &id.0)
    }

    /// The email of an admin, removed or not, sealed under the admin's own key.
    pub fn admin_email_ever(&self, id: Id) -> Result<Option<Sealed>, BookError> {
        self.sealed_ever("SELECT email FROM admins WHERE admin_id = ?", &id.0)
    }

    /// The name of a token, revoked or not, sealed under the ledger's key.
    pub fn token_name_ever(&self, id: Id) -> Result<Option<Sealed>, BookError> {
        self.sealed_ever("SELECT name FROM tokens WHERE token_id = ?", &id.0)
    }

    fn sealed_ever(&self, select: &str, id: &dyn ToSql) -> Result<Option<Sealed>, BookError> {
        Ok(self
            .connection
            .prepare_cached(select)?
            .query_row([id], |row| {
                Ok(Sealed::from_bytes(row.get_ref(0)?.as_blob()?))
            })
            .optional()?)
    }

    /// The number of a class, removed or not, and where it belongs.
    pub fn class_number_ever(
        &self,
        id: ClassId,
    ) -> Result<Option<(u64, InstitutionId)>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT number, institution FROM classes WHERE class_id = ?")?
            .query_row([id.as_bytes()], |row| {
                Ok((row.get(0)?, InstitutionId(row.get(1)?)))
            })
            .optional()?)
    }

    /// Where a class, removed or not, belongs, and the position of the record that carries its
    /// sealed details.
    pub fn class_ever(&self, id: Id) -> Result<Option<(InstitutionId, Position)>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT institution, details_position FROM classes WHERE class_id = ?")?
            .query_row([id.0], |row| {
                Ok((InstitutionId(row.get(0)?), Position(row.get(1)?)))
            })
            .optional()?)
    }
}
