//! Choosing a slot, filling the booking in, and everything that is done with one.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use jiff::civil::Date;
use slots::{Ask, MINUTE};
use uuid::Uuid;

use super::uses::{self, Using};
use super::{length, rules_in_words, span};
use crate::access::{Parties, Who};
use crate::app::millis_of;
use crate::command::Command;
use crate::hubs;
use crate::instruments::booking::{self, Filled, For};
use crate::instruments::booking_model::{Booking, Wanted};
use crate::instruments::changing;
use crate::instruments::delivering::Line;
use crate::instruments::model::Instrument;
use crate::instruments::ruling::Rules;
use crate::instruments::{schemes, store, store_lists, trainings};
use crate::orders::model::RESULTS;
use crate::organizations;
use crate::people::{self, Place};
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

/// For whom a form books: a firm for itself, a hub's clerk or the owner of the instrument for a firm.
pub(super) fn whose(tx: &mut Tx, who: &Who, instrument: &Instrument, form: &Form) -> Result<For, Error> {
    let person = who.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let approved: Vec<_> =
        store_lists::offers(tx, instrument)?.into_iter().filter(|offer| offer.state == "approved").collect();
    let asked = form.value("hub");
    let offered = approved.iter().find(|offer| offer.hub_code == asked).or(approved.first());
    if who.actor.provider().is_some_and(|provider| provider != instrument.provider_id) {
        return Err(Error::NotFound);
    }
    let by_owner = who.actor.provider().and(offered).map(|offer| offer.hub_id);
    if let Some(through) = who.actor.hub().or(by_owner) {
        let uscc = codes::text::to_half_width(form.value("firm")).to_uppercase();
        let firm = organizations::by_uscc(tx, uscc.trim())?.filter(|firm| firm.is_firm);
        let firm = firm.ok_or_else(|| FormErrors::one("firm", Refusal::new("instruments-firm-unknown")))?;
        let owner = people::owners(tx, firm.id)?.first().copied();
        return Ok(For { firm: firm.id, person: owner.unwrap_or(person), through });
    }
    let firm = who.actor.firm().ok_or(Error::NotFound)?;
    Ok(For { firm, person, through: offered.ok_or(Error::NotFound)?.hub_id })
}

fn wanted(form: &Form) -> Result<Wanted, Error> {
    let from = form.value("start").parse().ok().filter(|from| (0..4_102_444_800_000).contains(from));
    let from = from.ok_or_else(|| FormErrors::one("start", Refusal::new("instruments-choose-slot")))?;
    let minutes = form.value("minutes").parse::<i64>().unwrap_or(0).clamp(0, 90 * 24 * 60);
    Ok(Wanted { from, minutes })
}

/// `POST /instruments/{code}/holds`: keeps a slot.
pub async fn hold(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let (said, place, calendar) = (form.clone(), code.clone(), ctx.app.calendar);
    let reply = ctx.command(&form, move |tx, c| {
        let instrument = store::shown(tx, &place)?;
        let whose = whose(tx, c, &instrument, &said)?;
        c.reach(&Parties { firm: c.actor.firm(), hub: c.actor.hub(), ..Parties::default() })?;
        let reference = booking::hold(tx, c, calendar, &instrument, whose, &wanted(&said)?)?;
        Ok(Done::at(format!("/bookings/{reference}")))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => super::public::render(&ctx, code, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /instruments/{code}/training`: asks to be trained.
pub async fn ask_training(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    ctx.command(&form, move |tx, c| {
        let instrument = store::shown(tx, &code)?;
        c.reach(&Parties { firm: c.actor.firm(), ..Parties::default() })?;
        trainings::ask(tx, c, &instrument)?;
        Ok(Done::at(format!("/instruments/{code}")).say("instruments-training-was-asked"))
    })
    .await
}

struct Shown {
    booking: Booking,
    instrument: Instrument,
    rules: Rules,
    trip_to: String,
    fee_now: i64,
    /// Colleagues who could use it: id and name.
    colleagues: Vec<(String, String)>,
    /// The provider's questions: field and words.
    questions: Vec<(String, String)>,
    /// Free slots to move to.
    free: Vec<slots::Interval>,
    /// Who came, what was used, what became of it.
    using: Using,
}

#[derive(Template)]
#[template(path = "instruments/booking.html")]
struct BookingPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    shown: Shown,
    rules: Vec<(String, String)>,
    slots: Vec<(String, String)>,
    when: String,
    long: String,
    left: i64,
    ahead: bool,
    yours: bool,
    min: String,
    results: Vec<(&'static str, String)>,
}

impl BookingPage<'_> {
    /// How much of something was used up, and what that costs.
    fn line_in_words(&self, line: &Line) -> String {
        format!("{} · {}", line.quantity, self.page.money(line.price_fen))
    }

    /// From when until when it was used, and how long.
    fn use_in_words(&self, used: &slots::Interval) -> String {
        let words = self.page.language();
        format!("{} · {}", span(words, used), length(words, used.minutes().max(1)))
    }

    /// Whose turn it is: the firm fills in what it keeps, the owner approves.
    fn whose(&self) -> &str {
        let firm = self.page.role_is("firm") || self.page.role_is("hub-");
        match self.shown.booking.state.as_str() {
            "held" if firm => "instruments-turn-you",
            "held" => "instruments-turn-firm",
            "asked" if self.page.role_is("provider") => "instruments-turn-you",
            "asked" => "instruments-turn-provider",
            "used" if self.shown.using.waits && self.page.role_is("provider") => "instruments-turn-you",
            "used" if self.shown.using.waits => "instruments-turn-provider",
            _ => "instruments-turn-nobody",
        }
    }

    fn next(&self) -> String {
        match self.shown.booking.stage() {
            "held" => self.page.t1("instruments-next-held", "minutes", self.left),
            // keys: instruments-next-*
            state => self.page.tk("instruments-next-", state),
        }
    }
}

/// `GET /bookings/{reference}`
pub async fn show(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let form = Asked::read(query.as_deref()).form();
    render(&ctx, reference, &form).await
}

pub(super) async fn render(ctx: &Ctx, reference: String, form: &Form) -> Reply {
    let (calendar, typed) = (ctx.app.calendar, form.clone());
    let shown = ctx
        .read(move |tx, who| {
            let booking = reached(tx, who, &reference)?;
            look(tx, who, calendar, booking, &typed)
        })
        .await?;
    let (booking, now) = (&shown.booking, ctx.who.now);
    let page = ctx.page("instruments-booking").titled(booking.instrument_name.as_str()).of(form);
    let words = ctx.words();
    let sides = page.role_is("firm") || page.role_is("hub-");
    ctx.form_html(
        form,
        &BookingPage {
            page,
            form,
            rules: rules_in_words(words, &shown.rules),
            slots: shown.free.iter().map(|slot| (slot.from.to_string(), span(words, slot))).collect(),
            when: span(words, &booking.used),
            long: length(words, booking.used.minutes()),
            left: booking.held_until.map_or(0, |until| ((until - now).max(0) + 59_999) / MINUTE),
            ahead: booking.is_open() && booking.used.from > now && booking.came_at.is_none(),
            yours: sides || booking.is_held(),
            min: ctx.who.today().to_string(),
            // keys: result-*
            results: super::choices(ctx, "result-", &RESULTS),
            shown,
        },
    )
}

/// The booking, if it is in reach. What is only kept is nobody's but the firm's and the hub's.
pub(super) fn reached(tx: &mut Tx, who: &Who, reference: &str) -> Result<Booking, Error> {
    let booking = crate::instruments::booking_by_reference(tx, reference)?;
    reach(who, &booking)?;
    Ok(booking)
}

/// Whether a booking is in reach. What is only kept is also its owner's where they keep it for a firm.
pub(super) fn reach(who: &Who, booking: &Booking) -> Result<(), Error> {
    let mut parties = booking.parties();
    let own = who.actor.person().is_some_and(|person| person.id == booking.booked_by);
    if !own && ["held", "expired", "released"].contains(&booking.state.as_str()) {
        parties.provider = None;
    }
    who.reach(&parties)
}

fn look(tx: &mut Tx, who: &Who, calendar: &workdays::Calendar, booking: Booking, form: &Form) -> Result<Shown, Error> {
    let instrument = store::by_id(tx, booking.hub_id, booking.instrument_id)?;
    let rules = booking::rules_under(tx, &booking)?;
    let (mut free, mut colleagues) = (Vec::new(), Vec::new());
    let ahead = booking.is_open() && booking.used.from > who.now;
    if let Some(day) = form.value("from").parse::<Date>().ok().filter(|_| ahead && instrument.takes_bookings()) {
        let now_in_force = booking::rules_of(tx, &instrument)?;
        let scheme = schemes::on(who.today());
        let from = millis_of(day, 0, 0).max(who.now);
        let until = from + scheme.slots_days * 24 * 60 * MINUTE;
        let ask = Ask { now: who.now, from, until, minutes: booking.used.minutes(), most: scheme.slots_shown };
        free = booking::next_free(tx, calendar, &instrument, &now_in_force, &ask, booking.id)?;
    }
    if ahead && who.actor.firm() == Some(booking.firm_id) {
        let (members, _) = people::members(tx, Place::Organization(booking.firm_id), 0, 200)?;
        let others = members.into_iter().filter(|member| member.person != booking.person_id);
        colleagues = others.map(|member| (member.person.to_string(), member.name)).collect();
    }
    let free_of_charge = booking.state == "asked" || who.actor.provider().is_some();
    let fee_now = if free_of_charge { 0 } else { rules.fee(booking.price_fen, booking.used.from, who.now) };
    let trip_to = hubs::by_id(tx, booking.through_id)?.phone;
    let asked = rules.questions.iter().enumerate();
    let questions = asked.map(|(at, question)| (format!("answer_{at}"), question.clone())).collect();
    let using = uses::look(tx, who, &booking)?;
    Ok(Shown { booking, instrument, rules, trip_to, fee_now, colleagues, questions, free, using })
}

/// Runs a command on a booking in reach and shows its page again with what is wrong.
pub(super) async fn act(
    ctx: Ctx,
    reference: String,
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut Tx, &mut Command, &Booking, &Form) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let (place, typed) = (reference.clone(), form.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let booking = reached(tx, c, &place)?;
        f(tx, c, &booking, &typed)?;
        Ok(Done::at(format!("/bookings/{}", booking.reference)).say(said))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, reference, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /bookings/{reference}/book`
pub async fn book(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let calendar = ctx.app.calendar;
    act(ctx, reference, form, "instruments-was-booked", move |tx, c, booking, form| {
        let answers = (0..10).map(|at| form.value(&format!("answer_{at}")).to_owned()).collect();
        let (samples, purpose) = (form.value("samples").to_owned(), form.value("purpose").to_owned());
        booking::book(tx, c, calendar, booking, &Filled { samples, purpose, answers })
    })
    .await
}

/// `POST /bookings/{reference}/release`: gives a kept slot back, and leads to the instrument.
pub async fn release(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    ctx.command(&form, move |tx, c| {
        let booking = reached(tx, c, &reference)?;
        booking::release(tx, c, &booking)?;
        Ok(Done::at(format!("/instruments/{}", booking.instrument_code)).say("instruments-was-released"))
    })
    .await
}

/// `POST /bookings/{reference}/decide`: the owner approves or declines.
pub async fn decide(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    act(ctx, reference, form, "instruments-was-decided", |tx, c, booking, form| {
        changing::decide(tx, c, booking, form.value("do") == "approve", form.value("words"))
    })
    .await
}

/// `POST /bookings/{reference}/move`
pub async fn move_to(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let calendar = ctx.app.calendar;
    act(ctx, reference, form, "instruments-was-moved", move |tx, c, booking, form| {
        let wanted = wanted(form)?;
        let minutes = if wanted.minutes == 0 { booking.used.minutes() } else { wanted.minutes };
        changing::move_to(tx, c, calendar, booking, &Wanted { minutes, ..wanted })
    })
    .await
}

/// `POST /bookings/{reference}/cancel`
pub async fn cancel(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    act(ctx, reference, form, "instruments-was-cancelled", |tx, c, booking, form| {
        changing::cancel(tx, c, booking, form.value("words"))
    })
    .await
}

/// `POST /bookings/{reference}/hand-over`
pub async fn hand_over(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    act(ctx, reference, form, "instruments-was-handed", |tx, c, booking, form| {
        let person: Uuid = form.value("person").parse().unwrap_or_default();
        changing::hand_over(tx, c, booking, person)
    })
    .await
}
