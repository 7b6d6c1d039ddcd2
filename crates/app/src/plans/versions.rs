//! Price and dates kept as versions: every state of a plan that its firm was shown or agreed to, and what changed against
//! the one before. The differences are plain functions of two versions.

use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::model::{Item, Plan, before, states};
use super::{store, store_versions};
use crate::command::{Command, Event};
use crate::web::Error;

states! {
    /// Why a version was made.
    Cause {
        /// The plan went to the firm.
        Proposed = "proposed",
        /// The firm accepted it, all or some.
        Accepted = "accepted",
        /// A change that everybody concerned had agreed to.
        Changed = "changed",
        /// An order of it was called off.
        Cancelled = "cancelled",
    }
}

/// A service as it stood in a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The item.
    pub item: Uuid,
    /// Its slot.
    pub slot: Uuid,
    /// Name of the service.
    pub service: String,
    /// Name of the provider.
    pub provider: String,
    /// Its USCC.
    pub uscc: String,
    /// Price in fen.
    pub price_fen: i64,
    /// Working days.
    pub days: i64,
    /// First and last day, once agreed.
    pub runs: Option<(String, String)>,
    /// Names of what comes before.
    pub after: String,
}

/// A version as kept.
#[derive(Clone, Debug)]
pub struct Version {
    /// 1-based.
    pub number: i64,
    /// Why it was made.
    pub cause: Cause,
    /// Name of who made it; empty for the system.
    pub by: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// What it held.
    pub lines: Vec<Line>,
    /// The event that commits to it.
    pub event: Uuid,
}

impl Version {
    /// Its price in fen; with alternatives the least.
    pub fn total(&self) -> i64 {
        let mut least: Vec<(Uuid, i64)> = Vec::new();
        for line in &self.lines {
            match least.iter_mut().find(|(slot, _)| *slot == line.slot) {
                Some((_, fen)) => *fen = (*fen).min(line.price_fen),
                None => least.push((line.slot, line.price_fen)),
            }
        }
        least.iter().map(|(_, fen)| fen).sum()
    }
}

/// The lines of a plan as it stands: its quotes, or what was accepted and not called off.
fn lines(items: &[Item], links: &[super::Link]) -> Vec<Line> {
    let line = |item: &Item| Line {
        item: item.id,
        slot: item.slot,
        service: item.service_name.clone(),
        provider: item.provider_name.clone(),
        uscc: item.provider_uscc.clone(),
        price_fen: item.price_fen.unwrap_or(0),
        days: item.days.unwrap_or(0),
        runs: item.runs.clone(),
        after: before(items, links, item).join("、"),
    };
    items.iter().filter(|item| item.is_live()).map(line).collect()
}

/// Keeps the plan as it stands now. The event carries the lines, so its leaf commits to them.
///
/// # Errors
/// Of the database.
pub fn keep(tx: &mut Tx, c: &mut Command, plan: &Plan, cause: Cause) -> Result<(), Error> {
    // Whoever caused it need not see the work of others.
    tx.as_system(|tx| {
        let items = store::items(tx, plan.hub_id, plan.id)?;
        let links = store::links(tx, plan.hub_id, plan.id)?;
        let lines = lines(&items, &links);
        let number = store_versions::count(tx, plan.hub_id, plan.id)? + 1;
        let event = Event { hub: plan.hub_id, action: "plan.version", object: "plan", id: plan.id, reference: "" };
        let event = c.record(tx, event, json!({ "number": number, "cause": cause.code(), "lines": lines }))?;
        let body = serde_json::to_string(&lines).map_err(Error::internal)?;
        let person = c.actor.person().map(|person| person.id);
        store_versions::insert(tx, plan, (number, cause, event), person, c.now, &body)
    })
}

/// What is different in a version against the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A service, or another quote for it, came in.
    Added(Line),
    /// It went out.
    Gone(Line),
    /// Another provider in its place.
    Replaced {
        /// As it was.
        from: Line,
        /// As it is.
        to: Line,
    },
    /// Its price in fen.
    Price {
        /// As it was.
        from: Line,
        /// As it is.
        to: Line,
    },
    /// Its working days.
    Days {
        /// As it was.
        from: Line,
        /// As it is.
        to: Line,
    },
    /// Its dates.
    Dates {
        /// As it was.
        from: Line,
        /// As it is.
        to: Line,
    },
    /// What it waits for.
    Waits {
        /// As it was.
        from: Line,
        /// As it is.
        to: Line,
    },
}

/// What changed from one version to the next; empty when nothing did.
pub fn differences(old: &[Line], new: &[Line]) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut paired: Vec<Uuid> = Vec::new();
    for to in new {
        if let Some(from) = old.iter().find(|from| from.item == to.item) {
            compare(from, to, &mut found);
        } else if let Some(from) = replaced(old, new, to) {
            paired.push(from.item);
            found.push(Difference::Replaced { from: from.clone(), to: to.clone() });
            compare(from, to, &mut found);
        } else {
            found.push(Difference::Added(to.clone()));
        }
    }
    for from in old {
        if !new.iter().any(|to| to.item == from.item) && !paired.contains(&from.item) {
            found.push(Difference::Gone(from.clone()));
        }
    }
    found
}

/// The only line of the slot before, where `to` is the only one now.
fn replaced<'a>(old: &'a [Line], new: &[Line], to: &Line) -> Option<&'a Line> {
    let alone = new.iter().filter(|line| line.slot == to.slot).count() == 1;
    let mut before = old.iter().filter(|line| line.slot == to.slot);
    let only = before.next().filter(|_| before.next().is_none());
    only.filter(|_| alone)
}

fn compare(from: &Line, to: &Line, found: &mut Vec<Difference>) {
    let pair = || (from.clone(), to.clone());
    if from.price_fen != to.price_fen {
        let (from, to) = pair();
        found.push(Difference::Price { from, to });
    }
    if from.runs != to.runs {
        let (from, to) = pair();
        found.push(Difference::Dates { from, to });
    } else if from.days != to.days {
        let (from, to) = pair();
        found.push(Difference::Days { from, to });
    }
    if from.after != to.after {
        let (from, to) = pair();
        found.push(Difference::Waits { from, to });
    }
}

#[cfg(test)]
mod unit {
    use proptest::prelude::*;

    use super::*;

    fn line(item: u8, slot: u8, price_fen: i64, days: i64) -> Line {
        Line {
            item: Uuid::from_bytes([item; 16]),
            slot: Uuid::from_bytes([slot; 16]),
            service: format!("服务{slot}"),
            provider: format!("机构{item}"),
            uscc: String::new(),
            price_fen,
            days,
            runs: None,
            after: String::new(),
        }
    }

    #[test]
    fn each_kind_of_difference_is_told() {
        let old = [line(1, 1, 100, 3), line(2, 2, 200, 5), line(3, 3, 300, 5)];
        let moved = Line { runs: Some(("2026-03-05".into(), "2026-03-09".into())), ..old[0].clone() };
        let other = line(9, 2, 180, 5);
        let new = [moved.clone(), other.clone(), line(4, 4, 50, 1)];
        let expected = [
            Difference::Dates { from: old[0].clone(), to: moved },
            Difference::Replaced { from: old[1].clone(), to: other.clone() },
            Difference::Price { from: old[1].clone(), to: other },
            Difference::Added(new[2].clone()),
            Difference::Gone(old[2].clone()),
        ];
        assert_eq!(differences(&old, &new), expected);
    }

    #[test]
    fn of_several_quotes_the_one_not_taken_goes() {
        let old = [line(1, 1, 100, 3), line(2, 1, 90, 5)];
        assert_eq!(differences(&old, &old[1..]), [Difference::Gone(old[0].clone())]);
    }

    prop_compose! {
        fn version()(rows in prop::collection::vec((0u8..6, 0i64..3, 1i64..3, any::<bool>()), 0..6)) -> Vec<Line> {
            let mut lines: Vec<Line> = Vec::new();
            for (n, price, days, dated) in rows {
                if !lines.iter().any(|line| line.item == Uuid::from_bytes([n; 16])) {
                    let runs = dated.then(|| ("2026-03-05".to_owned(), format!("2026-03-0{}", 5 + days)));
                    // Items 0 and 1 stand in one slot, and so on.
                    lines.push(Line { runs, ..line(n, n / 2, price, days) });
                }
            }
            lines
        }
    }

    proptest! {
        /// Nothing is told of what is the same, and something of everything that is not.
        #[test]
        fn told_if_and_only_if_different(old in version(), new in version()) {
            prop_assert_eq!(differences(&old, &old), []);
            let mut sorted = [old.clone(), new.clone()];
            for lines in &mut sorted {
                lines.sort_by_key(|line| line.item);
            }
            prop_assert_eq!(differences(&old, &new).is_empty(), sorted[0] == sorted[1]);
            // What comes in one way goes out the other.
            let count = |found: &[Difference], gone: bool| found.iter().filter(|d| match d {
                Difference::Gone(_) => gone,
                Difference::Added(_) => !gone,
                _ => false,
            }).count();
            let (there, back) = (differences(&old, &new), differences(&new, &old));
            prop_assert_eq!(count(&there, true), count(&back, false));
        }
    }
}
