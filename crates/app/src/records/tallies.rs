//! Figures kept beside the records, in the transaction that writes them: sums by hub and month, and from which earlier
//! month a firm comes again, so that the firms of any span are counted without looking at its records. Everything here
//! follows from `records` alone; tests compare the two.

use db::{Scope, Tx};
use uuid::Uuid;

use super::filter::{Filter, Of};
use super::model::{Figures, Record};
use super::period::Period;
use super::store_tallies as store;
use crate::app::App;
use crate::hubs;
use crate::web::Error;

/// The job that reckons the tallies again when a hub has moved to another division.
pub const JOB: &str = "records.tallies";

/// What one record adds to the sums of its month.
fn of(record: &Record) -> Figures {
    Figures {
        // Counted by the chain of months.
        firms: 0,
        records: 1,
        on_time: i64::from(record.on_time == Some(true)),
        with_due: i64::from(record.on_time.is_some()),
        rating_sum: record.rating.unwrap_or(0),
        rated: i64::from(record.rating.is_some()),
        trips: record.trips,
        trips_over: i64::from(record.trips > 1),
        benefits: i64::from(!record.benefit.is_empty()),
        benefit_fen: record.benefit_fen.unwrap_or(0),
        benefit_days: record.benefit_days.unwrap_or(0),
    }
}

/// The names under which a hub's records are tallied.
fn scopes(tx: &mut Tx, hub: Uuid) -> Result<Vec<String>, Error> {
    let known = store::scopes(tx, hub)?;
    if !known.is_empty() {
        return Ok(known);
    }
    let hub = hubs::by_id(tx, hub)?;
    let division = |digits: usize| hub.division.get(..digits).unwrap_or(&hub.division).to_owned();
    let mut scopes = vec![hub.code.clone(), String::new(), division(2), division(4), division(6)];
    scopes.sort();
    scopes.dedup();
    for scope in &scopes {
        store::put_scope(tx, hub.id, scope)?;
    }
    Ok(scopes)
}

/// Adds a record that was written.
///
/// # Errors
/// Of the database.
pub(super) fn add(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    tx.as_system(|tx| {
        store::one_after_another(tx)?;
        let (month, standing) = (&record.confirmed_on[..7], record.counts && record.corrected_by.is_none());
        store::sum(tx, record.hub_id, month, standing, &of(record), 1)?;
        for scope in scopes(tx, record.hub_id)? {
            comes(tx, &scope, false, record.firm_id, month)?;
            if standing {
                comes(tx, &scope, true, record.firm_id, month)?;
            }
        }
        Ok(())
    })
}

/// Takes a record that was corrected out of those that count and stand.
///
/// # Errors
/// Of the database.
pub(super) fn corrected(tx: &mut Tx, old: &Record) -> Result<(), Error> {
    if !old.counts {
        return Ok(());
    }
    tx.as_system(|tx| {
        store::one_after_another(tx)?;
        let month = &old.confirmed_on[..7];
        store::sum(tx, old.hub_id, month, true, &of(old), -1)?;
        store::sum(tx, old.hub_id, month, false, &of(old), 1)?;
        for scope in scopes(tx, old.hub_id)? {
            goes(tx, &scope, old.firm_id, month)?;
        }
        Ok(())
    })
}

/// A firm has a record more in a month.
fn comes(tx: &mut Tx, scope: &str, standing: bool, firm: Uuid, month: &str) -> Result<(), Error> {
    if store::one_more(tx, scope, standing, firm, month)? > 1 {
        return Ok(());
    }
    let (before, after) = store::neighbours(tx, scope, standing, firm, month)?;
    store::reach(tx, scope, standing, (month, &before), 1)?;
    if let Some(after) = after {
        store::reach(tx, scope, standing, (&after, &before), -1)?;
        store::reach(tx, scope, standing, (&after, month), 1)?;
    }
    Ok(())
}

/// A firm has a record less in a month, of those that count and stand.
fn goes(tx: &mut Tx, scope: &str, firm: Uuid, month: &str) -> Result<(), Error> {
    if store::one_less(tx, scope, firm, month)? > 0 {
        return Ok(());
    }
    let (before, after) = store::neighbours(tx, scope, true, firm, month)?;
    store::reach(tx, scope, true, (month, &before), -1)?;
    if let Some(after) = after {
        store::reach(tx, scope, true, (&after, month), -1)?;
        store::reach(tx, scope, true, (&after, &before), 1)?;
    }
    Ok(())
}

/// The name under which these are tallied, when they are; and whether only those that count and stand are asked for.
pub(super) fn scope(tx: &mut Tx, of: &Of) -> Result<Option<String>, Error> {
    let scope = match of {
        Of::Hub(id) => hubs::by_id(tx, *id)?.code,
        Of::Division(prefix) if matches!(prefix.len(), 0 | 2 | 4 | 6) => prefix.clone(),
        _ => return Ok(None),
    };
    let fresh = tx.as_system(store::is_fresh)?;
    Ok(fresh.then_some(scope))
}

/// The figures of what a filter asks for, when the tallies tell them.
pub(super) fn sums(tx: &mut Tx, filter: &Filter) -> Result<Option<Figures>, Error> {
    if !filter.is_tallied() {
        return Ok(None);
    }
    let Some(scope) = scope(tx, &filter.of)? else { return Ok(None) };
    let standing = filter.counts == "1";
    tx.as_system(|tx| {
        let firms = store::firms(tx, &scope, standing, &filter.period)?;
        Ok(Some(Figures { firms, ..store::sums(tx, &scope, standing, &filter.period)? }))
    })
}

/// The same month by month, of those that count and stand.
pub(super) fn by_month(tx: &mut Tx, of: &Of, period: &Period) -> Result<Option<Vec<(String, Figures)>>, Error> {
    let Some(scope) = scope(tx, of)? else { return Ok(None) };
    tx.as_system(|tx| store::by_month(tx, &scope, period)).map(Some)
}

/// The same hub by hub.
pub(super) fn by_hub(tx: &mut Tx, of: &Of, period: &Period) -> Result<Option<Vec<(Uuid, Figures)>>, Error> {
    let Some(scope) = scope(tx, of)? else { return Ok(None) };
    tx.as_system(|tx| store::by_hub(tx, &scope, period)).map(Some)
}

/// Hub, month, and the figures of both.
type Course = Vec<(Uuid, String, Figures)>;

/// The same of each hub month by month.
pub(super) fn by_hub_and_month(tx: &mut Tx, of: &Of, period: &Period) -> Result<Option<Course>, Error> {
    let Some(scope) = scope(tx, of)? else { return Ok(None) };
    tx.as_system(|tx| store::by_hub_and_month(tx, &scope, period)).map(Some)
}

/// Reckons everything again from the records.
///
/// # Errors
/// Of the database.
pub fn rebuild(tx: &mut Tx) -> Result<(), Error> {
    tx.as_system(|tx| {
        store::one_after_another(tx)?;
        store::rebuild(tx)
    })
}

/// The job: rebuilds where a hub has moved.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn look_after(app: &App) -> Result<(), Error> {
    let look = |tx: &mut Tx| if store::is_fresh(tx)? { Ok(()) } else { rebuild(tx) };
    app.db.write(Scope::system(), look).await
}
