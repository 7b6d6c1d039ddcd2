//! Shared instruments with some months of bookings: each entered by its owner, approved by the hub's manager, booked by the
//! hub's firms, through the same commands as everybody's.

use std::sync::LazyLock;

use db::Tx;
use serde::Deserialize;
use slots::{Ask, MINUTE};
use uuid::Uuid;

use super::chance::Dice;
use super::found::shown_provider;
use super::world::{Hub, Provider, World, act};
use super::{Size, uses};
use crate::access::Person;
use crate::instruments::{self, Entry, Filled, For, Instrument, Rules, Wanted};
use crate::web::Error;

/// A kind of instrument, `data/instruments.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    hub: String,
    kind: String,
    name: String,
    name_en: String,
    category: String,
    model: String,
    manufacturer: String,
    country: String,
    value: i64,
    figures: String,
    measures: Vec<String>,
    standards: Vec<String>,
    samples: String,
    #[serde(default)]
    supervised: bool,
    #[serde(default)]
    approval: bool,
    #[serde(default)]
    training: String,
    #[serde(default = "staff")]
    operated: String,
    open: String,
    #[serde(default)]
    runs_on: bool,
    slot: i64,
    least_minutes: Option<i64>,
    most: i64,
    #[serde(default)]
    before: i64,
    #[serde(default)]
    after: i64,
    notice_hours: Option<i64>,
    hour: i64,
    #[serde(default)]
    sample: i64,
    least: i64,
}

fn staff() -> String {
    "staff".into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    instrument: Vec<About>,
}

static KINDS: LazyLock<Vec<About>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("data/instruments.toml"))
        .unwrap_or_else(|error| panic!("data/instruments.toml: {error}"));
    file.instrument
});

/// Instruments of the whole demonstration, about.
const INSTRUMENTS: usize = 120;
const DAY: i64 = 86_400_000;
/// Bookings lie in so many days before and behind the end.
const DAYS_BEFORE: i64 = 90;
const DAYS_AHEAD: i64 = 14;

/// Enters the instruments of all hubs and tells their bookings.
///
/// # Errors
/// Of the commands.
pub(super) fn tell(tx: &mut Tx, world: &World, size: Size, seed: u64) -> Result<(), Error> {
    let each = INSTRUMENTS.div_ceil(world.hubs.len().max(1));
    let bookings = if size == Size::Small { 3 } else { 12 };
    for (place, hub) in world.hubs.iter().enumerate() {
        let mut dice = Dice::of(seed, &format!("instruments {}", hub.about.code));
        // Those of the hub's own industry first, then the others in turn, some of them twice.
        let own = KINDS.iter().filter(|about| about.hub == hub.about.code);
        let others: Vec<&About> = KINDS.iter().filter(|about| about.hub.is_empty()).collect();
        let others = others.iter().cycle().skip(place * each % others.len().max(1)).copied();
        for (number, about) in own.chain(others).take(each).enumerate() {
            let Some(owner) = owner_of(world, place, about, number) else { continue };
            let instrument = enter(tx, world, hub, owner, (about, number), &mut dice)?;
            book(tx, world, hub, owner, &instrument, (bookings, &mut dice))?;
        }
    }
    Ok(())
}

/// A provider resident at the hub that would have such a machine; the one that visitors may sign in as has some.
fn owner_of<'a>(world: &'a World, place: usize, about: &About, number: usize) -> Option<&'a Provider> {
    let shown = shown_provider(world);
    if place == 0 && number % 8 == 2 {
        return world.providers.get(shown);
    }
    let residents: Vec<usize> = world.hubs[place].services.iter().flat_map(|s| s.providers.iter().copied()).collect();
    let fit: Vec<usize> = residents.iter().copied().filter(|at| world.providers[*at].kind == about.kind).collect();
    let from = if fit.is_empty() { residents } else { fit };
    from.get(number % from.len().max(1)).map(|at| &world.providers[*at])
}

fn entry_of(world: &World, hub: &Hub, (about, number): (&About, usize), dice: &mut Dice) -> Entry {
    let room = format!("{} {} 号楼 {} 室", hub.about.address, 1 + number % 3, 101 + number * 3);
    Entry {
        name: about.name.clone(),
        name_en: about.name_en.clone(),
        own_number: format!("YQ-{:03}", number + 1),
        category: about.category.clone(),
        source: "bought".into(),
        model: about.model.clone(),
        manufacturer: about.manufacturer.clone(),
        country: about.country.clone(),
        value_fen: Some(about.value * 100),
        in_use_on: crate::app::day_of(world.now - dice.between(400, 3_000) * DAY).to_string(),
        division: hub.about.division.clone(),
        place: room,
        figures: about.figures.clone(),
        purpose: format!("{}等", about.measures.join("、")),
        measures: about.measures.clone(),
        standards: about.standards.clone(),
        accreditation: if about.kind == "testing" { "CMA、CNAS".into() } else { String::new() },
        samples: about.samples.clone(),
        requirements: "请提前 10 分钟到场,着装符合实验室安全要求".into(),
        contact_name: "设备管理员".into(),
        contact_phone: format!("0577-880{:05}", dice.between(10_000, 99_999)),
        sharing: "external".into(),
        supervised: about.supervised,
        ..Entry::default()
    }
}

fn rules_of(about: &About) -> Rules {
    let office = vec![(8 * 60 + 30, 12 * 60), (13 * 60 + 30, 17 * 60 + 30)];
    let weekdays = std::array::from_fn(|at| match (about.open.as_str(), at) {
        ("always", _) => vec![(0, 24 * 60)],
        ("day", 0..6) | (_, 0..5) => office.clone(),
        _ => Vec::new(),
    });
    Rules {
        weekdays,
        slot: about.slot,
        least: about.least_minutes.unwrap_or(about.slot),
        most: about.most - about.most % about.slot,
        before: about.before,
        after: about.after,
        notice: about.notice_hours.unwrap_or(24) * 60,
        runs_on: about.runs_on,
        approval: about.approval,
        training: !about.training.is_empty(),
        training_words: about.training.clone(),
        operated: about.operated.clone(),
        hour_fen: about.hour * 100,
        sample_fen: about.sample * 100,
        least_fen: about.least * 100,
        percents: [70, 80, 100, 100],
        cancel_percent: 20,
        questions: if about.kind == "sharing" { vec!["材料牌号和外形尺寸".into()] } else { Vec::new() },
        ..Rules::default()
    }
}

/// The owner enters it and sets its rules, the hub approves.
fn enter(
    tx: &mut Tx,
    world: &World,
    hub: &Hub,
    owner: &Provider,
    about: (&About, usize),
    dice: &mut Dice,
) -> Result<Instrument, Error> {
    let by = owner.people.first().ok_or(Error::NotFound)?;
    let mut at = world.now - (DAYS_BEFORE + 30) * DAY;
    let mut next = |person: &Person, dice: &mut Dice| {
        at += 3_600_000;
        act(person, at, dice.seed())
    };
    let entry = entry_of(world, hub, about, dice);
    let id = instruments::create(tx, &mut next(by, dice), hub.id, owner.id, &entry)?;
    let look = |tx: &mut Tx| instruments::by_id(tx, hub.id, id);
    let kept = look(tx)?;
    instruments::set_rules(tx, &mut next(by, dice), &kept, &rules_of(about.0))?;
    let kept = look(tx)?;
    instruments::set_state(tx, &mut next(by, dice), &kept, "offered", "")?;
    let kept = look(tx)?;
    // The last one of a hub still waits for its manager.
    if about.1 % 40 != 39 {
        let offer = instruments::offer(tx, &kept, hub.id)?.ok_or(Error::NotFound)?;
        instruments::decide_offer(tx, &mut next(&hub.manager, dice), &kept, &offer, true, "")?;
    }
    look(tx)
}

/// Firms of the hub book it: most of it has passed, some lies ahead, some waits for its owner, some was cancelled.
fn book(
    tx: &mut Tx,
    world: &World,
    hub: &Hub,
    owner: &Provider,
    instrument: &Instrument,
    (bookings, dice): (usize, &mut Dice),
) -> Result<(), Error> {
    if !instrument.takes_bookings() || hub.firms.is_empty() {
        return Ok(());
    }
    let rules = instruments::rules_of(tx, instrument)?;
    let Some(by) = owner.people.first() else { return Ok(()) };
    for number in 0..bookings {
        // The first firm of the first hub is one that visitors may sign in as.
        let firm = if number == 0 { &hub.firms[0] } else { &hub.firms[dice.below(hub.firms.len())] };
        let Some(person) = firm.people.first() else { continue };
        let ahead = number % 3 == 0;
        let day = if ahead { dice.between(1, DAYS_AHEAD) } else { -dice.between(2, DAYS_BEFORE) };
        let from = world.now + day * DAY;
        let made = (from - dice.between(3, 9) * DAY).min(world.now - dice.between(1, 20) * 3_600_000);
        if rules.training {
            instruments::ask_training(tx, &mut act(person, made - 2 * DAY, dice.seed()), instrument)?;
            let until = crate::app::day_of(made + 365 * DAY).to_string();
            instruments::give_training(tx, &mut act(by, made - DAY, dice.seed()), instrument, person.id, &until)?;
        }
        let lengths = rules.lengths(8);
        let minutes = *dice.pick(&lengths);
        let ask = Ask { now: made, from, until: from + 20 * DAY, minutes, most: 6 };
        let free = instruments::next_free(tx, world.calendar, instrument, &rules, &ask, Uuid::nil())?;
        if free.is_empty() {
            continue;
        }
        let wanted = Wanted { from: free[dice.below(free.len())].from, minutes };
        let mut c = act(person, made, dice.seed());
        let whose = For { firm: firm.id, person: person.id, through: hub.id };
        let reference = instruments::hold(tx, &mut c, world.calendar, instrument, whose, &wanted)?;
        let booking = instruments::booking_by_reference(tx, &reference)?;
        let filled = Filled {
            samples: dice.between(1, 6).to_string(),
            purpose: format!(
                "{}:{}",
                dice.pick::<String>(&hub.about.products),
                dice.pick::<String>(&instrument.entry.measures)
            ),
            answers: rules.questions.iter().map(|_| "45 号钢,120×80×40 mm".to_owned()).collect(),
        };
        let mut c = act(person, made + 4 * MINUTE, dice.seed());
        instruments::book(tx, &mut c, world.calendar, &booking, &filled)?;
        follow(tx, world, (person, by), &reference, (made, &mut *dice))?;
        uses::tell(tx, world, (person, by), &reference, dice)?;
    }
    Ok(())
}

/// Its owner approves what is asked for, unless that was yesterday; some are cancelled.
fn follow(
    tx: &mut Tx,
    world: &World,
    (person, owner): (&Person, &Person),
    reference: &str,
    (made, dice): (i64, &mut Dice),
) -> Result<(), Error> {
    let booking = instruments::booking_by_reference(tx, reference)?;
    let decided = made + dice.between(2, 20) * 3_600_000;
    if booking.state == "asked" && (decided < world.now - DAY || dice.percent(50)) && decided < world.now {
        let fits = !dice.percent(8);
        let words = if fits { "" } else { "当天设备校准,请另选时间" };
        instruments::decide(tx, &mut act(owner, decided, dice.seed()), &booking, fits, words)?;
    }
    let booking = instruments::booking_by_reference(tx, reference)?;
    let cancelled = decided + 3_600_000;
    if booking.state == "booked" && dice.percent(8) && cancelled < world.now.min(booking.used.from) {
        let mut c = act(person, cancelled, dice.seed());
        instruments::cancel(tx, &mut c, &booking, "样品没有准备好")?;
    }
    Ok(())
}
