//! Arrows between crates point one way, as docs/ARCHITECTURE.md draws them.

use super::sources::Sources;
use crate::{program, project::Project};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;

/// Each crate and what lies directly below it; a crate may use anything further down as well.
const BELOW: [(&str, &[&str]); 11] = [
    ("rollbook-domain", &[]),
    ("rollbook-rows", &[]),
    ("rollbook-proofs", &[]),
    ("rollbook-records", &["rollbook-domain", "rollbook-proofs"]),
    ("rollbook-book", &["rollbook-records", "rollbook-rows"]),
    ("rollbook-sequencer", &["rollbook-book"]),
    ("rollbook-service", &["rollbook-sequencer"]),
    ("rollbook-http", &["rollbook-service"]),
    ("rollbook", &["rollbook-http"]),
    ("rollbook-wasm-rows", &["rollbook-rows"]),
    ("rollbook-wasm-log", &["rollbook-proofs"]),
];

/// Fixtures, which the tests of any crate may use.
const FIXTURES: &str = "rollbook-testkit";

/// These only test, measure or build the others, so they may use any of them.
const FREE: [&str; 4] = [
    "rollbook-bench",
    "rollbook-testkit",
    "rollbook-tests",
    "xtask",
];

pub fn check(project: &Project, _sources: &Sources) -> Result<Vec<String>> {
    let metadata = program::output(program::cargo(project).args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version=1",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("reading cargo's metadata")?;
    Ok(faults(&edges(&metadata)?))
}

/// Every package of the workspace with each of its dependencies, those of its tests included but for
/// the fixtures.
fn edges(metadata: &Value) -> Result<Vec<(String, Vec<String>)>> {
    let name = |value: &Value| value["name"].as_str().map(str::to_owned);
    let is_fixture =
        |value: &&Value| value["kind"].as_str() == Some("dev") && value["name"] == FIXTURES;
    metadata["packages"]
        .as_array()
        .context("cargo's metadata has no packages")?
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array();
            let dependencies = dependencies
                .into_iter()
                .flatten()
                .filter(|dependency| !is_fixture(dependency))
                .filter_map(name)
                .collect();
            Ok((
                name(package).context("a package has no name")?,
                dependencies,
            ))
        })
        .collect()
}

fn faults(packages: &[(String, Vec<String>)]) -> Vec<String> {
    let ours: BTreeSet<&str> = packages.iter().map(|(name, _)| name.as_str()).collect();
    let mut faults = Vec::new();
    for (name, dependencies) in packages {
        if FREE.contains(&name.as_str()) {
            continue;
        }
        let Some(allowed) = everything_below(name) else {
            faults.push(format!(
                "{name}: its place among the crates is not written down"
            ));
            continue;
        };
        for dependency in dependencies {
            // A crate's tests may name the crate itself, to switch on its feature `testing`.
            let foreign = ours.contains(dependency.as_str()) && dependency != name;
            if foreign && !allowed.contains(dependency.as_str()) {
                faults.push(format!("{name} must not use {dependency}"));
            }
        }
    }
    faults
}

/// All that a crate may use; none where the crate is unknown.
fn everything_below(name: &str) -> Option<BTreeSet<&'static str>> {
    let (_, direct) = BELOW.iter().find(|(own, _)| *own == name)?;
    let mut all = BTreeSet::new();
    for below in *direct {
        all.insert(*below);
        all.extend(everything_below(below)?);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, dependency: &str) -> Vec<String> {
        let package = |name: &str| (name.to_owned(), Vec::new());
        let mut packages: Vec<_> = BELOW.iter().map(|(name, _)| package(name)).collect();
        packages.extend(FREE.map(package));
        packages.push((name.to_owned(), vec![dependency.to_owned()]));
        faults(&packages)
    }

    #[test]
    fn arrows_point_down() {
        assert!(found("rollbook", "rollbook-domain").is_empty());
        assert!(found("rollbook-wasm-rows", "rollbook-rows").is_empty());
        assert!(found("rollbook-domain", "rollbook-domain").is_empty());
        assert!(found("rollbook-service", "serde").is_empty());
        assert!(found("rollbook-tests", "rollbook-http").is_empty());
    }

    #[test]
    fn tests_may_use_the_fixtures() -> Result<()> {
        let depends = |kind: Value| {
            let dependency = serde_json::json!({ "name": FIXTURES, "kind": kind });
            let package =
                serde_json::json!({ "name": "rollbook-book", "dependencies": [dependency] });
            let ours = serde_json::json!({ "name": FIXTURES, "dependencies": [] });
            edges(&serde_json::json!({ "packages": [package, ours] }))
        };
        assert!(faults(&depends("dev".into())?).is_empty());
        assert_eq!(
            faults(&depends(Value::Null)?),
            ["rollbook-book must not use rollbook-testkit"]
        );
        Ok(())
    }

    #[test]
    fn any_other_edge_is_a_fault() {
        assert_eq!(
            found("rollbook-domain", "rollbook-records"),
            ["rollbook-domain must not use rollbook-records"]
        );
        assert_eq!(found("rollbook-rows", "rollbook-domain").len(), 1);
        assert_eq!(found("rollbook-proofs", "rollbook-records").len(), 1);
        assert_eq!(found("rollbook-wasm-rows", "rollbook-proofs").len(), 1);
        assert_eq!(found("rollbook-service", "rollbook-testkit").len(), 1);
        assert_eq!(found("rollbook-new", "rollbook-domain").len(), 1);
    }
}
