//! The pages of an order: what it is, whose turn it is, and the steps that its sides may take.

use askama::Template;
use axum::extract::{Path, RawQuery};
use jiff::civil::Date;

use super::asked::{AskedFor, asked_for};
use super::columns::EXPORT;
use super::commands::{self, NewDelivery};
use super::model::{Delivery, Order, RESULTS, State, Trip};
use super::rating::{self, ASPECTS, NewRating, Rating};
use super::store_list::{self, Filter, Of};
use super::{calling_off, changing, offering, store};
use crate::attachments::{self, Attachment};
use crate::web::export;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply, words};
use crate::{hubs, needs, plans};

/// What the page of an order shows.
struct Shown {
    order: Order,
    asked: Option<AskedFor>,
    deliveries: Vec<(Delivery, Vec<Attachment>)>,
    trips: Vec<Trip>,
    rating: Option<Rating>,
    /// A change of its plan that waits for agreement and concerns who asks.
    change: Option<uuid::Uuid>,
}

impl Shown {
    fn is(&self, state: &str) -> bool {
        self.order.state.code() == state
    }

    fn open(&self) -> bool {
        !self.order.state.is_end()
    }

    fn may_change(&self) -> bool {
        matches!(self.order.state, State::Accepted | State::InProgress) && self.change.is_none()
    }

    fn may_cancel(&self) -> bool {
        self.order.state.after(super::model::Step::Cancel).is_some()
    }

    /// Why it was closed, where nobody said so in words.
    fn closed_key(&self) -> &'static str {
        match self.order.closed_by.as_deref() {
            Some(offering::OTHER_CHOSEN) => "orders-other-chosen",
            Some(offering::UNANSWERED) => "orders-unanswered",
            Some(offering::BY_AGREEMENT) => "orders-by-agreement",
            _ => "orders-not-chosen",
        }
    }

    fn poor(&self) -> bool {
        self.rating.as_ref().is_some_and(|rating| rating.level <= rating::POOR)
    }
}

#[derive(Template)]
#[template(path = "orders/order.html")]
struct OrderPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    shown: Shown,
    /// firm, provider, hub or reader.
    side: &'static str,
    results: Vec<(&'static str, String)>,
    aspects: Vec<(&'static str, String)>,
}

impl OrderPage<'_> {
    fn aspects_in_words(&self) -> String {
        let said = self.shown.rating.as_ref().map_or("", |rating| rating.aspects.as_str());
        let words: Vec<String> = said.split(',').map(|aspect| self.page.tk("aspect-", aspect)).collect();
        words.join("、")
    }

    fn yours(&self) -> bool {
        self.shown.order.state.turn() == self.side
    }

    fn next(&self) -> String {
        let order = &self.shown.order;
        let day = match order.state {
            State::Offered => &order.quote_by,
            _ => &order.due_on,
        };
        let key = match order.state {
            State::Offered => "orders-next-quote",
            State::Accepted | State::InProgress => "orders-next-deliver",
            _ => return String::new(),
        };
        match day {
            Some(day) => self.page.t1(key, "day", words::day(day)),
            None => self.page.t("orders-no-calendar").into_owned(),
        }
    }
}

fn side(ctx: &Ctx) -> &'static str {
    match ctx.actor().role() {
        Some(role) if role.is_firm() => "firm",
        Some(role) if role.is_provider() => "provider",
        Some(role) if role.is_hub() => "hub",
        _ => "reader",
    }
}

/// `GET /orders/{reference}`
pub async fn show(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render(&ctx, reference, Form::default()).await
}

/// The page, with a form that was refused.
pub async fn render(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let shown = ctx
        .read(move |tx, who| {
            let order = store::by_reference(tx, &reference)?;
            who.reach(&order.parties())?;
            let mut deliveries = Vec::new();
            for delivery in store::deliveries(tx, order.hub_id, order.id)? {
                let files = attachments::of(tx, delivery.id)?;
                deliveries.push((delivery, files));
            }
            let trips = store::trips(tx, order.hub_id, order.id)?;
            let rating = rating::of(tx, &order)?;
            let asked = asked_for(tx, who, &order)?;
            let change = changing::open_for(tx, who, &order)?;
            Ok(Shown { order, asked, deliveries, trips, rating, change })
        })
        .await?;
    // keys: result-* aspect-* level-* turn-*
    let results = RESULTS.iter().map(|code| (*code, ctx.t(&format!("result-{code}")))).collect();
    let aspects = ASPECTS.iter().map(|code| (*code, ctx.t(&format!("aspect-{code}")))).collect();
    let title = ctx.words().with("orders-title", &[("reference", &shown.order.reference)]);
    let page = ctx.page("orders-list-title").titled(title).of(&form);
    ctx.form_html(&form, &OrderPage { page, form: &form, shown, side: side(ctx), results, aspects })
}

#[derive(Template)]
#[template(path = "orders/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    side: &'static str,
    today: String,
    orders: Vec<Order>,
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
        .read(move |tx, _| {
            Ok((store_list::list(tx, &filter, offset, PAGE_ROWS)?, store_list::count(tx, &filter, most)?))
        })
        .await?;
    // keys: order-*
    let mut states: Vec<_> = State::ALL.iter().map(|s| (s.code(), ctx.t(&format!("order-{}", s.code())))).collect();
    states.push(("working", ctx.t("orders-working")));
    let lateness = vec![("1", ctx.t("orders-late"))];
    let (page, form, paging) = (ctx.page("orders-list-title"), asked.form(), paging.of(total));
    let (hub_choices, filtered) = (hubs.into_iter().map(|hub| (hub.code, hub.name)).collect(), asked.narrows());
    ctx.html(&ListPage { page, form, side, today, orders, paging, filtered, states, lateness, hub_choices })
}

fn filter(of: Of, asked: &Asked, today: &str) -> Filter {
    let (state, words) = (asked.value("state"), asked.value("q"));
    let known = state == "working" || State::parse(state).is_some();
    Filter {
        of,
        state: if known { state.to_owned() } else { String::new() },
        late_before: if asked.value("late") == "1" { today.to_owned() } else { String::new() },
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

/// Runs a step of an order: loads it in reach, then `f`.
async fn step(
    ctx: &Ctx,
    reference: String,
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut db::Tx, &mut crate::command::Command, Order) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let order = store::by_reference(tx, &place)?;
        c.reach(&order.parties())?;
        f(tx, c, order)?;
        Ok(Done::at(format!("/orders/{place}")).say(said))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /orders/{reference}/quote`
pub async fn quote(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    // What cannot be read as an amount or a number is out of bounds, and refused as such.
    let price_fen = words::parse_money(form.value("price")).unwrap_or(-1);
    let days = codes::text::to_half_width(form.value("days")).parse().unwrap_or(0);
    let said = form.value("words").to_owned();
    step(&ctx, reference, form, "orders-quoted", move |tx, c, order| {
        commands::quote(tx, c, order, price_fen, days, &said)
    })
    .await
}

/// `POST /orders/{reference}/decline`
pub async fn decline(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let reason = form.value("reason").to_owned();
    step(&ctx, reference, form, "orders-declined", move |tx, c, order| commands::decline(tx, c, order, &reason)).await
}

/// `POST /orders/{reference}/start`
pub async fn start(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    step(&ctx, reference, form, "orders-started", commands::start).await
}

/// `POST /orders/{reference}/deliver`
pub async fn deliver(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let files = match attachments::keep(&ctx.app, &form.uploads).await {
        Ok(files) => files,
        Err(Error::Invalid(errors)) => return render(&ctx, reference, ctx.refuse(form, errors)).await,
        Err(error) => return Err(error),
    };
    let new = NewDelivery {
        result: form.value("result").to_owned(),
        summary: form.value("summary").to_owned(),
        quantity: form.value("quantity").chars().take(60).collect(),
        price_fen: words::parse_money(form.value("price")).unwrap_or(-1),
        files,
    };
    step(&ctx, reference, form, "orders-delivered", move |tx, c, order| commands::deliver(tx, c, order, &new)).await
}

/// `POST /orders/{reference}/reject`
pub async fn reject(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let reason = form.value("reason").to_owned();
    step(&ctx, reference, form, "orders-rejected", move |tx, c, order| commands::reject(tx, c, order, &reason)).await
}

/// `POST /orders/{reference}/cancel`
pub async fn cancel(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let reason = form.value("reason").to_owned();
    step(&ctx, reference, form, "orders-cancelled", move |tx, c, order| commands::cancel(tx, c, order, &reason)).await
}

/// `POST /orders/{reference}/trips`
pub async fn trip(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let day: Date = match form.value("day").parse() {
        Ok(day) => day,
        Err(_) => {
            let errors = FormErrors::one("day", Refusal::new("orders-choose-day"));
            return render(&ctx, reference, ctx.refuse(form, errors)).await;
        }
    };
    let reason = form.value("reason").to_owned();
    step(&ctx, reference, form, "orders-trip-noted", move |tx, c, order| {
        commands::note_trip(tx, c, order, day, &reason)
    })
    .await
}

/// What the firm says of an order, read from its form.
pub fn read_rating(form: &Form) -> NewRating {
    NewRating {
        level: form.value("level").parse().unwrap_or(0),
        aspects: form.values("aspects").into_iter().map(str::to_owned).collect(),
        words: form.value("rating_words").to_owned(),
    }
}

/// `POST /orders/{reference}/rate`: an order that was confirmed without a rating.
pub async fn rate(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let new = read_rating(&form);
    let calendar = ctx.app.calendar;
    step(&ctx, reference, form, "orders-rated", move |tx, c, order| rating::rate(tx, c, &order, &new, calendar)).await
}

/// `POST /orders/{reference}/rectification`
pub async fn rectify(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let answer = form.value("answer").to_owned();
    step(&ctx, reference, form, "orders-answered", move |tx, c, order| rating::answer(tx, c, &order, &answer)).await
}

/// `POST /needs/{reference}/plan/ask`
pub async fn ask(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let day: Option<Date> = form.value("quote_by").parse().ok();
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let (need, plan) = plans::pages::of_need(tx, c, &place)?;
        let day = day.ok_or_else(|| FormErrors::one("quote_by", Refusal::new("orders-choose-day")))?;
        offering::ask(tx, c, &need, &plan, day)?;
        Ok(Done::at(format!("/needs/{place}/plan")).say("orders-asked"))
    });
    plans::pages::again(&ctx, reference, &form, reply.await).await
}

/// `POST /needs/{reference}/plan/propose`
pub async fn propose(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let calendar = ctx.app.calendar;
    ctx.command(&form, move |tx, c| {
        let (need, plan) = plans::pages::of_need(tx, c, &reference)?;
        offering::propose(tx, c, &need, &plan, calendar)?;
        Ok(Done::at(format!("/needs/{reference}/plan")).say("orders-proposed"))
    })
    .await
}

/// `POST /needs/{reference}/plan/accept`
pub async fn accept(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let chosen = plans::pages::chosen(&form);
    let (place, calendar, version) = (reference.clone(), ctx.app.calendar, form.value("version").parse().ok());
    let reply = ctx.command(&form, move |tx, c| {
        let (_, plan) = plans::pages::of_need(tx, c, &place)?;
        // Only what was seen is accepted.
        if version != Some(plan.version) {
            return Err(Error::Conflict);
        }
        offering::accept(tx, c, &plan, &chosen, calendar)?;
        Ok(Done::at(format!("/needs/{place}")).say("orders-accepted"))
    });
    plans::pages::again(&ctx, reference, &form, reply.await).await
}

/// `POST /needs/{reference}/withdraw`: here and not with the need, because what was planned is called off with it.
pub async fn withdraw(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let reason = form.value("reason").to_owned();
    needs::pages::triage::step(&ctx, reference, form, "needs-withdrawn", move |tx, c, _, need| {
        calling_off::withdraw(tx, c, need, &reason)
    })
    .await
}

/// `POST /needs/{reference}/decline`: here for the same reason.
pub async fn decline_need(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (reason, hint) = (form.value("reason").to_owned(), form.value("hint").to_owned());
    needs::pages::triage::step(&ctx, reference, form, "needs-declined", move |tx, c, _, need| {
        calling_off::decline(tx, c, need, &reason, &hint)
    })
    .await
}
