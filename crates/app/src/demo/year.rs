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
    pub(super) twist: Twist,
    /// Whether several providers are asked for what is quoted.
    pub(super) rivals: bool,
    /// Branch of chance.
    pub(super) branch: String,
}

/// What is out of the ordinary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    /// Nothing.
    None,
    /// The hub asks back, and the firm has not answered yet.
    Asked,
    /// The hub asks back, and the firm answers.
    Answered,
    /// The hub says no.
    Declined,
    /// The firm takes its need back.
    Withdrawn,
    /// The firm sends the plan back, and it lies with the hub.
    SentBack,
    /// The work takes longer than promised.
    Late,
    /// The firm is not content, and the provider has not answered yet.
    Poor,
    /// The hub's manager corrects the record.
    Corrected,
    /// The provider proposes a later day, and the firm has not answered yet.
    Later,
    /// The firm opens a dispute about the delivery, and nobody mediates yet.
    Disputed,
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
        saying: needs::say(&world.hubs[hub], firm, &mut dice),
        sent_at: moments::on(day, &mut dice),
        until: Stage::Ended,
        brisk: false,
        provider: None,
        twist: twist(&mut dice),
        rivals: false,
        branch,
    };
    Some(story)
}

pub(super) fn twist(dice: &mut Dice) -> Twist {
    match dice.weighted(&[760, 70, 40, 25, 100, 5]) {
        1 => Twist::Answered,
        2 => Twist::Declined,
        3 => Twist::Withdrawn,
        4 => Twist::Late,
        5 => Twist::Corrected,
        _ => Twist::None,
    }
}

/// What every hub has on its desk today: working days ago, how far, what is out of the ordinary.
const DESK: [(usize, Stage, Twist); 12] = [
    (0, Stage::Sent, Twist::None),
    (1, Stage::Sent, Twist::None),
    (3, Stage::Sent, Twist::None),
    (2, Stage::Sent, Twist::Asked),
    (4, Stage::Accepted, Twist::None),
    (5, Stage::Asked, Twist::None),
    (2, Stage::Asked, Twist::None),
    (6, Stage::Proposed, Twist::SentBack),
    (7, Stage::Proposed, Twist::None),
    (9, Stage::Delivered, Twist::None),
    (7, Stage::InProgress, Twist::None),
    (16, Stage::Ended, Twist::Poor),
];

pub(super) fn recent(world: &World, hub: usize, days: &[Date], seed: u64) -> Vec<Story> {
    let make = |(number, (ago, until, twist)): (usize, &(usize, Stage, Twist))| {
        let branch = format!("{} recent {number}", world.hubs[hub].about.code);
        let mut dice = Dice::of(seed, &branch);
        let firm = 1 + dice.below(world.hubs[hub].firms.len() - 1);
        let saying = needs::say(&world.hubs[hub], firm, &mut dice);
        let story = brisk(world, hub, firm, saying, day_before(days, *ago), *until, branch, seed);
        Story { twist: *twist, ..story }
    };
    DESK.iter().enumerate().map(make).collect()
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
    Story { hub, firm, saying, sent_at, until, brisk: true, provider: None, twist: Twist::None, rivals: false, branch }
}

/// What the people whom a visitor may sign in as find at home: the first firm of the first hub, and its designer.
pub(super) fn shown(world: &World, days: &[Date], seed: u64) -> Vec<Story> {
    let hub = &world.hubs[0];
    let provider = shown_provider(world);
    let given = hub.services.iter().position(|s| s.is_quoted() && s.providers.contains(&provider)).unwrap_or(0);
    let tested = hub.services.iter().position(|s| s.about.function == "testing").unwrap_or(0);
    let make = |(number, (firm, part, ago, until, twist)): (usize, &Plot)| {
        let service = if *part == Part::Design { given } else { tested };
        let branch = format!("shown {number}");
        let saying = needs::say_for(hub, *firm, service, &mut Dice::of(seed, &branch));
        let story = brisk(world, 0, *firm, saying, day_before(days, *ago), *until, branch, seed);
        let rivals = *until == Stage::Proposed;
        Story { provider: Some(provider), twist: *twist, rivals, ..story }
    };
    PLOTS.iter().enumerate().map(make).collect()
}

/// Which service a shown need asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Design,
    Testing,
}

/// Firm, service, working days ago, how far, what is out of the ordinary.
type Plot = (usize, Part, usize, Stage, Twist);

/// The firm whose provider belongs to the same owner: what they do for each other does not count.
pub(super) const AFFILIATED: usize = 7;

const PLOTS: [Plot; 33] = [
    (0, Part::Testing, 0, Stage::Sent, Twist::None),
    (0, Part::Design, 1, Stage::Sent, Twist::Asked),
    (0, Part::Design, 8, Stage::Proposed, Twist::None),
    (0, Part::Testing, 7, Stage::Delivered, Twist::None),
    (0, Part::Design, 16, Stage::Delivered, Twist::None),
    (0, Part::Testing, 6, Stage::InProgress, Twist::None),
    (0, Part::Testing, 40, Stage::Ended, Twist::Corrected),
    (0, Part::Testing, 55, Stage::Sent, Twist::Declined),
    (0, Part::Design, 90, Stage::Ended, Twist::None),
    (0, Part::Testing, 120, Stage::Ended, Twist::None),
    (0, Part::Testing, 160, Stage::Ended, Twist::None),
    (1, Part::Design, 1, Stage::Asked, Twist::None),
    (2, Part::Design, 2, Stage::Asked, Twist::None),
    (8, Part::Design, 5, Stage::Asked, Twist::None),
    (3, Part::Design, 6, Stage::Proposed, Twist::None),
    (4, Part::Design, 7, Stage::InProgress, Twist::None),
    (9, Part::Design, 5, Stage::InProgress, Twist::None),
    (5, Part::Design, 26, Stage::InProgress, Twist::None),
    (6, Part::Design, 17, Stage::Ended, Twist::Poor),
    (1, Part::Design, 34, Stage::Ended, Twist::None),
    (10, Part::Design, 41, Stage::Ended, Twist::None),
    (2, Part::Design, 52, Stage::Ended, Twist::Late),
    (8, Part::Design, 67, Stage::Ended, Twist::None),
    (5, Part::Design, 78, Stage::Ended, Twist::None),
    (9, Part::Design, 96, Stage::Ended, Twist::None),
    (4, Part::Design, 113, Stage::Ended, Twist::None),
    (3, Part::Design, 131, Stage::Ended, Twist::None),
    (10, Part::Design, 149, Stage::Ended, Twist::None),
    (AFFILIATED, Part::Design, 60, Stage::Ended, Twist::None),
    (10, Part::Design, 14, Stage::Delivered, Twist::None),
    (0, Part::Design, 9, Stage::Proposed, Twist::None),
    (0, Part::Testing, 8, Stage::InProgress, Twist::Later),
    (0, Part::Testing, 10, Stage::Delivered, Twist::Disputed),
];
