//! The peers' versions, as they name them.

use std::process::Command;

use crate::process;
use crate::workplace::Workplace;

/// How a peer tells its version, and how many words of that are not about how it was built.
type Asked = (Option<Command>, usize);

/// Each peer and its version; those that are not installed are left out.
pub fn all(place: &Workplace) -> Vec<String> {
    let peer = |name: &str, argument: &str| {
        let path = place.peer(name).ok()?;
        Some(asking(path, argument))
    };
    let python = peer("python/bin/python", "-c").map(|mut command| {
        command.arg(
            "import duckdb, pandas; \
             print('DuckDB', duckdb.__version__ + ', pandas', pandas.__version__)",
        );
        command
    });
    let asked: [Asked; 7] = [
        (peer("bin/qsvdp", "--version"), 2),
        (peer("bin/rollbook-bench-umadb", "version"), 2),
        (Some(asking("psql", "--version")), 3),
        (python, 4),
        (Some(asking("node", "--version")), 1),
        (Some(asking("chromium", "--version")), 2),
        (Some(asking("sqlite3", "--version")), 1),
    ];
    let mut versions = vec![format!("SQLite in process {}", rusqlite::version())];
    for (command, words) in asked {
        let Some(mut command) = command else { continue };
        let Ok(version) = process::output(&mut command) else {
            continue;
        };
        let name = match command.get_program().to_str() {
            Some("sqlite3") => "SQLite's command line ",
            Some("node") => "Node ",
            _ => "",
        };
        let words: Vec<&str> = version.split_whitespace().take(words).collect();
        versions.push(format!("{name}{}", words.join(" ")));
    }
    versions
}

fn asking(program: impl AsRef<std::ffi::OsStr>, argument: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(argument);
    command
}
