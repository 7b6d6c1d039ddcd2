//! The national five-level rating 好差评: one per order, by the firm, kept as it was said. The two lowest ask which
//! aspect, and open a rectification task with a deadline of `schemes/deadlines.toml` (see `rectifying`). The firm may
//! add to its rating once, in words: the level stays, since the record and the log hold it, also where the provider
//! has put right what was wrong; that is shown beside it. Nobody of the provider or the hub changes or deletes a
//! rating: no statement can.

use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;
use workdays::Calendar;

use super::commands::{WORDS, is_of_other_side, person, record};
use super::model::{Order, State};
use super::rectifying::{self, Task};
use super::store_rating as store;
use crate::command::Command;
use crate::deadlines;
use crate::web::{Error, FormErrors, Refusal};

/// What a poor rating may be about: 服务效率、服务水平、服务态度、结果质量、收费.
pub const ASPECTS: [&str; 5] = ["speed", "skill", "manner", "quality", "price"];
/// Levels up to this one are poor.
pub const POOR: i64 = 2;

/// A rating as kept, with its task.
#[derive(Clone, Debug)]
pub struct Rating {
    /// 5 非常满意 … 1 非常不满意.
    pub level: i64,
    /// Of [`ASPECTS`], comma separated.
    pub aspects: String,
    /// In the firm's words.
    pub words: String,
    /// What the firm added, and when; milliseconds UTC.
    pub addition: Option<(String, i64)>,
    /// What a poor one opened.
    pub task: Option<Task>,
}

/// What the firm says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewRating {
    /// 1 to 5.
    pub level: i64,
    /// Of [`ASPECTS`].
    pub aspects: Vec<String>,
    /// Its own words.
    pub words: String,
}

/// Rates a confirmed order, once.
///
/// # Errors
/// `Invalid` without level or, for a poor one, aspect; `Refused` for somebody who is also of the other side;
/// `Conflict` when it was rated before.
pub fn rate(tx: &mut Tx, c: &mut Command, order: &Order, new: &NewRating, calendar: &Calendar) -> Result<(), Error> {
    if order.state != State::Confirmed {
        return Err(Refusal::new("orders-rate-after-confirming").into());
    }
    if is_of_other_side(c, order) {
        return Err(Refusal::new("orders-rated-by-other-side").into());
    }
    check(new)?;
    let known: Vec<&str> = ASPECTS.into_iter().filter(|aspect| new.aspects.iter().any(|said| said == aspect)).collect();
    let aspects = known.join(",");
    let words: String = new.words.chars().take(WORDS).collect();
    let row = store::RatingRow { level: new.level, aspects: &aspects, words: &words, person: person(c)? };
    store::insert_rating(tx, order, &row, c.now)?;
    record(tx, c, order, "order.rated", json!({ "level": new.level, "aspects": known }))?;
    if new.level <= POOR {
        let id = c.new_id();
        let due_on = deadlines::due(calendar, c.today(), deadlines::on(c.today()).rectification);
        store::insert_rectification(tx, order, id, &aspects, c.now, due_on.clone())?;
        record(tx, c, order, "order.rectification-opened", json!({ "due_on": due_on }))?;
    }
    Ok(())
}

/// Whether this could be said of an order.
///
/// # Errors
/// `Invalid` without level or, for a poor one, aspect.
pub fn check(new: &NewRating) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    if !(1..=5).contains(&new.level) {
        errors.add("level", Refusal::new("orders-choose-level"));
    }
    let known = new.aspects.iter().all(|aspect| ASPECTS.contains(&aspect.as_str()));
    if (1..=POOR).contains(&new.level) && (new.aspects.is_empty() || !known) {
        errors.add("aspects", Refusal::new("orders-choose-aspect"));
    }
    errors.finish()
}

/// The firm adds to its rating, once. The level stays.
///
/// # Errors
/// `Invalid` without words; `Refused` without a rating, when it was added to before, or for somebody who is also of the
/// other side.
pub fn add(tx: &mut Tx, c: &mut Command, order: &Order, words: &str) -> Result<(), Error> {
    if is_of_other_side(c, order) {
        return Err(Refusal::new("orders-rated-by-other-side").into());
    }
    let rating = of(tx, order)?.ok_or_else(|| Refusal::new("orders-not-rated"))?;
    if rating.addition.is_some() {
        return Err(Refusal::new("orders-added-already").into());
    }
    if words.is_empty() {
        return Err(FormErrors::one("addition", Refusal::new("orders-say-addition")).into());
    }
    if words.chars().count() > WORDS {
        return Err(FormErrors::one("addition", Refusal::new("orders-too-long").with("most", WORDS)).into());
    }
    store::insert_addition(tx, order, words, person(c)?, c.now)?;
    record(tx, c, order, "order.rating-added", json!({ "words": words }))
}

/// The rating of an order, if there is one.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, order: &Order) -> Result<Option<Rating>, Error> {
    let Some(rating) = store::rating(tx, order.hub_id, order.id)? else { return Ok(None) };
    Ok(Some(Rating { task: rectifying::task(tx, order)?, ..rating }))
}
