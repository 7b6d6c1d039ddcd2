//! How much script and style a visitor may have to load.

use super::Finding;
use super::tree::Tree;

/// Bytes for the whole product, uncompressed.
const BUDGETS: &[(&str, usize)] = &[("js", 45_000), ("css", 40_000)];

/// All script under `assets/` stays within 45 kB, all style within 40 kB.
pub(super) fn assets(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (extension, budget) in BUDGETS {
        let bytes: usize = tree.under("assets/", &[extension]).map(|file| file.text.len()).sum();
        if bytes > *budget {
            let words = format!("{bytes} bytes of {extension}, {budget} allowed: take something out");
            findings.push(Finding::new("assets/", 0, words));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_too_many_is_found_over_all_files() {
        let (half, more) = ("a".repeat(22_500), "b".repeat(22_501));
        let fits = Tree::of(&[("assets/app.js", &half), ("assets/charts.js", &half)]);
        assert_eq!(assets(&fits), []);
        let heavy = Tree::of(&[("assets/app.js", &half), ("assets/charts.js", &more)]);
        assert_eq!(assets(&heavy).len(), 1);
    }
}
