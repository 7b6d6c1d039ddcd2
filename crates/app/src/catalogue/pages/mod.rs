//! The pages of the catalogue: the public's, the hub's, the provider's.

mod columns;
mod form;
pub mod keeping;
pub mod own;
pub mod public;
pub mod reading;

use super::model::{NewService, Service};
use crate::web::Ctx;
use crate::web::messages::Language;

/// `800 元/双`, `300–1,200 元`, `免费`, `按需报价`.
pub fn price(language: &Language, service: &Service) -> String {
    price_of(language, &service.price_kind, service.price_from_fen, service.price_to_fen, &service.price_unit)
}

pub(super) fn entry_price(language: &Language, entry: &NewService) -> String {
    price_of(language, &entry.price_kind, entry.price_from_fen, entry.price_to_fen, &entry.price_unit)
}

fn price_of(language: &Language, kind: &str, from: Option<i64>, to: Option<i64>, unit: &str) -> String {
    let amount = match (kind, from, to) {
        ("fixed", Some(from), _) => language.money(from),
        ("range", Some(from), Some(to)) => language.money_range(from, to),
        // keys: catalogue-price-*
        _ => return language.t(&format!("catalogue-price-{kind}")).into_owned(),
    };
    if unit.is_empty() { amount } else { format!("{amount}/{unit}") }
}

/// The functions as choices: how a firm says it.
pub(super) fn purposes() -> Vec<(&'static str, &'static str)> {
    super::functions().iter().map(|function| (function.code.as_str(), function.purpose.as_str())).collect()
}

/// The functions as choices: the official word.
pub(super) fn function_names() -> Vec<(&'static str, &'static str)> {
    super::functions().iter().map(|function| (function.code.as_str(), function.name.as_str())).collect()
}

/// Codes as choices in the words of `prefix` + code.
pub(super) fn choices(ctx: &Ctx, prefix: &str, codes: &[&'static str]) -> Vec<(&'static str, String)> {
    codes.iter().map(|code| (*code, ctx.t(&format!("{prefix}{code}")))).collect()
}
