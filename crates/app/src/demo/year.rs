//! Which need is said when in the year of the demonstration, and how far it has come by its end.

use jiff::civil::Date;

use super::Size;
use super::chance::Dice;
use super::found::shown_provider;
use super::moments;
use super::needs::{self, Saying};
use super::world::World;
use crate::app::day_of;

/// A need and what becomes of it.
pub(super) struct Story {
    /// Place in [`World::hubs`].
    pub(super) hub: usize,
    /// Place among the hub's firms.
    pub(super) firm: usize,
    pub(super) saying: Saying,
    /// Milliseconds UTC.
    pub(super) sent_at: i64,
    /// It goes no further than this.
    pub(super) until: Stage,
    /// Everybody answers at once: for what happened lately and must have come this far.
    pub(super) brisk: bool,
    /// Whom the clerk asks, when the service is theirs.
    pub(super) provider: Option<usize>,
    /// The firm is not content.
    pub(super) poor: bool,
    /// The work takes longer than promised.
    pub(super) late: bool,
    /// Branch of chance.
    pub(super) branch: String,
}

/// How far a need has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Sent,
    Accepted,
    Composing,
    Asked,
    Proposed,
    InProgress,
    Delivered,
    Ended,
}

/// How full the small size is, in percent of the year's needs of its hubs.
const SMALL_PERCENT: usize = 9;

/// Every story, hub by hub, in the order of their beginnings.
pub(super) fn stories(world: &World, size: Size, seed: u64) -> Vec<Story> {
    let today = day_of(world.now);
    let first = day_of(world.now - 365 * 86_400_000);
    let days = moments::workdays(world.calendar, first, today);
    let mut stories = Vec::new();
    for (hub, place) in world.hubs.iter().enumerate() {
        let needs = place.about.needs_a_year as usize;
        let needs = if size == Size::Small { needs * SMALL_PERCENT / 100 + 8 } else { needs };
        let mut of_hub: Vec<Story> = (0..needs).filter_map(|n| ordinary(world, hub, n, &days, seed)).collect();
        of_hub.extend(recent(world, hub, &days, seed));
        if hub == 0 {
            of_hub.extend(shown(world, &days, seed));
        }
        of_hub.retain(|story| story.sent_at <= world.now);
        of_hub.sort_by_key(|story| story.sent_at);
        stories.extend(of_hub);
    }
    stories
}

/// A need of some day of the year. Before and after the Spring Festival there are few.
fn ordinary(world: &World, hub: usize, number: usize, days: &[Date], seed: u64) -> Option<Story> {
    let branch = format!("{} {number}", world.hubs[hub].about.code);
    let mut dice = Dice::of(seed, &branch);
    let mut day = *days.get(dice.below(days.len()))?;
    if day.month() == 2 && dice.percent(60) {
        day = *days.get(dice.below(days.len()))?;
    }
    let firms = world.hubs[hub].firms.len();
    // Some firms come often, many once.
    let firm = if dice.percent(50) { dice.below(firms) } else { dice.below(firms.div_ceil(4)) };
    let story = Story {
        hub,
        firm,
        saying: needs::say(&world.hubs[hub], &mut dice),
        sent_at: moments::on(day, &mut dice),
        until: Stage::Ended,
        brisk: false,
        provider: None,
        poor: false,
        late: dice.percent(10),
        branch,
    };
    Some(story)
}

/// What every hub has on its desk today.
fn recent(world: &World, hub: usize, days: &[Date], seed: u64) -> Vec<Story> {
    let stages =
        [(1, Stage::Sent), (4, Stage::Accepted), (5, Stage::Asked), (7, Stage::Proposed), (14, Stage::Delivered)];
    let make = |(number, (ago, until)): (usize, &(usize, Stage))| {
        let branch = format!("{} recent {number}", world.hubs[hub].about.code);
        let mut dice = Dice::of(seed, &branch);
        let saying = needs::say(&world.hubs[hub], &mut dice);
        let firm = 1 + dice.below(world.hubs[hub].firms.len() - 1);
        brisk(world, hub, firm, saying, day_before(days, *ago), *until, branch, seed)
    };
    stages.iter().enumerate().map(make).collect()
}

fn day_before(days: &[Date], ago: usize) -> Date {
    days.get(days.len().saturating_sub(1 + ago)).copied().unwrap_or_default()
}

#[expect(clippy::too_many_arguments, reason = "a story in one line for each")]
fn brisk(
    world: &World,
    hub: usize,
    firm: usize,
    saying: Saying,
    day: Date,
    until: Stage,
    branch: String,
    seed: u64,
) -> Story {
    let mut dice = Dice::of(seed, &format!("{branch} day"));
    let sent_at = moments::on(day, &mut dice).min(world.now);
    Story { hub, firm, saying, sent_at, until, brisk: true, provider: None, poor: false, late: false, branch }
}

/// What the people whom a visitor may sign in as find at home: the first firm of the first hub, and its designer.
fn shown(world: &World, days: &[Date], seed: u64) -> Vec<Story> {
    let hub = &world.hubs[0];
    let provider = shown_provider(world);
    let given = hub.services.iter().position(|s| s.is_quoted() && s.providers.contains(&provider)).unwrap_or(0);
    let tested = hub.services.iter().position(|s| s.about.function == "testing").unwrap_or(0);
    // Firm, service, working days ago, how far.
    let plots = [
        (0, tested, 0, Stage::Sent, false),
        (0, given, 8, Stage::Proposed, false),
        (0, tested, 10, Stage::Delivered, false),
        (0, given, 20, Stage::Delivered, false),
        (0, tested, 9, Stage::InProgress, false),
        (0, tested, 40, Stage::Ended, false),
        (0, given, 90, Stage::Ended, false),
        (0, tested, 120, Stage::Ended, false),
        (1, given, 4, Stage::Asked, false),
        (2, given, 5, Stage::Asked, false),
        (3, given, 6, Stage::Proposed, false),
        (4, given, 11, Stage::InProgress, false),
        (5, given, 45, Stage::InProgress, false),
        (6, given, 25, Stage::Ended, true),
    ];
    let make = |(number, (firm, service, ago, until, poor)): (usize, (usize, usize, usize, Stage, bool))| {
        let branch = format!("shown {number}");
        let saying = needs::say_for(hub, service, &mut Dice::of(seed, &branch));
        let story = brisk(world, 0, firm, saying, day_before(days, ago), until, branch, seed);
        Story { provider: Some(provider), poor, ..story }
    };
    plots.into_iter().enumerate().map(make).collect()
}
