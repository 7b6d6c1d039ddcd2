//! Another provider takes over: the hub asks, the firm consents where something changes for it.

use askama::Template;
use axum::extract::Path;
use jiff::civil::Date;
use uuid::Uuid;

use super::step;
use crate::deadlines;
use crate::orders::model::Order;
use crate::orders::reassigning::{self, NewReassignment, Reassignment};
use crate::orders::store;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply, words};

#[derive(Template)]
#[template(path = "orders/reassign.html")]
struct ReassignPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    order: Order,
    candidates: Vec<(String, String)>,
    open: Option<Reassignment>,
    may_change: bool,
    today: String,
}

/// `GET /orders/{reference}/reassign`
pub async fn reassign_form(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    let day = deadlines::due(ctx.app.calendar, ctx.who.today(), deadlines::on(ctx.who.today()).quote);
    let form = Form::filled([("quote_by", day.unwrap_or_default()), ("settled", "0".to_owned())]);
    render_reassign(&ctx, reference, form).await
}

async fn render_reassign(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let (order, candidates, open) = ctx
        .read(move |tx, who| {
            let order = store::by_reference(tx, &reference)?;
            who.reach(&order.parties())?;
            let candidates = reassigning::candidates(tx, &order, who.today())?;
            let open = reassigning::open_of(tx, &order)?;
            Ok((order, candidates, open))
        })
        .await?;
    let candidates = candidates.into_iter().map(|each| (each.organization_id.to_string(), each.name)).collect();
    let (page, today) = (ctx.page("orders-reassign").of(&form), ctx.who.today().to_string());
    let may_change = reassigning::may_change(&order);
    ctx.form_html(&form, &ReassignPage { page, form: &form, order, candidates, open, may_change, today })
}

/// `POST /orders/{reference}/reassign`
pub async fn reassign(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let quote_by: Date = match form.value("quote_by").parse() {
        Ok(day) => day,
        Err(_) => {
            let errors = FormErrors::one("quote_by", Refusal::new("orders-choose-day"));
            return render_reassign(&ctx, reference, ctx.refuse(form, errors)).await;
        }
    };
    let new = NewReassignment {
        provider: form.value("provider").parse::<Uuid>().unwrap_or_default(),
        reason: form.value("reason").to_owned(),
        // What cannot be read is out of bounds, and refused as such.
        settled_fen: words::parse_money(form.value("settled")).unwrap_or(-1),
        settled_words: form.value("settled_words").to_owned(),
        quote_by,
    };
    let (place, calendar) = (reference.clone(), ctx.app.calendar);
    let reply = ctx.command(&form, move |tx, c| {
        let order = store::by_reference(tx, &place)?;
        c.reach(&order.parties())?;
        reassigning::ask(tx, c, &order, &new, calendar)?;
        Ok(Done::at(format!("/orders/{place}")).say("orders-reassign-asked"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_reassign(&ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /orders/{reference}/reassign/consent`: the firm.
pub async fn decide_reassignment(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (accepts, said) = (form.value("do") == "yes", form.value("consent_words").to_owned());
    let calendar = ctx.app.calendar;
    step(&ctx, reference, form, "orders-reassign-decided", move |tx, c, order| {
        reassigning::decide(tx, c, order, accepts, &said, calendar)
    })
    .await
}

/// `POST /orders/{reference}/reassign/call-off`: the hub.
pub async fn call_off_reassignment(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    step(&ctx, reference, form, "orders-reassign-called-off", move |tx, c, order| reassigning::call_off(tx, c, &order))
        .await
}
