//! Figures of a hub's month, kept in the transaction that writes or corrects a record: sums, and the distinct firms and
//! providers as compressed bitmaps of their numbers, of all records that count and stand and of each function, size class,
//! industry and division. So the firms of any span and of any hubs together are counted exactly by the union of their
//! months, without looking at a record. Everything here follows from `records` alone; [`recount`] proves it.

mod reading;
pub mod recount;
mod store;

use std::collections::BTreeMap;

use db::Tx;
use roaring::RoaringBitmap;
use uuid::Uuid;

pub use reading::{Course, course, sets, sums, values};
pub use recount::look_after;

use super::model::{Figures, Record};
use crate::orders::rating::POOR;
use crate::web::Error;

/// The job that reckons the rollups of records that were there before them.
pub const JOB: &str = "records.rollups";

/// All records together.
pub const ALL: &str = "";
/// By code of schemes/functions.toml.
pub const FUNCTION: &str = "function";
/// By the firm's size class as it was; empty where it was unknown.
pub const SIZE: &str = "size";
/// By the first two digits of the firm's industry.
pub const INDUSTRY: &str = "industry";
/// By the firm's division.
pub const DIVISION: &str = "division";
/// The distinct providers instead of firms; no sums.
pub const PROVIDERS: &str = "providers";

const KINDS: [&str; 6] = [ALL, FUNCTION, SIZE, INDUSTRY, DIVISION, PROVIDERS];

/// Kind, and which of it.
pub type Key = (&'static str, String);

/// What is kept of a hub's month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Month {
    /// Figures without firms.
    pub sums: BTreeMap<Key, Figures>,
    /// Numbers of firms or providers.
    pub sets: BTreeMap<Key, RoaringBitmap>,
}

fn kind(name: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| *kind == name)
}

/// Digits of an industry by which it is rolled up.
fn industry(code: &str) -> &str {
    code.get(..2).unwrap_or(code)
}

/// To which parts a record belongs.
fn keys(function: &str, size: &str, industry_code: &str, division: &str) -> [Key; 5] {
    [
        (ALL, String::new()),
        (FUNCTION, function.to_owned()),
        (SIZE, size.to_owned()),
        (INDUSTRY, industry(industry_code).to_owned()),
        (DIVISION, division.to_owned()),
    ]
}

fn keys_of(record: &Record) -> [Key; 5] {
    keys(&record.function, &record.firm_size, &record.firm_industry, &record.firm_division)
}

/// What one record adds to the sums of its month.
fn of(record: &Record) -> Figures {
    Figures {
        // Counted by sets.
        firms: 0,
        records: 1,
        on_time: i64::from(record.on_time == Some(true)),
        with_due: i64::from(record.on_time.is_some()),
        rating_sum: record.rating.unwrap_or(0),
        rated: i64::from(record.rating.is_some()),
        poor: i64::from(record.rating.is_some_and(|level| level <= POOR)),
        trips: record.trips,
        trips_over: i64::from(record.trips > 1),
        priced: i64::from(record.price_fen > 0),
        price_fen: record.price_fen,
        benefits: i64::from(!record.benefit.is_empty()),
        benefit_fen: record.benefit_fen.unwrap_or(0),
        benefit_days: record.benefit_days.unwrap_or(0),
    }
}

/// Adds a record that was written.
///
/// # Errors
/// Of the database.
pub(super) fn add(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    if !record.counts || record.corrected_by.is_some() {
        return Ok(());
    }
    tx.as_system(|tx| {
        let (firm, provider) = (store::number(tx, record.firm_id)?, store::number(tx, record.provider_id)?);
        store::add(tx, record, &of(record), 1)?;
        let mut found: BTreeMap<Key, RoaringBitmap> = store::sets_of(tx, record)?.into_iter().collect();
        let firms = keys_of(record).into_iter().map(|key| (key, firm));
        for (key, number) in firms.chain([((PROVIDERS, String::new()), provider)]) {
            let mut set = found.remove(&key).unwrap_or_default();
            if set.insert(number) {
                store::put(tx, record.hub_id, &record.confirmed_on[..7], &key, &set)?;
            }
        }
        Ok(())
    })
}

/// Takes out a record that was corrected; the one that stands in its place was added before.
///
/// # Errors
/// Of the database.
pub(super) fn corrected(tx: &mut Tx, old: &Record) -> Result<(), Error> {
    if !old.counts {
        return Ok(());
    }
    tx.as_system(|tx| {
        let (hub, month) = (old.hub_id, &old.confirmed_on[..7]);
        store::add(tx, old, &of(old), -1)?;
        let mut found: BTreeMap<Key, RoaringBitmap> = store::sets_of(tx, old)?.into_iter().collect();
        let staying: Vec<Key> = store::keys_of_firm(tx, hub, old.firm_id, month)?.into_iter().flatten().collect();
        let firm = store::number(tx, old.firm_id)?;
        let mut leaving: Vec<(Key, u32)> =
            keys_of(old).into_iter().filter(|key| !staying.contains(key)).map(|key| (key, firm)).collect();
        if !store::provider_stays(tx, hub, old.provider_id, month)? {
            leaving.push(((PROVIDERS, String::new()), store::number(tx, old.provider_id)?));
        }
        for (key, number) in leaving {
            if let Some(mut set) = found.remove(&key) {
                set.remove(number);
                store::put(tx, hub, month, &key, &set)?;
            }
        }
        Ok(())
    })
}

/// The numbers of organizations that have one, for sets of one's own.
///
/// # Errors
/// Of the database.
pub fn numbers_of(tx: &mut Tx, organizations: &[Uuid]) -> Result<RoaringBitmap, Error> {
    tx.as_system(|tx| {
        let mut set = RoaringBitmap::new();
        for organization in organizations {
            set.extend(store::numbered(tx, *organization)?);
        }
        Ok(set)
    })
}

#[cfg(test)]
mod tests;
