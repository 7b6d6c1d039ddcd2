//! The table of contents, continued: the yearly evaluation.

use super::{Route, get, post, saved, upload};
use crate::access::*;
use crate::evaluations;

/// Rounds, their hubs and experts, their results.
#[rustfmt::skip]
pub(super) fn evaluations() -> Vec<Route> {
    let mut routes = vec![
        get("/rounds", ROUNDS, evaluations::pages::rounds::list),
        get("/rounds/new", RUN_ROUND, evaluations::pages::rounds::new),
        post("/rounds/new", RUN_ROUND, evaluations::pages::rounds::create),
        get("/rounds/{code}", READ_ROUND, evaluations::pages::rounds::show),
        post("/rounds/{code}/advance", RUN_ROUND, evaluations::pages::rounds::advance),
        get("/rounds/{code}/hubs/{hub}", ROUND_HUB, evaluations::pages::hub::show),
        post("/rounds/{code}/hubs/{hub}/submit", HUB, evaluations::pages::hub::submit),
        post("/rounds/{code}/hubs/{hub}/check", CHECK_HUB, evaluations::pages::hub::check),
        post("/rounds/{code}/hubs/{hub}/fraud", CHECK_HUB, evaluations::pages::hub::fraud),
        get("/rounds/{code}/hubs/{hub}/sample", CHECK_HUB, evaluations::pages::sample::list),
        post("/rounds/{code}/hubs/{hub}/sample", CHECK_HUB, evaluations::pages::sample::call),
        get("/rounds/{code}/experts", READ_ROUND, evaluations::pages::experts::list),
        get("/rounds/{code}/experts/{hub}", RUN_ROUND, evaluations::pages::experts::form),
        post("/rounds/{code}/experts/{hub}", RUN_ROUND, evaluations::pages::experts::assign),
        get("/rounds/{code}/objections", READ_ROUND, evaluations::pages::objections::list),
        post("/rounds/{code}/objections/{number}", RUN_ROUND, evaluations::pages::objections::answer),
        get("/rounds/{code}/signals", READ_ROUND, evaluations::pages::watching::show),
        get("/rounds/{code}/what-if", RUN_ROUND, evaluations::pages::watching::what_if),
        // What an expert looks at
        get("/reviews", REVIEW, evaluations::pages::reviews::list),
        get("/reviews/{id}", REVIEW, evaluations::pages::reviews::show),
        post("/reviews/{id}", REVIEW, evaluations::pages::reviews::give),
        post("/reviews/{id}/decline", REVIEW, evaluations::pages::reviews::decline),
        get("/reviews/{id}/files/{file}", REVIEW, evaluations::pages::reviews::file),
        // What everybody sees
        get("/evaluations", PUBLIC, evaluations::pages::public::list),
        get("/evaluations/{code}", PUBLIC, evaluations::pages::public::show),
        get("/evaluations/{code}/bundle", PUBLIC, evaluations::pages::public::bundle),
        get("/evaluations/{code}/objections", OWN_ACCOUNT, evaluations::pages::public::object_form),
        upload("/evaluations/{code}/objections", OWN_ACCOUNT, evaluations::pages::public::object),
    ];
    routes.extend(saved(["/rounds/{code}/results.xlsx", "/rounds/{code}/results.csv"], READ_ROUND, evaluations::pages::watching::save));
    routes
}
