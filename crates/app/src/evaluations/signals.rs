//! What people should look at before a result is published. Nothing here decides anything.

use db::Tx;
use jiff::ToSpan;
use jiff::civil::date;

use super::model::{Round, RoundHub};
use super::store_signals::{self as store, Line, Year};
use crate::web::Error;

// keys: evaluations-signal-*

/// A kind of signal, with its list.
#[derive(Clone, Debug)]
pub struct Signal {
    /// burst, mutual, repeated, quick, shared, bare, rater.
    pub kind: &'static str,
    /// Whom it is about.
    pub lines: Vec<Line>,
}

/// The signals of a hub in a round.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, round: &Round, hub: &RoundHub) -> Result<Vec<Signal>, Error> {
    let rules = &round.rules.signals;
    let year = Year { hub: hub.hub_id, from: format!("{:04}-01", round.year), to: format!("{:04}-12", round.year) };
    let asked = i16::try_from(round.year).map_err(Error::internal)?;
    let first = date(asked, 12, 31).checked_sub(rules.burst_days.days()).map_err(Error::internal)?;
    tx.as_system(|tx| {
        Ok(vec![
            Signal { kind: "burst", lines: store::burst(tx, &year, &first.to_string(), rules)? },
            Signal { kind: "mutual", lines: store::mutual(tx, &year, rules)? },
            Signal { kind: "repeated", lines: store::repeated(tx, &year, rules)? },
            Signal { kind: "quick", lines: store::quick(tx, &year, rules)? },
            Signal { kind: "shared", lines: store::shared(tx, &year, rules)? },
            Signal { kind: "bare", lines: store::bare(tx, &year, rules)? },
            Signal { kind: "rater", lines: store::raters(tx, &year, rules)? },
        ])
    })
}
