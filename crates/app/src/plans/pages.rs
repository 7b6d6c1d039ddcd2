//! The plan's page: the hub composes it, the firm decides on it.

use askama::Template;
use axum::extract::{Path, RawQuery};
use jiff::civil::Date;
use uuid::Uuid;
use workdays::Calendar;

// keys: plan-* item-*
use super::commands::{self, NewItem, quoted};
use super::model::{Item, ItemState, Link, Offer, Plan, PlanState, Span, before, schedule};
use super::store;
use crate::app::day_of;
use crate::deadlines;
use crate::needs::{self, Need};
use crate::web::lists::Asked;
use crate::web::train::{self, Train};
use crate::web::{Ctx, Done, Error, Form, Page, Reply, words};

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
}

impl Shown {
    fn total(&self) -> i64 {
        self.live().filter_map(|item| item.price_fen).sum()
    }

    fn trips(&self) -> i64 {
        self.live().map(|item| item.trips).sum()
    }

    fn live(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| matches!(item.state, ItemState::Quoted | ItemState::Accepted))
    }

    /// The last day of all, in words; empty while it cannot be reckoned.
    fn finish(&self) -> String {
        if self.unknown.is_some() {
            return String::new();
        }
        self.spans.iter().map(|span| span.ends).max().map(words::date).unwrap_or_default()
    }

    fn state(&self) -> &'static str {
        self.plan.as_ref().map_or("composing", |plan| plan.state.code())
    }

    fn open(&self) -> bool {
        matches!(self.state(), "composing" | "asking" | "returned")
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
    fn after(&self, item: &Item) -> String {
        before(&self.items, &self.links, item.id)
    }

    fn remark(&self) -> &str {
        self.plan.as_ref().map_or("", |plan| &plan.remark)
    }
}

#[derive(Template)]
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
            ("asking", Some(day)) => self.page.t1("plans-next-quote", "day", words::day(day)),
            ("proposed", _) => self.page.t("plans-next-decide").into_owned(),
            ("composing" | "returned", _) => self.page.t("plans-next-compose").into_owned(),
            _ => String::new(),
        }
    }

    fn facts(&self, offer: &Offer) -> String {
        let price = offer.fixed_fen.map_or_else(|| self.page.t("plans-by-quote").into_owned(), words::money);
        self.page.t3("plans-offer-facts", "price", price, "days", offer.promised_days, "trips", offer.trips)
    }

    fn more(&self) -> bool {
        self.shown.offers.len() as i64 >= MOST_OFFERS
    }
}

/// Offers shown at a time; more words find fewer.
const MOST_OFFERS: i64 = 20;

/// `GET /needs/{reference}/plan`
pub async fn show(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let q = Asked::read(query.as_deref()).value("q").to_owned();
    let today = ctx.who.today();
    let quote_by = deadlines::due(ctx.app.calendar, today, deadlines::on(today).quote);
    render(&ctx, reference, Form::filled([("q", q), ("quote_by", quote_by.unwrap_or_default())])).await
}

/// The page with a form that was refused.
pub async fn render(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let calendar = ctx.app.calendar;
    let q: String = form.value("q").chars().take(50).collect();
    let words = q.clone();
    let shown = ctx
        .read(move |tx, who| {
            let need = needs::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            let plan = store::by_need(tx, need.hub_id, need.id)?;
            let items = plan.as_ref().map_or(Ok(Vec::new()), |plan| store::items(tx, plan.hub_id, plan.id))?;
            let links = plan.as_ref().map_or(Ok(Vec::new()), |plan| store::links(tx, plan.hub_id, plan.id))?;
            let staff = who.actor.hub() == Some(need.hub_id);
            let today = who.today().to_string();
            let offers = if staff { store::offers(tx, &need, &words, &today, MOST_OFFERS)? } else { Vec::new() };
            // What the hub has not proposed yet, or changes after it was sent back, is not the firm's to see.
            let in_work =
                |plan: &Plan| matches!(plan.state, PlanState::Composing | PlanState::Asking | PlanState::Returned);
            let hidden = who.actor.firm().is_some() && plan.as_ref().is_some_and(in_work);
            let items = if hidden { Vec::new() } else { items };
            let (spans, unknown) = dates(&items, &links, who.today(), calendar);
            Ok(Shown { need, plan, items, links, spans, unknown, offers })
        })
        .await?;
    let hub_staff = ctx.actor().role().is_some_and(|role| role.is_hub());
    let firm = ctx.actor().firm().is_some();
    let train = draw(ctx, &shown);
    let page = ctx.page("plans-title").of(&form);
    ctx.form_html(&form, &PlanPage { page, form: &form, shown, train, hub_staff, firm, q })
}

/// The dates of the orders once they are accepted; before, as if the firm accepted today.
fn dates(items: &[Item], links: &[Link], today: Date, calendar: &Calendar) -> (Vec<Span>, Option<i16>) {
    let told = |item: &Item| {
        let (starts, ends) = item.runs.as_ref()?;
        Some(Span { item: item.id, starts: starts.parse().ok()?, ends: ends.parse().ok()? })
    };
    let told: Vec<Span> = items.iter().filter_map(told).collect();
    if !told.is_empty() {
        return (told, None);
    }
    let reckoned = schedule(&quoted(items), links, today, calendar).unwrap_or_default();
    (reckoned.spans, reckoned.unknown)
}

fn draw(ctx: &Ctx, shown: &Shown) -> Option<Train> {
    let first = shown.spans.iter().map(|span| span.starts).min()?;
    let offset = |day: Date| day.since(first).map_or(0, |span| span.get_days());
    let cars: Vec<train::Item> = shown
        .spans
        .iter()
        .filter_map(|span| {
            let item = shown.items.iter().find(|item| item.id == span.item)?;
            let note = item.price_fen.map(words::money).unwrap_or_default();
            Some(train::Item {
                center: item.center_kind.clone(),
                service: item.service_name.clone(),
                provider: item.provider_name.clone(),
                start: offset(span.starts),
                days: u32::try_from(offset(span.ends) - offset(span.starts) + 1).unwrap_or(1),
                from: words::date(span.starts),
                to: words::date(span.ends),
                state: ctx.t(if item.done_at.is_some() { "item-done" } else { state_key(item.state) }),
                kind: if item.done_at.is_some() { "ok" } else { tag(item.state) }.into(),
                done: item.done_at.is_some(),
                note,
                url: item.order_reference.as_ref().map(|r| format!("/orders/{r}")).unwrap_or_default(),
            })
        })
        .collect();
    let today = offset(day_of(ctx.who.now));
    Some(train::Train::new(cars, Some(today), |day| label(first, day)))
}

fn label(first: Date, day: i32) -> String {
    let day = first.saturating_add(jiff::Span::new().days(day));
    format!("{}月{}日", day.month(), day.day())
}

fn state_key(state: ItemState) -> &'static str {
    match state {
        ItemState::Open => "item-open",
        ItemState::Asked => "item-asked",
        ItemState::Quoted => "item-quoted",
        ItemState::Declined => "item-declined",
        ItemState::Accepted => "item-accepted",
        ItemState::Dropped => "item-dropped",
    }
}

fn tag(state: ItemState) -> &'static str {
    match state {
        ItemState::Open | ItemState::Dropped => "neutral",
        ItemState::Asked => "warn",
        ItemState::Quoted => "info",
        ItemState::Accepted => "ok",
        ItemState::Declined => "danger",
    }
}

/// `POST /needs/{reference}/plan/items`
pub async fn add(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (service, provider) = Offer::parse(form.value("offer")).unwrap_or_default();
    let new = NewItem {
        service,
        provider,
        note: form.value("note").chars().take(2000).collect(),
        after: form.values("after").iter().filter_map(|id| id.parse().ok()).collect(),
    };
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let need = needs::by_reference(tx, &place)?;
        c.reach(&need.parties())?;
        let plan = commands::begin(tx, c, &need)?;
        commands::add_item(tx, c, &plan, &new)?;
        Ok(Done::at(format!("/needs/{place}/plan")))
    });
    again(&ctx, reference, &form, reply.await).await
}

/// `POST /needs/{reference}/plan/items/remove`
pub async fn remove(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let item: Uuid = form.value("item").parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        let (_, plan) = of_need(tx, c, &reference)?;
        commands::remove_item(tx, c, &plan, item)?;
        Ok(Done::at(format!("/needs/{reference}/plan")))
    })
    .await
}

/// `POST /needs/{reference}/plan/send-back`
pub async fn send_back(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let remark: String = form.value("remark").chars().take(2000).collect();
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let (_, plan) = of_need(tx, c, &place)?;
        commands::send_back(tx, c, &plan, &remark)?;
        Ok(Done::at(format!("/needs/{place}")).say("plans-sent-back"))
    });
    again(&ctx, reference, &form, reply.await).await
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
