//! The plan's page: the hub composes it, the firm decides on it.

pub mod calendar;
mod comparing;
mod composing;
mod deciding;
mod drawing;
mod steps;
pub mod templates;
mod versions;

use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

// keys: plan-* item-*
use super::changes::{self, Change};
use super::model::{Item, ItemState, Link, Offer, Plan, PlanState, Span, before};
use super::slots::{Slot, slots, total, visits};
use super::templates::Template;
use super::{store, store_comparing, store_templates};
use crate::access::Who;
use crate::deadlines;
use crate::needs::{self, Need};
use crate::web::lists::read_query;
use crate::web::train::Train;
use crate::web::{Ctx, Error, Form, Page, Reply};

pub use comparing::compare;
pub use composing::{compose, form as compose_form, keep};
pub use deciding::{check, chosen};
pub use steps::{add, remove, send_back};
pub use versions::versions;

/// What the page shows.
struct Shown {
    need: Need,
    plan: Option<Plan>,
    items: Vec<Item>,
    links: Vec<Link>,
    spans: Vec<Span>,
    /// The year whose calendar is not announced, so that some items have no dates.
    unknown: Option<i16>,
    /// What can be put in, by the words looked for.
    offers: Vec<Offer>,
    /// What it can be composed from.
    templates: Vec<Template>,
    /// On how many days the firm had to come so far.
    visited: i64,
    /// A change that waits for agreement.
    change: Option<Change>,
}

impl Shown {
    fn total(&self, page: &Page) -> String {
        let bounds = total(&self.items);
        page.language().money_range(bounds.least, bounds.most)
    }

    fn slots(&self) -> Vec<Slot<'_>> {
        slots(&self.items)
    }

    /// Those whose provider is settled.
    fn single(&self) -> Vec<&Item> {
        self.slots().iter().filter(|slot| !slot.is_compared()).flat_map(Slot::quotes).collect()
    }

    /// Those among whose quotes the firm chooses.
    fn compared(&self) -> Vec<Slot<'_>> {
        self.slots().into_iter().filter(Slot::is_compared).collect()
    }

    /// The last day of all, in words; empty while it cannot be reckoned.
    fn finish(&self, page: &Page) -> String {
        if self.unknown.is_some() {
            return String::new();
        }
        self.spans.iter().map(|span| span.ends).max().map(|day| page.date(day)).unwrap_or_default()
    }

    fn state(&self) -> &'static str {
        self.plan.as_ref().map_or("composing", |plan| plan.state.code())
    }

    fn open(&self) -> bool {
        matches!(self.state(), "composing" | "asking" | "returned")
    }

    fn any_quoted(&self) -> bool {
        self.items.iter().any(Item::is_live)
    }

    fn any_open(&self) -> bool {
        self.items.iter().any(|item| item.state == ItemState::Open)
    }

    /// Colour of the status tag.
    fn tag(&self) -> &'static str {
        match self.state() {
            "proposed" => "warn",
            "accepted" => "ok",
            "closed" => "neutral",
            _ => "info",
        }
    }

    /// Whose turn it is.
    fn turn(&self) -> &'static str {
        match self.state() {
            "proposed" => "firm",
            "asking" => "provider",
            "composing" | "returned" => "hub",
            _ => "nobody",
        }
    }

    fn version(&self) -> i64 {
        self.plan.as_ref().map_or(0, |plan| plan.version)
    }

    fn quote_by(&self) -> Option<&str> {
        self.plan.as_ref()?.quote_by.as_deref()
    }

    /// Names of the items that must be done before this one.
    fn after(&self, item: &Item) -> Vec<&str> {
        before(&self.items, &self.links, item)
    }

    /// Names of what waits for this one, and so cannot be had without it.
    fn waiting(&self, item: &Item) -> Vec<String> {
        let waits = |slot: &Slot| self.links.contains(&Link { before: item.slot, after: slot.id });
        let slots = self.slots().into_iter().filter(|slot| waits(slot) && !slot.quotes().is_empty());
        slots.map(|slot| slot.name().to_owned()).collect()
    }

    fn visits(&self) -> Vec<&str> {
        visits(&self.items)
    }

    /// Whether the firm has seen it, so that there are versions.
    fn proposed_once(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.proposed_at.is_some())
    }

    fn remark(&self) -> &str {
        self.plan.as_ref().map_or("", |plan| &plan.remark)
    }
}

#[derive(askama::Template)]
#[template(path = "plans/plan.html")]
struct PlanPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    shown: Shown,
    train: Option<Train>,
    hub_staff: bool,
    firm: bool,
    /// Words by which services are looked for.
    q: String,
    /// The slot that another provider is asked for.
    join: Option<Uuid>,
}

impl PlanPage<'_> {
    /// The state as the firm or the hub is told.
    fn state(&self) -> &'static str {
        if self.firm && self.shown.state() == "proposed" { "yours" } else { self.shown.state() }
    }

    fn yours(&self) -> bool {
        match self.shown.turn() {
            "firm" => self.firm,
            "hub" => self.hub_staff,
            _ => false,
        }
    }

    fn next(&self) -> String {
        match (self.shown.state(), self.shown.quote_by()) {
            ("asking", Some(day)) => self.page.t1("plans-next-quote", "day", self.page.day(day)),
            ("proposed", _) => self.page.t("plans-next-decide").into_owned(),
            ("composing" | "returned", _) => self.page.t("plans-next-compose").into_owned(),
            _ => String::new(),
        }
    }

    fn facts(&self, offer: &Offer) -> String {
        let price =
            offer.fixed_fen.map_or_else(|| self.page.t("plans-by-quote").into_owned(), |fen| self.page.money(fen));
        self.page.t3("plans-offer-facts", "price", price, "days", offer.promised_days, "trips", offer.trips)
    }

    /// Whether a service is ticked: all are, until the firm has chosen.
    fn ticked(&self, item: &Item) -> bool {
        self.form.value("version").is_empty() || self.form.checked("items", &item.id.to_string())
    }

    /// What a slot waits for and what waits for it.
    fn slot_hint(&self, slot: &Slot) -> String {
        let Some(item) = slot.items.first() else { return String::new() };
        let (after, waiting) = (self.shown.after(item), self.shown.waiting(item));
        let mut hints = Vec::new();
        if !after.is_empty() {
            hints.push(self.page.t1("plans-waits-for", "names", self.page.list(after)));
        }
        if !waiting.is_empty() {
            hints.push(self.page.t1("plans-awaited-by", "names", self.page.list(waiting)));
        }
        hints.join(" · ")
    }

    fn field(&self, slot: &Slot) -> String {
        format!("choice-{}", slot.id)
    }

    /// The quotes of a slot side by side; what was chosen so far comes along.
    fn compare(&self, slot: &Slot) -> String {
        let place = format!("/needs/{}/plan/compare/{}", self.shown.need.reference, slot.id);
        let chosen: Vec<_> = self.form.fields().filter(|(name, _)| name.starts_with("choice-")).collect();
        if chosen.is_empty() {
            return place;
        }
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(chosen).finish();
        format!("{place}?{query}")
    }

    fn quote_words(&self, item: &Item) -> String {
        let price = item.price_fen.map(|fen| self.page.money(fen)).unwrap_or_default();
        self.page.t2("plans-quote-words", "price", price, "days", item.days.unwrap_or(1))
    }

    fn trips(&self) -> String {
        trips_words(&self.page, &self.shown.visits())
    }

    fn joined(&self) -> String {
        let slot = self.shown.slots().into_iter().find(|slot| Some(slot.id) == self.join);
        slot.map(|slot| slot.name().to_owned()).unwrap_or_default()
    }

    fn more(&self) -> bool {
        self.shown.offers.len() as i64 >= MOST_OFFERS
    }
}

/// Offers shown at a time; more words find fewer.
const MOST_OFFERS: i64 = 20;

/// How often the firm has to come: the promise is one visit for the whole plan.
fn trips_words(page: &Page, visits: &[&str]) -> String {
    match visits {
        [] => page.t("plans-no-visit").into_owned(),
        [one] => page.t1("plans-one-visit", "name", *one),
        several => page.t1("plans-one-visit-for", "names", page.list(several)),
    }
}

/// `GET /needs/{reference}/plan`
pub async fn show(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let today = ctx.who.today();
    let quote_by = deadlines::due(ctx.app.calendar, today, deadlines::on(today).quote);
    let mut fields = read_query(query.as_deref());
    fields.push(("quote_by".into(), quote_by.unwrap_or_default()));
    render(&ctx, reference, Form::filled(fields)).await
}

/// Services that can be put into a template of this hub, by the words looked for.
fn services_for(tx: &mut Tx, who: &Who, hub: Uuid, words: &str) -> Result<Vec<Offer>, Error> {
    // A service stands there once for each of its providers.
    let mut offers = store::offers(tx, hub, Uuid::nil(), words, &who.today().to_string(), MOST_OFFERS * 10)?;
    offers.dedup_by(|a, b| a.service_code == b.service_code);
    offers.truncate(MOST_OFFERS as usize);
    Ok(offers)
}

/// Templates offered.
const MOST_TEMPLATES: i64 = 50;

/// What the hub's staff can put in: services by the words looked for, or further providers of one service; templates
/// while there is nothing in it.
fn offered(
    tx: &mut Tx,
    who: &Who,
    need: &Need,
    items: &[Item],
    words: &str,
    join: Option<Uuid>,
) -> Result<(Vec<Offer>, Vec<Template>), Error> {
    if who.actor.hub() != Some(need.hub_id) {
        return Ok((Vec::new(), Vec::new()));
    }
    let today = who.today().to_string();
    let of_slot: Vec<&Item> = items.iter().filter(|item| Some(item.slot) == join).collect();
    if let Some(first) = of_slot.first() {
        let mut offers = store::offers_of(tx, need.hub_id, first.service_id, &today, MOST_OFFERS)?;
        let asked = |offer: &Offer| of_slot.iter().any(|i| i.provider_id == offer.provider_id && !i.state.is_gone());
        offers.retain(|offer| !asked(offer));
        return Ok((offers, Vec::new()));
    }
    let offers = store::offers(tx, need.hub_id, need.id, words, &today, MOST_OFFERS)?;
    let templates = store_templates::offered(tx, need.hub_id, &need.function, MOST_TEMPLATES)?;
    Ok((offers, templates))
}

/// The page with a form that was refused.
pub async fn render(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let calendar = ctx.app.calendar;
    let q: String = form.value("q").chars().take(50).collect();
    let join: Option<Uuid> = form.value("join").parse().ok();
    let words = q.clone();
    let shown = ctx
        .read(move |tx, who| {
            let need = needs::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            let plan = store::by_need(tx, need.hub_id, need.id)?;
            let items = plan.as_ref().map_or(Ok(Vec::new()), |plan| store::items(tx, plan.hub_id, plan.id))?;
            let links = plan.as_ref().map_or(Ok(Vec::new()), |plan| store::links(tx, plan.hub_id, plan.id))?;
            let (offers, templates) = offered(tx, who, &need, &items, &words, join)?;
            let change = plan.as_ref().map_or(Ok(None), |plan| changes::open(tx, plan.hub_id, plan.id))?;
            let visited = store_comparing::visits(tx, need.hub_id, need.id)?;
            // What the hub has not proposed yet, or changes after it was sent back, is not the firm's to see.
            let in_work =
                |plan: &Plan| matches!(plan.state, PlanState::Composing | PlanState::Asking | PlanState::Returned);
            let hidden = who.actor.firm().is_some() && plan.as_ref().is_some_and(in_work);
            let items = if hidden { Vec::new() } else { items };
            let (spans, unknown) = drawing::dates(&items, &links, who.today(), calendar);
            Ok(Shown { need, plan, items, links, spans, unknown, offers, templates, visited, change })
        })
        .await?;
    let hub_staff = ctx.actor().role().is_some_and(|role| role.is_hub());
    let firm = ctx.actor().firm().is_some();
    let train = drawing::draw(ctx, &shown.items, &shown.spans);
    let page = ctx.page("plans-title").of(&form);
    ctx.form_html(&form, &PlanPage { page, form: &form, shown, train, hub_staff, firm, q, join })
}

/// The need and its plan, in reach of who asks.
///
/// # Errors
/// `NotFound`.
pub fn of_need(tx: &mut db::Tx, c: &crate::command::Command, reference: &str) -> Result<(Need, Plan), Error> {
    let need = needs::by_reference(tx, reference)?;
    c.reach(&need.parties())?;
    let plan = store::by_need(tx, need.hub_id, need.id)?.ok_or(Error::NotFound)?;
    Ok((need, plan))
}

/// Shows the page again when fields were wrong.
///
/// # Errors
/// Every other error as it is.
pub async fn again(ctx: &Ctx, reference: String, form: &Form, reply: Reply) -> Reply {
    match reply {
        Err(Error::Invalid(errors)) => render(ctx, reference, ctx.refuse(form.clone(), errors)).await,
        other => other,
    }
}
