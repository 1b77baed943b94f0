use rollbook_rows::{Code, ProfileChoice, RefusedRow};
use wasm_bindgen::prelude::*;

use crate::json;
use crate::refusals::Refusals;

#[wasm_bindgen]
extern "C" {
    /// Chance from the engine, in browsers, workers and Node alike.
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn get_random_values(into: &mut [u8]) -> Result<(), JsValue>;
}

/// Checks files that are fed to it in pieces.
#[wasm_bindgen]
pub struct Checker {
    running: Option<rollbook_rows::Checker<()>>,
    refused: Vec<Vec<RefusedRow>>,
}

#[wasm_bindgen]
impl Checker {
    /// `profile` is one of `profiles()` or `auto`.
    #[wasm_bindgen(constructor)]
    pub fn new(profile: &str) -> Result<Checker, JsValue> {
        let choice: ProfileChoice = profile.parse().map_err(JsError::from)?;
        let mut seed = [0; 8];
        get_random_values(&mut seed)?;
        let checker = rollbook_rows::Checker::new(choice, u64::from_le_bytes(seed), ());
        Ok(Checker {
            running: Some(checker),
            refused: Vec::new(),
        })
    }

    /// Begins the next file.
    #[wasm_bindgen]
    pub fn begin(&mut self, #[wasm_bindgen(js_name = fileName)] file_name: &str) {
        if let Some(checker) = &mut self.running {
            checker.begin(file_name);
        }
    }

    /// Reads the next bytes of the file begun last.
    #[wasm_bindgen]
    pub fn push(&mut self, bytes: &[u8]) {
        if let Some(checker) = &mut self.running {
            checker.push(bytes);
        }
    }

    /// Notes that the file begun last cannot be read at all, such as a broken archive. `code` is one of the codes of a
    /// notice, such as `zip-broken`.
    #[wasm_bindgen]
    pub fn reject(&mut self, code: &str, message: String) -> Result<(), JsError> {
        let mut known = Code::ALL.iter();
        let code = known
            .find(|known| known.as_str() == code)
            .ok_or_else(|| JsError::new("there is no such code"))?;
        if let Some(checker) = &mut self.running {
            checker.reject(*code, message);
        }
        Ok(())
    }

    /// Ends the last file and reports. It can be called once.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        let checker = self
            .running
            .take()
            .ok_or_else(|| JsError::new("this check is finished already"))?;
        let checked = checker.finish();
        self.refused = checked.refusals;
        json::to_js(&checked.report)
    }

    /// After `finish`: what writes the refused rows of a file (by its call of `begin`, counted from 0), when it is fed
    /// the same file again.
    #[wasm_bindgen]
    pub fn refusals(&self, file: usize) -> Refusals {
        Refusals::new(self.refused.get(file).cloned().unwrap_or_default())
    }
}
