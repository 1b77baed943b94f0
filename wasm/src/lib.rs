//! The row validator for browsers and Node; a shim without logic.

mod checker;
mod json;
mod mender;
mod password_stripper;
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

/// The header line of each profile, by name (R02). Of a package it is that of the file with the accounts.
#[wasm_bindgen(unchecked_return_type = "Record<string, string>")]
pub fn templates() -> Result<JsValue, JsValue> {
    json::to_js(&Templates)
}

/// The names that the files of a package may have (R20); none where any name will do, or no profile has this name.
#[wasm_bindgen(js_name = fileNames)]
pub fn file_names(profile: &str) -> Vec<String> {
    let names = Profile::from_name(profile).map(Profile::file_names);
    let names = names.unwrap_or_default().iter();
    names.map(|name| (*name).to_owned()).collect()
}

/// The header line of the file of this name in a package, path and case left aside; undefined where it has no such file.
#[wasm_bindgen(js_name = templateOf)]
pub fn template_of(
    profile: &str,
    #[wasm_bindgen(js_name = fileName)] file_name: &str,
) -> Option<String> {
    let template = Profile::from_name(profile)?.template_of(file_name)?;
    Some(template.to_owned())
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
