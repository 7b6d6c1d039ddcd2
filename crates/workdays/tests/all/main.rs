//! The calendar against the notices and published yearly totals; deadlines against worked examples and properties.

mod calendar;
mod deadlines;
