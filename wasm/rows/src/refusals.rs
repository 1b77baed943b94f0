use std::iter::Map;
use std::vec::IntoIter;

use rollbook_rows::RefusedRow;
use rollbook_rows::rewrite::{self, Refusal};
use wasm_bindgen::prelude::*;

/// Writes the refused rows of a file as a CSV with `row`, `code` and `reason`; comes from `Checker.refusals`.
#[wasm_bindgen]
pub struct Refusals {
    running: Option<rewrite::Refusals<Rows>>,
}

/// Their reasons are written when they are due, or they would fill the memory.
type Rows = Map<IntoIter<RefusedRow>, fn(RefusedRow) -> Refusal>;

impl Refusals {
    pub(crate) fn new(rows: Vec<RefusedRow>) -> Refusals {
        let rows: Rows = rows.into_iter().map(Refusal::from);
        Refusals {
            running: Some(rewrite::Refusals::new(rows)),
        }
    }
}

#[wasm_bindgen]
impl Refusals {
    /// Reads the next bytes of the file; answers the next bytes of the result.
    #[wasm_bindgen]
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(refusals) = &mut self.running {
            refusals.push(bytes, &mut out);
        }
        out
    }

    /// Answers the last bytes of the result.
    #[wasm_bindgen]
    pub fn finish(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(refusals) = self.running.take() {
            refusals.finish(&mut out);
        }
        out
    }
}
