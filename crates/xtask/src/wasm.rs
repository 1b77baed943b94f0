//! `cargo xtask wasm`: the row validator as an ES module with TypeScript types.

mod size;

use std::{fs, path::PathBuf};

use crate::{machine, program, project::Project};
use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

const OUTPUT: &str = "web/src/generated/rows";
const OUTPUT_NAME: &str = "rollbook_rows";
/// How much code may be copied into its callers: next to nothing makes the module a tenth smaller. The loops
/// over rows are marked to be copied all the same, and take no longer.
const INLINING: &str = "-Cllvm-args=-inline-threshold=10";

/// Builds `wasm/` for the browser and writes the module and its glue into the console's sources. A module that would
/// make the page slow to load is an error.
///
/// The glue comes from a library, not from the tool `wasm-bindgen`, so nothing has to be installed
/// and its version cannot differ from the one that the crate was built with.
pub fn build(project: &Project) -> Result<()> {
    machine::require_wasm_target()?;
    // Places in sources are told by panics; the builder's directories need not be.
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let places = std::iter::once(project.root().to_owned()).chain(cargo_home);
    let remaps = places.map(|place| format!("--remap-path-prefix={}=", place.display()));
    let flags: Vec<String> = remaps.chain([INLINING.to_owned()]).collect();
    program::run(
        program::cargo(project)
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
            .args([
                "build",
                "--package",
                "rollbook-wasm",
                "--profile",
                "wasm",
                "--target",
                "wasm32-unknown-unknown",
            ]),
    )?;
    let module = project
        .target()
        .join("wasm32-unknown-unknown/wasm/rollbook_wasm.wasm");
    Bindgen::new()
        .input_path(&module)
        .out_name(OUTPUT_NAME)
        // Names of functions and tools are of no use to a browser, only to be downloaded.
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(true).generate(project.path(OUTPUT)))
        .with_context(|| format!("generating the module from {}", module.display()))?;
    println!("wrote {OUTPUT}/{OUTPUT_NAME}.js, .d.ts and _bg.wasm");
    let written = project.path(&format!("{OUTPUT}/{OUTPUT_NAME}_bg.wasm"));
    let module = fs::read(&written).with_context(|| format!("reading {}", written.display()))?;
    println!("{}", size::judge(size::packed(&module)?)?);
    Ok(())
}
