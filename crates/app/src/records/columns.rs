//! What a list of records holds as a file.

use super::model::Record;
use crate::catalogue;
use crate::web::export::Column::{Day, Fen, Integer, Text};
use crate::web::export::Export;
use crate::web::messages::Language;

// keys: level-* benefit-*
pub(super) static EXPORT: Export<Record> = Export {
    title: "records-list-title",
    columns: &[
        Text("records-reference", |r, _| r.reference.clone()),
        Day("records-sort-time", |r| Some(r.confirmed_on.clone())),
        Text("orders-firm", |r, _| r.firm_name.clone()),
        Text("orders-firm-uscc", |r, _| r.firm_uscc.clone()),
        Text("orders-service", |r, _| r.service_name.clone()),
        Text("records-center", |r, _| r.center_name.clone()),
        Text("records-function", |r, _| catalogue::function(&r.function).map_or_else(String::new, |f| f.name.clone())),
        Text("orders-provider", |r, _| r.provider_name.clone()),
        Text("orders-provider-uscc", |r, _| r.provider_uscc.clone()),
        Fen("records-sort-price", |r| Some(r.price_fen)),
        Day("orders-due", |r| r.due_on.clone()),
        Text("records-on-time", on_time),
        Integer("records-trips", |r| Some(r.trips)),
        Text("orders-rating", |r, words| {
            said(words, "level-", &r.rating.map(|level| level.to_string()).unwrap_or_default())
        }),
        Text("records-benefit", |r, words| said(words, "benefit-", &r.benefit)),
        Fen("records-benefit-money", |r| r.benefit_fen),
        Integer("records-benefit-time", |r| r.benefit_days),
        Text("records-counts", counts),
    ],
    contacts: false,
};

fn said(words: &Language, prefix: &str, code: &str) -> String {
    if code.is_empty() { String::new() } else { words.t(&format!("{prefix}{code}")).into_owned() }
}

fn on_time(record: &Record, words: &Language) -> String {
    let key = match record.on_time {
        Some(true) => "records-timely-1",
        Some(false) => "records-timely-0",
        None => return String::new(),
    };
    words.t(key).into_owned()
}

fn counts(record: &Record, words: &Language) -> String {
    let key = match (record.corrected_by, record.counts) {
        (Some(_), _) => "records-replaced",
        (None, true) => "records-yes",
        (None, false) => "records-no",
    };
    words.t(key).into_owned()
}
