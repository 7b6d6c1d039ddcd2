//! The lists of instruments: the public's, the owner's, the hub's; and where one is offered.

use db::{Row, Tx, Value, params, sql};
use uuid::Uuid;

use super::model::{Instrument, Offer, norm};
use super::store::instrument;
use crate::web::Error;
use crate::web::lists::{Asked, containing};

/// What the public list is narrowed to; empty: to nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Sought {
    /// A part of its name, model, purpose or of what it measures.
    pub(super) words: String,
    /// Beginning of a standard's number.
    pub(super) standard: String,
    /// Beginning of its class.
    pub(super) category: String,
    /// Code of a hub that offers it.
    pub(super) hub: String,
    /// Beginning of the division where it stands.
    pub(super) division: String,
    /// A part of what it measures or makes.
    pub(super) measure: String,
}

impl Sought {
    /// Reads the query of the list.
    pub(super) fn read(asked: &Asked) -> Sought {
        let words = codes::text::to_half_width(asked.value("q")).to_lowercase();
        let begins = |text: String| if text.is_empty() { text } else { containing(&text)[1..].to_owned() };
        let digits = |name: &str| begins(asked.value(name).chars().filter(char::is_ascii_digit).collect());
        Sought {
            words: if words.is_empty() { words } else { containing(&words.chars().take(60).collect::<String>()) },
            standard: begins(norm(asked.value("standard"))),
            category: digits("category"),
            hub: asked.value("hub").to_owned(),
            division: digits("division"),
            measure: match norm(asked.value("measure")) {
                nothing if nothing.is_empty() => nothing,
                term => containing(&term.chars().take(60).collect::<String>()),
            },
        }
    }

    /// The values of [`sought!`], then those of the rest of the statement.
    pub(super) fn values(&self, rest: &[Value]) -> Vec<Value> {
        let own = params![&self.words, &self.standard, &self.category, &self.hub, &self.division, &self.measure];
        [own.as_slice(), rest].concat()
    }
}

/// What [`Sought`] narrows the public list to, in the order of its fields.
macro_rules! sought {
    () => {
        " WHERE shown = 1 AND ($1 = '' OR words LIKE $1 ESCAPE '!')
         AND ($2 = '' OR (hub_id, id) IN (SELECT hub_id, instrument_id FROM instrument_terms
                          WHERE kind = 'standard' AND norm LIKE $2 ESCAPE '!'))
         AND ($3 = '' OR category LIKE $3)
         AND ($4 = '' OR (hub_id, id) IN (SELECT f.home_id, f.instrument_id FROM instrument_offers f
                          JOIN hubs h ON h.id = f.hub_id WHERE h.code = $4 AND f.state = 'approved'))
         AND ($5 = '' OR division LIKE $5)
         AND ($6 = '' OR (hub_id, id) IN (SELECT hub_id, instrument_id FROM instrument_terms
                          WHERE kind = 'measure' AND norm LIKE $6 ESCAPE '!'))"
    };
}
pub(super) use sought;

/// A page of what everybody sees, by code.
pub(super) fn found(tx: &mut Tx, sought: &Sought, offset: i64, rows: i64) -> Result<Vec<Instrument>, Error> {
    let rows = tx.query(
        sql!(concat!(
            "SELECT i.*, o.name AS provider_name, o.uscc AS provider_uscc FROM (SELECT * FROM instruments",
            sought!(),
            " ORDER BY code LIMIT $7 OFFSET $8) i JOIN organizations o ON o.id = i.provider_id ORDER BY i.code"
        )),
        &sought.values(&params![rows, offset]),
    )?;
    rows.iter().map(instrument).collect()
}

/// How many that list has, counted as far as `most`.
pub(super) fn count_found(tx: &mut Tx, sought: &Sought, most: i64) -> Result<i64, Error> {
    let row = tx.one(
        sql!(concat!("SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM instruments", sought!(), " LIMIT $7) k")),
        &sought.values(&params![most]),
    )?;
    Ok(row.get("n"))
}

/// A page of a provider's instruments, by code; and how many it has.
pub(super) fn own(tx: &mut Tx, provider: Uuid, offset: i64, rows: i64) -> Result<(Vec<Instrument>, i64), Error> {
    let found = tx.query(
        sql!(
            "SELECT i.*, o.name AS provider_name, o.uscc AS provider_uscc FROM instruments i
             JOIN organizations o ON o.id = i.provider_id WHERE i.provider_id = $1 ORDER BY i.code LIMIT $2 OFFSET $3"
        ),
        &params![provider, rows, offset],
    )?;
    let total = tx.one(sql!("SELECT COUNT(*) AS n FROM instruments WHERE provider_id = $1"), &params![provider])?;
    Ok((found.iter().map(instrument).collect::<Result<_, _>>()?, total.get("n")))
}

fn as_offer(row: &Row) -> Offer {
    Offer {
        hub_id: row.get("offer_hub"),
        hub_code: row.get("hub_code"),
        hub_name: row.get("hub_name"),
        state: row.get("offer_state"),
        words: row.get("offer_words"),
        asked_at: row.get("asked_at"),
        version: row.get("offer_version"),
    }
}

/// The hubs that were asked to offer an instrument.
pub(super) fn offers(tx: &mut Tx, instrument: &Instrument) -> Result<Vec<Offer>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT f.hub_id AS offer_hub, h.code AS hub_code, h.name AS hub_name, f.state AS offer_state,
             f.words AS offer_words, f.asked_at, f.version AS offer_version FROM instrument_offers f
             JOIN hubs h ON h.id = f.hub_id WHERE f.home_id = $1 AND f.instrument_id = $2 ORDER BY h.code"
        ),
        &params![instrument.hub_id, instrument.id],
    )?;
    Ok(rows.iter().map(as_offer).collect())
}

/// Whether and how a hub offers it.
///
/// # Errors
/// Of the database.
pub fn offer(tx: &mut Tx, instrument: &Instrument, hub: Uuid) -> Result<Option<Offer>, Error> {
    Ok(offers(tx, instrument)?.into_iter().find(|offer| offer.hub_id == hub))
}

/// A page of what a hub was asked to offer, those that wait first; and how many there are.
pub(super) fn of_hub(
    tx: &mut Tx,
    hub: Uuid,
    state: &str,
    offset: i64,
    rows: i64,
) -> Result<(Vec<(Instrument, Offer)>, i64), Error> {
    let found = tx.query(
        sql!(
            "SELECT i.*, o.name AS provider_name, o.uscc AS provider_uscc, f.hub_id AS offer_hub, h.code AS hub_code,
             h.name AS hub_name, f.state AS offer_state, f.words AS offer_words, f.asked_at, f.version AS offer_version
             FROM instrument_offers f JOIN hubs h ON h.id = f.hub_id
             JOIN instruments i ON i.hub_id = f.home_id AND i.id = f.instrument_id
             JOIN organizations o ON o.id = i.provider_id WHERE f.hub_id = $1 AND ($2 = '' OR f.state = $2)
             ORDER BY CASE f.state WHEN 'asked' THEN 0 ELSE 1 END, i.code LIMIT $3 OFFSET $4"
        ),
        &params![hub, state, rows, offset],
    )?;
    let total = tx.one(
        sql!("SELECT COUNT(*) AS n FROM instrument_offers WHERE hub_id = $1 AND ($2 = '' OR state = $2)"),
        &params![hub, state],
    )?;
    let both = |row: &Row| Ok((instrument(row)?, as_offer(row)));
    Ok((found.iter().map(both).collect::<Result<_, Error>>()?, total.get("n")))
}
