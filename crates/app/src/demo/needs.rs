//! What firms say they need, and which services meet it.

use super::chance::Dice;
use super::material::{self, material};
use super::world::Hub;

/// A need before it is said.
#[derive(Clone)]
pub(super) struct Saying {
    pub(super) words: String,
    pub(super) product: String,
    /// Places in the hub's services.
    pub(super) services: Vec<usize>,
    /// Each waits for the one before.
    pub(super) chain: bool,
}

/// A need that this hub can meet: more often one of its own industry.
pub(super) fn say(hub: &Hub, dice: &mut Dice) -> Saying {
    let own = dice.percent(64);
    let from = if own { &hub.about.needs } else { &material().needs.common };
    let able: Vec<(&material::Need, Vec<usize>)> =
        from.iter().filter_map(|need| Some((need, services(hub, need)?))).collect();
    let (need, services) = if able.is_empty() { fallback(hub) } else { dice.pick(&able).clone() };
    phrase(hub, need, services, dice)
}

/// A need that asks for this service.
pub(super) fn say_for(hub: &Hub, service: usize, dice: &mut Dice) -> Saying {
    let mut able = hub.about.needs.iter().filter_map(|need| Some((need, services(hub, need)?)));
    let found = able.find(|(_, services)| services.contains(&service));
    let (need, services) = found.unwrap_or_else(|| fallback(hub));
    phrase(hub, need, services, dice)
}

/// Every hub has a first need, met by its own services: a test says so.
fn fallback(hub: &Hub) -> (&'static material::Need, Vec<usize>) {
    let need = &hub.about.needs[0];
    (need, services(hub, need).unwrap_or_else(|| vec![0]))
}

/// The services that meet a need; `None` when the hub lacks one.
fn services(hub: &Hub, need: &material::Need) -> Option<Vec<usize>> {
    need.services.iter().map(|part| hub.services.iter().position(|s| s.about.name.contains(part.as_str()))).collect()
}

fn phrase(hub: &Hub, need: &material::Need, services: Vec<usize>, dice: &mut Dice) -> Saying {
    let words = &material().needs;
    let product = dice.pick(&hub.about.products).clone();
    let opening = if dice.percent(35) { dice.word(&words.openings) } else { "" };
    let closing = if dice.percent(55) { dice.word(&words.closings) } else { "" };
    let text = format!("{opening}{}。{closing}", need.words)
        .replace("{product}", &product)
        .replace("{market}", dice.word(&words.markets))
        .replace("{count}", dice.word(&words.counts));
    Saying { words: text, product, services, chain: need.chain }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every need names services of its hub, each by a part of one name only.
    #[test]
    fn every_need_can_be_met() {
        for hub in &material().hubs {
            let names: Vec<&str> = material().services_of(hub).map(|service| service.name.as_str()).collect();
            for part in hub.needs.iter().flat_map(|need| &need.services) {
                let found = names.iter().filter(|name| name.contains(part.as_str())).count();
                assert_eq!(found, 1, "{} {part}", hub.code);
            }
        }
    }
}
