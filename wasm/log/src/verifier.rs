use rollbook_proofs::{Evidence, VerifyingKey, entries};
use wasm_bindgen::prelude::*;

use crate::answers::{Verdict, to_js};
use crate::parse_keys;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "ReadTile")]
    pub type ReadTile;

    #[wasm_bindgen(method, structural, catch)]
    fn call(
        this: &ReadTile,
        that: &JsValue,
        level: u8,
        index: f64,
    ) -> Result<Option<Vec<u8>>, JsValue>;
}

/// Takes a whole log in pieces, and says what is wrong with it and where. Memory does not grow with the log.
#[wasm_bindgen]
pub struct LogVerifier {
    keys: Vec<VerifyingKey>,
    state: State,
    position: u64,
}

enum State {
    /// Before the first records.
    Gathering(Box<Evidence<'static>>),
    Reading(Box<rollbook_proofs::LogVerifier<'static>>),
    Finished,
}

#[wasm_bindgen]
impl LogVerifier {
    /// Believes what these keys have signed, given as `name+id+key`. Throws where one is no such key.
    #[wasm_bindgen(constructor)]
    pub fn new(keys: Vec<String>) -> Result<LogVerifier, JsError> {
        let keys = parse_keys(&keys)?;
        Ok(LogVerifier {
            keys,
            state: State::Gathering(Box::default()),
            position: 0,
        })
    }

    /// Holds the log against a signed checkpoint. One that is not to be believed becomes a fault of the log. Throws
    /// once records were pushed.
    #[wasm_bindgen]
    pub fn checkpoint(&mut self, note: &str) -> Result<(), JsError> {
        match &mut self.state {
            State::Gathering(evidence) => evidence.check(note, &self.keys),
            State::Reading(_) | State::Finished => return Err(late()),
        }
        Ok(())
    }

    /// Reads the stored tiles where they are needed to locate a fault. Without them a fault is located between two
    /// checkpoints only. Throws once records were pushed.
    #[wasm_bindgen]
    pub fn tiles(&mut self, read: ReadTile) -> Result<(), JsError> {
        match &mut self.state {
            State::Gathering(evidence) => evidence.tiles(move |level, index| {
                read.call(&JsValue::NULL, level, index as f64)
                    .unwrap_or_default()
            }),
            State::Reading(_) | State::Finished => return Err(late()),
        }
        Ok(())
    }

    /// Reads the next bundle of records, as the log serves it below `tile/entries/`. Throws where it is cut.
    #[wasm_bindgen]
    pub fn push(&mut self, bundle: &[u8]) -> Result<(), JsError> {
        self.begin();
        let State::Reading(verifier) = &mut self.state else {
            return Err(JsError::new("the log was finished already"));
        };
        for record in entries(bundle) {
            verifier.push(self.position, record?);
            self.position += 1;
        }
        Ok(())
    }

    /// Says what was found, after the last bundle. Throws the second time.
    #[wasm_bindgen(unchecked_return_type = "Verdict")]
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        self.begin();
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Reading(verifier) => to_js(&Verdict::from(verifier.finish())),
            State::Gathering(_) | State::Finished => {
                Err(JsError::new("the log was finished already").into())
            }
        }
    }
}

impl LogVerifier {
    /// From here on nothing can be held against the log any more.
    fn begin(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Finished) {
            State::Gathering(evidence) => {
                State::Reading(Box::new(rollbook_proofs::LogVerifier::new(*evidence)))
            }
            state => state,
        };
    }
}

fn late() -> JsError {
    JsError::new("give checkpoints and tiles before the first records")
}
