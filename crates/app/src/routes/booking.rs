//! The table of contents, continued: shared instruments, their rules, their bookings.

use super::{Route, get, post, upload};
use crate::access::*;
use crate::{feeds, instruments};

/// Shared instruments and their bookings.
#[rustfmt::skip]
pub(super) fn instruments() -> Vec<Route> {
    vec![
        get("/instruments", PUBLIC, instruments::pages::public::list),
        get("/instruments/week", PUBLIC, instruments::pages::week::grid),
        get("/instruments/slots", PUBLIC, instruments::pages::free::list),
        get("/instruments/{code}", PUBLIC, instruments::pages::public::show),
        post("/instruments/{code}/holds", BOOK, instruments::pages::booking::hold),
        get("/instruments/{code}/series", BOOK, instruments::pages::series::show),
        post("/instruments/{code}/waits", SAY_NEED, instruments::pages::waits::join),
        post("/instruments/{code}/training", SAY_NEED, instruments::pages::booking::ask_training),
        get("/bookings", OWN_BOOKINGS, instruments::pages::bookings::list),
        get("/bookings/week", OWN_BOOKINGS, instruments::pages::grid::grid),
        get("/bookings/waits", SAY_NEED, instruments::pages::waits::list),
        post("/bookings/waits/{id}/leave", FIRM, instruments::pages::waits::leave),
        get("/bookings/together", BOOK, instruments::pages::together::new),
        post("/bookings/together", BOOK, instruments::pages::together::hold),
        get("/bookings/together/{reference}", READ, instruments::pages::together::show),
        post("/bookings/together/{reference}/book", KEEP_SLOT, instruments::pages::together::book),
        post("/bookings/together/{reference}/release", KEEP_SLOT, instruments::pages::together::release),
        post("/bookings/together/{reference}/cancel", SIDES, instruments::pages::together::cancel),
        get("/bookings/{reference}", READ, instruments::pages::booking::show),
        post("/bookings/{reference}/book", KEEP_SLOT, instruments::pages::booking::book),
        post("/bookings/{reference}/release", KEEP_SLOT, instruments::pages::booking::release),
        post("/bookings/{reference}/decide", PROVIDER, instruments::pages::booking::decide),
        post("/bookings/{reference}/move", SIDES, instruments::pages::booking::move_to),
        post("/bookings/{reference}/cancel", SIDES, instruments::pages::booking::cancel),
        get("/instruments/{code}/here", PUBLIC, instruments::pages::uses::here),
        post("/bookings/{reference}/use", PARTIES, instruments::pages::uses::act),
        post("/bookings/{reference}/stated", PROVIDER, instruments::pages::uses::state),
        post("/bookings/{reference}/missed", PROVIDER, instruments::pages::uses::miss),
        post("/bookings/{reference}/appeal", FIRM, instruments::pages::uses::appeal),
        post("/bookings/{reference}/appeal/decide", CALL, instruments::pages::uses::decide),
        upload("/bookings/{reference}/deliver", PROVIDER, instruments::pages::handing::deliver),
        get("/instruments/{code}/hours", CALL, instruments::pages::sensing::hours),
        post("/api/instruments/{code}/hours", PUBLIC, instruments::pages::sensing::take_in),
        post("/own-instruments/{code}/tokens", OWN_SERVICES, instruments::pages::sensing::make),
        post("/own-instruments/{code}/tokens/revoke", OWN_SERVICES, instruments::pages::sensing::revoke),
        get("/orders/{reference}/slots", SIDES, instruments::pages::handing::slots),
        post("/orders/{reference}/slots", KEEP_SLOT, instruments::pages::handing::hold),
        post("/bookings/{reference}/hand-over", FIRM, instruments::pages::booking::hand_over),
        // Calendars that programs read
        get("/feeds", OWN_BOOKINGS, feeds::pages::list),
        post("/feeds", OWN_BOOKINGS, feeds::pages::make),
        post("/feeds/{id}/revoke", OWN_BOOKINGS, feeds::pages::revoke),
        get("/feeds/calendar/{token}", PUBLIC, feeds::pages::read),
        // A provider keeps its own, the hub decides what is offered through it
        get("/own-instruments", OWN_SERVICES, instruments::pages::own::list),
        get("/own-instruments/new", OWN_SERVICES, instruments::pages::own::new),
        post("/own-instruments/new", OWN_SERVICES, instruments::pages::own::create),
        get("/own-instruments/{code}", OWN_SERVICES, instruments::pages::own::show),
        post("/own-instruments/{code}", OWN_SERVICES, instruments::pages::own::save),
        post("/own-instruments/{code}/state", OWN_SERVICES, instruments::pages::own::state),
        post("/own-instruments/{code}/hubs", OWN_SERVICES, instruments::pages::own::hubs),
        post("/own-instruments/{code}/training", OWN_SERVICES, instruments::pages::own::train),
        get("/own-instruments/{code}/rules", OWN_SERVICES, instruments::pages::own_rules::form),
        post("/own-instruments/{code}/rules", OWN_SERVICES, instruments::pages::own_rules::set),
        get("/own-instruments/{code}/label", OWN_SERVICES, instruments::pages::own::label),
        get("/directory/instruments", READ_DIRECTORY, instruments::pages::hub::list),
        post("/directory/instruments/{code}", HUB, instruments::pages::hub::decide),
    ]
}
