//! Values cross as JSON text, which engines parse faster than they take objects built one property at a time.

use rollbook_proofs::format_hash;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(json: &str) -> Result<JsValue, JsValue>;
}

pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    parse(&serde_json::to_string(value).map_err(JsError::from)?)
}

#[derive(Serialize)]
pub(crate) struct Checkpoint {
    origin: String,
    size: u64,
    root: String,
}

impl From<rollbook_proofs::Checkpoint> for Checkpoint {
    fn from(checkpoint: rollbook_proofs::Checkpoint) -> Checkpoint {
        let root = format_hash(&checkpoint.root);
        Checkpoint {
            origin: checkpoint.origin,
            size: checkpoint.size,
            root,
        }
    }
}

#[derive(Serialize)]
struct Fault {
    position: Option<u64>,
    kind: &'static str,
    message: String,
}

#[derive(Serialize)]
pub(crate) struct Verdict {
    ok: bool,
    size: u64,
    root: String,
    faults: Vec<Fault>,
    more_faults: u64,
}

impl From<rollbook_proofs::Verdict> for Verdict {
    fn from(verdict: rollbook_proofs::Verdict) -> Verdict {
        let fault = |fault: rollbook_proofs::Fault| Fault {
            position: fault.position,
            kind: fault.kind.as_str(),
            message: fault.message,
        };
        Verdict {
            ok: verdict.is_ok(),
            size: verdict.size,
            root: format_hash(&verdict.root),
            faults: verdict.faults.into_iter().map(fault).collect(),
            more_faults: verdict.more_faults,
        }
    }
}
