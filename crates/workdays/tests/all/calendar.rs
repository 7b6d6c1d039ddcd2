use jiff::civil::{Date, Weekday, date};
use workdays::{Calendar, NotAnnounced};

/// The days from `from` to `to` of a month, as its notice lists them.
fn days(year: i16, month: i8, from: i8, to: i8) -> impl Iterator<Item = Date> {
    (from..=to).map(move |day| date(year, month, day))
}

fn works(day: Date) -> bool {
    Calendar::official().is_workday(day).unwrap()
}

#[test]
fn each_year_has_its_published_number_of_working_days() {
    for (year, expected) in [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)] {
        let count = Calendar::official().count(date(year - 1, 12, 31), date(year, 12, 31));
        assert_eq!(count, Ok(expected), "{year}");
    }
}

#[test]
fn the_notice_of_2024_is_followed() {
    let off = [(2, 10, 17), (4, 4, 6), (5, 1, 5), (9, 15, 17), (10, 1, 7)];
    assert!(off.into_iter().flat_map(|(month, from, to)| days(2024, month, from, to)).all(|day| !works(day)));
    assert!(!works(date(2024, 1, 1)) && !works(date(2024, 6, 10)));
    let made_up = [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)];
    assert!(made_up.into_iter().all(|(month, day)| works(date(2024, month, day))));
}

#[test]
fn the_notice_of_2025_is_followed() {
    let off = [(1, 28, 31), (2, 1, 4), (4, 4, 6), (5, 1, 5), (5, 31, 31), (6, 1, 2), (10, 1, 8)];
    assert!(off.into_iter().flat_map(|(month, from, to)| days(2025, month, from, to)).all(|day| !works(day)));
    let made_up = [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)];
    assert!(made_up.into_iter().all(|(month, day)| works(date(2025, month, day))));
}

#[test]
fn the_notice_of_2026_is_followed() {
    let off = [(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)];
    assert!(off.into_iter().flat_map(|(month, from, to)| days(2026, month, from, to)).all(|day| !works(day)));
    let made_up = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)];
    assert!(made_up.into_iter().all(|(month, day)| works(date(2026, month, day))));
}

/// Of the 60 working days that the notices name, only 2020-02-03 is none: the Monday that ended the prolonged holiday.
#[test]
fn make_up_days_are_weekend_days() {
    let first = date(2018, 1, 1);
    let weekend = [Weekday::Saturday, Weekday::Sunday];
    let made_up = first
        .series(jiff::Span::new().days(1))
        .take_while(|&day| day <= Calendar::official().announced_through())
        .filter(|&day| works(day) && weekend.contains(&day.weekday()));
    assert_eq!(made_up.count(), 59);
}

#[test]
fn ordinary_weeks_need_no_notice() {
    assert!(days(2026, 3, 2, 6).all(works));
    assert!(days(2026, 3, 7, 8).all(|day| !works(day)));
}

#[test]
fn years_that_are_not_announced_are_refused() {
    let calendar = Calendar::official();
    assert_eq!(calendar.announced_through(), date(2026, 12, 31));
    assert_eq!(calendar.is_workday(date(2027, 1, 1)), Err(NotAnnounced { year: 2027 }));
    assert_eq!(calendar.is_workday(date(2017, 12, 29)), Err(NotAnnounced { year: 2017 }));
    assert_eq!(NotAnnounced { year: 2027 }.to_string(), "the working days of 2027 are not announced");
}
