//! The row validator for browsers and Node; a shim without logic.

mod checker;
mod json;
mod mender;
mod picker;
mod refusals;

use rollbook_rows::Profile;
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// The names of all profiles; `new Checker` takes these and `auto`.
#[wasm_bindgen]
pub fn profiles() -> Vec<String> {
    Profile::ALL
        .iter()
        .map(|profile| profile.name().to_owned())
        .collect()
}

/// The header line of each profile, by name (R02).
#[wasm_bindgen(unchecked_return_type = "Record<string, string>")]
pub fn templates() -> Result<JsValue, JsValue> {
    json::to_js(&Templates)
}

struct Templates;

impl Serialize for Templates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            Profile::ALL
                .iter()
                .map(|profile| (profile.name(), profile.template())),
        )
    }
}
