//! The project's own commands, run as `cargo xtask <command>`.
//!
//! A fresh machine needs Rust (by rustup), Node with npm and a C compiler. What else is missing is
//! installed here where that is possible without asking, and named with its command where it is not.

mod bench;
mod dist;
mod freshness;
mod machine;
mod outcome;
mod postgresql;
mod program;
mod project;
mod python;
mod schemathesis;
mod serve;
mod supply_chain;
mod test;
mod tidy;
mod wasm;
mod web;

use clap::{Parser, Subcommand};
use project::Project;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, serve and test Rollbook")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and start the server with its console
    Serve(serve::Options),
    /// Run the whole test suite; the last line is `N passed, N failed`
    Test,
    /// Build the console into web/dist
    Web,
    /// Build the row validator and the log verifier for browsers and Node into web/src/generated
    Wasm,
    /// Check what the build takes from outside: bans, licences, sources, and known faults of packages
    SupplyChain,
    /// Ask the running server everything that its OpenAPI document allows; `rollbook` must have been built before
    Schemathesis,
    /// Check what the compiler does not: crate edges, file sizes, links, names, rules with tests
    Tidy,
    /// Measure Rollbook beside its peers, which are installed first; takes minutes, or an hour with --full
    Bench(bench::Options),
    /// Build one release binary with the console inside into dist/
    Dist,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    run(arguments.command).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let project = Project::locate()?;
    match command {
        Command::Serve(options) => serve::run(&project, &options)?,
        Command::Test => return Ok(test::run(&project)),
        Command::Web => wasm::build(&project).and_then(|()| web::build(&project))?,
        Command::Wasm => wasm::build(&project)?,
        Command::SupplyChain => supply_chain::run(&project)?,
        Command::Schemathesis => {
            let outcome = schemathesis::run(&project)?;
            println!("\n{outcome}");
            if outcome.failed > 0 {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Tidy => tidy::run(&project)?,
        Command::Bench(options) => bench::run(&project, &options)?,
        Command::Dist => dist::run(&project)?,
    }
    Ok(ExitCode::SUCCESS)
}
