//! Which need is said when in the years of a city. What is kept in memory of most needs is when they are said and a
//! number; the rest is made, from that number's own chance, when their turn comes.

use jiff::ToSpan;
use jiff::civil::Date;

use super::chance::Dice;
use super::moments;
use super::needs::{self, Saying};
use super::size::City;
use super::world::{Hub, World};
use super::year::{self, Stage, Story};
use crate::app::day_of;

/// Every need of the years in the order in which they are said.
pub(super) struct Seasons {
    /// When, and which.
    turns: Vec<(i64, Turn)>,
    /// Those of the last weeks that were thought out.
    desk: Vec<Story>,
    seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// Of a hub, its number there.
    Ordinary { hub: u32, number: u32 },
    /// Place among those of the desk.
    Desk(usize),
}

impl Seasons {
    pub(super) fn of(world: &World, city: City, seed: u64) -> Result<Seasons, jiff::Error> {
        let today = day_of(world.now);
        let first = today.checked_sub(i64::from(city.years).years())?;
        let days = moments::workdays(world.calendar, first, today);
        let mut turns = Vec::new();
        let all: u64 = world.hubs.iter().map(|hub| u64::from(hub.about.needs_a_year)).sum();
        for (place, hub) in (0..).zip(&world.hubs) {
            let count = city.needs() * u64::from(hub.about.needs_a_year) / all.max(1);
            for number in 0..count as u32 {
                let at = moment(hub, number, &days, seed);
                turns.push((at, Turn::Ordinary { hub: place, number }));
            }
        }
        let mut desk = year::shown(world, &days, seed);
        for hub in 0..world.hubs.len() {
            desk.extend(year::recent(world, hub, &days, seed));
        }
        turns.extend(desk.iter().enumerate().map(|(place, story)| (story.sent_at, Turn::Desk(place))));
        turns.retain(|(at, _)| *at <= world.now);
        turns.sort_unstable();
        Ok(Seasons { turns, desk, seed })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.turns.len()
    }

    /// Hands the story at a place to `tell`.
    pub(super) fn with<T>(&self, world: &World, place: usize, tell: impl FnOnce(&Story) -> T) -> T {
        let (sent_at, turn) = self.turns[place];
        match turn {
            Turn::Desk(place) => tell(&self.desk[place]),
            Turn::Ordinary { hub, number } => tell(&ordinary(world, hub as usize, number, sent_at, self.seed)),
        }
    }
}

/// Before and after the Spring Festival there are few.
fn moment(hub: &Hub, number: u32, days: &[Date], seed: u64) -> i64 {
    let mut dice = Dice::of(seed, &format!("{} {number} day", hub.about.code));
    let mut day = *dice.pick(days);
    if day.month() == 2 && dice.percent(60) {
        day = *dice.pick(days);
    }
    moments::on(day, &mut dice)
}

fn ordinary(world: &World, place: usize, number: u32, sent_at: i64, seed: u64) -> Story {
    let hub = &world.hubs[place];
    let branch = format!("{} {number}", hub.about.code);
    let mut dice = Dice::of(seed, &branch);
    let firms = hub.firms.len();
    // Some firms come often, many once.
    let firm = if dice.percent(50) { dice.below(firms) } else { dice.below(firms.div_ceil(4)) };
    let saying = several(hub, needs::say(hub, firm, &mut dice), &mut dice);
    let twist = year::twist(&mut dice);
    Story {
        hub: place,
        firm,
        saying,
        sent_at,
        until: Stage::Ended,
        brisk: false,
        provider: None,
        twist,
        rivals: false,
        branch,
    }
}

/// In a city most needs ask for more than one thing, and for one product's service rather than the general one.
fn several(hub: &Hub, mut saying: Saying, dice: &mut Dice) -> Saying {
    let general = hub.variants.len().max(1);
    let more = dice.weighted(&[30, 35, 25, 10]);
    for _ in 0..more {
        let another = dice.below(general);
        if !saying.services.contains(&another) {
            saying.services.push(another);
        }
    }
    for service in &mut saying.services {
        let variants = hub.variants.get(*service).filter(|variants| !variants.is_empty());
        if let Some(variants) = variants.filter(|_| dice.percent(85)) {
            *service = *dice.pick(variants);
        }
    }
    saying
}
