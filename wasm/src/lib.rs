//! The row validator for browsers and Node; a shim without logic.
//!
//! Reports cross as JSON text, which engines parse faster than they take objects built one property at a time.

mod checker;
mod mender;
mod picker;
mod refusals;

use rollbook_rows::Profile;
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
pub fn templates() -> Result<js_sys::Object, JsValue> {
    let templates = js_sys::Object::new();
    for profile in Profile::ALL {
        js_sys::Reflect::set(
            &templates,
            &profile.name().into(),
            &profile.template().into(),
        )?;
    }
    Ok(templates)
}
