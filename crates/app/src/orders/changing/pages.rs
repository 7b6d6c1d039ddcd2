//! The pages of a change: the form of each side, the change itself with whom it waits for, and the list of them.

use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

// keys: plans-change-state-* plans-side-*
use super::{Proposal, agree as agreeing, propose, refuse as refusing, running, withdraw as withdrawing};
use crate::access::Who;
use crate::needs::{self, Need};
use crate::orders::store;
use crate::plans::changes::{self, Act, Change, ChangeState, Line, Party, Running, Side, Wanted, WantedNew};
use crate::plans::model::Offer;
use crate::plans::{self, Plan};
use crate::web::lists::{Asked, PAGE_ROWS, Paging, read_query};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// Services offered at a time; more words find fewer.
const MOST_OFFERS: i64 = 30;

/// Whose form: that of the firm and the hub for the whole plan, or a provider's for its order.
#[derive(Clone, Debug)]
enum Place {
    Plan(String),
    Order(String),
}

impl Place {
    fn url(&self) -> String {
        match self {
            Place::Plan(need) => format!("/needs/{need}/plan"),
            Place::Order(order) => format!("/orders/{order}"),
        }
    }

    fn find(&self, tx: &mut Tx, who: &Who) -> Result<(Need, Plan, Vec<Running>), Error> {
        let (need, own) = match self {
            Place::Plan(reference) => {
                let need = needs::by_reference(tx, reference)?;
                who.reach(&need.parties())?;
                (need, None)
            }
            Place::Order(reference) => {
                let order = store::by_reference(tx, reference)?;
                who.reach(&order.parties())?;
                (needs::by_id(tx, order.hub_id, order.need_id)?, Some(order.item_id))
            }
        };
        let plan = plans::by_need(tx, need.hub_id, need.id)?.ok_or(Error::NotFound)?;
        let (mut found, _) = running(tx, &plan)?;
        // A provider speaks of its own work only.
        found.retain(|running| own.is_none_or(|own| running.item.id == own));
        Ok((need, plan, found))
    }
}

/// A running service with who else gives it.
struct Row {
    running: Running,
    others: Vec<(String, String)>,
}

#[derive(askama::Template)]
#[template(path = "orders/change.html")]
struct ChangePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    need: Need,
    back: String,
    rows: Vec<Row>,
    offers: Vec<(String, String)>,
    slots: Vec<(String, String)>,
    q: String,
    own: bool,
}

impl ChangePage<'_> {
    fn name(&self, field: &str, row: &Row) -> String {
        format!("{field}-{}", row.running.item.id)
    }

    fn dropped(&self, row: &Row) -> bool {
        self.form.checked("drop", &row.running.item.id.to_string())
    }

    fn changeable(&self) -> bool {
        self.rows.iter().any(|row| row.running.changeable)
    }
}

/// `GET /needs/{reference}/plan/change?q=检测`
pub async fn form(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    render(&ctx, Place::Plan(reference), Err(read_query(query.as_deref()))).await
}

/// `GET /orders/{reference}/change`
pub async fn own_form(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render(&ctx, Place::Order(reference), Err(Vec::new())).await
}

/// The form as it was sent, or the query with which it is opened.
async fn render(ctx: &Ctx, place: Place, typed: Result<Form, Vec<(String, String)>>) -> Reply {
    let own = matches!(place, Place::Order(_));
    let asked = match &typed {
        Ok(form) => form.value("q").to_owned(),
        Err(query) => Form::filled(query.clone()).value("q").to_owned(),
    };
    let q: String = asked.chars().take(50).collect();
    let (words, back) = (q.clone(), place.url());
    let (need, rows, offers) = ctx
        .read(move |tx, who| {
            let (need, _, found) = place.find(tx, who)?;
            let today = who.today().to_string();
            let mut rows = Vec::new();
            for running in found {
                let others = if own { Vec::new() } else { others(tx, &need, &running, &today)? };
                rows.push(Row { running, others });
            }
            let offers =
                if own { Vec::new() } else { plans::offers(tx, need.hub_id, need.id, &words, &today, MOST_OFFERS)? };
            Ok((need, rows, offers))
        })
        .await?;
    let form = typed.unwrap_or_else(|_| Form::filled(rows.iter().flat_map(as_it_is)));
    let slots = rows.iter().map(|row| (row.running.item.slot.to_string(), row.running.item.service_name.clone()));
    let slots = slots.collect();
    let label = |offer: &Offer| format!("{} · {}", offer.service_name, offer.provider_name);
    let offers = offers.iter().map(|offer| (offer.value(), label(offer))).collect();
    let page = ctx.page("plans-change").of(&form);
    ctx.form_html(&form, &ChangePage { page, form: &form, need, back, rows, offers, slots, q, own })
}

/// Other providers of a running service.
fn others(tx: &mut Tx, need: &Need, running: &Running, today: &str) -> Result<Vec<(String, String)>, Error> {
    let offers = plans::offers_of(tx, need.hub_id, running.item.service_id, today, MOST_OFFERS)?;
    let other = offers.into_iter().filter(|offer| offer.provider_id != running.item.provider_id);
    Ok(other.map(|offer| (offer.provider_id.to_string(), offer.provider_name)).collect())
}

fn as_it_is(row: &Row) -> Vec<(String, String)> {
    let item = &row.running.item;
    let (starts, ends) = item.runs.clone().unwrap_or_default();
    let fen = item.price_fen.unwrap_or(0);
    let price = if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) };
    let fields = [("starts", starts), ("ends", ends), ("price", price)];
    fields.map(|(name, value)| (format!("{name}-{}", item.id), value)).to_vec()
}

/// What was typed, for the services that are there.
fn read(tx: &mut Tx, form: &Form, need: &Need, found: &[Running], own: bool) -> Result<Proposal, Error> {
    let drop: Vec<&str> = form.values("drop");
    let mut wanted = Vec::new();
    for running in found.iter().filter(|running| running.changeable) {
        let item = &running.item;
        let value = |name: &str| form.value(&format!("{name}-{}", item.id)).to_owned();
        let provider: Option<Uuid> = value("provider").parse().ok().filter(|_| !own);
        let named = |id: Uuid| Ok::<_, Error>((id, crate::organizations::by_id(tx, id)?.name));
        wanted.push(Wanted {
            item: item.id,
            starts: value("starts"),
            ends: value("ends"),
            price: value("price"),
            provider: provider.map(named).transpose()?,
            drop: drop.contains(&item.id.to_string().as_str()),
        });
    }
    let new = match Offer::parse(form.value("offer")).filter(|_| !own) {
        Some((code, provider)) => {
            let service = crate::catalogue::by_code(tx, &code)?;
            if service.hub_id != need.hub_id {
                return Err(Error::NotFound);
            }
            Some(WantedNew {
                service: (code, service.name),
                provider: (provider, crate::organizations::by_id(tx, provider)?.name),
                starts: form.value("new_starts").to_owned(),
                ends: form.value("new_ends").to_owned(),
                price: form.value("new_price").to_owned(),
                after: form.values("new_after").iter().filter_map(|id| id.parse().ok()).collect(),
            })
        }
        None => None,
    };
    Ok(Proposal { wanted, new, reason: form.value("reason").to_owned() })
}

async fn send(ctx: Ctx, place: Place, form: Form) -> Reply {
    let (calendar, sent, at) = (ctx.app.calendar, form.clone(), place.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let (need, plan, found) = at.find(tx, c)?;
        let proposal = read(tx, &sent, &need, &found, matches!(at, Place::Order(_)))?;
        let id = propose(tx, c, &plan, &proposal, calendar)?;
        Ok(Done::at(format!("/plan-changes/{id}")).say("plans-change-sent"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, place, Ok(ctx.refuse(form, errors))).await,
        other => other,
    }
}

/// `POST /needs/{reference}/plan/change`
pub async fn change(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    send(ctx, Place::Plan(reference), form).await
}

/// `POST /orders/{reference}/change`
pub async fn own_change(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    send(ctx, Place::Order(reference), form).await
}

#[derive(askama::Template)]
#[template(path = "orders/plan_change.html")]
struct ShowPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    change: Change,
    lines: Vec<String>,
    parties: Vec<Party>,
    /// Whether the actor's agreement is waited for.
    asked: bool,
    may_withdraw: bool,
    /// The plan, for those who see it.
    plan: String,
}

impl ShowPage<'_> {
    fn tag(&self) -> &'static str {
        match self.change.state {
            ChangeState::Proposed => "warn",
            ChangeState::Agreed => "ok",
            ChangeState::Refused => "danger",
            ChangeState::Withdrawn => "neutral",
        }
    }

    fn waited_for(&self) -> String {
        let waits = self.parties.iter().filter(|party| party.agreed_at.is_none());
        self.page.list(waits.map(|party| party.name.as_str()).collect::<Vec<_>>())
    }

    fn whose(&self) -> String {
        if self.change.state == ChangeState::Proposed { self.waited_for() } else { self.page.tk("turn-", "nobody") }
    }

    fn when(&self, party: &Party) -> String {
        match (party.agreed_at, self.change.state) {
            (Some(at), _) => self.page.t1("plans-change-agreed-at", "time", self.page.time(at)),
            (None, ChangeState::Proposed) => self.page.t("plans-change-waits").into_owned(),
            (None, _) => self.page.t("plans-change-unanswered").into_owned(),
        }
    }

    fn ended(&self) -> String {
        self.change.ended_at.map(|at| self.page.time(at)).unwrap_or_default()
    }
}

/// The change, in reach of who asks, with those concerned.
fn find(tx: &mut Tx, who: &Who, id: Uuid) -> Result<(Change, Vec<Party>), Error> {
    let change = changes::by_id(tx, id)?;
    let parties = changes::parties(tx, &change)?;
    who.reach(&change.parties(who.actor.provider(), &parties))?;
    Ok((change, parties))
}

/// `GET /plan-changes/{id}`
pub async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Reply {
    render_change(&ctx, id, Form::default()).await
}

async fn render_change(ctx: &Ctx, id: Uuid, form: Form) -> Reply {
    let (change, parties, mut lines) = ctx
        .read(move |tx, who| {
            let (change, parties) = find(tx, who, id)?;
            let lines = changes::lines(tx, &change)?;
            Ok((change, parties, lines))
        })
        .await?;
    let actor = ctx.actor();
    // A provider reads of its own work only.
    lines.retain(|line| actor.provider().is_none_or(|own| line.provider == own));
    let lines = lines.iter().map(|line| in_words(ctx, line)).collect();
    let own = actor.firm().map(|id| (Side::Firm, id)).or(actor.provider().map(|id| (Side::Provider, id)));
    let open = change.state == ChangeState::Proposed;
    let waits = |party: &Party| party.agreed_at.is_none() && Some((party.side, party.organization)) == own;
    let asked = open && parties.iter().any(waits);
    let proposed = own.is_some_and(|(side, id)| side == change.side && Some(id) == change.organization);
    let may_withdraw = open && (proposed || actor.hub() == Some(change.hub_id));
    let plan = if actor.provider().is_some() { String::new() } else { format!("/needs/{}/plan", change.need) };
    let page = ctx.page("plans-change").of(&form);
    let shown = ShowPage { page, form: &form, change, lines, parties, asked, may_withdraw, plan };
    ctx.form_html(&form, &shown)
}

/// What a line says.
fn in_words(ctx: &Ctx, line: &Line) -> String {
    let language = ctx.words();
    let days = |(starts, ends): &(String, String)| format!("{} — {}", language.day(starts), language.day(ends));
    let (key, from, to) = match &line.act {
        Act::Add { slot, price_fen, starts, ends, .. } => {
            let key = if slot.is_some() { "plans-line-instead" } else { "plans-line-add" };
            (key, language.money(*price_fen), days(&(starts.clone(), ends.clone())))
        }
        Act::Drop { replaced: true, .. } => ("plans-line-replaced", String::new(), String::new()),
        Act::Drop { .. } => ("plans-line-drop", String::new(), String::new()),
        Act::Move { from, to, pushed, .. } => {
            let from = from.as_ref().map_or_else(|| ctx.t("plans-finish-unknown"), days);
            (if *pushed { "plans-line-pushed" } else { "plans-diff-dates" }, from, days(to))
        }
        Act::Price { from, to, .. } => ("plans-diff-price", language.money(*from), language.money(*to)),
    };
    let values = [
        ("service", &line.service as &dyn crate::web::messages::Argument),
        ("provider", &line.provider_name),
        ("from", &from),
        ("to", &to),
    ];
    language.with(key, &values)
}

/// `POST /plan-changes/{id}/agree`
pub async fn agree(ctx: Ctx, Path(id): Path<Uuid>, form: Form) -> Reply {
    ctx.command(&form, move |tx, c| {
        let (change, _) = find(tx, c, id)?;
        let said = if agreeing(tx, c, &change)? { "plans-change-in-force" } else { "plans-change-agreed" };
        Ok(Done::at(format!("/plan-changes/{id}")).say(said))
    })
    .await
}

/// `POST /plan-changes/{id}/refuse`
pub async fn refuse(ctx: Ctx, Path(id): Path<Uuid>, form: Form) -> Reply {
    let words = form.value("words").to_owned();
    let reply = ctx.command(&form, move |tx, c| {
        let (change, _) = find(tx, c, id)?;
        refusing(tx, c, &change, &words)?;
        Ok(Done::at(format!("/plan-changes/{id}")).say("plans-change-refused"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_change(&ctx, id, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /plan-changes/{id}/withdraw`
pub async fn withdraw(ctx: Ctx, Path(id): Path<Uuid>, form: Form) -> Reply {
    ctx.command(&form, move |tx, c| {
        let (change, _) = find(tx, c, id)?;
        withdrawing(tx, c, &change)?;
        Ok(Done::at(format!("/plan-changes/{id}")).say("plans-change-withdrawn"))
    })
    .await
}

#[derive(askama::Template)]
#[template(path = "orders/plan_changes.html")]
struct ListPage<'a> {
    page: Page<'a>,
    need: Need,
    changes: Vec<Change>,
    paging: Paging,
}

/// `GET /needs/{reference}/plan/changes`
pub async fn list(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let (need, changes, total) = ctx
        .read(move |tx, who| {
            let need = needs::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            let plan = plans::by_need(tx, need.hub_id, need.id)?.ok_or(Error::NotFound)?;
            let changes = changes::list(tx, plan.hub_id, plan.id, offset, PAGE_ROWS)?;
            Ok((need, changes, changes::count(tx, plan.hub_id, plan.id)?))
        })
        .await?;
    ctx.html(&ListPage { page: ctx.page("plans-changes"), need, changes, paging: paging.of(total) })
}
