//! The pages of an order, and the steps that its sides may take there.

mod agreements;
mod approvals;
mod chained;
mod dispute;
mod list;
mod messages;
mod order;
mod pauses;
mod planning;
mod rated;
mod reassign;
mod waiting;

use axum::extract::Path;
use jiff::civil::Date;

use super::approval_rules;
use super::approving::{self, Kind};
use super::commands::{self, NewDelivery};
use super::model::Order;
use super::store;
use crate::attachments::{self, Kept};
use crate::command::Command;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Refusal, Reply, words};

pub use agreements::{agreements, decide_agreement, own_agreements, put_up_agreement, require_agreement};
pub use approvals::{approval_rule, approvals, approvals_again, set_approval_rule, withdraw_approval};
pub use dispute::{
    answer_in_dispute, dispute, fail_dispute, name_mediator, open_dispute, propose_in_dispute, state_in_dispute,
    withdraw_dispute,
};
pub use list::{list, save};
pub use messages::{messages, note, notes, unread, write};
pub use order::{render, show};
pub use pauses::{decide_pause, end_gap, propose_pause};
pub use planning::{accept, ask, decline_need, propose, withdraw};
pub use rated::{add, rate, read_rating, recall, rectify};
pub use reassign::{call_off_reassignment, decide_reassignment, reassign, reassign_form};
pub use waiting::call;

/// The side that the actor is of: firm, provider, hub or, for who only reads, reader.
fn side(ctx: &Ctx) -> &'static str {
    match ctx.actor().role() {
        Some(role) if role.is_firm() => "firm",
        Some(role) if role.is_provider() => "provider",
        Some(role) if role.is_hub() => "hub",
        _ => "reader",
    }
}

/// Runs a step of an order: loads it in reach, then `f`.
async fn step(
    ctx: &Ctx,
    reference: String,
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut db::Tx, &mut Command, Order) -> Result<(), Error> + Send + 'static,
) -> Reply {
    match carried_out(ctx, &form, &reference, "", said, f).await {
        Err(Error::Invalid(errors)) => render(ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// Loads an order in reach, does `f`, and goes to the order's page or, with `part` such as `/dispute`, one beside it.
async fn carried_out(
    ctx: &Ctx,
    form: &Form,
    reference: &str,
    part: &'static str,
    said: &'static str,
    f: impl FnOnce(&mut db::Tx, &mut Command, Order) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let place = reference.to_owned();
    ctx.command(form, move |tx, c| {
        let order = store::by_reference(tx, &place)?;
        c.reach(&order.parties())?;
        f(tx, c, order)?;
        Ok(Done::at(format!("/orders/{place}{part}")).say(said))
    })
    .await
}

/// The files of a form, in the store; or the form as it is to be shown again.
async fn kept(ctx: &Ctx, form: Form) -> Result<Result<(Form, Vec<Kept>), Form>, Error> {
    match attachments::keep(&ctx.app, &form.uploads).await {
        Ok(files) => Ok(Ok((form, files))),
        Err(Error::Invalid(errors)) => Ok(Err(ctx.refuse(form, errors))),
        Err(error) => Err(error),
    }
}

/// `POST /orders/{reference}/quote`
pub async fn quote(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    // What cannot be read as an amount or a number is out of bounds, and refused as such.
    let price_fen = words::parse_money(form.value("price")).unwrap_or(-1);
    let days = codes::text::to_half_width(form.value("days")).parse().unwrap_or(0);
    let said = form.value("words").to_owned();
    let calendar = ctx.app.calendar;
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let order = store::by_reference(tx, &place)?;
        c.reach(&order.parties())?;
        let done = Done::at(format!("/orders/{place}"));
        // What the provider's owner wants approved waits within the house.
        if let Some(rule) = approval_rules::needed(tx, &c.actor, Kind::Quote, price_fen)? {
            approving::ask_quote(tx, c, &order, &rule, (price_fen, days, &said))?;
            return Ok(done.say("orders-approval-asked"));
        }
        commands::quote(tx, c, order, price_fen, days, &said, calendar)?;
        Ok(done.say("orders-quoted"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
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
    let (form, files) = match kept(&ctx, form).await? {
        Ok(kept) => kept,
        Err(refused) => return render(&ctx, reference, refused).await,
    };
    let new = NewDelivery {
        result: form.value("result").to_owned(),
        summary: form.value("summary").to_owned(),
        quantity: form.value("quantity").chars().take(60).collect(),
        price_fen: words::parse_money(form.value("price")).unwrap_or(-1),
        files,
    };
    let calendar = ctx.app.calendar;
    step(&ctx, reference, form, "orders-delivered", move |tx, c, order| commands::deliver(tx, c, order, &new, calendar))
        .await
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
