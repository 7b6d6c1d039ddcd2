//! When things happen: in the working hours of working days.

use jiff::civil::Date;
use workdays::Calendar;

use super::chance::Dice;
use crate::app::{civil, day_of, millis_of};

/// Minutes of the day when work begins and ends, and the pause at noon.
const BEGIN: i64 = 8 * 60 + 30;
const NOON: i64 = 12 * 60;
const AFTER_NOON: i64 = 13 * 60 + 30;
const END: i64 = 17 * 60 + 30;

/// A moment in the working hours of a day.
pub(super) fn on(day: Date, dice: &mut Dice) -> i64 {
    let minute = dice.between(BEGIN, END - (AFTER_NOON - NOON) - 1);
    let minute = if minute >= NOON { minute + AFTER_NOON - NOON } else { minute };
    at_minute(day, minute) + dice.between(0, 59_999)
}

fn at_minute(day: Date, minute: i64) -> i64 {
    millis_of(day, (minute / 60) as i8, (minute % 60) as i8)
}

/// `least` to `most` working days after `from`; with 0 some minutes later. `None` when the calendar ends.
pub(super) fn after(calendar: &Calendar, from: i64, least: i64, most: i64, dice: &mut Dice) -> Option<i64> {
    let days = u32::try_from(dice.between(least, most)).ok()?;
    if days > 0 {
        return Some(on(calendar.add(day_of(from), days).ok()?, dice));
    }
    let later = from + dice.between(10 * 60_000, 100 * 60_000);
    let time = civil(later);
    let minute = i64::from(time.hour()) * 60 + i64::from(time.minute());
    if minute < END && calendar.is_workday(time.date()).ok()? {
        return Some(later);
    }
    Some(at_minute(calendar.next_workday(time.date()).ok()?, BEGIN) + dice.between(0, 40 * 60_000))
}

/// The working days from `first` to `last`, both included, as far as they are announced.
pub(super) fn workdays(calendar: &Calendar, first: Date, last: Date) -> Vec<Date> {
    first
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= last)
        .filter(|day| calendar.is_workday(*day) == Ok(true))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nobody_works_at_night_nor_on_holidays() {
        let calendar = Calendar::official();
        let mut dice = Dice::of(1, "moments");
        let mut at = on(date(2026, 9, 30), &mut dice);
        for _ in 0..200 {
            at = after(calendar, at, 0, 1, &mut dice).unwrap_or(at);
            let time = civil(at);
            assert_eq!(calendar.is_workday(time.date()), Ok(true), "{time}");
            assert!((8..18).contains(&time.hour()), "{time}");
        }
        assert!(after(calendar, millis_of(date(2026, 12, 31), 10, 0), 1, 1, &mut dice).is_none());
    }
}
