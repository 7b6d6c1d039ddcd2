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
pub(super) fn say(hub: &Hub, firm: usize, dice: &mut Dice) -> Saying {
    let own = dice.percent(64);
    let from = if own { &hub.about.needs } else { &material().needs.common };
    let able: Vec<(&material::Need, Vec<usize>)> =
        from.iter().filter_map(|need| Some((need, services(hub, need)?))).collect();
    let (need, services) = if able.is_empty() { fallback(hub) } else { dice.pick(&able).clone() };
    phrase(hub, firm, need, services, dice)
}

/// A need that asks for this service.
pub(super) fn say_for(hub: &Hub, firm: usize, service: usize, dice: &mut Dice) -> Saying {
    let able = hub.about.needs.iter().filter_map(|need| Some((need, services(hub, need)?)));
    let mut asking: Vec<_> = able.filter(|(_, services)| services.contains(&service)).collect();
    // For this service alone, where some firm asks for that.
    if asking.iter().any(|(_, services)| services.len() == 1) {
        asking.retain(|(_, services)| services.len() == 1);
    }
    let (need, services) = if asking.is_empty() { fallback(hub) } else { dice.pick(&asking).clone() };
    phrase(hub, firm, need, services, dice)
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

fn phrase(hub: &Hub, firm: usize, need: &material::Need, services: Vec<usize>, dice: &mut Dice) -> Saying {
    let words = &material().needs;
    let own = hub.about.needs.iter().any(|each| std::ptr::eq(each, need));
    // A firm makes one thing, and something beside it.
    let makes = &hub.about.products;
    let beside = if dice.percent(75) { 0 } else { 1 };
    let product = match &need.products[..] {
        [] => makes[(firm + beside) % makes.len()].clone(),
        some => some[firm % some.len()].clone(),
    };
    let openings = if own && dice.percent(60) { &words.openings_own } else { &words.openings };
    let opening = if dice.percent(30) { dice.word(openings) } else { "" };
    let priced = services.first().is_some_and(|first| hub.services[*first].about.price != "free");
    let closings = if priced && dice.percent(50) { &words.closings_priced } else { &words.closings };
    let closing = if dice.percent(50) { dice.word(closings) } else { "" };
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
