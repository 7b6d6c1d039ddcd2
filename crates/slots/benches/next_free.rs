//! How many instruments a second one core finds the next free slots of, each with a year of bookings.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;
use jiff::tz::{Offset, TimeZone};
use slots::{Ask, Hours, Interval, MINUTE, Rules, Span, merged, next_free};

fn find(c: &mut Criterion) {
    let zone = TimeZone::fixed(Offset::constant(8));
    let start = zone.to_timestamp(date(2026, 1, 5).at(0, 0, 0, 0)).expect("a day of 2026").as_millisecond();
    let rules = Rules {
        hours: Hours::weekdays(&[Span::of(9, 12), Span::of(13, 18)]),
        slot: 30,
        least: 30,
        most: 480,
        before: 10,
        after: 20,
        notice: 24 * 60,
        horizon: 90 * 24 * 60,
        runs_on: false,
    };
    // The first sixty days are full, then every second hour.
    let day = 24 * 60 * MINUTE;
    let full = (0..60).map(|n| Interval { from: start + n * day, until: start + (n + 1) * day });
    let hours = (0..4000).map(|n| {
        let from = start + 60 * day + n * 120 * MINUTE;
        Interval { from, until: from + 60 * MINUTE }
    });
    let blocked = merged(full.chain(hours).collect());
    let ask = Ask { now: start, from: start, until: start + 90 * day, minutes: 30, most: 5 };
    let mut group = c.benchmark_group("slots");
    group.throughput(Throughput::Elements(1));
    group.bench_function("next_free", |b| {
        b.iter(|| black_box(next_free(&rules, &zone, &|_| Some(true), &ask, &blocked)));
    });
    group.finish();
}

criterion_group!(benches, find);
criterion_main!(benches);
