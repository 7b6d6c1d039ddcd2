//! From the use to the record: its owner hands over what came of it, with what was used up. That is the delivery of an
//! order, which the firm confirms like any other. The order is the one that the booking was made for; else it is made now.

use db::Tx;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::booking::record;
use super::booking_model::Booking;
use super::store_uses;
use crate::app::day_of;
use crate::attachments::Kept;
use crate::catalogue::{self, Service};
use crate::command::Command;
use crate::needs::NewNeed;
use crate::orders::commands::NewDelivery;
use crate::orders::direct::{self, Direct};
use crate::orders::{self, Order, State};
use crate::people;
use crate::web::{Error, FormErrors, Refusal, words};

/// Most lines of what was used up.
const LINES: usize = 20;
/// Longest name of one, in characters.
const NAME: usize = 60;
/// Most services that a provider chooses from.
const SERVICES: i64 = 200;

/// Something that was used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub name: String,
    /// How much, with its unit.
    pub quantity: String,
    /// The whole line, in fen.
    pub price_fen: i64,
}

/// Reads lines of `name, quantity, price`, one each; `None` when one is not written so.
pub(super) fn read_lines(typed: &str) -> Option<Vec<Line>> {
    let read = |line: &str| {
        let line = codes::text::to_half_width(line).replace(['\t', '\u{3001}', ';'], ",");
        let parts: Vec<&str> = line.split(',').map(str::trim).collect();
        let [name, quantity, price] = parts[..] else { return None };
        let price_fen = words::parse_money(price).filter(|fen| *fen >= 0)?;
        let sound = !name.is_empty() && name.chars().count() <= NAME && quantity.chars().count() <= NAME;
        sound.then(|| Line { name: name.into(), quantity: quantity.into(), price_fen })
    };
    let lines = typed.lines().filter(|line| !line.trim().is_empty());
    lines.map(read).collect::<Option<Vec<_>>>().filter(|lines| lines.len() <= LINES)
}

/// What the owner hands over.
#[derive(Clone, Debug)]
pub struct NewHandOver {
    /// Code of the service under which the use counts, where no order is there yet.
    pub service: String,
    /// One of [`orders::model::RESULTS`].
    pub result: String,
    /// What was done.
    pub summary: String,
    /// Hours, in words.
    pub quantity: String,
    /// What was used up, as typed.
    pub lines: String,
    /// The files, already kept in the store.
    pub files: Vec<Kept>,
}

/// The services that the owner gives at the hub that a booking was made through.
pub(super) fn services(tx: &mut Tx, booking: &Booking) -> Result<Vec<Service>, Error> {
    let all = catalogue::given_by(tx, booking.provider_id, 0, SERVICES)?;
    Ok(all.into_iter().map(|listed| listed.service).filter(|service| service.hub_id == booking.through_id).collect())
}

/// The order of a booking, if there is one.
///
/// # Errors
/// Of the database.
pub(super) fn order_of(tx: &mut Tx, booking: &Booking) -> Result<Option<Order>, Error> {
    booking.order_id.map(|order| orders::by_id(tx, booking.through_id, order)).transpose()
}

/// Whether a use waits for its owner to hand over what came of it.
pub(super) fn waits(booking: &Booking, order: Option<&Order>) -> bool {
    let open = order.is_none_or(|order| matches!(order.state, State::Accepted | State::InProgress));
    booking.state == "used" && open
}

/// Delivers. Gives the order's reference number.
///
/// # Errors
/// `Invalid` when something is missing, also a service in the catalogue; `Refused` unless a used booking waits for it.
pub fn deliver(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    booking: &Booking,
    new: &NewHandOver,
) -> Result<String, Error> {
    let order = order_of(tx, booking)?;
    if !waits(booking, order.as_ref()) {
        return Err(Refusal::new("instruments-nothing-to-deliver").into());
    }
    let lines = read_lines(&new.lines)
        .ok_or_else(|| FormErrors::one("lines", Refusal::new("instruments-lines-wrong").with("most", LINES)))?;
    let extra: i64 = lines.iter().map(|line| line.price_fen).sum();
    // What an order costs was agreed with it; the instrument is a part of that.
    let agreed = order.as_ref().map_or(booking.price_fen, |order| order.price_fen.unwrap_or(0));
    let order = match order {
        Some(order) => order,
        None => {
            let order = open(tx, c, calendar, booking, new)?;
            store_uses::put_order(tx, booking, order.id)?;
            order
        }
    };
    store_uses::put_lines(tx, booking, &lines)?;
    let reference = order.reference.clone();
    let delivery = NewDelivery {
        result: new.result.clone(),
        summary: new.summary.clone(),
        quantity: new.quantity.clone(),
        price_fen: agreed + extra,
        files: new.files.clone(),
    };
    orders::commands::deliver(tx, c, order, &delivery, calendar)?;
    let used_up: Vec<_> = lines.iter().map(|line| json!([line.name, line.quantity, line.price_fen])).collect();
    record(tx, c, booking, "booking.delivered", json!({ "order": reference, "used_up": used_up }))?;
    Ok(reference)
}

/// The order that a booking without one ends in.
fn open(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    booking: &Booking,
    new: &NewHandOver,
) -> Result<Order, Error> {
    let service = services(tx, booking)?.into_iter().find(|service| service.code == new.service);
    let service = service.ok_or_else(|| FormErrors::one("service", Refusal::new("instruments-choose-service")))?;
    let person = tx.as_system(|tx| people::account_of(tx, booking.person_id))?;
    let day = day_of(booking.used.until);
    let promised = u32::try_from(service.promised_days).unwrap_or(1);
    let need = NewNeed {
        hub_id: booking.through_id,
        firm_id: booking.firm_id,
        said_by: booking.person_id,
        channel: "online".into(),
        function: service.function.clone(),
        words: format!("{}: {}", booking.instrument_name, booking.purpose),
        product: String::new(),
        wanted_on: None,
        budget_fen: None,
        visibility: "hub".into(),
        named: Vec::new(),
        contact_name: booking.person_name.clone(),
        contact_phone: person.phone.unwrap_or_default(),
    };
    let direct = Direct {
        service: &service,
        provider: booking.provider_id,
        need,
        booking: &booking.reference,
        price_fen: booking.price_fen,
        agreed_at: booking.made_at,
        starts: day_of(booking.used.from),
        due: calendar.add(day, promised).ok(),
    };
    direct::open(tx, c, &direct)
}

/// A slot that was kept is kept for an order.
///
/// # Errors
/// `Refused` unless work on the order is to come or goes on; `NotFound` for another's.
pub fn for_order(tx: &mut Tx, order: &Order, booking: &Booking) -> Result<(), Error> {
    if !matches!(order.state, State::Accepted | State::InProgress) {
        return Err(Refusal::new("instruments-order-over").into());
    }
    let same =
        (order.hub_id, order.firm_id, order.provider_id) == (booking.through_id, booking.firm_id, booking.provider_id);
    if !same {
        return Err(Error::NotFound);
    }
    store_uses::put_order(tx, booking, order.id)
}

/// The bookings of an order, the first first.
///
/// # Errors
/// Of the database.
pub(super) fn of_order(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Vec<Booking>, Error> {
    store_uses::of_order(tx, hub, order)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_was_used_up_is_read_as_typed() {
        let line =
            |name: &str, quantity: &str, price_fen| Line { name: name.into(), quantity: quantity.into(), price_fen };
        for (typed, read) in [
            ("", Some(vec![])),
            ("钼丝,2 卷,160\n", Some(vec![line("钼丝", "2 卷", 16_000)])),
            (
                "钼丝，２ 卷，１６０\n\n切削液\t5 L\t85.50",
                Some(vec![line("钼丝", "2 卷", 16_000), line("切削液", "5 L", 8_550)]),
            ),
            ("钼丝 2 卷 160", None),
            ("钼丝,2 卷,很贵", None),
            (",2 卷,160", None),
        ] {
            assert_eq!(read_lines(typed), read, "{typed}");
        }
        assert_eq!(read_lines(&"钼丝,1 卷,80\n".repeat(LINES + 1)), None);
    }
}
