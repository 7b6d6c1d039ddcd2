//! What lists of services hold as files.

use super::price;
use crate::catalogue::function;
use crate::catalogue::model::{Listed, Service};
use crate::web::export::Column::{Fen, Integer, Text};
use crate::web::export::Export;

/// The public's list.
pub(super) static PUBLIC: Export<Listed> = Export {
    title: "catalogue-services",
    columns: &[
        Text("catalogue-purpose", |l, _| function(&l.service.function).map_or_else(String::new, |f| f.purpose.clone())),
        Text("catalogue-code", |l, _| l.service.code.clone()),
        Text("catalogue-field-name", |l, _| l.service.name.clone()),
        Text("catalogue-hub", |l, _| l.hub_name.clone()),
        Text("catalogue-center", |l, _| l.center_name.clone()),
        Text("catalogue-field-outcome", |l, _| l.service.outcome.clone()),
        Text("catalogue-field-audience", |l, _| l.service.audience.clone()),
        Text("catalogue-price", |l, words| price(words, &l.service)),
        Integer("catalogue-field-promised_days", |l| Some(l.service.promised_days)),
        Integer("catalogue-field-statutory_days", |l| l.service.statutory_days),
        Text("catalogue-field-trips", |l, words| words.t(l.service.trips_key()).into_owned()),
    ],
    contacts: false,
};

/// The hub's list: a service and the name of its center.
// keys: catalogue-price-* catalogue-state-*
pub(super) static KEPT: Export<(Service, String)> = Export {
    title: "catalogue-keep",
    columns: &[
        Text("catalogue-code", |(s, _), _| s.code.clone()),
        Text("catalogue-field-name", |(s, _), _| s.name.clone()),
        Text("catalogue-center", |(_, center), _| center.clone()),
        Text("catalogue-field-function", |(s, _), _| s.function_name().to_owned()),
        Text("catalogue-field-outcome", |(s, _), _| s.outcome.clone()),
        Text("catalogue-field-audience", |(s, _), _| s.audience.clone()),
        Text("catalogue-price", |(s, _), words| words.t(&format!("catalogue-price-{}", s.price_kind)).into_owned()),
        Fen("catalogue-price-from", |(s, _)| s.price_from_fen),
        Fen("catalogue-price-to", |(s, _)| s.price_to_fen),
        Text("catalogue-price-unit", |(s, _), _| s.price_unit.clone()),
        Integer("catalogue-field-promised_days", |(s, _)| Some(s.promised_days)),
        Integer("catalogue-field-statutory_days", |(s, _)| s.statutory_days),
        Integer("catalogue-field-trips", |(s, _)| Some(s.trips)),
        Text("catalogue-state", |(s, _), words| words.t(&format!("catalogue-state-{}", s.state)).into_owned()),
    ],
    contacts: false,
};
