//! What is known of hubs in figures: a catalogue of measures, each with its definition, unit, source rows and the owner of its
//! rule; their values for any hub and span of months; and the entries of what no record can tell. The words stand in
//! `locales/…/measures.ftl`.

mod catalogue;
mod counting;
pub mod entries;
mod figures;
pub mod pages;
mod store;
mod store_entries;
mod store_regions;

pub use catalogue::{CATALOGUE, Kept, Measure, Owner, Source, Unit, document, measure};
pub use entries::{Entry, NewEntry, check, entries, report};
pub use figures::{Span, Value, figures, rows_url};

#[cfg(test)]
mod tests;
