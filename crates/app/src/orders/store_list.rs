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
    /// Only those whose quote or result was due before today.
    pub late: bool,
    /// Today, `YYYY-MM-DD`.
    pub today: String,
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
    /// Those that are late.
    Late,
}

impl Filter {
    fn way(&self) -> Way {
        if self.late {
            Way::Late
        } else if self.state == "working" {
            Way::Open
        } else if !self.words.is_empty() {
            Way::Words
        } else if self.state.is_empty() {
            Way::All
        } else {
            Way::State
        }
    }

    /// The same, but only what is late; `None` when nothing of it can be.
    fn late(&self) -> Option<Filter> {
        let may = ["", "working", "offered", "accepted", "in_progress"].contains(&self.state.as_str());
        may.then(|| Filter { late: true, ..self.clone() })
    }
}

macro_rules! matching {
    () => {
        " AND ($2 = '' OR o.state = $2 OR ($2 = 'working' AND o.state IN ('accepted', 'in_progress')))
          AND ($3 = '' OR o.reference = $4 OR o.service_name LIKE $5 ESCAPE '!' OR o.firm_name LIKE $5 ESCAPE '!'
               OR o.provider_name LIKE $5 ESCAPE '!')"
    };
}

/// Whether the quote or the result was due before a day. While a dispute is open, an order stands still.
macro_rules! is_late {
    ($day:literal) => {
        concat!(
            "((o.state IN ('accepted', 'in_progress') AND COALESCE(o.due_on, '9999') < ",
            $day,
            " AND NOT EXISTS (SELECT 1 FROM disputes d WHERE d.hub_id = o.hub_id AND d.order_id = o.id
               AND d.ended_at IS NULL)) OR (o.state = 'offered' AND COALESCE(o.quote_by, '9999') < ",
            $day,
            "))"
        )
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

/// The late ones by their day; of the others the newest first, without the late ones.
fn list_of(of: &Of, way: Way) -> &'static Sql {
    match way {
        Way::All => {
            for_each!(of, "SELECT o.*", [" AND NOT ", is_late!("$2"), " ORDER BY o.id DESC LIMIT $3 OFFSET $4"])
        }
        Way::State => for_each!(
            of,
            "SELECT o.*",
            [" AND o.state = $2 AND NOT ", is_late!("$3"), " ORDER BY o.id DESC LIMIT $4 OFFSET $5"]
        ),
        Way::Open => for_each!(
            of,
            "SELECT o.*",
            [
                " AND o.state IN ('accepted', 'in_progress')",
                matching!(),
                " AND NOT ",
                is_late!("$6"),
                " ORDER BY o.id DESC LIMIT $7 OFFSET $8"
            ]
        ),
        Way::Words => for_each!(
            of,
            "SELECT o.*",
            [matching!(), " AND NOT ", is_late!("$6"), " ORDER BY o.id DESC LIMIT $7 OFFSET $8"]
        ),
        Way::Late => for_each!(
            of,
            "SELECT o.*",
            [
                " AND o.state IN ('offered', 'accepted', 'in_progress')",
                matching!(),
                " AND ",
                is_late!("$6"),
                " ORDER BY CASE WHEN o.state = 'offered' THEN o.quote_by ELSE o.due_on END, o.id LIMIT $7 OFFSET $8"
            ]
        ),
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
            [" AND o.state IN ('accepted', 'in_progress')", matching!(), " LIMIT $6) counted"]
        ),
        Way::Words => {
            for_each!(of, "SELECT COUNT(*) AS n FROM (SELECT 1 AS one", [matching!(), " LIMIT $6) counted"])
        }
        Way::Late => for_each!(
            of,
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one",
            [
                " AND o.state IN ('offered', 'accepted', 'in_progress')",
                matching!(),
                " AND ",
                is_late!("$6"),
                " LIMIT $7) counted"
            ]
        ),
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
        Way::Open | Way::Words | Way::Late => {
            let words = containing(&filter.words);
            values.extend(params![&filter.state, &filter.words, &filter.reference, words]);
        }
    }
    values
}

fn part(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<Order>, Error> {
    let mut values = values(filter);
    values.extend(params![&filter.today, rows, offset]);
    tx.query(list_of(&filter.of, filter.way()), &values)?.iter().map(order).collect()
}

/// The orders that match: what is late on top, the longest late first, then the newest.
///
/// # Errors
/// Of the database.
pub fn list(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<Order>, Error> {
    let Some(late) = filter.late().filter(|_| !filter.late) else { return part(tx, filter, offset, rows) };
    let above = count(tx, &late, i64::MAX)?;
    let mut orders = if offset < above { part(tx, &late, offset, rows)? } else { Vec::new() };
    let left = rows - orders.len() as i64;
    if left > 0 {
        orders.extend(part(tx, filter, (offset - above).max(0), left)?);
    }
    Ok(orders)
}

/// How many match, counted to `most`.
///
/// # Errors
/// Of the database.
pub fn count(tx: &mut Tx, filter: &Filter, most: i64) -> Result<i64, Error> {
    let mut values = values(filter);
    if filter.late {
        values.push((&filter.today).into());
    }
    values.push(most.into());
    Ok(tx.one(count_of(&filter.of, filter.way()), &values)?.get("n"))
}
