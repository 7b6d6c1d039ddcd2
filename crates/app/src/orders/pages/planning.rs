//! From plan to orders, and the need that ends before.

use axum::extract::Path;
use jiff::civil::Date;

use crate::orders::approving::{self, Kind};
use crate::orders::{approval_rules, calling_off, offering};
use crate::web::{Ctx, Done, Error, Form, FormErrors, Refusal, Reply};
use crate::{needs, plans};

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
        let (need, plan) = plans::pages::of_need(tx, c, &place)?;
        // Only what was seen is accepted.
        if version != Some(plan.version) {
            return Err(Error::Conflict);
        }
        let items = plans::items(tx, plan.hub_id, plan.id)?;
        let amount = items.iter().filter(|item| chosen.contains(&item.id)).filter_map(|item| item.price_fen).sum();
        // What the firm's owner wants approved waits within the house.
        if let Some(rule) = approval_rules::needed(tx, &c.actor, Kind::Accept, amount)? {
            approving::ask_acceptance(tx, c, &need, &plan, &rule, (&chosen, amount))?;
            return Ok(Done::at("/approvals").say("orders-approval-asked"));
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
