//! An entry of the catalogue as a form: read from one, and filled into one. Materials and providers are numbered rows,
//! `material_name_1` …, so that a form without script can hold any number of them.

use uuid::Uuid;

use super::model::{NewMaterial, NewProvider, NewService};
use crate::web::{Form, words};

/// Empty rows that a form offers beyond those filled, and those that "one row more" adds.
const SPARE: usize = 2;
/// Rows that anybody may send: beyond them nothing is read.
const ROWS: usize = 60;

/// The columns of a row of materials, and of providers.
const MATERIAL: [&str; 4] = ["material_name", "material_needed", "material_formats", "material_follow"];
const PROVIDER: [&str; 3] = ["provider", "provider_price", "provider_accreditation"];

/// Reads an entry. What is no amount or number becomes one out of bounds, and is refused as such.
pub(super) fn read(form: &Form) -> NewService {
    let (from, to) = (amount(form.value("price_from")), amount(form.value("price_to")));
    let kind = form.value("price_kind").to_owned();
    let priced = kind == "fixed" || kind == "range";
    NewService {
        center_id: form.value("center").parse().unwrap_or_default(),
        function: form.value("function").to_owned(),
        name: form.value("name").to_owned(),
        outcome: form.value("outcome").to_owned(),
        audience: form.value("audience").to_owned(),
        price_from_fen: from.filter(|_| priced),
        price_to_fen: to.filter(|_| kind == "range"),
        price_unit: if priced { form.value("price_unit").to_owned() } else { String::new() },
        price_kind: kind,
        promised_days: number(form.value("promised_days")).unwrap_or(0),
        statutory_days: number(form.value("statutory_days")),
        trips: number(form.value("trips")).unwrap_or(-1),
        materials: materials(form),
        providers: providers(form),
    }
}

fn materials(form: &Form) -> Vec<NewMaterial> {
    let cell = |column: &str, row| form.value(&format!("{column}_{row}")).to_owned();
    let material = |row| NewMaterial {
        name: cell("material_name", row),
        needed: cell("material_needed", row) != "no",
        formats: cell("material_formats", row),
        may_follow: cell("material_follow", row) == "yes",
    };
    (1..=ROWS).map(material).filter(|m| !(m.name.is_empty() && m.formats.is_empty())).collect()
}

fn providers(form: &Form) -> Vec<NewProvider> {
    let cell = |column: &str, row| form.value(&format!("{column}_{row}")).to_owned();
    let filled = |row: &usize| PROVIDER.iter().any(|column| !cell(column, *row).is_empty());
    // Terms without a provider are kept, and refused: nothing typed is dropped in silence.
    let read = |row| NewProvider {
        organization_id: cell("provider", row).parse().unwrap_or_default(),
        price_fen: amount(&cell("provider_price", row)),
        accreditation: cell("provider_accreditation", row),
    };
    (1..=ROWS).filter(filled).map(read).collect()
}

/// What a provider says of itself on its own form.
pub(super) fn read_own(form: &Form, organization_id: Uuid) -> NewProvider {
    NewProvider {
        organization_id,
        price_fen: amount(form.value("own_price")),
        accreditation: form.value("accreditation").to_owned(),
    }
}

fn amount(text: &str) -> Option<i64> {
    if text.is_empty() { None } else { Some(words::parse_money(text).unwrap_or(-1)) }
}

fn number(text: &str) -> Option<i64> {
    if text.is_empty() { None } else { Some(codes::text::to_half_width(text).parse().unwrap_or(-1)) }
}

/// The same form with its rows moved together, so that a row's number is its place among the filled ones, as the rules
/// count them.
pub(super) fn moved_together(form: &Form) -> Form {
    let is_row = |name: &str| {
        let column = name.rsplit_once('_').filter(|(_, row)| row.parse::<usize>().is_ok()).map(|(column, _)| column);
        column.is_some_and(|column| MATERIAL.contains(&column) || PROVIDER.contains(&column))
    };
    let mut fields: Vec<(String, String)> = form
        .fields()
        .filter(|(name, _)| !is_row(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    move_rows(form, &MATERIAL, &["material_name", "material_formats"], &mut fields);
    move_rows(form, &PROVIDER, &PROVIDER, &mut fields);
    Form::filled(fields)
}

fn move_rows(form: &Form, columns: &[&str], telling: &[&str], fields: &mut Vec<(String, String)>) {
    let cell = |column: &str, row: usize| form.value(&format!("{column}_{row}")).to_owned();
    let filled = (1..=ROWS).filter(|row| telling.iter().any(|column| !cell(column, *row).is_empty()));
    for (number, row) in (1..).zip(filled) {
        fields.extend(columns.iter().map(|column| (format!("{column}_{number}"), cell(column, row))));
    }
}

/// How many rows the form shows: what is filled and some spare, or as many as were asked for.
pub(super) fn rows(form: &Form, column: &str, asked: &str, most: usize) -> usize {
    let filled = (1..=ROWS).filter(|row| !form.value(&format!("{column}_{row}")).is_empty()).max().unwrap_or(0);
    let asked = form.value(asked).parse().unwrap_or(0);
    (filled + SPARE).max(asked).min(most)
}

/// The form asking for more rows than the `now` it shows.
pub(super) fn with_more(form: &Form, asked: &str, now: usize) -> Form {
    let fields = form.fields().filter(|(name, _)| *name != asked && *name != "do");
    let mut fields: Vec<(String, String)> = fields.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    fields.push((asked.to_owned(), (now + SPARE).to_string()));
    Form::filled(fields)
}

/// A form filled with an entry; `own` is the provider whose form it is.
pub(super) fn fill(entry: &NewService, version: i64, own: Option<Uuid>) -> Form {
    let yuan = |fen: Option<i64>| fen.map(plain_yuan).unwrap_or_default();
    let mut fields: Vec<(String, String)> = vec![
        ("version".into(), version.to_string()),
        ("center".into(), entry.center_id.to_string()),
        ("function".into(), entry.function.clone()),
        ("name".into(), entry.name.clone()),
        ("outcome".into(), entry.outcome.clone()),
        ("audience".into(), entry.audience.clone()),
        ("price_kind".into(), entry.price_kind.clone()),
        ("price_from".into(), yuan(entry.price_from_fen)),
        ("price_to".into(), yuan(entry.price_to_fen)),
        ("price_unit".into(), entry.price_unit.clone()),
        ("promised_days".into(), entry.promised_days.to_string()),
        ("statutory_days".into(), entry.statutory_days.map(|days| days.to_string()).unwrap_or_default()),
        ("trips".into(), entry.trips.to_string()),
    ];
    let said = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    for (row, material) in (1..).zip(&entry.materials) {
        fields.push((format!("material_name_{row}"), material.name.clone()));
        fields.push((format!("material_needed_{row}"), said(material.needed)));
        fields.push((format!("material_formats_{row}"), material.formats.clone()));
        fields.push((format!("material_follow_{row}"), said(material.may_follow)));
    }
    for (row, provider) in (1..).zip(&entry.providers) {
        fields.push((format!("provider_{row}"), provider.organization_id.to_string()));
        fields.push((format!("provider_price_{row}"), yuan(provider.price_fen)));
        fields.push((format!("provider_accreditation_{row}"), provider.accreditation.clone()));
        if own == Some(provider.organization_id) {
            fields.push(("own_price".into(), yuan(provider.price_fen)));
            fields.push(("accreditation".into(), provider.accreditation.clone()));
        }
    }
    Form::filled(fields)
}

/// `1280.5`, as one types it.
fn plain_yuan(fen: i64) -> String {
    if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> NewService {
        NewService {
            center_id: Uuid::from_u128(7),
            function: "testing".into(),
            name: "鞋底耐磨检测".into(),
            outcome: "盖 CMA 章的检测报告".into(),
            audience: "制鞋和鞋材企业".into(),
            price_kind: "range".into(),
            price_from_fen: Some(30_050),
            price_to_fen: Some(120_000),
            price_unit: "组".into(),
            promised_days: 5,
            statutory_days: Some(20),
            trips: 0,
            materials: vec![NewMaterial {
                name: "鞋底样品".into(),
                needed: false,
                formats: "3 双".into(),
                may_follow: true,
            }],
            providers: vec![NewProvider {
                organization_id: Uuid::from_u128(9),
                price_fen: Some(40_000),
                accreditation: "CNAS L1234".into(),
            }],
        }
    }

    #[test]
    fn what_is_filled_in_is_read_again() {
        assert_eq!(read(&fill(&entry(), 3, None)), entry());
        let own = fill(&entry(), 3, Some(Uuid::from_u128(9)));
        assert_eq!(read_own(&own, Uuid::from_u128(9)), entry().providers[0]);
    }

    #[test]
    fn rows_move_together_and_more_are_added() {
        let form = Form::filled([
            ("name", "耐磨"),
            ("material_name_2", "样品"),
            ("material_follow_2", "yes"),
            ("material_formats_5", "PDF"),
            ("provider_3", "x"),
            ("materials", "6"),
            ("do", "more-materials"),
        ]);
        let moved = moved_together(&form);
        assert_eq!((moved.value("material_name_1"), moved.value("material_follow_1")), ("样品", "yes"));
        assert_eq!((moved.value("material_formats_2"), moved.value("provider_1")), ("PDF", "x"));
        assert_eq!(rows(&form, "material_name", "materials", 30), 6);
        let more = with_more(&form, "materials", 6);
        assert_eq!((rows(&more, "material_name", "materials", 30), more.value("name")), (8, "耐磨"));
    }

    #[test]
    fn what_a_kind_of_price_does_not_need_is_left_out() {
        let mut fixed = entry();
        fixed.price_kind = "fixed".into();
        assert_eq!(read(&fill(&fixed, 1, None)).price_to_fen, None);
        fixed.price_kind = "free".into();
        let free = read(&fill(&fixed, 1, None));
        assert_eq!((free.price_from_fen, free.price_unit.as_str()), (None, ""));
    }
}
