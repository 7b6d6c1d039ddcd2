//! The same said twice: needs of one firm in some days whose words are alike. The clerk sees them beside a need, with how
//! alike they are, and may let one go on in the other; the firm is told, with the number of the one that goes on. Nothing
//! is ever linked by itself.
//!
//! Likeness is the Dice coefficient of neighbouring characters (`2·|A∩B| / (|A|+|B|)` over the multisets of character
//! pairs): words in Chinese need no dictionary for it, and a clerk can be told what the figure means.

use std::collections::HashMap;

use db::Tx;
use jiff::ToSpan;
use serde_json::json;

use super::commands::record;
use super::model::{Need, State, Step};
use super::{parting, pausing, rules, store, store_pauses, store_triage};
use crate::access::Who;
use crate::app::millis_of;
use crate::command::Command;
use crate::web::{Error, Refusal};

/// A need that says nearly the same.
#[derive(Clone, Debug)]
pub struct Alike {
    /// The other one.
    pub need: Need,
    /// How alike, in percent.
    pub percent: u32,
    /// Whether it is about the same product, too.
    pub same_product: bool,
}

/// How alike two texts are, in percent. Signs, spaces, width and case are no difference.
pub fn alike(one: &str, other: &str) -> u32 {
    let (one, other) = (pairs(one), pairs(other));
    let total: u32 = one.values().sum::<u32>() + other.values().sum::<u32>();
    if total == 0 {
        return 0;
    }
    let shared: u32 = one.iter().map(|(pair, count)| (*count).min(other.get(pair).copied().unwrap_or(0))).sum();
    200 * shared / total
}

fn pairs(text: &str) -> HashMap<[char; 2], u32> {
    let text = codes::text::to_half_width(text);
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let mut pairs = HashMap::new();
    // A text of one character is its own pair.
    let single = (letters.len() == 1).then(|| [letters[0], letters[0]]);
    for pair in letters.windows(2).map(|pair| [pair[0], pair[1]]).chain(single) {
        *pairs.entry(pair).or_insert(0) += 1;
    }
    pairs
}

/// The firm's other needs at this hub in the days before and after that are alike, the most alike first.
///
/// # Errors
/// Of the database.
pub fn beside(tx: &mut Tx, who: &Who, need: &Need) -> Result<Vec<Alike>, Error> {
    let rules = rules::on(who.today());
    let sent = crate::app::day_of(need.sent_at);
    let ends = [sent.checked_sub(rules.duplicate_days.days()), sent.checked_add((rules.duplicate_days + 1).days())];
    let [from, until] = ends.map(|day| day.map_or(need.sent_at, |day| millis_of(day, 0, 0)));
    let others = store_triage::of_firm_between(tx, need, from, until)?;
    let mut found: Vec<Alike> = others
        .into_iter()
        .map(|other| Alike {
            percent: alike(&need.words, &other.words),
            same_product: !need.product.is_empty() && need.product == other.product,
            need: other,
        })
        .filter(|found| found.percent >= rules.duplicate_alike)
        .collect();
    found.sort_by_key(|found| (std::cmp::Reverse(found.percent), found.need.sent_at));
    Ok(found)
}

/// A need goes on in another of the same firm.
///
/// # Errors
/// `Refused` when it is another firm's or hub's, has ended, or this one was accepted already.
pub fn merge(tx: &mut Tx, c: &mut Command, calendar: &workdays::Calendar, need: &Need, of: &Need) -> Result<(), Error> {
    if of.id == need.id || of.firm_id != need.firm_id || of.hub_id != need.hub_id {
        return Err(Refusal::new("needs-merge-not-same").into());
    }
    if of.state.is_end() && of.state != State::Closed {
        return Err(Refusal::new("needs-merge-ended").with("reference", &of.reference).into());
    }
    let state = need.step(Step::Merge)?;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let pause = store_pauses::lasting(tx, need.hub_id, need.id)?.map(|pause| pause.id);
    pausing::stop(tx, c, calendar, need)?;
    let percent = alike(&need.words, &of.words);
    let of_stood = parting::stood(tx, of)?;
    store_triage::insert_duplicate(tx, need, (of.id, &of_stood), (percent, pause), (person, c.now))?;
    let merged = Need { state, closed_at: Some(c.now), triage_due_on: None, due_on: None, ..need.clone() };
    store::update(tx, &Need { clerk_id: need.clerk_id.or(Some(person)), ..merged })?;
    record(tx, c, need, "need.merged", json!({ "of": of.reference, "alike": percent }))?;
    record(tx, c, of, "need.joined", json!({ "duplicate": need.reference }))
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn likeness_of_words() {
        for (one, other, percent) in [
            ("童鞋送检邻苯超标", "童鞋送检邻苯超标", 100),
            // Pairs 8-1=7 and 7: 童鞋 邻苯 苯超 超标 shared.
            ("童鞋送检邻苯超标", "童鞋出口,邻苯超标", 57),
            ("PU 底耐折", "ｐｕ底 耐折!", 100),
            ("童鞋送检邻苯超标", "想做电商直播", 0),
            ("鞋", "鞋", 100),
            ("鞋", "底", 0),
            ("", "", 0),
            ("……", "鞋底", 0),
            // A pair said once matches one said twice once.
            ("鞋底鞋底", "鞋底", 50),
        ] {
            assert_eq!(alike(one, other), percent, "{one} {other}");
            assert_eq!(alike(one, other), alike(other, one));
        }
    }
}
