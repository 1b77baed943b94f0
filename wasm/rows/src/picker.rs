use rollbook_rows::rewrite;
use wasm_bindgen::prelude::*;

use crate::json;

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
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        let Some(picker) = self.running.take() else {
            return json::to_js(&Vec::<u32>::new());
        };
        let picked = picker.finish();
        let header = picked.header.filter(|header| !picked.rows.contains(header));
        let mut rows = picked.rows;
        if let Some(header) = header {
            rows.insert(0, header);
        }
        json::to_js(&rows)
    }
}
