//! The evaluation of this year, opened by the city's official: every hub sees its tasks and its score as of today.

use db::Tx;

use super::chance::Dice;
use super::world::{World, act};
use crate::app::day_of;
use crate::evaluations::{self, New};
use crate::web::Error;

/// So long before the end it was opened, in milliseconds.
const AGO_MS: i64 = 3_600_000;

/// Opens the round.
pub(super) fn tell(tx: &mut Tx, world: &World, seed: u64) -> Result<(), Error> {
    let mut dice = Dice::of(seed, "rounds");
    let at = world.now - AGO_MS;
    let today = day_of(at);
    let new = New {
        title: format!("{} 年度温州市产业创新服务综合体评价", today.year()),
        year: today.year().into(),
        scheme: "yizhan-2026".into(),
        level: String::new(),
        within: "3303".into(),
        begins: today,
        sample_percent: 5,
        hidden: true,
    };
    let mut command = act(&world.official, at, dice.seed());
    tx.as_system(|tx| evaluations::open(tx, &mut command, world.calendar, &new))?;
    Ok(())
}
