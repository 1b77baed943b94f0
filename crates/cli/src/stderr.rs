//! What is said beside the answer.

use std::io::{self, Write};

/// Says a line on stderr. Where nobody reads that any more, work goes on: `eprintln!` would panic.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
