//! The peers' versions, as they name them.

use std::process::Command;

use crate::process;
use crate::workplace::Workplace;

/// Each peer and its version; those that are not installed are left out.
pub fn all(place: &Workplace) -> Vec<String> {
    let asked: [(&str, Option<Command>); 7] = [
        ("", place.peer("bin/qsvdp").ok().map(|path| asking(path, "--version"))),
        ("SQLite's command line", Some(asking("sqlite3", "--version"))),
        ("", Some(asking("psql", "--version"))),
        ("Node", Some(asking("node", "--version"))),
        ("", Some(asking("chromium", "--version"))),
        ("", place.peer("bin/rollbook-bench-umadb").ok().map(|path| asking(path, "version"))),
        (
            "",
            place.peer("python/bin/python").ok().map(|path| {
                let mut command = asking(path, "-c");
                command.arg(
                    "import duckdb, pandas; print('DuckDB', duckdb.__version__ + ', pandas', pandas.__version__)",
                );
                command
            }),
        ),
    ];
    let mut versions = vec![format!("SQLite in process {}", rusqlite::version())];
    for (name, command) in asked {
        let Some(Ok(version)) = command.map(|mut command| process::output(&mut command)) else {
            continue;
        };
        let line = version.lines().next().unwrap_or_default();
        // What follows is about how it was built.
        let words: Vec<&str> = line.split_whitespace().take(4).collect();
        versions.push(format!("{name} {}", words.join(" ")).trim().to_owned());
    }
    versions
}

fn asking(program: impl AsRef<std::ffi::OsStr>, argument: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(argument);
    command
}
