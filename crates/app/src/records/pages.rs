//! The pages of the service records: confirming an order, a record with its proof, lists, the log's checkpoint.

mod events;
mod listing;
mod standing;

use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use uuid::Uuid;

use super::confirming::{self, BENEFITS, Correction, Said};
use super::log::{self, Proof};
use super::model::Record;
use super::store;
use crate::attachments::Attachment;
use crate::hubs;
use crate::orders::pages::read_rating;
use crate::orders::rating::ASPECTS;
use crate::orders::{self, Delivery, Order, approving};
use crate::web::{Ctx, Done, Error, Form, Page, Reply, words};

pub use events::{event, event_bundle, events, save_events};
pub use listing::{list, own, save, save_own};
pub use standing::{Figure, ratings, standing_figures};

#[derive(Template)]
#[template(path = "records/confirm.html")]
struct ConfirmPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    order: Order,
    /// What is to be confirmed; `None` while nothing is delivered.
    delivery: Option<(Delivery, Vec<Attachment>)>,
    /// A confirmation waits for approval within the firm.
    approval: bool,
    aspects: Vec<(&'static str, String)>,
    benefits: Vec<(&'static str, String)>,
}

impl ConfirmPage<'_> {
    /// Whether something else is charged than was quoted.
    fn other_price(&self) -> bool {
        self.delivery.as_ref().is_some_and(|(delivery, _)| self.order.price_fen != Some(delivery.price_fen))
    }
}

/// `GET /orders/{reference}/confirm`
pub async fn confirm_form(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render_confirm(&ctx, reference, Form::default()).await
}

async fn render_confirm(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let (order, delivery, approval) = ctx
        .read(move |tx, who| {
            let order = orders::by_reference(tx, &reference)?;
            who.reach(&order.parties())?;
            let delivery = orders::last_delivery(tx, &order)?;
            let approval = approving::is_waiting(tx, order.firm_id, order.id)?;
            Ok((order, delivery, approval))
        })
        .await?;
    let aspects = ASPECTS.iter().map(|code| (*code, ctx.t(&format!("aspect-{code}")))).collect();
    // keys: benefit-*
    let benefits = BENEFITS.iter().map(|code| (*code, ctx.t(&format!("benefit-{code}")))).collect();
    let page = ctx.page("records-confirm-title").of(&form);
    ctx.form_html(&form, &ConfirmPage { page, form: &form, order, delivery, approval, aspects, benefits })
}

/// `POST /orders/{reference}/confirm`
pub async fn confirm(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let amount = form.value("benefit_amount");
    let benefit = form.value("benefit").to_owned();
    let said = Said {
        rating: Some(read_rating(&form)),
        benefit_fen: (benefit != "time").then(|| words::parse_money(amount)).flatten(),
        benefit_days: if benefit == "time" { amount.parse().ok() } else { None },
        benefit_how: form.value("benefit_how").chars().take(500).collect(),
        benefit,
    };
    let (place, calendar) = (reference.clone(), ctx.app.calendar);
    let reply = ctx.command(&form, move |tx, c| {
        let order = orders::by_reference(tx, &place)?;
        c.reach(&order.parties())?;
        Ok(match confirming::confirm_or_ask(tx, c, order, &said, calendar)? {
            Some(record) => Done::at(format!("/records/{record}")).say("records-confirmed"),
            None => Done::at("/approvals").say("orders-approval-asked"),
        })
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_confirm(&ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /approvals/{id}/decide`: here and not with the orders, because an approved confirmation writes its record.
pub async fn decide_approval(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let (yes, said, calendar) = (form.value("do") == "yes", form.value("words").to_owned(), ctx.app.calendar);
    let reply = ctx.command(&form, move |tx, c| {
        let approval = approving::by_id(tx, id)?;
        c.reach(&approval.parties())?;
        if let Some(approved) = approving::decide(tx, c, &approval, yes, &said, calendar)? {
            confirming::confirm_approved(tx, c, approved, calendar)?;
        }
        Ok(Done::at("/approvals").say("orders-approval-decided"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => orders::pages::approvals_again(&ctx, ctx.refuse(form, errors)).await,
        other => other,
    }
}

#[derive(Template)]
#[template(path = "records/record.html")]
struct RecordPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    record: Record,
    proof: Option<Proof>,
    corrects: Option<String>,
    corrected_by: Option<String>,
    manager: bool,
}

impl RecordPage<'_> {
    /// The head of a reference number is its hub's code.
    fn hub_code(&self) -> &str {
        self.record.reference.get(..3).unwrap_or_default()
    }
}

/// `GET /records/{reference}`
pub async fn show(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render(&ctx, reference, Form::default()).await
}

async fn render(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let (record, proof, corrects, corrected_by) = ctx
        .read(move |tx, who| {
            let record = store::by_reference(tx, &reference)?;
            who.reach(&record.parties())?;
            let proof = log::prove(tx, record.hub_id, record.event_id)?;
            let mut other = |id: Option<Uuid>| -> Result<Option<String>, Error> {
                id.map(|id| store::by_id(tx, record.hub_id, id).map(|record| record.reference)).transpose()
            };
            let (corrects, corrected_by) = (other(record.corrects_id)?, other(record.corrected_by)?);
            Ok((record, proof, corrects, corrected_by))
        })
        .await?;
    let title = ctx.words().with("records-title", &[("reference", &record.reference)]);
    let manager = ctx.actor().role() == Some(crate::access::Role::HubManager);
    let page = ctx.page("records-list-title").titled(title).of(&form);
    ctx.form_html(&form, &RecordPage { page, form: &form, record, proof, corrects, corrected_by, manager })
}

/// `GET /records/{reference}/bundle`: everything needed to verify the record offline.
pub async fn bundle(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    let app = ctx.app.clone();
    let (name, text) = ctx
        .read(move |tx, who| {
            let record = store::by_reference(tx, &reference)?;
            who.reach(&record.parties())?;
            let text = log::bundle(tx, &app, record.hub_id, record.event_id)?.ok_or(Error::NotFound)?;
            Ok((record.reference, text))
        })
        .await?;
    let disposition = format!("attachment; filename=\"{name}.bundle.json\"");
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, text).into_response())
}

/// `POST /records/{reference}/correct`
pub async fn correct(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let correction = Correction {
        price_fen: words::parse_money(form.value("price")).unwrap_or(-1),
        counts: form.checked("counts", "yes"),
        words: form.value("words").chars().take(500).collect(),
    };
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let old = store::by_reference(tx, &place)?;
        c.reach(&old.parties())?;
        let new = confirming::correct(tx, c, &old, &correction)?;
        Ok(Done::at(format!("/records/{new}")).say("records-corrected"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `GET /hubs/{code}/log/checkpoint`: the newest signed tree head, as a C2SP note.
pub async fn checkpoint(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let note = ctx
        .read(move |tx, _| {
            let hub = hubs::by_code(tx, &code)?;
            log::checkpoint(tx, hub.id)?.ok_or(Error::NotFound)
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response())
}

/// `GET /hubs/{code}/log/key`: the key that signs the hub's log, for `yizhan ledger verify --key`.
pub async fn key(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let app = ctx.app.clone();
    let key = ctx
        .read(move |tx, _| {
            let hub = hubs::by_code(tx, &code)?;
            log::key(tx, &app, hub.id)?.ok_or(Error::NotFound)
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], key + "\n").into_response())
}
