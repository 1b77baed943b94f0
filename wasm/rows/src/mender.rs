use rollbook_rows::rewrite::{self, Edit, EditedColumn};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Edit")]
    pub type JsEdit;

    #[wasm_bindgen(method, getter)]
    fn row(this: &JsEdit) -> u32;

    #[wasm_bindgen(method, getter)]
    fn column(this: &JsEdit) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn value(this: &JsEdit) -> String;
}

/// Writes a file anew with some cells changed and some rows left out; every other byte stays.
/// Of a row left out an empty line stays, so that later rows keep their numbers.
#[wasm_bindgen]
pub struct Mender {
    running: Option<rewrite::Mender>,
}

#[wasm_bindgen]
impl Mender {
    /// `without` names the rows to leave out.
    #[wasm_bindgen(constructor)]
    pub fn new(edits: Vec<JsEdit>, without: Vec<u32>) -> Mender {
        let edits = edits.iter().map(|edit| Edit {
            row: edit.row(),
            column: column(&edit.column()),
            value: edit.value(),
        });
        Mender {
            running: Some(rewrite::Mender::new(edits, without)),
        }
    }

    /// Reads the next bytes of the file; answers the next bytes of the result.
    #[wasm_bindgen]
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(mender) = &mut self.running {
            mender.push(bytes, &mut out);
        }
        out
    }

    /// Answers the last bytes of the result.
    #[wasm_bindgen]
    pub fn finish(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(mender) = self.running.take() {
            mender.finish(&mut out);
        }
        out
    }
}

fn column(column: &JsValue) -> EditedColumn {
    match column.as_string() {
        Some(name) => EditedColumn::Name(name),
        // Numbers that are no index name a column that no row has, and change nothing.
        None => EditedColumn::Index(column.as_f64().map_or(usize::MAX, |index| index as usize)),
    }
}
