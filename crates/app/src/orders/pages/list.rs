//! The list of orders, on the page and as a file.

use askama::Template;
use axum::extract::RawQuery;
use uuid::Uuid;

use super::side;
use crate::hubs;
use crate::orders::chain;
use crate::orders::columns::EXPORT;
use crate::orders::disputing;
use crate::orders::messaging;
use crate::orders::model::{Order, State};
use crate::orders::store_list::{self, Filter, Of};
use crate::web::export;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

/// A row of the list.
struct Row {
    order: Order,
    /// How many of its messages one has not read.
    unread: i64,
    /// Whether it is held up by what comes before.
    blocked: bool,
    /// Whether its day has passed, or it stands still in a dispute.
    late: bool,
    disputed: bool,
}

#[derive(Template)]
#[template(path = "orders/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    side: &'static str,
    orders: Vec<Row>,
    paging: Paging,
    filtered: bool,
    states: Vec<(&'static str, String)>,
    lateness: Vec<(&'static str, String)>,
    /// Of which hubs; for officials and auditors.
    hub_choices: Vec<(String, String)>,
}

/// Whose orders are asked for, and the hubs to choose from: one's own, or those of the hubs in reach.
async fn whose(ctx: &Ctx, code: &str) -> Result<(Of, Vec<hubs::Hub>), Error> {
    let actor = ctx.actor();
    let own = actor.firm().map(Of::Firm).or(actor.provider().map(Of::Provider)).or(actor.hub().map(Of::Hub));
    if let Some(own) = own {
        return Ok((own, Vec::new()));
    }
    let (reach, code) = (actor.oversees().ok_or(Error::NotFound)?, code.to_owned());
    ctx.read(move |tx, who| {
        let mut hubs = hubs::all(tx)?;
        hubs.retain(|hub| who.actor.reaches_hub(hub.id));
        if code.is_empty() {
            return Ok((Of::Division(reach), hubs));
        }
        // A hub that was removed keeps its orders.
        let hub = hubs::by_code(tx, &code)?;
        if !who.actor.reaches_hub(hub.id) {
            return Err(Error::NotFound);
        }
        Ok((Of::Hub(hub.id), hubs))
    })
    .await
}

/// `GET /orders?state=delivered&late=1&q=…&hub=LCX`: the orders of one's firm, provider or hub, or of the hubs in reach.
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (paging, today, side) = (asked.paging(), ctx.who.today().to_string(), side(&ctx));
    let (of, hubs) = whose(&ctx, asked.value("hub")).await?;
    let filter = filter(of, &asked, &today);
    let (offset, most) = (paging.offset(), paging.most());
    let (orders, total) = ctx
        .read(move |tx, who| {
            let orders = store_list::list(tx, &filter, offset, PAGE_ROWS)?;
            let person = who.actor.person().map_or(Uuid::nil(), |person| person.id);
            let unread = messaging::unread(tx, &orders, person)?;
            let blocked = chain::blocked(tx, &orders)?;
            let mut rows = Vec::new();
            for (order, (unread, blocked)) in orders.into_iter().zip(unread.into_iter().zip(blocked)) {
                let passed = order.late(&filter.today);
                let disputed = passed && disputing::open_of(tx, &order)?.is_some();
                rows.push(Row { late: passed && !disputed, disputed, order, unread, blocked });
            }
            Ok((rows, store_list::count(tx, &filter, most)?))
        })
        .await?;
    // keys: order-*
    let mut states: Vec<_> = State::ALL.iter().map(|s| (s.code(), ctx.t(&format!("order-{}", s.code())))).collect();
    states.push(("working", ctx.t("orders-working")));
    let lateness = vec![("1", ctx.t("orders-late"))];
    let (page, form, paging) = (ctx.page("orders-list-title"), asked.form(), paging.of(total));
    let (hub_choices, filtered) = (hubs.into_iter().map(|hub| (hub.code, hub.name)).collect(), asked.narrows());
    ctx.html(&ListPage { page, form, side, orders, paging, filtered, states, lateness, hub_choices })
}

fn filter(of: Of, asked: &Asked, today: &str) -> Filter {
    let (state, words) = (asked.value("state"), asked.value("q"));
    let known = state == "working" || State::parse(state).is_some();
    Filter {
        of,
        state: if known { state.to_owned() } else { String::new() },
        late: asked.value("late") == "1",
        today: today.to_owned(),
        words: words.to_owned(),
        reference: codes::reference::Reference::parse(words).map_or_else(|_| String::new(), |r| r.to_string()),
    }
}

/// `GET /orders.xlsx`, `.csv`: the same list as a file.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (of, _) = whose(&ctx, asked.value("hub")).await?;
    let filter = filter(of, &asked, &ctx.who.today().to_string());
    export::answer(&ctx, &EXPORT, move |tx, _, offset, rows| store_list::list(tx, &filter, offset, rows)).await
}
