//! The statements behind the list of needs of one hub or of several: a statement for each, with and without a state, so
//! that each finds its index and reading ends with the page. A need's id begins with the moment it was sent.

use db::{Sql, Tx, Value, params, sql};
use uuid::Uuid;

use super::model::Need;
use super::store::need;
use crate::app::first_id;
use crate::web::Error;
use crate::web::lists::containing;

/// Whose needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// One hub's.
    Hub(Uuid),
    /// Those of every hub whose division begins so; empty: of every hub.
    Division(String),
}

/// Which needs; an empty text filters nothing.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pub(super) of: Of,
    /// A state's code.
    pub(super) state: String,
    /// One of the channels.
    pub(super) channel: String,
    /// Sent from this moment on, milliseconds UTC.
    pub(super) from: i64,
    /// Sent before this moment.
    pub(super) until: i64,
    /// Part of the words, the product, the firm's name or the reference number.
    pub(super) words: String,
}

macro_rules! needs {
    ($select:literal, $whose:literal, $state:literal, $end:literal) => {
        sql!(concat!(
            $select,
            $whose,
            $state,
            " AND n.id >= $3 AND n.id < $4 AND ($5 = '' OR n.channel = $5)
              AND ($6 = '' OR n.words LIKE $7 ESCAPE '!' OR n.product LIKE $7 ESCAPE '!'
                   OR n.firm_name LIKE $7 ESCAPE '!' OR n.reference LIKE $7 ESCAPE '!')",
            $end
        ))
    };
}

/// `$2` is the state, empty where there is none.
macro_rules! for_each {
    ($filter:expr, $select:literal, $end:literal) => {
        match ($filter.of.clone(), $filter.state.is_empty()) {
            (Of::Hub(_), true) => needs!($select, "n.hub_id = $1", " AND $2 = ''", $end),
            (Of::Hub(_), false) => needs!($select, "n.hub_id = $1", " AND n.state = $2", $end),
            (Of::Division(_), true) => needs!(
                $select,
                "EXISTS (SELECT 1 FROM hubs o WHERE o.id = n.hub_id AND o.division LIKE $1)",
                " AND $2 = ''",
                $end
            ),
            (Of::Division(_), false) => needs!(
                $select,
                "EXISTS (SELECT 1 FROM hubs o WHERE o.id = n.hub_id AND o.division LIKE $1)",
                " AND n.state = $2",
                $end
            ),
        }
    };
}

fn list_of(filter: &Filter) -> &'static Sql {
    for_each!(
        filter,
        "SELECT n.*, (SELECT code FROM hubs WHERE id = n.hub_id) AS hub_code,
         (SELECT name FROM hubs WHERE id = n.hub_id) AS hub_name FROM needs n WHERE ",
        " ORDER BY n.id DESC LIMIT $8 OFFSET $9"
    )
}

fn count_of(filter: &Filter) -> &'static Sql {
    for_each!(filter, "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM needs n WHERE ", " LIMIT $8) counted")
}

fn values(filter: &Filter) -> Vec<Value> {
    let whose: Value = match &filter.of {
        Of::Hub(id) => id.into(),
        Of::Division(prefix) => format!("{prefix}%").into(),
    };
    let mut values = vec![whose];
    let (words, pattern) = (&filter.words, containing(&filter.words));
    let (from, until) = (first_id(filter.from), first_id(filter.until));
    values.extend(params![&filter.state, from, until, &filter.channel, words, pattern]);
    values
}

/// The newest needs that match.
pub(super) fn list(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<Need>, Error> {
    let mut values = values(filter);
    values.extend(params![rows, offset]);
    tx.query(list_of(filter), &values)?.iter().map(need).collect()
}

/// How many match, counted to `most`.
pub(super) fn count(tx: &mut Tx, filter: &Filter, most: i64) -> Result<i64, Error> {
    let mut values = values(filter);
    values.push(most.into());
    Ok(tx.one(count_of(filter), &values)?.get("n"))
}
