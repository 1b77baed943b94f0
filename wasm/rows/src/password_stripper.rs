use rollbook_rows::rewrite;
use wasm_bindgen::prelude::*;

/// Writes a file anew with blank cells in its columns of passwords, so that no password leaves the browser (R25).
#[wasm_bindgen]
#[derive(Default)]
pub struct PasswordStripper(rewrite::PasswordStripper);

#[wasm_bindgen]
impl PasswordStripper {
    /// At the start of a file.
    #[wasm_bindgen(constructor)]
    pub fn new() -> PasswordStripper {
        PasswordStripper::default()
    }

    /// Reads the next bytes of the file; answers the next bytes of the result.
    #[wasm_bindgen]
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.0.push(bytes, &mut out);
        out
    }

    /// Answers the last bytes of the result.
    #[wasm_bindgen]
    pub fn finish(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        self.0.finish(&mut out);
        out
    }

    /// How many rows a password was left out of so far.
    #[wasm_bindgen(js_name = strippedRows)]
    pub fn stripped_rows(&self) -> f64 {
        self.0.stripped_rows() as f64
    }

    /// Whether anything was left out so far.
    #[wasm_bindgen]
    pub fn stripped(&self) -> bool {
        self.0.stripped()
    }
}
