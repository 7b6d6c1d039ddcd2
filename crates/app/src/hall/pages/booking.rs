//! The firm books a time for a need.

use askama::Template;
use axum::extract::{Path, RawQuery};

use super::super::booking::{self, Slot, Wanted};
use super::super::model::{Appointment, clock};
use super::super::{closings, store, store_closings};
use crate::needs::{self, Need};
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

struct Shown {
    need: Need,
    booked: Option<Appointment>,
    /// What a closing called off, day, minute and why; and the next free times instead.
    called_off: Option<(String, i64, String)>,
    offered: Vec<(String, i64)>,
    slots: Vec<Slot>,
    /// Orders that the visit may be for: number and name.
    orders: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "hall/booking.html")]
struct BookingPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    shown: Shown,
    day: String,
    days: Vec<String>,
}

impl BookingPage<'_> {
    fn at(&self, minute: &i64) -> String {
        clock(*minute)
    }

    fn anything_free(&self) -> bool {
        self.shown.slots.iter().any(|slot| slot.free > 0)
    }
}

/// `GET /needs/{reference}/visit?day=2026-03-05`
pub async fn show(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let day = Asked::read(query.as_deref()).value("day").to_owned();
    render(&ctx, reference, Form::default(), day).await
}

async fn render(ctx: &Ctx, reference: String, form: Form, day: String) -> Reply {
    let days = booking::days(ctx.app.calendar, ctx.who.today());
    let asked = days.iter().find(|each| each.to_string() == day).copied();
    let (now, calendar, choices) = (ctx.who.now, ctx.app.calendar, days.clone());
    let (shown, chosen) = ctx
        .read(move |tx, who| {
            let need = needs::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            let orders = booking::orders(tx, &need)?;
            // Nobody asked for a day: the first on which something is free.
            let (mut chosen, mut slots) = (asked.or(choices.first().copied()), Vec::new());
            for day in asked.map_or(choices, |day| vec![day]) {
                let found = booking::slots(tx, need.hub_id, day, now)?;
                if asked.is_some() || found.iter().any(|slot| slot.free > 0) {
                    (chosen, slots) = (Some(day), found);
                    break;
                }
            }
            let booked = store::booked_for(tx, need.hub_id, need.id)?;
            let called_off = match booked {
                Some(_) => None,
                None => store_closings::called_off(tx, need.hub_id, need.id)?.filter(|_| !need.state.is_end()),
            };
            let offered = match called_off {
                Some(_) => closings::next_free(tx, calendar, need.hub_id, who.today(), now)?,
                None => Vec::new(),
            };
            let shown = Shown {
                booked,
                called_off,
                offered: offered.into_iter().map(|(day, starts)| (day.to_string(), starts)).collect(),
                slots,
                orders: orders.into_iter().map(|order| (order.reference, order.service_name)).collect(),
                need,
            };
            Ok((shown, chosen))
        })
        .await?;
    let page = BookingPage {
        page: ctx.page("hall-book").of(&form),
        form: &form,
        day: chosen.map(|day| day.to_string()).unwrap_or_default(),
        days: days.iter().map(jiff::civil::Date::to_string).collect(),
        shown,
    };
    ctx.form_html(&form, &page)
}

/// `POST /needs/{reference}/visit`
pub async fn book(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let field = |name: &str| form.value(name).to_owned();
    let wanted = Wanted { day: field("day"), starts: field("starts"), order: field("order") };
    let (place, day, calendar) = (reference.clone(), wanted.day.clone(), ctx.app.calendar);
    let reply = ctx.command(&form, move |tx, c| {
        let need = needs::by_reference(tx, &place)?;
        c.reach(&need.parties())?;
        booking::book(tx, c, calendar, &need, &wanted)?;
        Ok(Done::at(format!("/needs/{}/visit", need.reference)).say("hall-booked"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, reference, ctx.refuse(form, errors), day).await,
        other => other,
    }
}

/// `POST /needs/{reference}/visit/cancel`
pub async fn cancel(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    ctx.command(&form, move |tx, c| {
        let need = needs::by_reference(tx, &reference)?;
        c.reach(&need.parties())?;
        booking::cancel(tx, c, &need)?;
        Ok(Done::at(format!("/needs/{}/visit", need.reference)).say("hall-cancelled"))
    })
    .await
}

/// The day in words, for the links of the page.
impl BookingPage<'_> {
    fn in_words(&self, day: &str) -> String {
        self.page.day(day)
    }
}
