//! What became of the bookings of shared instruments: used a little longer or shorter than booked, some handed over and
//! confirmed, some missed, with an appeal.

use db::Tx;
use slots::{Interval, MINUTE};

use super::chance::Dice;
use super::world::{World, act};
use crate::access::Person;
use crate::catalogue;
use crate::instruments::{self, Booking, NewHandOver};
use crate::orders;
use crate::orders::rating::NewRating;
use crate::records::confirming::{self, Said};
use crate::web::Error;

const HOUR: i64 = 3_600_000;

/// Tells of a booking whose time has passed.
///
/// # Errors
/// Of the commands.
pub(super) fn tell(
    tx: &mut Tx,
    world: &World,
    (person, owner): (&Person, &Person),
    reference: &str,
    dice: &mut Dice,
) -> Result<(), Error> {
    let booking = instruments::booking_by_reference(tx, reference)?;
    let told = booking.used.until + dice.between(1, 4) * HOUR;
    if booking.state != "booked" || told >= world.now {
        return Ok(());
    }
    if dice.percent(7) {
        return missed(tx, world, (person, owner), &booking, (told, dice));
    }
    // Three in four are used as booked, the others begin late or end late.
    let late = if dice.percent(75) { 0 } else { dice.between(1, 30) * MINUTE };
    let over = if dice.percent(75) { 0 } else { dice.between(-20, 45) * MINUTE };
    let until = (booking.used.until + over).max(booking.used.from + late + MINUTE);
    let used = Interval { from: booking.used.from + late, until };
    instruments::state_use(tx, &mut act(owner, told, dice.seed()), &booking, &used, "")?;
    if dice.percent(30) { delivered(tx, world, (person, owner), reference, (told, dice)) } else { Ok(()) }
}

/// Nobody came; some appeal, of whom some are right and some still wait.
fn missed(
    tx: &mut Tx,
    world: &World,
    (person, owner): (&Person, &Person),
    booking: &Booking,
    (told, dice): (i64, &mut Dice),
) -> Result<(), Error> {
    instruments::miss(tx, &mut act(owner, told, dice.seed()), booking)?;
    let appealed = told + dice.between(2, 30) * HOUR;
    if appealed >= world.now || dice.percent(40) {
        return Ok(());
    }
    let words = "当天园区停电,已提前电话告知";
    instruments::appeal(tx, &mut act(person, appealed, dice.seed()), booking, words)?;
    let decided = appealed + dice.between(2, 48) * HOUR;
    if decided >= world.now || dice.percent(30) {
        return Ok(());
    }
    let grants = dice.percent(60);
    let words = if grants { "情况属实" } else { "没有收到告知,请提前在线取消" };
    instruments::decide_appeal(tx, &mut act(owner, decided, dice.seed()), booking, grants, words)
}

/// The owner hands over, the firm confirms.
fn delivered(
    tx: &mut Tx,
    world: &World,
    (person, owner): (&Person, &Person),
    reference: &str,
    (told, dice): (i64, &mut Dice),
) -> Result<(), Error> {
    let booking = instruments::booking_by_reference(tx, reference)?;
    let given = catalogue::given_by(tx, booking.provider_id, 0, 50)?;
    let service = given.into_iter().find(|listed| listed.service.hub_id == booking.through_id);
    let at = told + dice.between(1, 40) * HOUR;
    let Some(service) = service.filter(|_| at < world.now) else { return Ok(()) };
    let minutes = booking.used.minutes();
    let new = NewHandOver {
        service: service.service.code,
        result: "report".into(),
        summary: format!("{}:原始数据和记录已交付", booking.instrument_name),
        quantity: format!("{} 小时", minutes as f64 / 60.0),
        lines: if dice.percent(30) { "试样夹具垫片,1 套,80".into() } else { String::new() },
        files: Vec::new(),
    };
    let order = instruments::deliver(tx, &mut act(owner, at, dice.seed()), world.calendar, &booking, &new)?;
    let at = at + dice.between(3, 60) * HOUR;
    if at >= world.now {
        return Ok(());
    }
    let said = Said {
        rating: Some(NewRating { level: dice.between(4, 5), aspects: Vec::new(), words: String::new() }),
        benefit: String::new(),
        benefit_fen: None,
        benefit_days: None,
        benefit_how: String::new(),
    };
    let order = orders::by_reference(tx, &order)?;
    confirming::confirm(tx, &mut act(person, at, dice.seed()), order, &said, world.calendar)?;
    Ok(())
}
