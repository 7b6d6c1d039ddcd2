//! At the instrument: check in, begin, end; and afterwards what was stated, missed, appealed.

use askama::Template;
use axum::extract::Path;
use db::Tx;
use jiff::civil::{Date, Time};
use slots::Interval;

use super::booking::act as act_on;
use super::span;
use crate::access::Who;
use crate::app::millis_of;
use crate::instruments::booking_model::Booking;
use crate::instruments::delivering::{self, Line};
use crate::instruments::model::Instrument;
use crate::instruments::store_uses::{Strike, Use};
use crate::instruments::{store, store_uses, striking, using};
use crate::orders::Order;
use crate::web::{Ctx, Error, Form, FormErrors, Page, Refusal, Reply};

/// What the page of a booking shows of its use.
pub(super) struct Using {
    pub(super) of: Option<Use>,
    pub(super) strike: Option<Strike>,
    pub(super) order: Option<Order>,
    /// Whether its owner is to hand over what came of it.
    pub(super) waits: bool,
    pub(super) services: Vec<(String, String)>,
    pub(super) lines: Vec<Line>,
    /// Whether one may check in or begin now.
    pub(super) at_hand: bool,
    /// Whether it has begun by the clock.
    pub(super) due: bool,
}

impl Using {
    /// Whether the use goes on.
    pub(super) fn runs(&self) -> bool {
        self.of.as_ref().is_some_and(|of| of.until_at.is_none())
    }

    /// From when until when it was, once it has ended.
    pub(super) fn stated(&self) -> Option<Interval> {
        let of = self.of.as_ref()?;
        Some(Interval { from: of.began_at?, until: of.until_at? })
    }

    /// Whether its owner may state the use.
    pub(super) fn may_state(&self, booking: &Booking) -> bool {
        let open = ["booked", "used", "missed"].contains(&booking.state.as_str());
        open && self.due && (self.order.is_none() || self.waits || booking.state != "used")
    }
}

/// Looks it up.
///
/// # Errors
/// Of the database.
pub(super) fn look(tx: &mut Tx, who: &Who, booking: &Booking) -> Result<Using, Error> {
    let scheme = crate::instruments::schemes::on(who.today());
    let opens = booking.used.from - scheme.early_minutes * slots::MINUTE;
    // An order is another's business until it is theirs: who reaches the booking reaches its order.
    let order = delivering::order_of(tx, booking)?;
    let waits = delivering::waits(booking, order.as_ref());
    let services = if waits && order.is_none() && who.actor.provider() == Some(booking.provider_id) {
        let all = delivering::services(tx, booking)?;
        all.into_iter().map(|service| (service.code, service.name)).collect()
    } else {
        Vec::new()
    };
    Ok(Using {
        of: store_uses::of(tx, booking)?,
        strike: striking::of(tx, booking)?,
        waits,
        services,
        lines: store_uses::lines(tx, booking)?,
        at_hand: booking.state == "booked" && opens <= who.now && who.now < booking.used.until,
        due: booking.used.from <= who.now,
        order,
    })
}

#[derive(Template)]
#[template(path = "instruments/here.html")]
struct HerePage<'a> {
    page: Page<'a>,
    instrument: Instrument,
    /// Each with its time in words, whether it may be begun, and whether it runs.
    rows: Vec<(Booking, String, Using)>,
    acts: bool,
}

/// `GET /instruments/{code}/here`: where the label leads. Who has it now checks in, begins, ends.
pub async fn here(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let (instrument, found) = ctx
        .read(move |tx, who| {
            let instrument = store::by_code(tx, &code)?;
            let side = who.actor.firm().or(who.actor.provider());
            let own = who.actor.provider() == Some(instrument.provider_id);
            if !instrument.shown && !own {
                return Err(Error::NotFound);
            }
            let day = millis_of(who.today(), 0, 0);
            let within = Interval { from: day, until: day + 86_400_000 };
            let bookings = match side {
                Some(side) => store_uses::at_hand(tx, &instrument, side, within)?,
                None => Vec::new(),
            };
            let mut rows = Vec::new();
            for booking in bookings {
                let using = look(tx, who, &booking)?;
                rows.push((booking, using));
            }
            Ok((instrument, rows))
        })
        .await?;
    let words = ctx.words();
    let row = |(booking, using): (Booking, Using)| {
        let when = span(words, &booking.used);
        (booking, when, using)
    };
    ctx.html(&HerePage {
        page: ctx.page("instruments-here").titled(instrument.entry.name.as_str()),
        rows: found.into_iter().map(row).collect(),
        acts: ctx.actor().firm().or(ctx.actor().provider()).is_some(),
        instrument,
    })
}

/// `POST /bookings/{reference}/use`: checks in, begins or ends.
pub async fn act(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let said = match form.value("do") {
        "arrive" => "instruments-use-did-arrive",
        "begin" => "instruments-use-did-begin",
        _ => "instruments-use-did-end",
    };
    act_on(ctx, reference, form, said, |tx, c, booking, form| match form.value("do") {
        "arrive" => using::arrive(tx, c, booking),
        "begin" => using::begin(tx, c, booking),
        _ => using::end(tx, c, booking),
    })
    .await
}

/// Reads `day` and `clock`, both as typed; the day where the first field is empty.
fn moment(form: &Form, day: &str, clock: &str, otherwise: Option<Date>) -> Result<(Date, i64), Error> {
    let typed = form.value(day).parse::<Date>().ok().or(otherwise.filter(|_| form.value(day).is_empty()));
    let typed = typed.ok_or_else(|| FormErrors::one(day, Refusal::new("instruments-use-day-wrong")))?;
    let told = codes::text::to_half_width(form.value(clock));
    let time: Option<Time> = format!("{:0>5}", told.trim()).parse().ok();
    let time = time.ok_or_else(|| FormErrors::one(clock, Refusal::new("instruments-use-clock-wrong")))?;
    Ok((typed, millis_of(typed, time.hour(), time.minute())))
}

/// `POST /bookings/{reference}/stated`: its owner states the use.
pub async fn state(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    act_on(ctx, reference, form, "instruments-use-was-stated", |tx, c, booking, form| {
        let (day, from) = moment(form, "from_day", "from_clock", None)?;
        let (_, until) = moment(form, "until_day", "until_clock", Some(day))?;
        using::state(tx, c, booking, &Interval { from, until }, form.value("words"))
    })
    .await
}

/// `POST /bookings/{reference}/missed`: its owner says that nobody came.
pub async fn miss(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    act_on(ctx, reference, form, "instruments-was-missed", |tx, c, booking, _| using::miss(tx, c, booking)).await
}

/// `POST /bookings/{reference}/appeal`
pub async fn appeal(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    act_on(ctx, reference, form, "instruments-was-appealed", |tx, c, booking, form| {
        striking::appeal(tx, c, booking, form.value("words"))
    })
    .await
}

/// `POST /bookings/{reference}/appeal/decide`
pub async fn decide(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    act_on(ctx, reference, form, "instruments-appeal-was-decided", |tx, c, booking, form| {
        striking::decide(tx, c, booking, form.value("do") == "grant", form.value("words"))
    })
    .await
}
