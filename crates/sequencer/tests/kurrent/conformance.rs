//! The suite that every engine must pass.

use std::sync::Arc;
use std::time::Duration;

use rollbook_sequencer::conformance::Stage;
use rollbook_sequencer::{Engine, KurrentPatience};
use rollbook_testkit::kurrent::KurrentDouble;

use crate::support::{STREAM, log};

/// Where a real cluster is, without a stream.
const CLUSTER: &str = "ROLLBOOK_TEST_KURRENTDB_URL";

/// A stream that nobody has written to.
struct Empty {
    url: String,
    patience: KurrentPatience,
    _double: Option<KurrentDouble>,
}

impl Empty {
    fn stream() -> Empty {
        if let Ok(url) = std::env::var(CLUSTER) {
            return Empty {
                url: with_stream(&url),
                patience: KurrentPatience::default(),
                _double: None,
            };
        }
        let double = KurrentDouble::start(3);
        Empty {
            url: double.url(STREAM),
            patience: KurrentPatience {
                pause: Duration::from_millis(5),
                ..KurrentPatience::default()
            },
            _double: Some(double),
        }
    }
}

/// A name that no test had before.
fn with_stream(url: &str) -> String {
    let directory = tempfile::tempdir().expect("a name by chance");
    let name = directory.path().file_name().unwrap_or_default();
    let name = name.to_string_lossy().replace('.', "");
    let (base, parameters) = url.split_once('?').unwrap_or((url, ""));
    let base = base.trim_end_matches('/');
    format!(
        "{base}/rollbook-test-{}-{name}?{parameters}",
        std::process::id()
    )
}

impl Stage for Empty {
    fn enter(&self) -> Arc<dyn Engine> {
        log(&self.url, self.patience.clone())
    }
}

rollbook_sequencer::conformance_tests!(Empty::stream());
