//! A rule that the reference calls built has a test that carries its name.

use super::sources::Sources;
use crate::project::Project;
use anyhow::{Context, Result};

const RULES: &str = "docs/reference/rules.md";

pub fn check(_project: &Project, sources: &Sources) -> Result<Vec<String>> {
    let reference = sources
        .get(RULES)
        .with_context(|| format!("{RULES} is missing"))?;
    let rules: Vec<Rule> = reference.text.lines().filter_map(Rule::of_row).collect();
    let mut faults = Vec::new();
    if rules.is_empty() {
        faults.push(format!("{RULES}: no rules found"));
    }
    for rule in &rules {
        match rule.state {
            "planned" => {}
            "built" | "in part" if has_test(sources, rule.name) => {}
            "built" | "in part" => {
                faults.push(format!("{} is {} without a test", rule.name, rule.state))
            }
            other => faults.push(format!(
                "{} is \"{other}\": built, in part or planned",
                rule.name
            )),
        }
    }
    Ok(faults)
}

/// A row `| R07 | what it says | built |` of the reference.
struct Rule<'a> {
    name: &'a str,
    state: &'a str,
}

impl<'a> Rule<'a> {
    fn of_row(line: &'a str) -> Option<Self> {
        let cells: Vec<&str> = line
            .trim()
            .trim_matches('|')
            .split('|')
            .map(str::trim)
            .collect();
        let [name, _, state] = cells.as_slice() else {
            return None;
        };
        let number = name.strip_prefix('R')?;
        (number.len() == 2 && number.parse::<u8>().is_ok()).then_some(Self { name, state })
    }
}

/// Whether a Rust test is named `r07_…`, or a test in Node says `R07` in its title.
fn has_test(sources: &Sources, rule: &str) -> bool {
    let function = format!("fn {}_", rule.to_lowercase());
    let in_rust = sources
        .with_extension(&["rs"])
        .any(|source| source.text.contains(&function));
    let in_node = sources
        .with_extension(&["mjs", "ts"])
        .filter(|source| source.path.contains(".test."))
        .any(|source| source.text.lines().any(|line| titles(line, rule)));
    in_rust || in_node
}

fn titles(line: &str, rule: &str) -> bool {
    let line = line.trim_start();
    let is_title = ["test(", "it(", "describe(", "await t.test("]
        .iter()
        .any(|start| line.starts_with(start));
    is_title && line.contains(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(state: &str, path: &str, text: &str) -> Result<Vec<String>> {
        let row = format!("| rule | says | state |\n|---|---|---|\n| R07 | differs | {state} |\n");
        let sources = Sources::of(&[(RULES, &row), (path, text)]);
        check(&Project::locate()?, &sources)
    }

    #[test]
    fn a_built_rule_needs_a_test() -> Result<()> {
        assert_eq!(
            found("built", "a.rs", "fn r08_x() {}")?,
            ["R07 is built without a test"]
        );
        assert!(found("built", "a.rs", "fn r07_x() {}")?.is_empty());
        assert!(found("in part", "a.test.mjs", "test('R07: x', f)")?.is_empty());
        assert_eq!(found("in part", "a.test.mjs", "// R07")?.len(), 1);
        Ok(())
    }

    #[test]
    fn a_planned_rule_needs_none_and_other_states_are_refused() -> Result<()> {
        assert!(found("planned", "a.rs", "")?.is_empty());
        assert_eq!(found("soon", "a.rs", "")?.len(), 1);
        Ok(())
    }
}
