//! The row validator for browsers and Node; a shim without logic.

mod checker;
mod json;
mod mender;
mod password_stripper;
mod picker;
mod refusals;

use rollbook_rows::Profile;
use wasm_bindgen::prelude::*;

/// A third as large as the one that comes with the compiler, and as fast.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// The names of all profiles; `new Checker` takes these and `auto`.
#[wasm_bindgen(unchecked_return_type = "string[]")]
pub fn profiles() -> Result<JsValue, JsValue> {
    let names: Vec<&str> = Profile::ALL.iter().map(|profile| profile.name()).collect();
    json::to_js(&names)
}

/// The header line of each profile, by name (R02). Of a package it is that of the file with the accounts.
#[wasm_bindgen(unchecked_return_type = "Record<string, string>")]
pub fn templates() -> Result<JsValue, JsValue> {
    let templates: Vec<&str> = Profile::ALL
        .iter()
        .map(|profile| profile.template())
        .collect();
    let profiles = Profile::ALL.iter().zip(&templates);
    let members = profiles.map(|(profile, template)| (profile.name(), template as &dyn json::Json));
    json::to_js(&json::Object(members.collect()))
}

/// The names that the files of a package may have (R20); none where any name will do, or no profile has this name.
#[wasm_bindgen(js_name = fileNames, unchecked_return_type = "string[]")]
pub fn file_names(profile: &str) -> Result<JsValue, JsValue> {
    let names = Profile::from_name(profile).map(Profile::file_names);
    json::to_js(&names.unwrap_or_default().to_vec())
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
