//! The URLs of measures, entries and dashboards.

use super::{Route, get, post, saved, upload};
use crate::access::*;
use crate::measures;

/// What is measured, what is reported, and both together.
#[rustfmt::skip]
pub(super) fn measures() -> Vec<Route> {
    let pages = vec![
        get("/measures", PUBLIC, measures::pages::list),
        get("/measures/{code}", PUBLIC, measures::pages::show),
        get("/hubs/{code}/screen", PUBLIC, measures::pages::screen),
        get("/dashboard", OVERSEE, measures::pages::dashboard),
        get("/dashboard/compare", OVERSEE, measures::pages::compare),
        get("/entries", READ_ENTRIES, measures::pages::entries),
        get("/entries/new", HUB, measures::pages::form),
        upload("/entries/new", HUB, measures::pages::report),
        get("/entries/{reference}", READ_ENTRIES, measures::pages::entry),
        post("/entries/{reference}/check", CHECK_ENTRIES, measures::pages::check),
        post("/entries/{reference}/withdraw", HUB, measures::pages::withdraw),
    ];
    let files = [
        saved(["/measures.xlsx", "/measures.csv"], PUBLIC, measures::pages::save_list),
        saved(["/measures/{code}/values.xlsx", "/measures/{code}/values.csv"], PUBLIC, measures::pages::save_values),
        saved(["/dashboard.xlsx", "/dashboard.csv"], OVERSEE, measures::pages::save_dashboard),
        saved(["/entries.xlsx", "/entries.csv"], READ_ENTRIES, measures::pages::save_entries),
    ];
    pages.into_iter().chain(files.into_iter().flatten()).collect()
}
