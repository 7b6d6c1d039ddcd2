//! Grades, gates and what follows from facts.

use super::fields::{Fields, Text};
use super::indicators::Given;
use super::reading::{condition, indicator};
use super::{Cap, Condition, Consequence, Gate, Grade, Indicator, Outcome, Share, When};
use crate::number::Mode;
use crate::problem::{nearest, one_of};

const ROUNDS: &[(&str, Mode)] = &[("down", Mode::Down), ("up", Mode::Up), ("half-up", Mode::HalfUp)];

/// The grades, the best first, and the caps on several of them.
pub(super) fn grades(root: &Fields<'_>) -> (Vec<Grade>, Vec<Cap>) {
    let mut grades: Vec<Grade> = Vec::new();
    let tables = root.tables("grades");
    let count = tables.len();
    for (at, table) in tables.into_iter().enumerate() {
        let name = table.need_text("name").value;
        let table = if name.is_empty() { table } else { table.called(format!("grades[{name}]")) };
        if grades.iter().any(|grade| grade.name == name) {
            table.wrong("name", format!("there are two grades `{name}`"), "give each its own name");
        }
        let floor = table.number_within("floor", -10_000, 10_000);
        let grade = Grade { name, floor, rank: table.whole("rank", 1, 100_000), share: share(&table) };
        let conditions = grade.floor.is_some() || grade.rank.is_some() || grade.share.is_some();
        if at + 1 == count && conditions {
            let hint = "every score needs a grade: take floor, rank and share away from the last one";
            table.wrong("name", format!("the last grade `{}` has a condition", grade.name), hint);
        }
        let above = grades.iter().rev().find_map(|grade| grade.floor);
        if above.zip(grade.floor).is_some_and(|(above, floor)| floor > above) {
            table.wrong("floor", "the floor is above that of a better grade", "write the best grade first");
        }
        table.finish();
        grades.push(grade);
    }
    let mut caps = Vec::new();
    for table in root.tables("caps") {
        let names: Vec<&str> = grades.iter().map(|grade| grade.name.as_str()).collect();
        let capped = table.texts("grades").iter().filter_map(|text| grade(&table, text, &names)).collect::<Vec<_>>();
        if capped.is_empty() {
            table.wrong("grades", "no grades are named", "write grades = [\"优\", \"良\"]");
        } else if capped.contains(&(count.saturating_sub(1))) {
            table.wrong("grades", "the last grade is capped", "every score needs a grade: leave the last one free");
        }
        let share = share(&table);
        if share.is_none() && !table.has("share") {
            table.wrong("share", "`share` is missing", "write share = \"40%\"");
        }
        table.finish();
        caps.extend(share.map(|share| Cap { grades: capped, share }));
    }
    (grades, caps)
}

fn share(table: &Fields<'_>) -> Option<Share> {
    let of = table.number_within("share", 0, 1);
    let rounds = table.choice("share_rounds", ROUNDS);
    if of.is_some() && !table.has("share_rounds") {
        table.wrong("share_rounds", "`share_rounds` is missing", one_of(ROUNDS.iter().map(|(name, _)| *name)));
    } else if !table.has("share") && rounds.is_some() {
        table.wrong("share_rounds", "there is no share to round", "add share, or take this away");
    }
    of.map(|of| Share { of, rounds: rounds.unwrap_or(Mode::Down) })
}

/// The grade that a text names.
fn grade(table: &Fields<'_>, text: &Text, names: &[&str]) -> Option<usize> {
    let found = names.iter().position(|name| *name == text.value);
    if found.is_none() {
        let hint = match nearest(&text.value, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => one_of(names.iter().copied()),
        };
        table.file().wrong(&text.place, format!("there is no grade `{}`", text.value), hint);
    }
    found
}

/// What a veto, gate or fact leads to: the table under `leads_to`.
pub(super) fn outcome(fields: &Fields<'_>, grades: &[&str]) -> Outcome {
    let Some(table) = fields.table("leads_to") else {
        if !fields.has("leads_to") {
            fields.wrong("leads_to", "`leads_to` is missing", "add leads_to = { best_grade = \"…\" }");
        }
        return Outcome::default();
    };
    let best_grade = table.text("best_grade");
    let outcome = Outcome {
        best_grade: best_grade.and_then(|text| grade(&table, &text, grades)),
        zero: table.flag("zero").unwrap_or(false),
        no_grade: table.flag("no_grade").unwrap_or(false),
        removed: table.flag("removed").unwrap_or(false),
        barred_years: table.whole("barred_years", 1, 50),
    };
    table.finish();
    if outcome == Outcome::default() && !table.has("best_grade") && !table.has("barred_years") {
        let hint = "write best_grade, zero, no_grade, removed or barred_years";
        fields.wrong("leads_to", "nothing follows", hint);
    }
    outcome
}

/// The conditions that have to hold.
pub(super) fn gates(root: &Fields<'_>, given: &Given<'_>, indicators: &[Indicator]) -> Vec<Gate> {
    let mut gates = Vec::new();
    for table in root.tables("gates") {
        let name = table.need_text("name").value;
        let formula = condition(&table, "condition", given.measures);
        let at = table.text("indicator").and_then(|code| indicator(root.file(), &code, indicators));
        let at_least = table.number_within("at_least", -10_000, 10_000);
        let more_than = table.number_within("more_than", -10_000, 10_000);
        let asked = match (formula, at, at_least, more_than) {
            (Some(formula), None, None, None) => Some(Condition::Formula(formula)),
            (None, Some(at), Some(points), None) => Some(Condition::AtLeast(at, points)),
            (None, Some(at), None, Some(points)) => Some(Condition::MoreThan(at, points)),
            _ => None,
        };
        let written = ["condition", "indicator", "at_least", "more_than"].map(|key| table.has(key));
        if !matches!(written, [true, false, false, false] | [false, true, true, false] | [false, true, false, true]) {
            let hint = "write condition = \"…\", or indicator = \"1\" with at_least or more_than";
            table.wrong("name", "a gate asks exactly one thing", hint);
        }
        let outcome = outcome(&table, given.grades);
        table.finish();
        gates.extend(asked.map(|condition| Gate { name, condition, outcome }));
    }
    gates
}

/// What follows from facts.
pub(super) fn consequences(root: &Fields<'_>, names: &[&str]) -> Vec<Consequence> {
    #[derive(Clone, Copy)]
    enum Fact {
        NoReport,
        Fraud,
        BadYears,
    }
    let facts = &[("no-report", Fact::NoReport), ("fraud", Fact::Fraud), ("bad-years", Fact::BadYears)];
    let mut consequences = Vec::new();
    for table in root.tables("consequences") {
        let when = table.need_choice("when", facts).map(|fact| match fact {
            Fact::NoReport => When::NoReport,
            Fact::Fraud => When::Fraud,
            Fact::BadYears => {
                let years = table.whole("years", 1, 20).unwrap_or(2) as usize;
                let grades = table.texts("grades").iter().filter_map(|text| grade(&table, text, names)).collect();
                When::BadYears { years, grades }
            }
        });
        let outcome = outcome(&table, names);
        let note = table.string("note");
        if let Some(When::BadYears { grades, .. }) = &when
            && grades.is_empty()
        {
            table.wrong("grades", "no grades are named", "write grades = [\"差\"]");
        }
        if matches!(when, Some(When::BadYears { .. }))
            && (outcome.best_grade.is_some() || outcome.zero || outcome.no_grade)
        {
            let hint = "bad years are known only after grading: write removed or barred_years";
            table.wrong("leads_to", "this year's grade cannot depend on itself", hint);
        }
        table.finish();
        consequences.extend(when.map(|when| Consequence { when, outcome, note }));
    }
    consequences
}
