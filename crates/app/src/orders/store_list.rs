//! The statements behind lists of orders: a statement for each kind of whose orders they are and for each way they are
//! asked for, so that each finds its index and reading ends with the page.

use db::{Sql, Tx, Value, params, sql};
use uuid::Uuid;

use super::model::Order;
use super::store::order;
use crate::web::Error;
use crate::web::lists::containing;

/// Whose orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// A firm's.
    Firm(Uuid),
    /// A provider's.
    Provider(Uuid),
    /// One hub's.
    Hub(Uuid),
    /// Those of every hub whose division begins so; empty: of every hub.
    Division(String),
}

/// Which orders a list shows; an empty text filters nothing.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Whose.
    pub of: Of,
    /// A state's code, or `working`: accepted or in progress.
    pub state: String,
    /// Only those whose quote or result was due before this day.
    pub late_before: String,
    /// Words of the service, the firm or the provider, or a reference number.
    pub words: String,
    /// The reference number in its plain form, when the words are one.
    pub reference: String,
}

/// How orders are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// All of them.
    All,
    /// Those in one state.
    State,
    /// Those that wait for their provider: few, however many there were.
    Open,
    /// By words.
    Words,
}

impl Filter {
    fn way(&self) -> Way {
        if self.state == "working" || !self.late_before.is_empty() {
            Way::Open
        } else if !self.words.is_empty() {
            Way::Words
        } else if self.state.is_empty() {
            Way::All
        } else {
            Way::State
        }
    }
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
    ($of:expr, $select:literal, [$($end:tt)*]) => {
        match $of {
            Of::Firm(_) => sql!(concat!($select, " FROM orders o WHERE o.firm_id = $1", $($end)*)),
            Of::Provider(_) => sql!(concat!($select, " FROM orders o WHERE o.provider_id = $1", $($end)*)),
            Of::Hub(_) => sql!(concat!($select, " FROM orders o WHERE o.hub_id = $1", $($end)*)),
            Of::Division(_) => sql!(concat!(
                $select,
                " FROM orders o WHERE EXISTS (SELECT 1 FROM hubs h WHERE h.id = o.hub_id AND h.division LIKE $1)",
                $($end)*
            )),
        }
    };
}

fn list_of(of: &Of, way: Way) -> &'static Sql {
    match way {
        Way::All => for_each!(of, "SELECT o.*", [" ORDER BY o.id DESC LIMIT $2 OFFSET $3"]),
        Way::State => for_each!(of, "SELECT o.*", [" AND o.state = $2 ORDER BY o.id DESC LIMIT $3 OFFSET $4"]),
        Way::Open => for_each!(
            of,
            "SELECT o.*",
            [
                " AND o.state IN ('offered', 'accepted', 'in_progress')",
                matching!(),
                " ORDER BY o.id DESC LIMIT $7 OFFSET $8"
            ]
        ),
        Way::Words => for_each!(of, "SELECT o.*", [matching!(), " ORDER BY o.id DESC LIMIT $7 OFFSET $8"]),
    }
}

fn count_of(of: &Of, way: Way) -> &'static Sql {
    match way {
        Way::All => for_each!(of, "SELECT COUNT(*) AS n FROM (SELECT 1 AS one", [" LIMIT $2) counted"]),
        Way::State => {
            for_each!(of, "SELECT COUNT(*) AS n FROM (SELECT 1 AS one", [" AND o.state = $2 LIMIT $3) counted"])
        }
        Way::Open => for_each!(
            of,
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one",
            [" AND o.state IN ('offered', 'accepted', 'in_progress')", matching!(), " LIMIT $7) counted"]
        ),
        Way::Words => {
            for_each!(of, "SELECT COUNT(*) AS n FROM (SELECT 1 AS one", [matching!(), " LIMIT $7) counted"])
        }
    }
}

fn values(filter: &Filter) -> Vec<Value> {
    let whose: Value = match &filter.of {
        Of::Firm(id) | Of::Provider(id) | Of::Hub(id) => id.into(),
        Of::Division(prefix) => format!("{prefix}%").into(),
    };
    let mut values = vec![whose];
    match filter.way() {
        Way::All => {}
        Way::State => values.extend(params![&filter.state]),
        Way::Open | Way::Words => {
            let words = containing(&filter.words);
            values.extend(params![&filter.state, &filter.late_before, &filter.words, &filter.reference, words]);
        }
    }
    values
}

/// The newest orders that match.
///
/// # Errors
/// Of the database.
pub fn list(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<Order>, Error> {
    let mut values = values(filter);
    values.extend(params![rows, offset]);
    tx.query(list_of(&filter.of, filter.way()), &values)?.iter().map(order).collect()
}

/// How many match, counted to `most`.
///
/// # Errors
/// Of the database.
pub fn count(tx: &mut Tx, filter: &Filter, most: i64) -> Result<i64, Error> {
    let mut values = values(filter);
    values.push(most.into());
    Ok(tx.one(count_of(&filter.of, filter.way()), &values)?.get("n"))
}
