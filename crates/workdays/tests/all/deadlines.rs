use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use proptest::prelude::*;
use workdays::{Calendar, NotAnnounced, Pause};

fn add(start: Date, n: u32) -> Date {
    Calendar::official().add(start, n).unwrap()
}

fn pause(from: Date, to: Date) -> Pause {
    Pause { from, to: Some(to) }
}

#[test]
fn the_first_day_is_not_counted() {
    assert_eq!(add(date(2026, 3, 2), 1), date(2026, 3, 3)); // Monday → Tuesday
    assert_eq!(add(date(2026, 3, 6), 1), date(2026, 3, 9)); // Friday → Monday
    assert_eq!(add(date(2026, 3, 7), 1), date(2026, 3, 9)); // Saturday → Monday
}

#[test]
fn no_days_is_today_or_the_next_working_day() {
    assert_eq!(add(date(2026, 3, 2), 0), date(2026, 3, 2));
    assert_eq!(add(date(2026, 3, 7), 0), date(2026, 3, 9));
    assert_eq!(add(date(2026, 10, 1), 0), date(2026, 10, 8));
}

#[test]
fn deadlines_cross_spring_festival() {
    // 2024: off 10–17 February, worked on Sunday the 4th and Sunday the 18th.
    assert_eq!(add(date(2024, 2, 2), 1), date(2024, 2, 4));
    assert_eq!(add(date(2024, 2, 8), 1), date(2024, 2, 9));
    assert_eq!(add(date(2024, 2, 8), 2), date(2024, 2, 18));
    // 2025: off from 28 January to 4 February, worked on Sunday 26 January and Saturday 8 February.
    assert_eq!(add(date(2025, 1, 24), 5), date(2025, 2, 7));
    assert_eq!(add(date(2025, 1, 27), 4), date(2025, 2, 8));
    // 2026: off 15–23 February, worked on Saturday the 14th and Saturday the 28th.
    assert_eq!(add(date(2026, 2, 13), 1), date(2026, 2, 14));
    assert_eq!(add(date(2026, 2, 13), 6), date(2026, 2, 28));
    assert_eq!(add(date(2026, 2, 13), 7), date(2026, 3, 2));
}

#[test]
fn twenty_working_days_pass_the_turn_of_the_year() {
    // 12 to the end of December, Sunday 4 January is worked, five more that week, two in the next.
    assert_eq!(add(date(2025, 12, 15), 20), date(2026, 1, 13));
}

#[test]
fn a_deadline_in_an_unannounced_year_is_refused() {
    let calendar = Calendar::official();
    let refused = Err(NotAnnounced { year: 2027 });
    assert_eq!(calendar.add(date(2026, 12, 30), 1), Ok(date(2026, 12, 31)));
    assert_eq!(calendar.add(date(2026, 12, 31), 1), refused);
    assert_eq!(calendar.add(date(2026, 1, 5), u32::MAX), refused);
    assert_eq!(calendar.next_workday(date(2026, 12, 31)), refused);
    assert_eq!(calendar.count(date(2026, 12, 31), date(2027, 1, 1)).unwrap_err().year, 2027);
    assert_eq!(calendar.add_paused(date(2026, 12, 31), 1, &[]).unwrap_err().year, 2027);
    assert_eq!(calendar.add(date(2017, 12, 1), 3), Err(NotAnnounced { year: 2017 }));
    assert_eq!(calendar.next_workday(Date::MAX), Err(NotAnnounced { year: 9999 }));
}

#[test]
fn counting_leaves_out_the_first_day_and_takes_in_the_last() {
    let count = |from, to| Calendar::official().count(from, to);
    assert_eq!(count(date(2026, 3, 2), date(2026, 3, 3)), Ok(1));
    assert_eq!(count(date(2026, 3, 2), date(2026, 3, 2)), Ok(0));
    assert_eq!(count(date(2026, 3, 3), date(2026, 3, 2)), Ok(0));
    assert_eq!(count(date(2026, 2, 13), date(2026, 2, 28)), Ok(6));
}

#[test]
fn the_next_working_day_is_never_the_day_itself() {
    let next = |day| Calendar::official().next_workday(day);
    assert_eq!(next(date(2026, 3, 2)), Ok(date(2026, 3, 3)));
    assert_eq!(next(date(2026, 9, 30)), Ok(date(2026, 10, 8)));
    assert_eq!(next(date(2026, 10, 9)), Ok(date(2026, 10, 10)));
}

#[test]
fn days_inside_a_pause_do_not_count() {
    let due = |pauses: &[Pause]| Calendar::official().add_paused(date(2026, 3, 2), 3, pauses);
    assert_eq!(due(&[]), Ok(Some(date(2026, 3, 5))));
    let review = pause(date(2026, 3, 4), date(2026, 3, 10));
    assert_eq!(due(&[review]), Ok(Some(date(2026, 3, 12))));
    // A second one in the middle of the first changes nothing, one behind it does.
    let inside = pause(date(2026, 3, 5), date(2026, 3, 6));
    assert_eq!(due(&[inside, review]), Ok(Some(date(2026, 3, 12))));
    let inspection = pause(date(2026, 3, 12), date(2026, 3, 12));
    assert_eq!(due(&[inspection, review]), Ok(Some(date(2026, 3, 13))));
    let behind = pause(date(2026, 3, 6), date(2026, 3, 9));
    assert_eq!(due(&[behind]), Ok(Some(date(2026, 3, 5))));
    let backwards = pause(date(2026, 3, 10), date(2026, 3, 3));
    assert_eq!(due(&[backwards]), Ok(Some(date(2026, 3, 5))));
}

#[test]
fn an_open_pause_leaves_no_due_date() {
    let due = |pauses: &[Pause]| Calendar::official().add_paused(date(2026, 3, 2), 3, pauses);
    let open = |day| Pause { from: date(2026, 3, day), to: None };
    assert_eq!(due(&[open(4)]), Ok(None));
    assert_eq!(due(&[open(5)]), Ok(None));
    assert_eq!(due(&[open(6)]), Ok(Some(date(2026, 3, 5)))); // reached before the pause began
    assert_eq!(due(&[pause(date(2026, 3, 3), date(2026, 3, 6)), open(4)]), Ok(None));
    // With no days to count, the start itself must be outside.
    assert_eq!(Calendar::official().add_paused(date(2026, 3, 4), 0, &[open(4)]), Ok(None));
}

#[test]
fn paused_days_need_not_be_announced() {
    let before_the_first_notice = pause(date(2017, 12, 2), date(2017, 12, 31));
    let due = Calendar::official().add_paused(date(2017, 12, 1), 1, &[before_the_first_notice]);
    assert_eq!(due, Ok(Some(date(2018, 1, 2))));
    let long = pause(date(2026, 12, 31), date(2027, 2, 1));
    let due = Calendar::official().add_paused(date(2026, 12, 29), 2, &[long]);
    assert_eq!(due, Err(NotAnnounced { year: 2027 }));
    let open = Pause { from: date(2026, 12, 31), to: None };
    assert_eq!(Calendar::official().add_paused(date(2026, 12, 29), 2, &[open]), Ok(None));
}

/// A day early enough that 250 working days more are announced.
fn day() -> impl Strategy<Value = Date> {
    (0..2_800_i32).prop_map(|days| date(2018, 1, 1).saturating_add(days.days()))
}

fn shifted(day: Date, days: i32) -> Date {
    day.saturating_add(Span::new().days(days))
}

proptest! {
    #[test]
    fn counting_undoes_adding(start in day(), n in 0..250_u32) {
        let calendar = Calendar::official();
        if n > 0 {
            prop_assert_eq!(calendar.count(start, calendar.add(start, n)?), Ok(n));
        }
    }

    #[test]
    fn a_deadline_is_a_working_day(start in day(), n in 0..250_u32) {
        let calendar = Calendar::official();
        prop_assert_eq!(calendar.is_workday(calendar.add(start, n)?), Ok(true));
    }

    #[test]
    fn more_days_end_later_and_a_later_start_never_ends_earlier(start in day(), n in 1..250_u32, later in 0..40) {
        let calendar = Calendar::official();
        let due = calendar.add(start, n)?;
        prop_assert!(due < calendar.add(start, n + 1)?);
        prop_assert!(due <= calendar.add(shifted(start, later), n)?);
        prop_assert_eq!(calendar.add(start, n + 1), calendar.next_workday(due));
    }

    #[test]
    fn counts_of_two_parts_add_up(start in day(), first in 0..120, second in 0..120) {
        let (middle, end) = (shifted(start, first), shifted(start, first + second));
        let count = |from, to| Calendar::official().count(from, to);
        prop_assert_eq!(count(start, middle)? + count(middle, end)?, count(start, end)?);
    }

    #[test]
    fn without_pauses_a_paused_deadline_is_the_plain_one(start in day(), n in 0..250_u32) {
        let calendar = Calendar::official();
        prop_assert_eq!(calendar.add_paused(start, n, &[])?, Some(calendar.add(start, n)?));
    }

    /// The pause costs exactly the working days that fall inside it before the due date.
    #[test]
    fn a_pause_costs_its_working_days(start in day(), n in 1..100_u32, after in 1..60, long in 0..60) {
        let calendar = Calendar::official();
        let (from, to) = (shifted(start, after), shifted(start, after + long));
        let due = calendar.add_paused(start, n, &[pause(from, to)])?.expect("the pause is closed");
        let lost = if due > to { calendar.count(shifted(from, -1), to)? } else { 0 };
        prop_assert!(due < from || due > to);
        prop_assert_eq!(calendar.count(start, due), Ok(n + lost));
    }
}
