//! The statements behind a provider's list: the needs that their firms let it see. They are few beside all needs, since
//! they are those of the hubs where it is resident, and those that name it.

use db::{Tx, Value, params, sql};
use uuid::Uuid;

use super::model::Need;
use super::store::need;
use crate::web::Error;
use crate::web::lists::containing;

/// Which of the needs that a provider sees.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pub(super) provider: Uuid,
    /// The day, on which a residency must run.
    pub(super) day: String,
    /// Only those that no plan meets yet.
    pub(super) open: bool,
    /// Of this hub's code; empty: of every hub.
    pub(super) hub: String,
    /// Part of the words, the product or the reference number; empty: all.
    pub(super) words: String,
}

macro_rules! wanted {
    () => {
        " AND n.state NOT IN ('declined', 'withdrawn')
          AND (CAST($3 AS BIGINT) = 0 OR n.state IN ('sent', 'asked', 'accepted')) AND ($4 = '' OR h.code = $4)
          AND ($5 = '' OR n.words LIKE $6 ESCAPE '!' OR n.product LIKE $6 ESCAPE '!' OR n.reference LIKE $6 ESCAPE '!')"
    };
}

/// Those for every resident of their hub, in the days of its term, and those that name the provider.
macro_rules! seen {
    ($columns:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM needs n JOIN hubs h ON h.id = n.hub_id WHERE n.visibility = 'providers' AND n.hub_id IN (
               SELECT r.hub_id FROM residencies r WHERE r.organization_id = $1 AND r.starts_on <= $2
               AND (r.ends_on IS NULL OR r.ends_on >= $2))",
            wanted!(),
            " UNION ALL SELECT ",
            $columns,
            " FROM need_providers p JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id
             JOIN hubs h ON h.id = n.hub_id WHERE p.organization_id = $1 AND n.visibility = 'named'",
            wanted!()
        )
    };
}

fn values(filter: &Filter) -> Vec<Value> {
    let (words, pattern) = (&filter.words, containing(&filter.words));
    params![filter.provider, &filter.day, filter.open, &filter.hub, words, pattern].to_vec()
}

/// The newest that match.
pub(super) fn list(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<Need>, Error> {
    let mut values = values(filter);
    values.extend(params![rows, offset]);
    let statement = sql!(concat!(
        "SELECT * FROM (",
        seen!("n.*, h.code AS hub_code, h.name AS hub_name"),
        ") seen ORDER BY id DESC LIMIT $7 OFFSET $8"
    ));
    tx.query(statement, &values)?.iter().map(need).collect()
}

/// How many match, counted to `most`.
pub(super) fn count(tx: &mut Tx, filter: &Filter, most: i64) -> Result<i64, Error> {
    let mut values = values(filter);
    values.push(most.into());
    let statement = sql!(concat!("SELECT COUNT(*) AS n FROM (", seen!("n.id"), " LIMIT $7) counted"));
    Ok(tx.one(statement, &values)?.get("n"))
}

/// The hubs where a provider is resident on a day: code and name.
pub(super) fn hubs(tx: &mut Tx, provider: Uuid, day: &str) -> Result<Vec<(String, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT h.code, h.name FROM residencies r JOIN hubs h ON h.id = r.hub_id
             WHERE r.organization_id = $1 AND r.starts_on <= $2 AND (r.ends_on IS NULL OR r.ends_on >= $2)
             ORDER BY h.code"
        ),
        &params![provider, day],
    )?;
    Ok(rows.iter().map(|row| (row.get("code"), row.get("name"))).collect())
}
