//! The record as a form: read from one, filled into one, and what it must keep to.

use jiff::civil::Date;

use super::model::{Entry, SHARING, SOURCES};
use crate::web::{Error, Form, FormErrors, Refusal, words};

/// Longest name, model or maker, in characters.
pub const NAME: usize = 80;
/// Longest text.
pub const WORDS: usize = 2000;
/// Most measured quantities, and most standards.
pub const TERMS: usize = 40;
/// Most that an instrument may have cost: 1,000 million yuan, in fen.
pub const MOST_FEN: i64 = 100_000_000_000;

/// Reads a record. What is no amount becomes one out of bounds, and is refused as such.
pub(super) fn read(form: &Form) -> Entry {
    let text = |name: &str| form.value(name).to_owned();
    let lines = |name: &str| {
        let lines = form.value(name).split(['\n', ';', '\u{ff1b}', '\u{3001}']).map(|line| line.trim().to_owned());
        lines.filter(|line| !line.is_empty()).collect::<Vec<String>>()
    };
    let value = form.value("value");
    Entry {
        name: text("name"),
        name_en: text("name_en"),
        own_number: text("own_number"),
        category: codes::text::to_half_width(form.value("category")),
        source: text("source"),
        model: text("model"),
        manufacturer: text("manufacturer"),
        country: text("country"),
        value_fen: (!value.is_empty()).then(|| words::parse_money(value).unwrap_or(-1)),
        in_use_on: text("in_use_on"),
        division: text("division"),
        place: text("place"),
        figures: text("figures"),
        purpose: text("purpose"),
        measures: lines("measures"),
        standards: lines("standards"),
        accreditation: text("accreditation"),
        samples: text("samples"),
        accessories: text("accessories"),
        requirements: text("requirements"),
        contact_name: text("contact_name"),
        contact_phone: text("contact_phone"),
        contact_email: text("contact_email"),
        sharing: text("sharing"),
        supervised: form.value("supervised") == "yes",
    }
}

/// A form filled with a record.
pub(super) fn fill(entry: &Entry, version: i64) -> Form {
    let text = |value: &String| value.clone();
    let yuan = |fen: i64| words::amount(fen).replace(',', "");
    Form::filled([
        ("version", version.to_string()),
        ("name", text(&entry.name)),
        ("name_en", text(&entry.name_en)),
        ("own_number", text(&entry.own_number)),
        ("category", text(&entry.category)),
        ("source", text(&entry.source)),
        ("model", text(&entry.model)),
        ("manufacturer", text(&entry.manufacturer)),
        ("country", text(&entry.country)),
        ("value", entry.value_fen.map(yuan).unwrap_or_default()),
        ("in_use_on", text(&entry.in_use_on)),
        ("division", text(&entry.division)),
        ("place", text(&entry.place)),
        ("figures", text(&entry.figures)),
        ("purpose", text(&entry.purpose)),
        ("measures", entry.measures.join("\n")),
        ("standards", entry.standards.join("\n")),
        ("accreditation", text(&entry.accreditation)),
        ("samples", text(&entry.samples)),
        ("accessories", text(&entry.accessories)),
        ("requirements", text(&entry.requirements)),
        ("contact_name", text(&entry.contact_name)),
        ("contact_phone", text(&entry.contact_phone)),
        ("contact_email", text(&entry.contact_email)),
        ("sharing", text(&entry.sharing)),
        ("supervised", if entry.supervised { "yes" } else { "no" }.to_owned()),
    ])
}

/// Everything that is wrong with a record.
///
/// # Errors
/// `Invalid`.
pub(super) fn check(entry: &Entry, today: Date) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    let needed = [
        ("name", &entry.name, "instruments-fill-in-name"),
        ("place", &entry.place, "instruments-fill-in-place"),
        ("figures", &entry.figures, "instruments-fill-in-figures"),
        ("contact_name", &entry.contact_name, "instruments-fill-in-contact"),
    ];
    for (field, value, key) in needed {
        if value.is_empty() {
            errors.add(field, Refusal::new(key));
        }
    }
    check_lengths(&mut errors, entry);
    if entry.category.len() != 6 || !entry.category.bytes().all(|b| b.is_ascii_digit()) {
        errors.add("category", Refusal::new("instruments-category-wrong"));
    }
    if !SOURCES.contains(&entry.source.as_str()) {
        errors.add("source", Refusal::new("instruments-choose-source"));
    }
    if !SHARING.contains(&entry.sharing.as_str()) {
        errors.add("sharing", Refusal::new("instruments-choose-sharing"));
    }
    if entry.value_fen.is_some_and(|fen| !(1..=MOST_FEN).contains(&fen)) {
        errors.add("value", Refusal::new("instruments-value-wrong"));
    }
    match entry.in_use_on.parse::<Date>() {
        Ok(day) if day <= today => {}
        _ => errors.add("in_use_on", Refusal::new("instruments-in-use-wrong")),
    }
    if entry.division.len() != 6 || codes::divisions::lookup(&entry.division).is_none() {
        errors.add("division", Refusal::new("instruments-choose-division"));
    }
    if entry.measures.is_empty() {
        errors.add("measures", Refusal::new("instruments-fill-in-measures"));
    }
    if entry.contact_phone.is_empty() && entry.contact_email.is_empty() {
        errors.add("contact_phone", Refusal::new("instruments-fill-in-phone"));
    }
    if !entry.contact_email.is_empty() && !entry.contact_email.contains('@') {
        errors.add("contact_email", Refusal::new("instruments-email-wrong"));
    }
    errors.finish()
}

fn check_lengths(errors: &mut FormErrors, entry: &Entry) {
    let short = [
        ("name", &entry.name),
        ("name_en", &entry.name_en),
        ("own_number", &entry.own_number),
        ("model", &entry.model),
        ("manufacturer", &entry.manufacturer),
        ("country", &entry.country),
        ("place", &entry.place),
        ("contact_name", &entry.contact_name),
        ("contact_phone", &entry.contact_phone),
        ("contact_email", &entry.contact_email),
    ];
    let long = [
        ("figures", &entry.figures),
        ("purpose", &entry.purpose),
        ("accreditation", &entry.accreditation),
        ("samples", &entry.samples),
        ("accessories", &entry.accessories),
        ("requirements", &entry.requirements),
    ];
    let all = short.map(|(field, value)| (field, value, NAME)).into_iter();
    for (field, value, most) in all.chain(long.map(|(field, value)| (field, value, WORDS))) {
        if value.chars().count() > most {
            errors.add(field, Refusal::new("instruments-too-long").with("most", most));
        }
    }
    for (field, terms) in [("measures", &entry.measures), ("standards", &entry.standards)] {
        if terms.len() > TERMS || terms.iter().any(|term| term.chars().count() > NAME) {
            errors.add(field, Refusal::new("instruments-too-many").with("most", TERMS).with("long", NAME));
        }
    }
}
