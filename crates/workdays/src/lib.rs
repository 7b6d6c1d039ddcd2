//! The official working-day calendar and the arithmetic of deadlines.
//!
//! A working day is a Monday to Friday that the State Council's yearly notice does not declare off, or a weekend day
//! that it declares a make-up working day (调休). A year whose notice has not come is an error, never a guess.
//!
//! Deadlines follow 民法典 articles 201 and 203: the first day is not counted, and a last day that is a holiday moves to
//! the next working day. Time an administrative body spends on hearings, inspections or expert review does not count
//! either (行政许可法): that is a [`Pause`].
//!
//! A notice can move days in the last week of the year before it, so the end of the last announced year is final only
//! when the next notice has come. `data/README.md` tells where the days come from and how a year is added.

mod calendar;
mod deadline;

pub use calendar::{Calendar, NotAnnounced};
pub use deadline::Pause;
