//! What lies about at the end of the year beside needs and orders: proposed services and changes, people who ask to
//! join, open invitations.

use db::Tx;

use super::chance::Dice;
use super::found::shown_provider;
use super::material::{self, material};
use super::moments;
use super::people::Cast;
use super::places::entry;
use super::world::{Hub, World, act};
use crate::access::{Membership, Person, Role};
use crate::app::day_of;
use crate::catalogue::{self, NewService};
use crate::hubs;
use crate::organizations::admitting::{self, Invitation};
use crate::organizations::{self, NewOrganization, Organization};
use crate::web::Error;

/// What happens in the last days.
struct Last<'a> {
    world: &'a World,
    dice: Dice,
    at: i64,
}

/// Lets it happen.
///
/// # Errors
/// Of the commands.
pub(super) fn lately(tx: &mut Tx, world: &World, seed: u64) -> Result<(), Error> {
    let mut dice = Dice::of(seed, "lately");
    let day = day_of(world.now - 3 * 86_400_000);
    let at = moments::on(day, &mut dice).min(world.now);
    let mut last = Last { world, dice, at };
    for (number, hub) in world.hubs.iter().enumerate() {
        last.proposals(tx, number, hub)?;
    }
    let mut cast = Cast::new(seed, "newcomer", at);
    let hub = &world.hubs[0];
    let provider = &world.providers[shown_provider(world)];
    let asked = [(hub.firms[0].id, false), (hub.firms[1].id, false), (provider.id, true)];
    for (organization, as_provider) in asked {
        let known = organizations::by_id(tx, organization)?;
        let person = cast.newcomer(tx)?;
        admitting::register_for(tx, &mut cast.system(), person, &asking(known, as_provider))?;
    }
    let inviting = [
        (&hub.firms[0].people[0], Role::FirmMember),
        (&provider.people[0], Role::ProviderMember),
        (&hub.manager, Role::HubClerk),
    ];
    for (person, role) in inviting {
        last.invite(tx, person, role)?;
    }
    Ok(())
}

/// What somebody enters who registers an organization that is known already: its USCC decides.
fn asking(known: Organization, as_provider: bool) -> NewOrganization {
    NewOrganization {
        uscc: known.uscc,
        name: known.name,
        is_firm: !as_provider,
        is_provider: as_provider,
        division: known.division,
        industry: known.industry,
        staff: None,
        revenue_fen: None,
        assets_fen: None,
        address: String::new(),
        contact_name: String::new(),
        contact_phone: String::new(),
        introduction: String::new(),
    }
}

impl Last<'_> {
    /// The next moment; nothing happens after the end.
    fn next(&mut self) -> i64 {
        self.at = (self.at + self.dice.between(60_000, 600_000)).min(self.world.now);
        self.at
    }

    fn command(&mut self, person: &Person) -> crate::command::Command {
        let at = self.next();
        act(person, at, self.dice.seed())
    }

    fn invite(&mut self, tx: &mut Tx, person: &Person, role: Role) -> Result<(), Error> {
        let own: &Membership = person.membership.as_ref().ok_or(Error::Forbidden)?;
        let invitation =
            Invitation { role: role.code().into(), hub: None, division: String::new(), email: String::new() };
        let mut command = self.command(person);
        let token = data_encoding::BASE64URL_NOPAD.encode(&command.random());
        admitting::invite(tx, &mut command, own, &invitation, token)?;
        Ok(())
    }

    /// Providers propose a service, and a change of one; at the first hub of every kind, and one was sent back.
    fn proposals(&mut self, tx: &mut Tx, number: usize, hub: &Hub) -> Result<(), Error> {
        let all = &material().directory.proposal;
        for about in all.iter().skip(number % all.len()).take(if number == 0 { all.len() } else { 1 }) {
            self.propose(tx, number, hub, about)?;
        }
        for service in hub.services.iter().filter(|s| s.about.days > 2).take(if number == 0 { 3 } else { 1 }) {
            let Some(place) = service.providers.first() else { continue };
            let provider = &self.world.providers[*place];
            let known = catalogue::by_code(tx, &service.code)?;
            let entry = catalogue::entry_of(tx, &known)?;
            let new = NewService { promised_days: entry.promised_days - 1, ..entry };
            let mut command = self.command(&provider.people[0]);
            catalogue::propose_change(tx, &mut command, &known, known.version, provider.id, &new)?;
        }
        Ok(())
    }

    fn propose(&mut self, tx: &mut Tx, number: usize, hub: &Hub, about: &material::Service) -> Result<(), Error> {
        let alike = hub.services.iter().find(|s| s.about.function == about.function);
        let Some(place) = alike.and_then(|service| service.providers.first()) else { return Ok(()) };
        let provider = &self.world.providers[*place];
        let kind = &material().function(&about.function).center;
        let center = hubs::centers(tx, hub.id)?.into_iter().find(|center| center.kind == *kind);
        let Some(center) = center else { return Ok(()) };
        let product = &hub.about.products[number % hub.about.products.len()];
        let name = about.name.replace("{product}", product);
        let new = NewService { name, ..entry(hub.about, about, center.id, &[provider.id]) };
        let id = catalogue::create(tx, &mut self.command(&provider.people[0]), hub.id, &new)?;
        if number == 0 && about.function == "sharing" {
            let service = catalogue::by_id(tx, hub.id, id)?;
            catalogue::send_back(tx, &mut self.command(&hub.manager), &service, &material().directory.returned.words)?;
        }
        Ok(())
    }
}
