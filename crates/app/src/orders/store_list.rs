//! The statements behind lists of orders: the condition stands once, and a statement is made of it for each side, so that
//! each finds its index.

use db::{Sql, Tx, Value, params, sql};
use uuid::Uuid;

use super::model::Order;
use super::store::order;
use crate::web::Error;
use crate::web::lists::containing;

/// Which orders a list shows; an empty text filters nothing.
#[derive(Clone, Debug)]
pub struct Filter {
    /// firm, provider or hub.
    pub side: &'static str,
    /// Its id.
    pub own: Uuid,
    /// A state's code, or `working`: accepted or in progress.
    pub state: String,
    /// Only those whose quote or result was due before this day.
    pub late_before: String,
    /// Words of the service, the firm or the provider, or a reference number.
    pub words: String,
    /// The reference number in its plain form, when the words are one.
    pub reference: String,
}

macro_rules! matching {
    () => {
        " AND ($2 = '' OR o.state = $2 OR ($2 = 'working' AND o.state IN ('accepted', 'in_progress')))
          AND ($3 = '' OR (o.state IN ('accepted', 'in_progress') AND o.due_on < $3)
               OR (o.state = 'offered' AND o.quote_by < $3))
          AND ($4 = '' OR o.reference = $5 OR o.service_name LIKE $6 ESCAPE '!' OR o.firm_name LIKE $6 ESCAPE '!'
               OR o.provider_name LIKE $6 ESCAPE '!')"
    };
}

macro_rules! for_each {
    ($name:ident, $select:literal, $end:literal) => {
        fn $name(side: &str) -> &'static Sql {
            match side {
                "firm" => sql!(concat!($select, " FROM orders o WHERE o.firm_id = $1", matching!(), $end)),
                "provider" => sql!(concat!($select, " FROM orders o WHERE o.provider_id = $1", matching!(), $end)),
                _ => sql!(concat!($select, " FROM orders o WHERE o.hub_id = $1", matching!(), $end)),
            }
        }
    };
}

for_each!(list_of, "SELECT o.*", " ORDER BY o.id DESC LIMIT $7 OFFSET $8");
for_each!(count_of, "SELECT COUNT(*) AS n", "");

fn values(filter: &Filter) -> Vec<Value> {
    params![filter.own, &filter.state, &filter.late_before, &filter.words, &filter.reference, containing(&filter.words)]
        .to_vec()
}

/// The newest orders that match.
///
/// # Errors
/// Of the database.
pub fn list(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<Order>, Error> {
    let mut values = values(filter);
    values.extend(params![rows, offset]);
    tx.query(list_of(filter.side), &values)?.iter().map(order).collect()
}

/// How many match.
///
/// # Errors
/// Of the database.
pub fn count(tx: &mut Tx, filter: &Filter) -> Result<i64, Error> {
    Ok(tx.one(count_of(filter.side), &values(filter))?.get("n"))
}
