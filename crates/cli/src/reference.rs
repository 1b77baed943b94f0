//! `docs/reference/cli.md` is what `--help` says, command by command.

use std::path::Path;

use clap::{Command, CommandFactory};

use crate::arguments::Arguments;

const REFERENCE: &str = "../../docs/reference/cli.md";

/// Wide enough for every example, narrow enough for a page.
const WIDTH: usize = 100;

/// How deep the heading of the program itself stands.
const FIRST: usize = 2;

const INTRODUCTION: &str = "\
# The command line

What `--help` says, command by command. This page is written from the program by
`UPDATE_GOLDENS=1 cargo test -p rollbook reference`, and a test compares the two.

Results go to stdout, everything else to stderr. With `--format json` every exit prints one JSON object on stdout: the
command's answer, or else a problem with a stable `code`. Rollbook asks before it records a change of status or an import;
where there is no terminal to ask on, say `--yes`.
";

fn pages(command: &mut Command, depth: usize, pages: &mut String) {
    let path = command.get_bin_name().unwrap_or_default().to_owned();
    let help = match depth {
        FIRST => command.render_long_help(),
        _ => without_globals(command).render_long_help(),
    };
    let help: Vec<String> = help
        .to_string()
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    let heading = "#".repeat(depth.min(4));
    *pages += &format!(
        "\n{heading} `{path}`\n\n```text\n{}\n```\n",
        help.join("\n").trim_end()
    );
    for subcommand in command.get_subcommands_mut() {
        self::pages(subcommand, depth + 1, pages);
    }
}

/// What every command takes is told once, at the top.
fn without_globals(command: &Command) -> Command {
    command.clone().mut_args(|argument| {
        let is_global = argument.is_global_set();
        argument.hide(is_global)
    })
}

#[test]
fn the_reference_says_what_help_says() {
    let mut command = Arguments::command().term_width(WIDTH);
    command.build();
    let mut expected = INTRODUCTION.to_owned();
    pages(&mut command, FIRST, &mut expected);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(REFERENCE);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, &expected).expect("the reference can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == expected,
        "docs/reference/cli.md is old: UPDATE_GOLDENS=1 cargo test -p rollbook reference"
    );
}
