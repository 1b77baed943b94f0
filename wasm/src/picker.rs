use rollbook_rows::rewrite::{self, PickedRow};
use wasm_bindgen::prelude::*;

/// Collects rows of a file as they stand there.
#[wasm_bindgen]
pub struct Picker {
    running: Option<rewrite::Picker>,
}

#[wasm_bindgen]
impl Picker {
    /// `rows` are numbered as in notices; the header is collected in any case.
    #[wasm_bindgen(constructor)]
    pub fn new(rows: Vec<u32>) -> Picker {
        Picker {
            running: Some(rewrite::Picker::new(rows)),
        }
    }

    /// Reads the next bytes of the file.
    #[wasm_bindgen]
    pub fn push(&mut self, bytes: &[u8]) {
        if let Some(picker) = &mut self.running {
            picker.push(bytes);
        }
    }

    /// The header and the rows that exist, in the order of the file.
    #[wasm_bindgen(unchecked_return_type = "PickedRow[]")]
    pub fn finish(&mut self) -> Result<js_sys::Array, JsValue> {
        let rows = js_sys::Array::new();
        let Some(picker) = self.running.take() else {
            return Ok(rows);
        };
        let picked = picker.finish();
        let header = picked.header.filter(|header| !picked.rows.contains(header));
        for row in header.iter().chain(&picked.rows) {
            rows.push(&object(row)?.into());
        }
        Ok(rows)
    }
}

fn object(picked: &PickedRow) -> Result<js_sys::Object, JsValue> {
    let cells: js_sys::Array = picked
        .cells
        .iter()
        .map(|cell| JsValue::from_str(cell))
        .collect();
    let object = js_sys::Object::new();
    js_sys::Reflect::set(&object, &"row".into(), &picked.row.into())?;
    js_sys::Reflect::set(&object, &"cells".into(), &cells)?;
    Ok(object)
}
