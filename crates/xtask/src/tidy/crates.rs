//! What the crates may depend on.

use super::Finding;
use super::tree::{File, Tree};

/// The one crate that may use the others.
const PRODUCT: &str = "crates/app/";

/// Leaf crates know nothing of Yizhan: their manifests name no other crate of the workspace.
pub(super) fn leaves(tree: &Tree) -> Vec<Finding> {
    let manifests = || tree.under("crates/", &["toml"]).filter(|file| file.name() == "Cargo.toml");
    let names: Vec<&str> = manifests().filter_map(package_name).collect();
    let leaves = manifests().filter(|file| !file.path.starts_with(PRODUCT));
    leaves.flat_map(|file| workspace_dependencies(file, &names)).collect()
}

fn package_name(manifest: &File) -> Option<&str> {
    let line = manifest.text.lines().find(|line| line.starts_with("name"))?;
    line.split('"').nth(1)
}

fn workspace_dependencies(manifest: &File, names: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_dependencies = false;
    for (number, line) in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies");
        }
        let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
        if in_dependencies && names.contains(&name) {
            let words = format!("a leaf depends on `{name}`: give it what it needs as an argument, from crates/app");
            findings.push(Finding::new(&manifest.path, number, words));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_that_uses_another_is_found_and_the_product_may() {
        let db = "[package]\nname = \"db\"\n[dependencies]\nledger.workspace = true\n";
        let ledger = "[package]\nname = \"ledger\"\n[dependencies]\nsha2 = \"0.11\"\n";
        let app = "[package]\nname = \"yizhan\"\n[dependencies]\ndb.workspace = true\n";
        let tree = Tree::of(&[
            ("crates/app/Cargo.toml", app),
            ("crates/db/Cargo.toml", db),
            ("crates/ledger/Cargo.toml", ledger),
        ]);
        let found = leaves(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].file.as_str(), found[0].line), ("crates/db/Cargo.toml", 4));
    }
}
