//! Hours that an instrument sends itself, in batches of JSON with a token of its own; and what they make beside the hours
//! that were booked and stated.

use db::Tx;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use slots::{Interval, MINUTE, by_day, merged};
use uuid::Uuid;

use super::model::Instrument;
use super::schemes::Scheme;
use super::store_sensing::{self, Token};
use super::{commands, schemes};
use crate::app::china;
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// Most bytes of a batch.
pub const BYTES: usize = 256 * 1024;
/// Most hours of a batch.
pub const MOST: usize = 500;
/// Longest id and longest name, in characters.
const NAME: usize = 64;
/// Most tokens of an instrument that are not revoked.
const TOKENS: usize = 10;
const DAY: i64 = 86_400_000;

/// Hours as they were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensed {
    /// As the device calls them.
    pub id: String,
    /// When.
    pub when: Interval,
}

/// Why a batch is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Not the JSON that is asked for.
    Malformed,
    /// Too many hours at once, or none.
    Count,
    /// The device's clock is too far from ours: by so many seconds.
    Clock(i64),
    /// What is wrong with some of them: place in the batch, id, and why.
    Hours(Vec<(usize, String, &'static str)>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    from: String,
    until: String,
    id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stamped {
    /// What the device's clock shows.
    sent_at: Option<String>,
    hours: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Batch {
    Bare(Vec<Line>),
    Stamped(Stamped),
}

/// A moment in ISO 8601 with its zone.
fn moment(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(|at| at.as_millisecond())
}

/// Reads a batch. Where the device says what its clock shows, its error is taken out, as far as the scheme lets it; else the
/// hours may lie so far ahead.
pub fn read(body: &[u8], now: i64, scheme: &Scheme) -> Result<Vec<Sensed>, Wrong> {
    let batch: Batch = serde_json::from_slice(body).map_err(|_| Wrong::Malformed)?;
    let (sent_at, lines) = match batch {
        Batch::Bare(lines) => (None, lines),
        Batch::Stamped(stamped) => (stamped.sent_at, stamped.hours),
    };
    if lines.is_empty() || lines.len() > MOST {
        return Err(Wrong::Count);
    }
    let skew = scheme.skew_minutes * MINUTE;
    let shift = match sent_at {
        Some(sent) => now - moment(&sent).ok_or(Wrong::Malformed)?,
        None => 0,
    };
    if shift.abs() > skew {
        return Err(Wrong::Clock(shift / 1000));
    }
    let (mut taken, mut wrong): (Vec<Sensed>, Vec<(usize, String, &'static str)>) = (Vec::new(), Vec::new());
    for (at, line) in lines.into_iter().enumerate() {
        match one(&line, shift, now + skew, now - scheme.sensor_days * DAY) {
            Ok(when) => taken.push(Sensed { id: line.id, when }),
            Err(why) => wrong.push((at, line.id.chars().take(NAME).collect(), why)),
        }
    }
    if wrong.is_empty() { Ok(taken) } else { Err(Wrong::Hours(wrong)) }
}

fn one(line: &Line, shift: i64, latest: i64, earliest: i64) -> Result<Interval, &'static str> {
    if line.id.is_empty() || line.id.chars().count() > NAME || line.id.contains('\0') {
        return Err("id");
    }
    let (Some(from), Some(until)) = (moment(&line.from), moment(&line.until)) else { return Err("time") };
    let when = Interval { from: from.saturating_add(shift), until: until.saturating_add(shift) };
    if when.from >= when.until || when.until - when.from > 31 * DAY {
        return Err("length");
    }
    if when.until > latest {
        return Err("ahead");
    }
    if when.from < earliest {
        return Err("old");
    }
    Ok(when)
}

/// Keeps a batch: all of it or none. What was sent before is known. Gives how many were new and how many known.
///
/// # Errors
/// Of the database.
pub fn take(tx: &mut Tx, token: &Token, batch: &[Sensed], now: i64) -> Result<Result<(i64, i64), Wrong>, Error> {
    let (mut new, mut known, mut wrong) = (Vec::new(), 0, Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    for (at, sensed) in batch.iter().enumerate() {
        if !seen.insert(sensed.id.as_str()) {
            wrong.push((at, sensed.id.clone(), "twice"));
            continue;
        }
        match store_sensing::sent(tx, token, &sensed.id)? {
            None => new.push(sensed),
            // The error of the device's clock is not the same each time.
            Some(before) if (before.minutes() - sensed.when.minutes()).abs() <= 1 => known += 1,
            Some(_) => wrong.push((at, sensed.id.clone(), "changed")),
        }
    }
    store_sensing::put_used(tx, token, now)?;
    if !wrong.is_empty() {
        return Ok(Err(Wrong::Hours(wrong)));
    }
    for sensed in &new {
        store_sensing::insert(tx, token, sensed, now)?;
    }
    Ok(Ok((new.len() as i64, known)))
}

/// Makes a token for a device; it is kept as its hash only.
///
/// # Errors
/// `Invalid` without a name, `Refused` for too many.
pub fn make_token(tx: &mut Tx, c: &mut Command, of: &Instrument, name: &str, hash: [u8; 32]) -> Result<(), Error> {
    if name.is_empty() || name.chars().count() > NAME {
        return Err(FormErrors::one("name", Refusal::new("instruments-token-name-wrong").with("most", NAME)).into());
    }
    if store_sensing::tokens(tx, of)?.iter().filter(|token| token.revoked_at.is_none()).count() >= TOKENS {
        return Err(Refusal::new("instruments-tokens-most").with("most", TOKENS).into());
    }
    let (id, person) = (c.new_id(), c.actor.person().map(|person| person.id));
    store_sensing::insert_token(tx, of, id, name, hash, person, c.now)?;
    commands::record(tx, c, of, "instrument.token-made", json!({ "token": id }))
}

/// Revokes one.
///
/// # Errors
/// `NotFound`.
pub fn revoke_token(tx: &mut Tx, c: &mut Command, of: &Instrument, id: Uuid) -> Result<(), Error> {
    store_sensing::revoke(tx, of, id, c.now)?;
    commands::record(tx, c, of, "instrument.token-revoked", json!({ "token": id }))
}

/// The hours of one day, in minutes, from the three sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// What was booked, what people stated, what the instrument sent.
    pub minutes: [i64; 3],
    /// Whether they differ by more than is let pass.
    pub differs: bool,
}

/// The days of an interval on which there is anything, from the three sources. The third counts only where it sent anything.
pub fn reconcile(within: Interval, sources: [Vec<Interval>; 3], tolerance: i64) -> Vec<Day> {
    let compared = if sources[2].is_empty() { 2 } else { 3 };
    let mut days: std::collections::BTreeMap<Date, [i64; 3]> = std::collections::BTreeMap::new();
    for (at, source) in sources.into_iter().enumerate() {
        for (day, millis) in by_day(&china(), within, &merged(source)) {
            days.entry(day).or_default()[at] = (millis + MINUTE / 2) / MINUTE;
        }
    }
    let day = |(day, minutes): (Date, [i64; 3])| {
        let seen = &minutes[..compared];
        let spread = seen.iter().max().unwrap_or(&0) - seen.iter().min().unwrap_or(&0);
        Day { day, minutes, differs: spread > tolerance }
    };
    days.into_iter().map(day).collect()
}

/// The days of a month for an instrument.
///
/// # Errors
/// Of the database.
pub(super) fn month(tx: &mut Tx, c: &crate::access::Who, of: &Instrument, within: Interval) -> Result<Vec<Day>, Error> {
    let (booked, stated) = store_sensing::booked_and_stated(tx, of, within, c.now)?;
    let sent = store_sensing::hours(tx, of, within)?;
    Ok(reconcile(within, [booked, stated, sent], schemes::on(c.today()).difference_minutes))
}

#[cfg(test)]
mod unit {
    use super::*;

    fn said(from: &str, until: &str) -> String {
        format!(r#"[{{"from":"{from}","until":"{until}","id":"A-1"}}]"#)
    }

    #[test]
    fn a_batch_is_read_within_its_bounds() {
        let now = moment("2026-03-06T12:00:00+08:00").unwrap();
        let scheme = schemes::on(jiff::civil::date(2026, 3, 6));
        let read = |body: &str| read(body.as_bytes(), now, scheme);
        let why = |body: &str| match read(body) {
            Err(Wrong::Hours(wrong)) => wrong[0].2,
            other => panic!("{body}: {other:?}"),
        };
        assert_eq!(read("{"), Err(Wrong::Malformed));
        assert_eq!(read(r#"[{"from":"x"}]"#), Err(Wrong::Malformed));
        assert_eq!(read("[]"), Err(Wrong::Count));
        let (nine, ten) = ("2026-03-06T09:00:00+08:00", "2026-03-06T02:00:00Z");
        assert_eq!(read(&said(nine, ten)).unwrap()[0].when.minutes(), 60, "in any zone");
        assert_eq!(why(&said("2026-03-06 09:00", ten)), "time");
        assert_eq!(why(&said(ten, nine)), "length");
        assert_eq!(why(&said(nine, "2026-03-06T12:10:01+08:00")), "ahead");
        assert!(read(&said(nine, "2026-03-06T12:10:00+08:00")).is_ok());
        assert_eq!(why(&said("2024-12-31T00:00:00+08:00", "2024-12-31T01:00:00+08:00")), "old");
        // A clock that is five minutes slow is set right, one that is eleven minutes fast is not.
        let stamped = |at: &str| format!(r#"{{"sent_at":"{at}","hours":{}}}"#, said(nine, ten));
        let slow = read(&stamped("2026-03-06T11:55:00+08:00")).unwrap();
        assert_eq!(slow[0].when.from, moment("2026-03-06T09:05:00+08:00").unwrap());
        assert_eq!(read(&stamped("2026-03-06T12:11:00+08:00")), Err(Wrong::Clock(-660)));
    }

    #[test]
    fn days_whose_sources_differ_are_marked() {
        let at = |hour: i64| moment("2026-03-06T00:00:00+08:00").unwrap() + hour * 60 * MINUTE;
        let span = |from, until| vec![Interval { from: at(from), until: at(until) }];
        let within = Interval { from: at(0), until: at(48) };
        let days = reconcile(within, [span(9, 11), span(9, 11), Vec::new()], 15);
        assert_eq!(
            (days.len(), days[0].minutes, days[0].differs),
            (1, [120, 120, 0], false),
            "no sensor, no difference"
        );
        let days = reconcile(within, [span(22, 26), span(22, 26), span(22, 24)], 15);
        let seen: Vec<_> = days.iter().map(|day| (day.minutes, day.differs)).collect();
        assert_eq!(seen, [([120, 120, 120], false), ([120, 120, 0], true)]);
    }
}
