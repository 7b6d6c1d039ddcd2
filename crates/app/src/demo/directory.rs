//! What else stands in the directory of a hub: the grade that was published for it, its carriers, its experts.

use db::Tx;
use uuid::Uuid;

use super::chance::Dice;
use super::material::material;
use super::people::Cast;
use super::world::{Hub, act};
use crate::access::Person;
use crate::app::{day_of, millis_of};
use crate::hall::{self, Window};
use crate::hubs::{self, HubGrade, NewCarrier, Profile};
use crate::needs::answers::{self, Answer};
use crate::web::Error;

/// Days of the years in which carriers were founded.
const CARRIER_DAYS: i64 = 2_000;

/// Fills the directory of a hub.
///
/// # Errors
/// Of the commands.
pub(super) fn fill(tx: &mut Tx, cast: &mut Cast, dice: &mut Dice, by: &Person, hub: &Hub) -> Result<(), Error> {
    let words = &material().directory;
    if hub.about.named {
        hubs::name_publicly(tx, &mut cast.command(Some(by)), hub.id)?;
    }
    if !hub.about.grade_2022.is_empty() {
        let grade = HubGrade {
            year: words.grade.year,
            grade: hub.about.grade_2022.clone(),
            source: words.grade.source.clone(),
        };
        // Entered when it had been published, where the demonstration begins earlier.
        let published = millis_of(jiff::civil::Date::constant(words.grade.year as i16 + 1, 7, 3), 10, 0);
        let (at, seed) = cast.next();
        hubs::add_grade(tx, &mut act(&hub.manager, at.max(published), seed), hub.id, &grade)?;
    }
    carriers(tx, cast, dice, hub)?;
    let count = if provincial(hub) { dice.between(5, 8) } else { dice.between(2, 4) };
    for _ in 0..count {
        let name = cast.name();
        expert(tx, cast, dice, hub, (None, name))?;
    }
    hall(tx, cast, hub)
}

/// The windows of its hall, and what its people say again and again.
fn hall(tx: &mut Tx, cast: &mut Cast, hub: &Hub) -> Result<(), Error> {
    let words = &material().directory;
    let windows = if provincial(hub) { words.window.len() } else { 1 };
    for name in words.window.iter().take(windows) {
        let window = Window {
            name: name.clone(),
            opens: 8 * 60 + 30,
            closes: 17 * 60 + 30,
            pause: Some((12 * 60, 13 * 60 + 30)),
            minutes: 30,
            places: 1,
            state: "open".into(),
            ..Window::default()
        };
        hall::keep_window(tx, &mut cast.command(Some(&hub.manager)), hub.id, None, window)?;
    }
    for ready in &words.answer {
        let answer = Answer {
            kind: ready.kind.clone(),
            title: ready.title.clone(),
            words: ready.words.clone(),
            ..Answer::default()
        };
        answers::keep(tx, &mut cast.command(Some(&hub.manager)), hub.id, &answer)?;
    }
    Ok(())
}

fn provincial(hub: &Hub) -> bool {
    hub.about.level == "province"
}

fn carriers(tx: &mut Tx, cast: &mut Cast, dice: &mut Dice, hub: &Hub) -> Result<(), Error> {
    let words = &material().directory.carriers;
    let count = if provincial(hub) { dice.between(6, 8) } else { dice.between(3, 5) };
    for (name, field) in words.names.iter().zip(&words.fields).take(count as usize) {
        let mut command = cast.command(Some(&hub.manager));
        let founded = day_of(command.now - dice.between(60, CARRIER_DAYS) * 86_400_000);
        let carrier = NewCarrier {
            name: name.replace("{industry}", &hub.about.industry),
            partner: dice.word(&words.partners).to_owned(),
            field: field.clone(),
            founded_on: founded.to_string(),
        };
        hubs::add_carrier(tx, &mut command, hub.id, &carrier)?;
    }
    Ok(())
}

/// Puts somebody into the list of a hub's experts, with their account when they have one.
///
/// # Errors
/// Of the command.
pub(super) fn expert(
    tx: &mut Tx,
    cast: &mut Cast,
    dice: &mut Dice,
    hub: &Hub,
    (person_id, name): (Option<Uuid>, String),
) -> Result<(), Error> {
    let words = &material().directory;
    let fields = dice.word(&words.experts.fields);
    let product = dice.pick::<String>(&hub.about.products).to_owned();
    let expert = Profile {
        name,
        title: dice.word(&words.experts.titles).to_owned(),
        employer: dice.word(&words.carriers.partners).to_owned(),
        fields: fields.replace("{industry}", &hub.about.industry).replace("{product}", &product),
        asks: dice.word(&words.experts.asks).replace("{industry}", &hub.about.industry).replace("{product}", &product),
        industry_codes: hub.about.industry_codes.clone(),
    };
    hubs::add_expert(tx, &mut cast.command(Some(&hub.manager)), hub.id, person_id, &expert)?;
    Ok(())
}
