//! The arithmetic against a model that knows nothing but single minutes and the clock on the wall.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;
use slots::{Ask, Hours, Interval, MINUTE, Problem, Rules, Span, gaps, merged, next_free, opened, problems};

/// Zones with and without summer time. Middle Europe puts its clocks forward on 29 March and back on 25 October 2026;
/// Lord Howe Island by half an hour, on 5 April and 4 October.
fn zone(which: usize) -> TimeZone {
    match which {
        0 => TimeZone::fixed(Offset::constant(8)),
        1 => TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap(),
        2 => TimeZone::posix("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0").unwrap(),
        _ => TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap(),
    }
}

/// Days off and weekends that are worked, as a notice would declare them.
fn works(day: Date) -> Option<bool> {
    if day.year() != 2026 {
        return None;
    }
    let weekend = day.weekday().to_monday_zero_offset() >= 5;
    match (day.month(), day.day()) {
        (3, 26 | 30) | (10, 26) | (4, 6) => Some(false),
        (3, 28) | (10, 24 | 25) | (4, 5) => Some(true),
        _ => Some(!weekend),
    }
}

/// What the clock on the wall shows: the day and the minute.
fn wall(zone: &TimeZone, millis: i64) -> (Date, i64) {
    let at = zone.to_datetime(Timestamp::from_millisecond(millis).unwrap());
    (at.date(), i64::from(at.hour()) * 60 + i64::from(at.minute()))
}

/// The rules of opening hours said once more, by minutes: the span that a minute lies in.
fn span_at(rules: &Rules, zone: &TimeZone, millis: i64) -> Option<(Date, Span)> {
    let (day, minute) = wall(zone, millis);
    let at = day.weekday().to_monday_zero_offset() as usize;
    let own = &rules.hours.by_weekday[at];
    let spans = match works(day) {
        _ if rules.hours.whatever_calendar => own,
        Some(false) if at < 5 => return None,
        Some(true) if at >= 5 && own.is_empty() => &rules.hours.by_weekday[0],
        None => return None,
        _ => own,
    };
    spans.iter().find(|span| span.from <= minute && minute < span.until).map(|span| (day, *span))
}

/// Minutes that the model looks at before and after now.
const BACK: i64 = 3000;
const AHEAD: i64 = 9000;

struct Model<'a> {
    rules: &'a Rules,
    taken: BTreeSet<i64>,
    now: i64,
    /// The span of each minute.
    shown: Vec<Option<(Date, Span)>>,
}

impl Model<'_> {
    fn of<'a>(rules: &'a Rules, zone: &TimeZone, now: i64, taken: BTreeSet<i64>) -> Model<'a> {
        let shown = (-BACK..AHEAD).map(|n| span_at(rules, zone, now + n * MINUTE)).collect();
        Model { rules, taken, now, shown }
    }

    fn span(&self, millis: i64) -> Option<(Date, Span)> {
        self.shown[((millis - self.now) / MINUTE + BACK) as usize]
    }

    fn open(&self, millis: i64) -> bool {
        self.span(millis).is_some()
    }

    fn on_grid(&self, start: i64) -> bool {
        let piece = self.span(start);
        let mut back = 0;
        while piece.is_some() && self.span(start - (back + 1) * MINUTE) == piece {
            back += 1;
        }
        piece.is_some() && back % self.rules.slot == 0
    }

    fn fits(&self, start: i64, minutes: i64) -> bool {
        let rules = self.rules;
        let every = |from: i64, count: i64| (0..count).map(move |n| from + n * MINUTE);
        let last = start + (minutes - 1) * MINUTE;
        let open = if rules.runs_on { self.open(last) } else { every(start, minutes).all(|at| self.open(at)) };
        let blocked = every(start - rules.before * MINUTE, minutes + rules.before + rules.after);
        open && self.on_grid(start)
            && (rules.least..=rules.most).contains(&minutes)
            && minutes % rules.slot == 0
            && start >= self.now + rules.notice * MINUTE
            && (rules.horizon == 0 || start <= self.now + rules.horizon * MINUTE)
            && !blocked.into_iter().any(|at| self.taken.contains(&at))
    }
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    // Cuts of a day at quarters of an hour: every second stretch between them is open.
    prop::collection::btree_set(0i64..=96, 0..5).prop_map(|cuts| {
        let cuts: Vec<i64> = cuts.into_iter().map(|quarter| quarter * 15).collect();
        cuts.chunks_exact(2).map(|two| Span { from: two[0], until: two[1] }).collect()
    })
}

prop_compose! {
    fn hours()(one in spans(), other in spans(), weekend in spans(), whatever_calendar: bool, always in 0..6) -> Hours {
        if always == 0 {
            return Hours::always();
        }
        let two = [one, other];
        let day = |at: usize| if at < 5 { two[at % 2].clone() } else { weekend.clone() };
        Hours { by_weekday: std::array::from_fn(day), whatever_calendar }
    }
}

prop_compose! {
    fn rules()(
        hours in hours(), slot in prop::sample::select(vec![15, 20, 30, 60, 90]), least in 1..3i64, more in 0..6i64,
        before in 0..4i64, after in 0..4i64, notice in 0..2000i64, horizon in 0..3i64, runs_on: bool,
    ) -> Rules {
        Rules {
            hours, slot, least: least * slot, most: (least + more) * slot, before: before * 7, after: after * 11, notice,
            horizon: if horizon == 0 { 0 } else { notice + horizon * 1000 }, runs_on,
        }
    }
}

/// The moments around which the clocks change, or nothing happens.
fn start_of(which: usize) -> i64 {
    let (day, zone) = match which {
        0 => (date(2026, 3, 27), zone(1)),
        1 => (date(2026, 10, 23), zone(1)),
        2 => (date(2026, 4, 3), zone(2)),
        3 => (date(2026, 12, 29), zone(0)),
        _ => (date(2026, 3, 6), zone(3)),
    };
    zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap().as_millisecond()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_next_free_slots_are_those_of_the_model(
        rules in rules(), zone_at in 0..4usize, start in 0..5usize, times in 1..5i64, later in 0..500i64,
        taken in prop::collection::vec((0i64..5000, 1i64..300), 0..8),
    ) {
        prop_assert_eq!(rules.check(), Ok(()));
        let (zone, now) = (zone(zone_at), start_of(start) + 17 * MINUTE);
        let length = rules.slot * times;
        let blocked: Vec<Interval> = taken.iter()
            .map(|(from, minutes)| Interval { from: now + from * MINUTE, until: now + (from + minutes) * MINUTE })
            .collect();
        let minutes = blocked.iter().flat_map(|each| (0..each.minutes()).map(|n| each.from + n * MINUTE)).collect();
        let blocked = merged(blocked);
        let model = Model::of(&rules, &zone, now, minutes);
        let ask = Ask { now, from: now + later * MINUTE, until: now + 4000 * MINUTE, minutes: length, most: 1000 };
        let found: Vec<i64> = next_free(&rules, &zone, &works, &ask, &blocked).iter().map(|slot| slot.from).collect();
        let expected: Vec<i64> =
            (later..4000).map(|n| now + n * MINUTE).filter(|at| model.fits(*at, length)).collect();
        prop_assert_eq!(&found, &expected);
        // A wish is refused for nothing exactly when it is one of them; a few between are tried too.
        for at in (later..4000).step_by(211).map(|n| now + n * MINUTE).chain(found.iter().copied()) {
            let wanted = Interval { from: at, until: at + length * MINUTE };
            let wrong = problems(&rules, &zone, &works, &wanted, now, &blocked);
            prop_assert_eq!(wrong.is_empty(), model.fits(at, length), "{} {:?}", at, wrong);
        }
        let few = next_free(&rules, &zone, &works, &Ask { most: 3, ..ask }, &blocked);
        prop_assert!(few.len() <= 3 && few.iter().map(|slot| slot.from).eq(found.into_iter().take(3)));
    }

    #[test]
    fn it_is_open_when_the_clock_on_the_wall_says_so(hours in hours(), zone_at in 0..4usize, start in 0..5usize) {
        let rules = Rules { hours, ..Rules::default() };
        let (zone, from) = (zone(zone_at), start_of(start));
        let within = Interval { from, until: from + 4000 * MINUTE };
        let open = opened(&rules.hours, &zone, &works, within);
        for at in (0..4000).map(|n| from + n * MINUTE) {
            let minute = Interval { from: at, until: at + MINUTE };
            let says = open.iter().any(|each| each.overlaps(&minute));
            prop_assert_eq!(says, span_at(&rules, &zone, at).is_some(), "{}", at);
        }
    }

    #[test]
    fn merged_and_gaps_take_every_moment_once(all in prop::collection::vec((0i64..60, 0i64..20), 0..12)) {
        let each: Vec<Interval> = all.iter().map(|(from, long)| Interval { from: *from, until: from + long }).collect();
        let taken = merged(each.clone());
        let within = Interval { from: 10, until: 50 };
        let free = gaps(within, &taken);
        for at in 0..80 {
            let moment = Interval { from: at, until: at + 1 };
            let one = |list: &[Interval]| list.iter().filter(|each| each.overlaps(&moment)).count();
            prop_assert_eq!(one(&taken), usize::from(one(&each) > 0));
            prop_assert_eq!(one(&free), usize::from((10..50).contains(&at) && one(&taken) == 0));
        }
        prop_assert!(taken.windows(2).all(|two| two[0].until < two[1].from));
    }
}

fn shanghai(day: Date, hour: i8, minute: i8) -> i64 {
    zone(0).to_timestamp(day.at(hour, minute, 0, 0)).unwrap().as_millisecond()
}

#[test]
fn a_refusal_names_everything_at_once() {
    let rules = Rules {
        hours: Hours::weekdays(&[Span::of(9, 12), Span::of(13, 17)]),
        slot: 60,
        least: 120,
        most: 240,
        before: 30,
        after: 30,
        notice: 24 * 60,
        horizon: 30 * 24 * 60,
        runs_on: false,
    };
    let now = shanghai(date(2026, 3, 4), 9, 30);
    let say = |day, from: (i8, i8), until: (i8, i8), blocked: &[Interval]| {
        let wanted = Interval { from: shanghai(day, from.0, from.1), until: shanghai(day, until.0, until.1) };
        problems(&rules, &zone(0), &works, &wanted, now, blocked)
    };
    let (wednesday, thursday, saturday) = (date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 7));
    let tomorrow = shanghai(thursday, 9, 30);
    assert_eq!(say(thursday, (10, 0), (12, 0), &[]), []);
    assert_eq!(say(thursday, (10, 0), (14, 0), &[]), [Problem::Closed], "closed at noon");
    let early = [Problem::TooShort(120), Problem::OffGrid(60), Problem::TooSoon(tomorrow)];
    assert_eq!(say(wednesday, (14, 30), (15, 30), &[]), early);
    let lunch = Interval { from: shanghai(thursday, 15, 0), until: shanghai(thursday, 16, 0) };
    assert_eq!(say(thursday, (13, 0), (15, 0), &[lunch]), [Problem::Taken], "cleaning reaches into it");
    assert_eq!(say(thursday, (13, 0), (15, 0), &[Interval { from: lunch.from + 30 * MINUTE, ..lunch }]), []);
    assert_eq!(say(saturday, (10, 0), (12, 30), &[]), [Problem::NotWhole(60), Problem::Closed]);
    let latest = shanghai(date(2026, 4, 3), 9, 30);
    assert_eq!(
        say(date(2026, 5, 8), (9, 0), (17, 0), &[]),
        [Problem::TooLong(240), Problem::Closed, Problem::TooFar(latest)]
    );
}

#[test]
fn a_long_test_runs_on_through_the_night_and_the_holiday() {
    let rules = Rules {
        hours: Hours::weekdays(&[Span::of(9, 17)]),
        slot: 60,
        least: 60,
        most: 96 * 60,
        runs_on: true,
        ..Rules::default()
    };
    let say = |from: (Date, i8), until: (Date, i8)| {
        let wanted = Interval { from: shanghai(from.0, from.1, 0), until: shanghai(until.0, until.1, 0) };
        problems(&rules, &zone(0), &works, &wanted, shanghai(date(2026, 3, 1), 0, 0), &[])
    };
    // Friday to Tuesday, over the Monday that is off.
    assert_eq!(
        say((date(2026, 3, 27), 9), (date(2026, 3, 31), 9)),
        [Problem::Closed],
        "nobody takes it out at nine sharp"
    );
    assert_eq!(say((date(2026, 3, 27), 10), (date(2026, 3, 31), 10)), []);
    assert_eq!(say((date(2026, 3, 27), 10), (date(2026, 3, 30), 10)), [Problem::Closed]);
}

#[test]
fn clocks_that_are_put_forward_and_back() {
    let middle_europe = zone(1);
    let night = Hours { by_weekday: std::array::from_fn(|_| vec![Span::of(2, 4)]), whatever_calendar: true };
    let hours =
        |day| slots::open_pieces(&night, &middle_europe, &works, day).iter().map(Interval::minutes).collect::<Vec<_>>();
    assert_eq!(hours(date(2026, 3, 28)), [120]);
    assert_eq!(hours(date(2026, 3, 29)), [60], "two o'clock did not come");
    assert_eq!(hours(date(2026, 10, 25)), [180], "and here it came twice");
    let two =
        Hours { by_weekday: std::array::from_fn(|_| vec![Span { from: 120, until: 150 }]), whatever_calendar: true };
    let pieces = slots::open_pieces(&two, &middle_europe, &works, date(2026, 10, 25));
    assert_eq!(pieces.iter().map(Interval::minutes).collect::<Vec<_>>(), [30, 30]);
    assert_eq!(slots::open_pieces(&two, &middle_europe, &works, date(2026, 3, 29)), []);
}

#[test]
fn rules_that_cannot_be_are_told_apart() {
    use slots::Unsound;
    let sound = Rules::default();
    assert_eq!(sound.check(), Ok(()));
    let overlapping = Hours::weekdays(&[Span::of(9, 12), Span::of(11, 17)]);
    assert_eq!(Rules { hours: overlapping, ..sound.clone() }.check(), Err(Unsound::Hours));
    assert_eq!(Rules { slot: 0, ..sound.clone() }.check(), Err(Unsound::Slot));
    assert_eq!(Rules { least: 45, ..sound.clone() }.check(), Err(Unsound::Lengths));
    assert_eq!(Rules { most: 0, ..sound.clone() }.check(), Err(Unsound::Lengths));
    assert_eq!(Rules { notice: 100, horizon: 60, ..sound }.check(), Err(Unsound::Notice));
}
