//! The last forecast: a page that shows several institutions asks for it again and again.

use std::sync::{Arc, Mutex, PoisonError};

use rollbook_book::{Reads, Revision};

use super::Forecast;
use crate::Error;

/// Holds as long as the ledger stays as it is.
#[derive(Default)]
pub(crate) struct ForecastAtHand(Mutex<Option<(Revision, Arc<Forecast>)>>);

impl ForecastAtHand {
    pub(super) fn read(&self, reads: &Reads<'_>) -> Result<Arc<Forecast>, Error> {
        let revision = reads.revision()?;
        if let Some((of, forecast)) = &*self.kept()
            && *of == revision
        {
            return Ok(Arc::clone(forecast));
        }
        // Made without the lock: two may make it at once, and nobody who has it waits for them.
        let forecast = Arc::new(Forecast::of(reads)?);
        *self.kept() = Some((revision, Arc::clone(&forecast)));
        Ok(forecast)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<(Revision, Arc<Forecast>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
