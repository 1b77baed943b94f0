//! `cargo xtask wasm`: the row validator and the log verifier as ES modules with TypeScript types.

mod size;

use std::{fs, path::PathBuf};

use crate::{machine, program, project::Project};
use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

/// Where the modules go, each in a folder of its own.
pub const OUTPUT: &str = "web/src/generated";

struct Module {
    /// Its folder below `wasm/` and below [`OUTPUT`].
    name: &'static str,
    /// Its package, with underscores.
    library: &'static str,
    /// What it may weigh, packed; none where nobody waits for it.
    at_most: Option<usize>,
}

const MODULES: [Module; 2] = [
    Module {
        name: "rows",
        library: "rollbook_wasm_rows",
        at_most: Some(size::ROWS_AT_MOST),
    },
    Module {
        name: "log",
        library: "rollbook_wasm_log",
        at_most: None,
    },
];

/// How much code may be copied into its callers: next to nothing makes the module a tenth smaller. The loops
/// over rows are marked to be copied all the same, and take no longer.
const INLINING: &str = "-Cllvm-args=-inline-threshold=10";

/// Builds the modules for the browser and writes them and their glue into the console's sources. A module that would
/// make the page slow to load is an error.
///
/// The glue comes from a library, not from the tool `wasm-bindgen`, so nothing has to be installed
/// and its version cannot differ from the one that the crate was built with.
pub fn build(project: &Project) -> Result<()> {
    machine::require_wasm_target()?;
    for module in MODULES {
        compile(project, &module)?;
        println!("{}", write(project, &module)?);
    }
    Ok(())
}

fn compile(project: &Project, module: &Module) -> Result<()> {
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
            .args(["build", "--package", &module.library.replace('_', "-")])
            .args(["--profile", "wasm", "--target", "wasm32-unknown-unknown"]),
    )
}

/// Writes a compiled module with its glue, and tells its size.
fn write(project: &Project, module: &Module) -> Result<String> {
    let Module { name, library, .. } = module;
    let compiled = project
        .target()
        .join(format!("wasm32-unknown-unknown/wasm/{library}.wasm"));
    let output = format!("{OUTPUT}/{name}");
    let output_name = format!("rollbook_{name}");
    Bindgen::new()
        .input_path(&compiled)
        .out_name(&output_name)
        // Names of functions and tools are of no use to a browser, only to be downloaded.
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(true).generate(project.path(&output)))
        .with_context(|| format!("generating the module from {}", compiled.display()))?;
    println!("wrote {output}/{output_name}.js, .d.ts and _bg.wasm");
    let written = project.path(&format!("{output}/{output_name}_bg.wasm"));
    let bytes = fs::read(&written).with_context(|| format!("reading {}", written.display()))?;
    size::judge(name, size::packed(&bytes)?, module.at_most)
}
