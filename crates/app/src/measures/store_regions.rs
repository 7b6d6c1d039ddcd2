//! What several hubs have gathered together: what is in two of them counts once.

use std::collections::HashSet;

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::counting::PROBLEM;
use super::figures::Span;
use super::store;
use crate::app::{first_id, millis_of};
use crate::web::Error;

/// Institutions, carriers, instruments and talents at a day; problems solved within the span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Gathered {
    pub(super) providers: i64,
    pub(super) carriers: i64,
    pub(super) instruments: i64,
    pub(super) experts: i64,
    pub(super) solved: i64,
}

fn ids(rows: &[Row]) -> impl Iterator<Item = Uuid> + '_ {
    rows.iter().map(|row| row.get("id"))
}

/// Of any hubs together.
pub(super) fn gathered(tx: &mut Tx, hubs: &[Uuid], span: &Span) -> Result<Gathered, Error> {
    let (mut providers, mut instruments) = (HashSet::new(), HashSet::new());
    let mut found = Gathered::default();
    let day = span.day();
    let (first, until) = (millis_of(span.first_day(), 0, 0), millis_of(day.tomorrow().unwrap_or(day), 0, 0));
    let day = day.to_string();
    for hub in hubs {
        let rows = tx.query(
            sql!(
                "SELECT DISTINCT organization_id AS id FROM residencies
                 WHERE hub_id = $1 AND starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $2)"
            ),
            &params![*hub, &day],
        )?;
        providers.extend(ids(&rows));
        let rows = tx.query(
            sql!(
                "SELECT i.id FROM instrument_offers f JOIN instruments i ON i.hub_id = f.home_id AND i.id = f.instrument_id
                 WHERE f.hub_id = $1 AND f.state = 'approved' AND f.decided_at < $2 AND i.shown = 1"
            ),
            &params![*hub, until],
        )?;
        instruments.extend(ids(&rows));
        found.carriers += store::carriers(tx, *hub, "", &day)?;
        found.experts += store::experts(tx, *hub, first_id(0), first_id(until))?;
        found.solved += store::problems(tx, *hub, PROBLEM, first, until)?.1;
    }
    found.providers = providers.len() as i64;
    found.instruments = instruments.len() as i64;
    Ok(found)
}
