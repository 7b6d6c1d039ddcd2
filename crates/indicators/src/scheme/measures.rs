//! The measures of a scheme.

use super::fields::Fields;
use super::{Measure, MeasureKind, Origin};

/// Words of the language of formulas, which no measure may be called.
const TAKEN: &[&str] = &["and", "or", "not"];

pub(super) fn read(root: &Fields<'_>) -> Vec<Measure> {
    let mut measures: Vec<Measure> = Vec::new();
    for table in root.tables("measures") {
        let key = table.need_text("key").value;
        let table = if key.is_empty() { table } else { table.called(format!("measures[{key}]")) };
        if !key.is_empty() && !is_key(&key) {
            table.wrong("key", format!("`{key}` is no key"), "use small letters, digits and _, a letter first");
        }
        let name = table.need_text("name").value;
        for taken in [&key, &name] {
            if measures.iter().any(|other| other.key == *taken || other.name == *taken) && !taken.is_empty() {
                table.wrong("key", format!("two measures are called `{taken}`"), "give each its own key and name");
            }
        }
        let kinds = &[("number", MeasureKind::Number), ("yes-no", MeasureKind::YesNo), ("scores", MeasureKind::Scores)];
        let origins = &[("records", Origin::Records), ("report", Origin::Report), ("experts", Origin::Experts)];
        let kind = table.choice("kind", kinds).unwrap_or(MeasureKind::Number);
        let origin = table.need_choice("from", origins).unwrap_or(Origin::Report);
        let definition = table.string("definition");
        let unit = table.string("unit").unwrap_or_default();
        if kind == MeasureKind::YesNo && !unit.is_empty() {
            table.wrong("unit", "a measure that is yes or no has no unit", "take the unit away");
        }
        table.finish();
        measures.push(Measure { key, name, unit, kind, origin, definition, place: table.place().clone() });
    }
    measures
}

fn is_key(key: &str) -> bool {
    let small = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'_';
    key.len() <= 60
        && key.starts_with(|sign: char| sign.is_ascii_lowercase())
        && key.bytes().all(small)
        && !TAKEN.contains(&key)
}
