//! How many tests passed and failed, read from the summaries that test runners print.

use std::fmt;

/// A count of tests; shown as `N passed, N failed`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub passed: u64,
    pub failed: u64,
}

impl Outcome {
    /// Adds another runner's count.
    pub fn add(&mut self, other: Outcome) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Reads the summary of `node --test`, in its spec form (`ℹ pass 3`) or as TAP (`# pass 3`).
pub fn of_node(printed: &str) -> Option<Outcome> {
    let count = |word: &str| {
        printed.lines().rev().find_map(|line| {
            let rest = line
                .strip_prefix("ℹ ")
                .or_else(|| line.strip_prefix("# "))?;
            rest.strip_prefix(word)?.trim().parse::<u64>().ok()
        })
    };
    Some(Outcome {
        passed: count("pass ")?,
        // A test that was cut short has not passed, whatever the runner calls it.
        failed: count("fail ")? + count("cancelled ")?,
    })
}

/// Reads the summary of Vitest: `Tests  1 failed | 3 passed (4)`.
pub fn of_vitest(printed: &str) -> Option<Outcome> {
    let line = printed.lines().rev().map(str::trim_start);
    let line = line.into_iter().find(|line| line.starts_with("Tests "))?;
    Some(Outcome {
        passed: number_before(line, "passed"),
        failed: number_before(line, "failed"),
    })
}

/// Reads the summary of `cargo nextest`, or the sum of those that `cargo test` prints for each binary.
pub fn of_rust(printed: &str) -> Option<Outcome> {
    let mut sum = None;
    for line in printed.lines() {
        let line = line.trim_start();
        if line.starts_with("Summary [") || line.starts_with("test result:") {
            let outcome = Outcome {
                passed: number_before(line, "passed"),
                failed: number_before(line, "failed") + number_before(line, "timed out"),
            };
            sum.get_or_insert_with(Outcome::default).add(outcome);
        }
    }
    sum
}

/// The number that stands before `words`, as in `3 passed`; 0 where there is none.
fn number_before(line: &str, words: &str) -> u64 {
    line.find(&format!(" {words}"))
        .and_then(|end| line.get(..end)?.rsplit(' ').next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(read: Option<Outcome>, expected: &str) {
        assert_eq!(
            read.map(|outcome| outcome.to_string()).as_deref(),
            Some(expected)
        );
    }

    #[test]
    fn reads_what_nextest_prints() {
        check(
            of_rust("     Summary [   1.2s] 5 tests run: 3 passed (1 slow), 2 failed, 1 skipped"),
            "3 passed, 2 failed",
        );
        check(
            of_rust("     Summary [   1.2s] 4 tests run: 3 passed, 1 timed out, 0 skipped"),
            "3 passed, 1 failed",
        );
    }

    #[test]
    fn adds_up_what_cargo_test_prints_for_each_binary() {
        let printed = "test result: ok. 3 passed; 0 failed; 0 ignored\nnoise\n\
                       test result: FAILED. 1 passed; 2 failed; 0 ignored";
        check(of_rust(printed), "4 passed, 2 failed");
    }

    #[test]
    fn reads_what_node_prints() {
        let spec = "✔ one\nℹ tests 4\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0";
        check(of_node(spec), "2 passed, 2 failed");
        check(of_node(&spec.replace('ℹ', "#")), "2 passed, 2 failed");
    }

    #[test]
    fn reads_what_vitest_prints() {
        let printed =
            " Test Files  1 failed | 1 passed (2)\n      Tests  1 failed | 3 passed (4)\n";
        check(of_vitest(printed), "3 passed, 1 failed");
        check(
            of_vitest("      Tests  7 passed (7)\n"),
            "7 passed, 0 failed",
        );
    }

    #[test]
    fn a_runner_without_a_summary_has_no_outcome() {
        assert_eq!(of_rust("error: could not compile"), None);
        assert_eq!(of_node("node: bad option"), None);
        assert_eq!(of_vitest("No test files found"), None);
    }
}
