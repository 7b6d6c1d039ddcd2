//! The hub decides which instruments are offered through it.

use askama::Template;
use axum::extract::{Path, RawQuery};

use super::choices;
use crate::access::Parties;
use crate::hubs::pages::{Seen, choose, seen_hub};
use crate::instruments::model::{Instrument, Offer};
use crate::instruments::{commands, store, store_lists};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Refusal, Reply};

/// The states of an offer.
// keys: instruments-offer-*
const OFFERS: [&str; 4] = ["asked", "approved", "declined", "ended"];

#[derive(Template)]
#[template(path = "instruments/offers.html")]
struct OffersPage<'a> {
    page: Page<'a>,
    form: Form,
    rows: Vec<(Instrument, Offer)>,
    paging: Paging,
    states: Vec<(&'static str, String)>,
    seen: Seen,
}

/// `GET /directory/instruments`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    render(&ctx, &asked, Form::default()).await
}

async fn render(ctx: &Ctx, asked: &Asked, form: Form) -> Reply {
    let paging = asked.paging();
    let (offset, code) = (paging.offset(), asked.value("hub").to_owned());
    let state = OFFERS.iter().find(|state| **state == asked.value("state")).copied().unwrap_or_default();
    let read = ctx.read(move |tx, who| {
        let Some(seen) = seen_hub(tx, who, &code)? else { return Ok(None) };
        let (rows, total) = store_lists::of_hub(tx, seen.hub.id, state, offset, PAGE_ROWS)?;
        Ok(Some((rows, total, seen)))
    });
    let Some((rows, total, seen)) = read.await? else { return choose(ctx, "instruments-offers").await };
    let wrong_form = !form.errors().is_empty();
    let page = OffersPage {
        page: ctx.page("instruments-offers").of(&form),
        form: if wrong_form { form } else { asked.form() },
        rows,
        paging: paging.of(total),
        states: choices(ctx, "instruments-offer-", &OFFERS),
        seen,
    };
    ctx.form_html(&page.form, &page)
}

/// `POST /directory/instruments/{code}`: approves, or declines with a reason.
pub async fn decide(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let (said, place) = (form.clone(), code.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let hub = c.actor.hub().ok_or(Error::NotFound)?;
        let instrument = store::by_code(tx, &place)?;
        let offer = store_lists::offer(tx, &instrument, hub)?.ok_or(Error::NotFound)?;
        c.reach(&Parties { hub: Some(hub), ..Parties::default() })?;
        match said.value("do") {
            "approve" => commands::decide(tx, c, &instrument, &offer, true, "")?,
            "decline" => commands::decide(tx, c, &instrument, &offer, false, said.value("words"))?,
            _ => return Err(Refusal::new("instruments-wrong-state").into()),
        }
        Ok(Done::at("/directory/instruments").say("instruments-offer-decided"))
    });
    match reply.await {
        Err(Error::Invalid(mut errors)) => {
            // Each row has its own field for the reason.
            errors.0.iter_mut().for_each(|error| error.field = format!("{}-{code}", error.field));
            render(&ctx, &Asked::default(), ctx.refuse(form, errors)).await
        }
        other => other,
    }
}
