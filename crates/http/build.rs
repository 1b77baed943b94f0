//! Watches the console's bundle: a release build embeds it, and Cargo cannot see a new file in it otherwise.

use std::{env, fs, path::Path};

fn main() {
    let bundle =
        Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../web/dist");
    // A watched folder that is missing would count as changed, and rebuild this crate, every time. Where the
    // sources cannot be written to, that is the lesser harm.
    let _ = fs::create_dir_all(&bundle);
    println!("cargo::rerun-if-changed={}", bundle.display());
}
