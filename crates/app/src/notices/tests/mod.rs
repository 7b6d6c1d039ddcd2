//! Who is told what, by which way, and when not.

mod imports;
mod letters;
mod pages;
mod telling;

use std::collections::{BTreeMap, BTreeSet};

use db::{Scope, params, sql};

use crate::testing::TestApp;

/// Each kind that was told, with the names of who was told.
fn told(app: &TestApp) -> BTreeMap<String, BTreeSet<String>> {
    app.run_jobs();
    let rows = app.app.db.read_blocking(Scope::system(), |tx| {
        tx.query(sql!("SELECT n.kind, p.name FROM notices n JOIN people p ON p.id = n.person_id"), &params![])
    });
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows.unwrap() {
        told.entry(row.get("kind")).or_default().insert(row.get("name"));
    }
    told
}

/// The same, as a test writes it.
fn expected(lines: &[(&str, &[&str])]) -> BTreeMap<String, BTreeSet<String>> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    lines.iter().map(|(kind, people)| ((*kind).to_owned(), names(people))).collect()
}

fn rows(app: &TestApp) -> i64 {
    let count =
        |tx: &mut db::Tx| Ok::<i64, db::Error>(tx.one(sql!("SELECT COUNT(*) AS n FROM notices"), &params![])?.get("n"));
    app.app.db.read_blocking(Scope::system(), count).unwrap()
}

/// A need of 康捷, sent by nobody in particular. Gives its reference number.
fn say(app: &TestApp) -> String {
    app.need_said("providers", Vec::new())
}
