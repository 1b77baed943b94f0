//! What an event says, in the document.

use utoipa::{
    Modify,
    openapi::{
        OpenApi, RefOr,
        schema::{AnyOf, Schema},
    },
};

/// The event's type tells which of the shapes its data has. What fits one may fit another as well, so
/// the document must not say that exactly one fits.
pub(super) struct EventData;

impl Modify for EventData {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        if let Some(schema) = components.schemas.get_mut("EventData")
            && let RefOr::T(Schema::OneOf(one_of)) = schema
        {
            let mut any_of = AnyOf::new();
            any_of.description = one_of.description.take();
            any_of.items = std::mem::take(&mut one_of.items);
            *schema = RefOr::T(Schema::AnyOf(any_of));
        }
    }
}
