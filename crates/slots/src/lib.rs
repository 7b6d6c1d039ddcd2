//! When an instrument can be had: opening hours, lengths, set-up and cleaning, notice, and what is free of what is taken.
//!
//! Times are milliseconds UTC, intervals are half-open: one that ends at ten and one that begins at ten do not overlap.
//! Opening hours are what the clock on the wall shows, in any time zone: where it is put forward a missing hour is not
//! open, where it is put back an hour that comes twice is open twice. Whether people work on a day is an argument, so
//! that the official calendar stays in one place; a day that is not announced is closed, never guessed.
//!
//! ```
//! use jiff::civil::date;
//! use jiff::tz::{Offset, TimeZone};
//! use slots::{Ask, Hours, Rules, Span, next_free};
//! let zone = TimeZone::fixed(Offset::constant(8));
//! let weekdays = [Span::of(9, 12), Span::of(13, 17)];
//! let rules = Rules { hours: Hours::weekdays(&weekdays), slot: 60, least: 60, most: 240, ..Rules::default() };
//! let works = |_| Some(true);
//! let at = |hour| zone.to_timestamp(date(2026, 3, 4).at(hour, 0, 0, 0)).unwrap().as_millisecond();
//! let taken = [slots::Interval::new(at(9), at(11)).unwrap()];
//! let ask = Ask { now: at(8), from: at(8), until: at(20), minutes: 60, most: 2 };
//! let free = next_free(&rules, &zone, &works, &ask, &taken);
//! assert_eq!(free.iter().map(|slot| slot.from).collect::<Vec<_>>(), [at(11), at(13)]);
//! ```

mod days;
mod hours;
mod interval;
mod rules;

pub use days::by_day;
pub use hours::{Hours, Span, Works, open_pieces, opened};
pub use interval::{Interval, MINUTE, covers, gaps, is_free, merged};
pub use rules::{Ask, Problem, Rules, Unsound, next_free, problems};
