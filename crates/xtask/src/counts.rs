//! How many tests passed and failed, read from the summaries that the test runners print.

use std::ops::AddAssign;

/// Tests that passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    /// One check that passed or failed as a whole.
    pub(crate) fn one(passed: bool) -> Counts {
        Counts { passed: passed.into(), failed: (!passed).into() }
    }

    /// The counts of a runner that has exited: one that failed without naming a failed test (it did not compile,
    /// it was stopped) counts as one failure.
    pub(crate) fn of(text: &str, success: bool, read: fn(&str) -> Counts) -> Counts {
        let mut counts = read(text);
        if !success && counts.failed == 0 {
            counts.failed = 1;
        }
        counts
    }
}

/// Reads nextest's `Summary [ 1.2s] 14 tests run: 12 passed (1 slow), 1 failed, 1 timed out, 2 skipped`.
pub(crate) fn nextest(text: &str) -> Counts {
    let mut counts = Counts::default();
    for line in text.lines().filter(|line| line.contains("Summary [")) {
        let Some((_, parts)) = line.split_once("run: ") else {
            continue;
        };
        for part in parts.split(", ") {
            let mut words = part.split_whitespace();
            let number = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            match words.next() {
                Some("passed") => counts.passed += number,
                Some("failed" | "timed" | "exec") => counts.failed += number,
                _ => {}
            }
        }
    }
    counts
}

/// Reads cargo's `test result: ok. 3 passed; 0 failed; 0 ignored; …`, one line for each crate.
pub(crate) fn cargo_test(text: &str) -> Counts {
    let mut counts = Counts::default();
    for line in text.lines().filter(|line| line.starts_with("test result:")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let number = pair[0].parse().unwrap_or(0);
            match pair[1].trim_end_matches(';') {
                "passed" => counts.passed += number,
                "failed" => counts.failed += number,
                _ => {}
            }
        }
    }
    counts
}

/// Reads the last lines of `node --test`: `ℹ pass 3`, `ℹ fail 1`, `ℹ cancelled 0` (with `#` in the TAP format).
pub(crate) fn node(text: &str) -> Counts {
    let mut counts = Counts::default();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [mark, word, number] = words[..] else {
            continue;
        };
        if mark != "ℹ" && mark != "#" {
            continue;
        }
        let number = number.parse().unwrap_or(0);
        match word {
            "pass" => counts.passed += number,
            "fail" | "cancelled" => counts.failed += number,
            _ => {}
        }
    }
    counts
}

/// Reads the end of Python's `unittest`: `Ran 4 tests in 3.2s`, then `OK` or `FAILED (failures=1, errors=2, skipped=1)`.
pub(crate) fn unittest(text: &str) -> Counts {
    let (mut ran, mut counts) = (0_u64, Counts::default());
    for line in text.lines() {
        if let Some((number, _)) = line.strip_prefix("Ran ").and_then(|rest| rest.split_once(" test")) {
            ran += number.parse::<u64>().unwrap_or(0);
        }
        let Some(parts) = line.strip_prefix("FAILED (").or(line.strip_prefix("OK (")) else {
            continue;
        };
        for part in parts.trim_end_matches(')').split(", ") {
            let (what, number) = part.split_once('=').unwrap_or_default();
            let number = number.parse().unwrap_or(0);
            match what {
                "failures" | "errors" => counts.failed += number,
                "skipped" => ran = ran.saturating_sub(number),
                _ => {}
            }
        }
    }
    counts.passed = ran.saturating_sub(counts.failed);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn nextest_counts_every_way_to_fail() {
        let text = "     Summary [   1.204s] 15 tests run: 11 passed (1 slow, 1 flaky), 2 failed, 1 timed out, \
                    1 exec failed, 3 skipped\n        FAIL [   0.004s] db::lanes 提交";
        assert_eq!(nextest(text), counts(11, 4));
        assert_eq!(nextest("error: could not compile `db`"), Counts::default(), "no summary, no tests");
    }

    #[test]
    fn cargo_test_adds_the_crates_up() {
        let text = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(cargo_test(text), counts(4, 2));
    }

    #[test]
    fn node_is_read_in_both_formats() {
        assert_eq!(node("ℹ pass 4\nℹ fail 1\nℹ cancelled 2\n"), counts(4, 3));
        assert_eq!(node("# pass 4\n# fail 0\n"), counts(4, 0));
        assert_eq!(node("✔ 首页 pass 9 (3ms)"), Counts::default());
    }

    #[test]
    fn unittest_counts_what_failed_and_what_was_left_out() {
        assert_eq!(unittest("test_a ... ok\n\nRan 4 tests in 3.2s\n\nOK\n"), counts(4, 0));
        assert_eq!(unittest("Ran 6 tests in 3.2s\n\nFAILED (failures=1, errors=2, skipped=1)"), counts(2, 3));
        assert_eq!(unittest("Ran 1 test in 0.1s\n\nOK (skipped=1)"), counts(0, 0));
        assert_eq!(unittest("Ran 0 tests in 0.1s\n\nFAILED (errors=1)"), counts(0, 1), "nothing could be set up");
    }

    #[test]
    fn a_runner_that_fails_silently_counts_as_one_failure() {
        assert_eq!(Counts::of("error: linking", false, nextest), Counts::one(false));
        assert_eq!(Counts::of("ℹ pass 1\nℹ fail 0", true, node), Counts::one(true));
    }
}
