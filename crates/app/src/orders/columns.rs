//! What a list of orders holds as a file.

use super::model::Order;
use crate::web::export::Column::{Day, Fen, Integer, Text, Time};
use crate::web::export::Export;

// keys: order-* turn-*
pub(super) static EXPORT: Export<Order> = Export {
    title: "orders-list-title",
    columns: &[
        Text("orders-reference", |o, _| o.reference.clone()),
        Text("orders-service", |o, _| o.service_name.clone()),
        Text("orders-firm", |o, _| o.firm_name.clone()),
        Text("orders-firm-uscc", |o, _| o.firm_uscc.clone()),
        Text("orders-provider", |o, _| o.provider_name.clone()),
        Text("orders-provider-uscc", |o, _| o.provider_uscc.clone()),
        Text("orders-state", |o, words| words.t(&format!("order-{}", o.state.code())).into_owned()),
        Text("orders-turn", |o, words| words.t(&format!("turn-{}", o.state.turn())).into_owned()),
        Day("orders-starts", |o| o.starts_on.clone()),
        Day("orders-due", |o| o.next_day().map(str::to_owned)),
        Fen("orders-price", |o| o.price_fen),
        Integer("records-trips", |o| Some(o.trips)),
        Time("orders-offered-at", |o| o.offered_at),
    ],
    contacts: false,
};
