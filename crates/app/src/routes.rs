//! The table of contents: every URL, who may call it, and what answers. A route without a rule does not compile.

use axum::handler::Handler;
use axum::routing::MethodRouter;

use crate::access::*;
use crate::app::App;
use crate::web::assets;
use crate::web::guard::{FORM_BYTES, UPLOAD_BYTES};
use crate::{
    catalogue, downloads, hall, homes, hubs, imports, instruments, needs, notices, orders, organizations, people,
    plans, portal, privacy, records,
};

mod booking;
mod measured;
mod rounds;
mod serve;
mod work;

pub use serve::router;
pub use work::{RECURRING, run_job};

/// Longest form with a list that is taken in: the list and the fields.
const LIST_BYTES: usize = imports::child::MOST_BYTES as usize + FORM_BYTES;

/// One line of the table.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Who may call.
    pub rule: Rule,
    body_bytes: usize,
    handler: MethodRouter<App>,
}

fn get<H: Handler<T, App>, T: 'static>(path: &'static str, rule: Rule, handler: H) -> Route {
    Route { method: "GET", path, rule, body_bytes: 0, handler: axum::routing::get(handler) }
}

fn post<H: Handler<T, App>, T: 'static>(path: &'static str, rule: Rule, handler: H) -> Route {
    Route { method: "POST", path, rule, body_bytes: FORM_BYTES, handler: axum::routing::post(handler) }
}

/// A form with files.
fn upload<H: Handler<T, App>, T: 'static>(path: &'static str, rule: Rule, handler: H) -> Route {
    Route { body_bytes: UPLOAD_BYTES, ..post(path, rule, handler) }
}

/// A form with a list that is taken in.
fn list<H: Handler<T, App>, T: 'static>(path: &'static str, rule: Rule, handler: H) -> Route {
    Route { body_bytes: LIST_BYTES, ..post(path, rule, handler) }
}

/// A list as a workbook and as a CSV.
fn saved<H: Handler<T, App>, T: 'static>(paths: [&'static str; 2], rule: Rule, handler: H) -> [Route; 2] {
    paths.map(|path| get(path, rule, handler.clone()))
}

/// Every URL.
pub fn table() -> Vec<Route> {
    let parts = [
        public(),
        people(),
        directory(),
        lists(),
        needs(),
        plans(),
        orders(),
        hall(),
        booking::instruments(),
        rounds::evaluations(),
        records(),
        measured::measures(),
        files(),
    ];
    parts.into_iter().flatten().collect()
}

/// What everyone sees without signing in, and where each role begins.
#[rustfmt::skip]
fn public() -> Vec<Route> {
    vec![
        get("/", PUBLIC, portal::pages::front),
        get("/healthz", PUBLIC, portal::pages::healthy),
        get("/readyz", PUBLIC, portal::pages::ready),
        get("/assets/{sum}/{name}", PUBLIC, assets::serve),
        get("/hubs", PUBLIC, portal::pages::hubs),
        get("/hubs/{code}", PUBLIC, portal::pages::hub),
        get("/hubs/{code}/providers", PUBLIC, portal::pages::hub_providers),
        get("/hubs/{code}/carriers", PUBLIC, portal::pages::hub_carriers),
        get("/hubs/{code}/experts", PUBLIC, portal::pages::hub_experts),
        // Homes
        get("/home", OWN_ACCOUNT, homes::pages::home),
        post("/home/batch", HUB, homes::pages::batch::run),
        post("/home/views", HUB, homes::pages::views::save),
        post("/home/views/{id}/remove", HUB, homes::pages::views::remove),
        get("/home/week", HUB, homes::pages::week),
    ]
}

/// Accounts, and the organizations people act for.
#[rustfmt::skip]
fn people() -> Vec<Route> {
    vec![
        // Signing in
        get("/sign-in", PUBLIC, people::pages::sign_in_form),
        post("/sign-in", PUBLIC, people::pages::sign_in),
        get("/sign-in/code", ANY_SESSION, people::pages::code_form),
        post("/sign-in/code", ANY_SESSION, people::pages::code),
        post("/sign-in/code/resend", ANY_SESSION, people::pages::resend),
        post("/sign-out", PUBLIC, people::pages::sign_out),
        post("/language", PUBLIC, people::pages::language),
        post("/membership", ANY_SESSION, people::pages::switch),
        get("/reset", PUBLIC, people::pages::reset_form),
        post("/reset", PUBLIC, people::pages::reset),
        get("/reset/sent", PUBLIC, people::pages::reset_sent),
        get("/links/{token}", PUBLIC, people::pages::link),
        post("/links/{token}", PUBLIC, people::pages::use_link),
        // One's own account
        get("/account", OWN_ACCOUNT, people::pages::account),
        get("/account/contact", OWN_ACCOUNT, people::pages::contact_form),
        post("/account/contact", OWN_ACCOUNT, people::pages::contact),
        get("/account/password", OWN_ACCOUNT, people::pages::password_form),
        post("/account/password", OWN_ACCOUNT, people::pages::password),
        post("/account/keys", OWN_ACCOUNT, people::pages::keys),
        post("/account/recovery", OWN_ACCOUNT, people::pages::recovery),
        get("/account/factor/off", OWN_ACCOUNT, people::pages::factor_off_form),
        post("/account/factor/off", OWN_ACCOUNT, people::pages::factor_off),
        post("/account/sessions/end", OWN_ACCOUNT, people::pages::end_session),
        post("/account/memberships/end", OWN_ACCOUNT, people::pages::leave),
        get("/account/data", OWN_ACCOUNT, privacy::pages::data),
        get("/account/data.json", OWN_ACCOUNT, privacy::pages::download),
        get("/account/erase", OWN_ACCOUNT, privacy::pages::erase_form),
        post("/account/erase", OWN_ACCOUNT, privacy::pages::erase),
        // What one was told
        get("/notices", OWN_ACCOUNT, notices::pages::list),
        get("/notices/{id}", OWN_ACCOUNT, notices::pages::open),
        post("/notices/read", OWN_ACCOUNT, notices::pages::read),
        get("/account/notices", OWN_ACCOUNT, notices::pages::preferences_form),
        post("/account/notices", OWN_ACCOUNT, notices::pages::preferences),
        // Organizations and who acts for them
        get("/register", PUBLIC, organizations::pages::register_form),
        post("/register", PUBLIC, organizations::pages::register),
        get("/register/done", OWN_ACCOUNT, organizations::pages::done),
        get("/register/waiting", OWN_ACCOUNT, organizations::pages::waiting),
        get("/organization", ADMIT, organizations::pages::own),
        post("/organization/invitations", ADMIT, organizations::pages::invite),
        post("/organization/invitations/revoke", ADMIT, organizations::pages::revoke),
        post("/organization/requests", ADMIT, organizations::pages::decide),
        post("/organization/members/end", ADMIT, organizations::pages::end),
        post("/organization/members/{id}/contact", ADMIT, privacy::pages::of_member),
        post("/organization/requests/{id}/contact", ADMIT, privacy::pages::of_request),
        get("/organization/members/{id}/factor", ADMIT, organizations::pages::factor_form),
        post("/organization/members/{id}/factor", ADMIT, organizations::pages::factor_reset),
        post("/organization/affiliations", ADMIT, organizations::pages::affiliate),
        get("/organization/change", ADMIT, organizations::pages::change_form),
        post("/organization/change", ADMIT, organizations::pages::change),
    ]
}

/// Hubs, and the services that can be had there.
#[rustfmt::skip]
fn directory() -> Vec<Route> {
    vec![
        // The service catalogue
        get("/services", PUBLIC, catalogue::pages::public::list),
        get("/services/{code}", PUBLIC, catalogue::pages::public::show),
        get("/providers/{uscc}", PUBLIC, portal::pages::provider),
        get("/providers/{uscc}/ratings", PUBLIC, records::pages::ratings),
        get("/catalogue", READ_DIRECTORY, catalogue::pages::reading::list),
        get("/catalogue/new", HUB, catalogue::pages::keeping::new),
        post("/catalogue/new", HUB, catalogue::pages::keeping::create),
        get("/catalogue/{code}", READ_DIRECTORY, catalogue::pages::keeping::show),
        post("/catalogue/{code}", HUB, catalogue::pages::keeping::save),
        post("/catalogue/{code}/publish", HUB, catalogue::pages::keeping::publish),
        post("/catalogue/{code}/send-back", HUB, catalogue::pages::keeping::send_back),
        post("/catalogue/{code}/retire", HUB, catalogue::pages::keeping::retire),
        get("/catalogue/{code}/changes/{uscc}", READ_DIRECTORY, catalogue::pages::keeping::change),
        post("/catalogue/{code}/changes/{uscc}/accept", HUB, catalogue::pages::keeping::accept_change),
        post("/catalogue/{code}/changes/{uscc}/send-back", HUB, catalogue::pages::keeping::return_change),
        get("/own-services", OWN_SERVICES, catalogue::pages::own::list),
        get("/own-services/new", OWN_SERVICES, catalogue::pages::own::new),
        post("/own-services/new", OWN_SERVICES, catalogue::pages::own::create),
        get("/own-services/{code}", OWN_SERVICES, catalogue::pages::own::show),
        post("/own-services/{code}", OWN_SERVICES, catalogue::pages::own::save),
        // The directory of hubs
        get("/directory", READ_DIRECTORY, hubs::pages::directory),
        get("/directory/hub", HUB, hubs::pages::hub_form),
        post("/directory/hub", HUB, hubs::pages::hub),
        get("/directory/centers/{id}", HUB, hubs::pages::center_form),
        post("/directory/centers/{id}", HUB, hubs::pages::center),
        get("/directory/residencies", READ_DIRECTORY, hubs::pages::residency_list),
        get("/directory/residencies/{id}", HUB, hubs::pages::residency_form),
        post("/directory/residencies/{id}", HUB, hubs::pages::residency),
        get("/directory/carriers", READ_DIRECTORY, hubs::pages::carrier_list),
        get("/directory/carriers/{id}", HUB, hubs::pages::carrier_form),
        post("/directory/carriers/{id}", HUB, hubs::pages::carrier),
        post("/directory/carriers/{id}/remove", HUB, hubs::pages::carrier_remove),
        get("/directory/experts", READ_DIRECTORY, hubs::pages::expert_list),
        get("/directory/experts/{id}", HUB, hubs::pages::expert_form),
        post("/directory/experts/{id}", HUB, hubs::pages::expert),
        post("/directory/experts/{id}/remove", HUB, hubs::pages::expert_remove),
        post("/directory/experts/{id}/publish", HUB, hubs::pages::expert_publish),
        post("/directory/experts/{id}/send-back", HUB, hubs::pages::expert_send_back),
        get("/expert-profile", OWN_PROFILE, hubs::pages::profile_form),
        post("/expert-profile", OWN_PROFILE, hubs::pages::profile),
        get("/directory/grades/{id}", HUB, hubs::pages::grade_form),
        post("/directory/grades/{id}", HUB, hubs::pages::grade),
        post("/directory/grades/{id}/remove", HUB, hubs::pages::grade_remove),
        get("/admin/hubs", ADMINISTER, hubs::pages::admin_list),
        get("/admin/hubs/new", ADMINISTER, hubs::pages::admin_add_form),
        post("/admin/hubs/new", ADMINISTER, hubs::pages::admin_add),
        get("/admin/hubs/{code}", ADMINISTER, hubs::pages::admin_form),
        post("/admin/hubs/{code}", ADMINISTER, hubs::pages::admin_change),
    ]
}

/// Lists that are taken in.
#[rustfmt::skip]
fn lists() -> Vec<Route> {
    vec![
        get("/imports", IMPORT, imports::pages::list),
        get("/imports/new", IMPORT, imports::pages::form),
        list("/imports/new", IMPORT, imports::pages::upload),
        get("/imports/templates/{name}", IMPORT, imports::pages::template),
        get("/imports/{id}", IMPORT, imports::pages::show),
        get("/imports/{id}/columns", IMPORT, imports::pages::columns),
        post("/imports/{id}/columns", IMPORT, imports::pages::match_columns),
        post("/imports/{id}/sheet", IMPORT, imports::pages::sheet),
        post("/imports/{id}/start", IMPORT, imports::pages::start),
        post("/imports/{id}/discard", IMPORT, imports::pages::discard),
        post("/imports/{id}/undo", IMPORT, imports::pages::undo),
        get("/imports/{id}/files/{name}", IMPORT, imports::pages::save),
    ]
}

/// What firms say.
#[rustfmt::skip]
fn needs() -> Vec<Route> {
    vec![
        // Needs
        get("/needs", LIST_NEEDS, needs::pages::list::list),
        get("/needs/new", SAY_NEED, needs::pages::wizard::new),
        post("/needs/new", SAY_NEED, needs::pages::wizard::begin),
        get("/drafts/{id}/check", SAY_NEED, needs::pages::checking::check),
        post("/drafts/{id}/check", SAY_NEED, needs::pages::checking::send),
        get("/drafts/{id}/{question}", SAY_NEED, needs::pages::wizard::ask),
        upload("/drafts/{id}/{question}", SAY_NEED, needs::pages::wizard::answer),
        post("/drafts/{id}/files/remove", SAY_NEED, needs::pages::wizard::remove_file),
        post("/drafts/{id}/discard", SAY_NEED, needs::pages::list::discard),
        get("/needs/{reference}", READ, needs::pages::need::show),
        get("/needs/{reference}/sent", READ, needs::pages::checking::sent),
        post("/needs/{reference}/contact", HUB, privacy::pages::of_need),
        post("/needs/{reference}/accept", HUB, needs::pages::triage::accept),
        post("/needs/{reference}/invitation", HUB, needs::pages::inviting::invite),
        post("/needs/{reference}/ask-back", HUB, needs::pages::triage::ask_back),
        get("/needs/{reference}/answer", FIRM, needs::pages::triage::answer_form),
        upload("/needs/{reference}/answer", FIRM, needs::pages::triage::answer),
        post("/needs/{reference}/decline", HUB, orders::pages::decline_need),
        post("/needs/{reference}/withdraw", FIRM, orders::pages::withdraw),
        post("/needs/{reference}/assign", HUB, needs::pages::sorting::assign),
        post("/needs/{reference}/merge", HUB, needs::pages::sorting::merge),
        post("/needs/{reference}/part", HUB, needs::pages::sorting::part),
        post("/needs/{reference}/pass", HUB, needs::pages::sorting::pass),
        post("/needs/{reference}/pauses", HUB, needs::pages::sorting::propose_pause),
        post("/needs/{reference}/pauses/decide", FIRM, needs::pages::sorting::decide_pause),
        get("/needs/{reference}/gaps", HUB, needs::pages::gaps::choose),
        post("/needs/{reference}/gaps", HUB, needs::pages::gaps::accept),
        get("/needs/{reference}/gaps/{number}", READ, needs::pages::gaps::show),
        upload("/needs/{reference}/gaps/{number}", FIRM, needs::pages::gaps::hand_in),
        post("/needs/{reference}/gaps/{number}/tick", HUB, needs::pages::gaps::tick),
        post("/needs/{reference}/gaps/{number}/send-back", HUB, needs::pages::gaps::send_back),
        post("/needs/{reference}/gaps/{number}/extend", HUB, needs::pages::gaps::extend),
        post("/needs/{reference}/gaps/{number}/end", HUB, orders::pages::end_gap),
        get("/directory/answers", HUB, needs::pages::answers::list),
        get("/directory/answers/{id}", HUB_MANAGER, needs::pages::answers::form),
        post("/directory/answers/{id}", HUB_MANAGER, needs::pages::answers::keep),
        post("/directory/answers/{id}/remove", HUB_MANAGER, needs::pages::answers::remove),
        get("/intake", HUB, needs::pages::intake::show),
        upload("/intake", HUB, needs::pages::intake::take_in),
        get("/files/{id}", READ, downloads::pages::file),
    ]
}

/// The plans, their changes, and the templates that they are composed from.
#[rustfmt::skip]
fn plans() -> Vec<Route> {
    vec![
        get("/needs/{reference}/plan", READ, plans::pages::show),
        post("/needs/{reference}/plan/items", HUB, plans::pages::add),
        post("/needs/{reference}/plan/items/remove", HUB, plans::pages::remove),
        post("/needs/{reference}/plan/ask", HUB, orders::pages::ask),
        post("/needs/{reference}/plan/propose", HUB, orders::pages::propose),
        post("/needs/{reference}/plan/accept", FIRM, orders::pages::accept),
        post("/needs/{reference}/plan/send-back", FIRM, plans::pages::send_back),
        get("/needs/{reference}/plan/compare/{slot}", READ, plans::pages::compare),
        get("/needs/{reference}/plan/versions", READ, plans::pages::versions),
        get("/needs/{reference}/plan/check", FIRM, plans::pages::check),
        get("/needs/{reference}/plan/template", HUB, plans::pages::compose_form),
        post("/needs/{reference}/plan/template", HUB, plans::pages::compose),
        post("/needs/{reference}/plan/keep", HUB, plans::pages::keep),
        get("/needs/{reference}/plan/change", SIDES, orders::changing::pages::form),
        post("/needs/{reference}/plan/change", SIDES, orders::changing::pages::change),
        get("/needs/{reference}/plan/changes", READ, orders::changing::pages::list),
        get("/orders/{reference}/change", PROVIDER, orders::changing::pages::own_form),
        post("/orders/{reference}/change", PROVIDER, orders::changing::pages::own_change),
        get("/plan-changes/{id}", READ, orders::changing::pages::show),
        post("/plan-changes/{id}/agree", SIDES, orders::changing::pages::agree),
        post("/plan-changes/{id}/refuse", SIDES, orders::changing::pages::refuse),
        post("/plan-changes/{id}/withdraw", SIDES, orders::changing::pages::withdraw),
        // The firm's calendar of its plans
        get("/calendar", FIRM, plans::pages::calendar::calendar),
        get("/calendar.ics", FIRM, plans::pages::calendar::save),
        post("/calendar/subscription", FIRM, plans::pages::calendar::subscribe),
        post("/calendar/subscription/revoke", FIRM, plans::pages::calendar::revoke),
        get("/calendar/subscription/{token}", PUBLIC, plans::pages::calendar::subscription),
        // Templates of plans
        get("/plan-templates", HUB, plans::pages::templates::list),
        get("/plan-templates/new", HUB_MANAGER, plans::pages::templates::new),
        post("/plan-templates/new", HUB_MANAGER, plans::pages::templates::create),
        get("/plan-templates/{id}", HUB, plans::pages::templates::show),
        post("/plan-templates/{id}", HUB_MANAGER, plans::pages::templates::save),
        post("/plan-templates/{id}/lines", HUB_MANAGER, plans::pages::templates::add_line),
        get("/plan-templates/{id}/lines/{line}", HUB_MANAGER, plans::pages::templates::line),
        post("/plan-templates/{id}/lines/{line}", HUB_MANAGER, plans::pages::templates::save_line),
    ]
}

/// The work of the providers.
#[rustfmt::skip]
fn orders() -> Vec<Route> {
    vec![
        get("/orders", LIST_ORDERS, orders::pages::list),
        get("/orders/{reference}", READ, orders::pages::show),
        post("/orders/{reference}/contact", CALL, privacy::pages::of_order),
        post("/orders/{reference}/quote", PROVIDER, orders::pages::quote),
        post("/orders/{reference}/decline", PROVIDER, orders::pages::decline),
        post("/orders/{reference}/start", PROVIDER, orders::pages::start),
        upload("/orders/{reference}/deliver", PROVIDER, orders::pages::deliver),
        post("/orders/{reference}/reject", FIRM, orders::pages::reject),
        post("/orders/{reference}/cancel", SIDES, orders::pages::cancel),
        post("/orders/{reference}/trips", SIDES, orders::pages::trip),
        post("/orders/{reference}/pauses", PROVIDER, orders::pages::propose_pause),
        post("/orders/{reference}/pauses/decide", FIRM, orders::pages::decide_pause),
        post("/orders/{reference}/rate", FIRM, orders::pages::rate),
        post("/orders/{reference}/rating/add", FIRM, orders::pages::add),
        upload("/orders/{reference}/rectification", PROVIDER, orders::pages::rectify),
        post("/orders/{reference}/rectification/call", HUB, orders::pages::recall),
        post("/orders/{reference}/call", HUB_MANAGER, orders::pages::call),
        get("/orders/{reference}/reassign", HUB, orders::pages::reassign_form),
        post("/orders/{reference}/reassign", HUB, orders::pages::reassign),
        post("/orders/{reference}/reassign/consent", FIRM, orders::pages::decide_reassignment),
        post("/orders/{reference}/reassign/call-off", HUB, orders::pages::call_off_reassignment),
        // What two parties have agreed
        get("/agreements", OWN_RECORDS, orders::pages::own_agreements),
        get("/orders/{reference}/agreements", READ, orders::pages::agreements),
        upload("/orders/{reference}/agreements", PARTIES, orders::pages::put_up_agreement),
        post("/orders/{reference}/agreements/decide", PARTIES, orders::pages::decide_agreement),
        post("/orders/{reference}/agreements/require", SIDES, orders::pages::require_agreement),
        // Approvals within an organization
        get("/approvals", OWN_APPROVALS, orders::pages::approvals),
        post("/approvals/{id}/decide", PARTIES, records::pages::decide_approval),
        post("/approvals/{id}/withdraw", PARTIES, orders::pages::withdraw_approval),
        get("/organization/approvals", OWNERS, orders::pages::approval_rule),
        post("/organization/approvals", OWNERS, orders::pages::set_approval_rule),
        // What is said about them
        get("/messages", OWN_MESSAGES, orders::pages::unread),
        get("/orders/{reference}/messages", READ, orders::pages::messages),
        upload("/orders/{reference}/messages", SIDES, orders::pages::write),
        get("/orders/{reference}/notes", HUB, orders::pages::notes),
        post("/orders/{reference}/notes", HUB, orders::pages::note),
        // Disputes
        get("/orders/{reference}/dispute", READ, orders::pages::dispute),
        upload("/orders/{reference}/dispute", PARTIES, orders::pages::open_dispute),
        post("/orders/{reference}/dispute/mediator", HUB_MANAGER, orders::pages::name_mediator),
        upload("/orders/{reference}/dispute/statements", SIDES, orders::pages::state_in_dispute),
        post("/orders/{reference}/dispute/proposal", HUB, orders::pages::propose_in_dispute),
        post("/orders/{reference}/dispute/answer", PARTIES, orders::pages::answer_in_dispute),
        post("/orders/{reference}/dispute/fail", HUB, orders::pages::fail_dispute),
        post("/orders/{reference}/dispute/withdraw", PARTIES, orders::pages::withdraw_dispute),
    ]
}

/// The day's hall: times that firms book, numbers that whoever comes takes, the windows.
#[rustfmt::skip]
fn hall() -> Vec<Route> {
    vec![
        get("/needs/{reference}/visit", FIRM, hall::pages::booking::show),
        post("/needs/{reference}/visit", FIRM, hall::pages::booking::book),
        post("/needs/{reference}/visit/cancel", FIRM, hall::pages::booking::cancel),
        get("/hall", HUB, hall::pages::desk::show),
        post("/hall/next", HUB, hall::pages::desk::next),
        post("/hall/tickets/{id}/served", HUB, hall::pages::desk::served),
        post("/hall/tickets/{id}/gone", HUB, hall::pages::desk::gone),
        post("/hall/appointments/{id}/arrived", HUB, hall::pages::desk::arrived),
        post("/hall/appointments/{id}/missed", HUB, hall::pages::desk::missed),
        get("/hall/poster", HUB, hall::pages::windows::poster),
        get("/hall/windows", HUB, hall::pages::windows::list),
        get("/hall/windows/{id}", HUB_MANAGER, hall::pages::windows::form),
        post("/hall/windows/{id}", HUB_MANAGER, hall::pages::windows::keep),
        get("/hall/closings", HUB, hall::pages::closings::list),
        get("/hall/closings/new", HUB_MANAGER, hall::pages::closings::form),
        post("/hall/closings/new", HUB_MANAGER, hall::pages::closings::close),
        post("/hall/closings/{id}/lift", HUB_MANAGER, hall::pages::closings::lift),
        get("/queue/{code}", PUBLIC, hall::pages::public::take_form),
        post("/queue/{code}/tickets", PUBLIC, hall::pages::public::take),
        get("/queue/{code}/tickets/{token}", PUBLIC, hall::pages::public::ticket),
        get("/queue/{code}/screen", PUBLIC, hall::pages::public::screen),
    ]
}

/// What was confirmed, and the proof of it.
#[rustfmt::skip]
fn records() -> Vec<Route> {
    vec![
        get("/orders/{reference}/confirm", FIRM, records::pages::confirm_form),
        post("/orders/{reference}/confirm", FIRM, records::pages::confirm),
        get("/records", STAFF_RECORDS, records::pages::list),
        get("/own-records", OWN_RECORDS, records::pages::own),
        get("/records/{reference}", READ, records::pages::show),
        get("/records/{reference}/bundle", READ, records::pages::bundle),
        post("/records/{reference}/correct", HUB_MANAGER, records::pages::correct),
        get("/hubs/{code}/log/checkpoint", PUBLIC, records::pages::checkpoint),
        get("/hubs/{code}/log/key", PUBLIC, records::pages::key),
        get("/events", AUDIT, records::pages::events),
        get("/events/{id}", AUDIT, records::pages::event),
        get("/events/{id}/bundle", AUDIT, records::pages::event_bundle),
    ]
}

/// Lists as files: each by the rule of its page.
#[rustfmt::skip]
fn files() -> Vec<Route> {
    [
        saved(["/home.xlsx", "/home.csv"], HUB, homes::pages::save_worklist),
        saved(["/organization/members.xlsx", "/organization/members.csv"], ADMIT, organizations::pages::save_members),
        saved(["/services.xlsx", "/services.csv"], PUBLIC, catalogue::pages::public::save),
        saved(["/catalogue.xlsx", "/catalogue.csv"], READ_DIRECTORY, catalogue::pages::reading::save_list),
        saved(["/directory/residencies.xlsx", "/directory/residencies.csv"], READ_DIRECTORY, hubs::pages::save_residencies),
        saved(["/directory/carriers.xlsx", "/directory/carriers.csv"], READ_DIRECTORY, hubs::pages::save_carriers),
        saved(["/directory/experts.xlsx", "/directory/experts.csv"], READ_DIRECTORY, hubs::pages::save_experts),
        saved(["/imports.xlsx", "/imports.csv"], IMPORT, imports::pages::save_list),
        saved(["/admin/hubs.xlsx", "/admin/hubs.csv"], ADMINISTER, hubs::pages::save_hubs),
        saved(["/plan-templates.xlsx", "/plan-templates.csv"], HUB, plans::pages::templates::save_list),
        saved(["/instruments.xlsx", "/instruments.csv"], PUBLIC, instruments::pages::public::save),
        saved(["/bookings.xlsx", "/bookings.csv"], OWN_BOOKINGS, instruments::pages::bookings::save),
        saved(["/needs.xlsx", "/needs.csv"], LIST_NEEDS, needs::pages::list::save),
        saved(["/orders.xlsx", "/orders.csv"], LIST_ORDERS, orders::pages::save),
        saved(["/hall/closings.xlsx", "/hall/closings.csv"], HUB, hall::pages::closings::save),
        saved(["/records.xlsx", "/records.csv"], STAFF_RECORDS, records::pages::save),
        saved(["/own-records.xlsx", "/own-records.csv"], OWN_RECORDS, records::pages::save_own),
        saved(["/events.xlsx", "/events.csv"], AUDIT, records::pages::save_events),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The table as a document, `docs/routes.md`.
pub fn document() -> String {
    let mut text = String::from(
        "# Routes\n\nGenerated by `yizhan docs routes`.\n\n| Method | Path | Who | Relation |\n|---|---|---|---|\n",
    );
    for route in table() {
        let who = match route.rule.who {
            Callers::Everyone => "everyone".to_owned(),
            Callers::AnySession => "any session".to_owned(),
            Callers::SignedIn => "signed in".to_owned(),
            Callers::Roles(roles) => roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(", "),
        };
        let relation = format!("{:?}", route.rule.relation).to_lowercase();
        text.push_str(&format!("| {} | `{}` | {who} | {relation} |\n", route.method, route.path));
    }
    text
}

#[cfg(test)]
mod tests;
