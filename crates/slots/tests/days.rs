//! Time by days against a model that counts single minutes and looks at the clock on the wall.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;
use slots::{Interval, MINUTE, by_day, merged};

/// China; middle Europe and Lord Howe Island, around the day that they put their clocks.
fn zone(which: usize) -> (TimeZone, Date) {
    match which {
        0 => (TimeZone::fixed(Offset::constant(8)), date(2026, 3, 1)),
        1 => (TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap(), date(2026, 3, 27)),
        _ => (TimeZone::posix("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0").unwrap(), date(2026, 4, 3)),
    }
}

proptest! {
    #[test]
    fn every_minute_lies_on_the_day_that_the_wall_shows(
        which in 0usize..3,
        all in prop::collection::vec((0i64..6000, 1i64..2000), 0..8),
        (from, long) in (0i64..4000, 0i64..4000),
    ) {
        let (zone, first) = zone(which);
        let base = zone.to_timestamp(first.at(0, 0, 0, 0)).unwrap().as_millisecond();
        let at = |minute: i64| base + minute * MINUTE;
        let taken = merged(all.iter().map(|(from, long)| Interval { from: at(*from), until: at(from + long) }).collect());
        let within = Interval { from: at(from), until: at(from + long) };
        let mut model: BTreeMap<Date, i64> = BTreeMap::new();
        for minute in from..from + long {
            if all.iter().any(|(from, long)| (*from..from + long).contains(&minute)) {
                let wall = zone.to_datetime(Timestamp::from_millisecond(at(minute)).unwrap());
                *model.entry(wall.date()).or_default() += MINUTE;
            }
        }
        prop_assert_eq!(by_day(&zone, within, &taken), model.into_iter().collect::<Vec<_>>());
    }
}
