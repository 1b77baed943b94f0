//! The moment that a question about the past means (R50).

use rollbook_service::Moment;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::names::Named;

/// The query of routes that take nothing else.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AsOf {
    /// As of this moment: an RFC 3339 time, a date (its end, UTC) or a position in the log.
    #[param(value_type = Option<String>)]
    as_of: Option<Named<Moment>>,
}

impl AsOf {
    pub(crate) fn moment(&self) -> Option<Moment> {
        self.as_of.map(|moment| moment.0)
    }
}
