//! The directory of the demonstration, in one transaction: bureau, providers of the city, hubs.

use db::Tx;
use workdays::Calendar;

use super::Size;
use super::chance::Dice;
use super::directory;
use super::material::material;
use super::organizations::Registrar;
use super::people::{Cast, Place};
use super::places::Founder;
use super::registry::Brands;
use super::world::{Persona, World};
use crate::access::{Person, Role};
use crate::app::{day_of, millis_of};
use crate::web::Error;

/// A year has passed since then, and some days in which everybody joined.
const DAYS_BEFORE: i64 = 372;
/// In a city it takes longer until everybody has joined.
const DAYS_OF_A_CITY: i64 = 40;

/// Days before the end on which it begins.
fn days_before(size: Size) -> i64 {
    match size {
        Size::Small | Size::Year => DAYS_BEFORE,
        Size::City(city) => i64::from(city.years) * 366 + DAYS_OF_A_CITY,
    }
}

/// When everything begins, in milliseconds UTC.
pub(super) fn begins_at(size: Size, now: i64) -> i64 {
    millis_of(day_of(now - days_before(size) * 86_400_000), 9, 0)
}

/// Sets everything up and says who and what is there.
///
/// # Errors
/// Of the commands.
pub(super) fn found(tx: &mut Tx, size: Size, seed: u64, now: i64, calendar: &'static Calendar) -> Result<World, Error> {
    let mut cast = Cast::new(seed, "people", begins_at(size, now));
    let wide = matches!(size, Size::City(_));
    let mut registrar = Registrar::new(seed, wide.then(Brands::new));
    let administrator = cast.join(tx, None, &Place::bureau(Role::Administrator, None))?;
    let by = Some(&administrator);
    let official = cast.join(tx, by, &Place::bureau(Role::Official, Some("3303")))?;
    let auditor = cast.join(tx, by, &Place::bureau(Role::Auditor, None))?;
    for county in codes::divisions::children("3303").map(|county| county.code) {
        cast.join(tx, by, &Place::bureau(Role::Official, Some(county)))?;
    }
    let mut providers = Vec::new();
    for kind in &material().organizations.kind {
        for _ in 0..kind.city {
            providers.push(registrar.provider(tx, &mut cast, kind, "330302")?);
        }
    }
    let mut founder = Founder {
        cast: &mut cast,
        registrar: &mut registrar,
        administrator: &administrator,
        providers: &mut providers,
        dice: Dice::of(seed, "places"),
        since: day_of(now - (days_before(size) + DAYS_BEFORE) * 86_400_000).to_string(),
        size,
    };
    let hubs = size
        .hubs()
        .iter()
        .enumerate()
        .map(|(number, hub)| founder.found(tx, number, hub))
        .collect::<Result<Vec<_>, _>>()?;
    let mut world = World {
        calendar,
        now,
        hubs,
        providers,
        official: official.clone(),
        organizations: registrar.made(),
        personas: Vec::new(),
    };
    let expert = experts(tx, &mut cast, &world, seed)?;
    world.personas = personas(&world, &[official, auditor, administrator, expert]);
    Ok(world)
}

/// Two experts with an account for each hub, admitted by its manager; gives the first.
fn experts(tx: &mut Tx, cast: &mut Cast, world: &World, seed: u64) -> Result<Person, Error> {
    let mut dice = Dice::of(seed, "experts");
    let mut first = None;
    for hub in &world.hubs {
        for _ in 0..2 {
            let place = Place::hub(Role::Expert, hub.id, &hub.about.name);
            let expert = cast.join(tx, Some(&hub.manager), &place)?;
            directory::expert(tx, cast, &mut dice, hub, (Some(expert.id), expert.name.clone()))?;
            first = first.or(Some(expert));
        }
    }
    first.ok_or_else(|| Error::internal("the demonstration has no hub"))
}

/// One person of each role: of the first hub, its first firm, and the provider that designs there.
fn personas(world: &World, bureau: &[Person]) -> Vec<Persona> {
    let hub = &world.hubs[0];
    let provider = &world.providers[shown_provider(world)];
    let people = hub.firms[0].people.iter().chain(&provider.people).chain([&hub.manager, &hub.clerks[0]]).chain(bureau);
    let mut shown: Vec<Persona> = people.map(Persona::of).collect();
    let order = |persona: &Persona| Role::ALL.iter().position(|role| role.code() == persona.role);
    shown.sort_by_key(order);
    shown
}

/// The first provider of the first hub that is asked for quotes.
pub(super) fn shown_provider(world: &World) -> usize {
    let quoted = world.hubs[0].services.iter().filter(|service| service.about.function == "design");
    quoted.flat_map(|service| service.providers.first()).copied().next().unwrap_or(0)
}
