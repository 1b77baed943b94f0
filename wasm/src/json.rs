//! Values cross as JSON text, which engines parse faster than they take objects built one property at a time.

use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(json: &str) -> Result<JsValue, JsValue>;
}

pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let json = serde_json::to_string(value).map_err(JsError::from)?;
    parse(&json)
}
