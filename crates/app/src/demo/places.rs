//! The hubs with their staff, centers, residents and services.

use std::collections::HashMap;

use db::Tx;
use uuid::Uuid;

use super::chance::Dice;
use super::material::{self, material};
use super::organizations::Registrar;
use super::people::{Cast, Place};
use super::size::Size;
use super::world::{Firm, Hub, Provider, Service};
use super::year::AFFILIATED;
use super::{directory, templating};
use crate::access::{Person, Role};
use crate::catalogue::{self, NewMaterial, NewProvider, NewService};
use crate::hubs::{self, NewCenter, NewHub};
use crate::organizations;
use crate::web::Error;

/// Sets up hubs one after another.
pub(super) struct Founder<'a> {
    pub(super) cast: &'a mut Cast,
    pub(super) registrar: &'a mut Registrar,
    pub(super) administrator: &'a Person,
    pub(super) providers: &'a mut Vec<Provider>,
    pub(super) dice: Dice,
    /// Since when residents are there, `YYYY-MM-DD`.
    pub(super) since: String,
    pub(super) size: Size,
}

/// A hub while it is being set up.
struct Rising {
    id: Uuid,
    about: &'static material::Hub,
    manager: Person,
    centers: HashMap<&'static str, Uuid>,
    residents: Vec<usize>,
}

impl Founder<'_> {
    /// A hub with everything in it; `number` is its place among the hubs.
    pub(super) fn found(&mut self, tx: &mut Tx, number: usize, about: &'static material::Hub) -> Result<Hub, Error> {
        let id = hubs::create(tx, &mut self.cast.command(Some(self.administrator)), &new_hub(about))?;
        let by = Some(self.administrator);
        let manager = self.cast.join(tx, by, &Place::hub(Role::HubManager, id, &about.name))?;
        let mut rising = Rising { id, about, manager, centers: HashMap::new(), residents: Vec::new() };
        let mut clerks = Vec::new();
        for _ in 0..2 {
            clerks.push(self.cast.join(tx, Some(&rising.manager), &Place::hub(Role::HubClerk, id, &about.name))?);
        }
        self.centers(tx, &mut rising)?;
        rising.residents = self.residents(tx, number, &rising)?;
        let mut services = self.services(tx, &rising)?;
        let variants = self.variants(tx, &rising, &mut services)?;
        let firms = self.firms(tx, about)?;
        self.affiliations(tx, &firms, &services)?;
        let hub = Hub { id, about, manager: rising.manager, clerks, firms, services, variants, wish: None };
        directory::fill(tx, self.cast, &mut self.dice, self.administrator, &hub)?;
        templating::keep(tx, self.cast, &hub, self.providers)?;
        Ok(hub)
    }

    /// The centers that have services.
    fn centers(&mut self, tx: &mut Tx, rising: &mut Rising) -> Result<(), Error> {
        let used: Vec<&str> = material()
            .services_of(rising.about)
            .map(|service| material().function(&service.function).center.as_str())
            .collect();
        let centers = material().organizations.center.iter().filter(|center| used.contains(&center.kind.as_str()));
        for (position, center) in (1..).zip(centers) {
            let new = NewCenter {
                kind: center.kind.clone(),
                name: center.name.clone(),
                introduction: center.introduction.clone(),
                position,
            };
            let id = hubs::add_center(tx, &mut self.cast.command(Some(&rising.manager)), rising.id, &new)?;
            rising.centers.insert(&center.kind, id);
        }
        Ok(())
    }

    /// Providers of this hub alone, and some of those that work in the whole city; places in the list of all.
    fn residents(&mut self, tx: &mut Tx, number: usize, rising: &Rising) -> Result<Vec<usize>, Error> {
        let about = rising.about;
        let mut residents = self.of_the_city(number, about);
        for kind in own_kinds(about, self.size.providers_of(about)) {
            residents.push(self.providers.len());
            self.providers.push(self.registrar.provider(tx, self.cast, kind, &about.division)?);
        }
        for place in &residents {
            let provider = &self.providers[*place];
            let functions = &material().services.function;
            let function = functions.iter().find(|function| function.kind == provider.kind);
            let center = function.and_then(|function| rising.centers.get(function.center.as_str()));
            let Some(center) = center.copied() else { continue };
            let mut command = self.cast.command(Some(&rising.manager));
            hubs::add_residency(tx, &mut command, rising.id, provider.id, center, &self.since, None)?;
        }
        Ok(residents)
    }

    fn of_the_city(&self, number: usize, about: &material::Hub) -> Vec<usize> {
        let own = self.size.providers_of(about) as usize;
        // How many are known holds for the year alone.
        let known = about.providers.filter(|_| !matches!(self.size, Size::City(_)));
        let most = known.map_or(usize::MAX, |all| (all as usize).saturating_sub(own));
        // One of each kind, then another of each, until there are enough.
        let rounds = if about.all_city_providers { self.providers.len() } else { 2 };
        let mut chosen: Vec<usize> = Vec::new();
        for round in 0..rounds {
            for kind in material().organizations.kind.iter().filter(|kind| kind.city > 0) {
                let of_kind: Vec<usize> =
                    (0..self.providers.len()).filter(|n| self.providers[*n].kind == kind.code).collect();
                let next = of_kind[(number + round) % of_kind.len()];
                if chosen.len() < most && !chosen.contains(&next) {
                    chosen.push(next);
                }
            }
        }
        chosen
    }

    fn services(&mut self, tx: &mut Tx, rising: &Rising) -> Result<Vec<Service>, Error> {
        let mut services = Vec::new();
        for about in material().services_of(rising.about) {
            let function = material().function(&about.function);
            let mut able: Vec<usize> =
                rising.residents.iter().copied().filter(|n| self.providers[*n].kind == function.kind).collect();
            // Not everyone gives everything: up to three, the first of them another for each service.
            let turn = services.len() % able.len().max(1);
            able.rotate_left(turn);
            let most = self.dice.between(1, 3) as usize;
            // Designs are compared: at least two where there are.
            able.truncate(if about.function == "design" { most.max(2) } else { most });
            let center = rising.centers.get(function.center.as_str()).copied().filter(|_| !able.is_empty());
            let Some(center) = center else { continue };
            let ids: Vec<Uuid> = able.iter().map(|place| self.providers[*place].id).collect();
            let new = entry(rising.about, about, center, &ids);
            services.push(self.service(tx, rising, about, (new, able))?);
        }
        Ok(services)
    }

    fn service(
        &mut self,
        tx: &mut Tx,
        rising: &Rising,
        about: &'static material::Service,
        (new, providers): (NewService, Vec<usize>),
    ) -> Result<Service, Error> {
        let id = catalogue::create(tx, &mut self.cast.command(Some(&rising.manager)), rising.id, &new)?;
        let code = catalogue::by_id(tx, rising.id, id)?.code;
        Ok(Service { code, name: new.name, about, providers, result: None })
    }

    /// In a city each service exists for single products too, given by others of the kind. Gives their places.
    fn variants(
        &mut self,
        tx: &mut Tx,
        rising: &Rising,
        services: &mut Vec<Service>,
    ) -> Result<Vec<Vec<usize>>, Error> {
        let Size::City(city) = self.size else { return Ok(Vec::new()) };
        let mut places = Vec::new();
        for of in 0..services.len() {
            let about = services[of].about;
            let function = material().function(&about.function);
            let Some(center) = rising.centers.get(function.center.as_str()).copied() else {
                places.push(Vec::new());
                continue;
            };
            let able: Vec<usize> =
                rising.residents.iter().copied().filter(|n| self.providers[*n].kind == function.kind).collect();
            let mut own = Vec::new();
            for product in rising.about.products.iter().take(city.variants()) {
                let mut given: Vec<usize> = able.clone();
                given.rotate_left(services.len() % able.len().max(1));
                given.truncate(self.dice.between(2, 3) as usize);
                let ids: Vec<Uuid> = given.iter().map(|place| self.providers[*place].id).collect();
                let name = format!("{}（{product}）", about.name);
                let new = NewService { name, ..entry(rising.about, about, center, &ids) };
                own.push(services.len());
                services.push(self.service(tx, rising, about, (new, given))?);
            }
            places.push(own);
        }
        Ok(places)
    }

    /// Two firms belong together with a provider of their hub, and say so: one that tests, one that designs.
    fn affiliations(&mut self, tx: &mut Tx, firms: &[Firm], services: &[Service]) -> Result<(), Error> {
        for (firm, function) in [(1, "testing"), (AFFILIATED, "design")] {
            let service = services.iter().find(|service| service.about.function == function);
            let provider = service.and_then(|service| service.providers.first());
            if let (Some(firm), Some(provider)) = (firms.get(firm), provider) {
                self.declare(tx, firm, *provider)?;
            }
        }
        Ok(())
    }

    /// A firm's owner declares that it and a provider belong together.
    fn declare(&mut self, tx: &mut Tx, firm: &Firm, provider: usize) -> Result<(), Error> {
        let own = organizations::by_id(tx, firm.id)?;
        let other = organizations::by_id(tx, self.providers[provider].id)?;
        let words = self.dice.word(&material().directory.ties.affiliations);
        let mut command = self.cast.command(firm.people.first());
        organizations::declare_affiliation(tx, &mut command, &own, &other.uscc, words)
    }

    fn firms(&mut self, tx: &mut Tx, about: &material::Hub) -> Result<Vec<Firm>, Error> {
        (0..self.size.firms_of(about)).map(|number| self.registrar.firm(tx, self.cast, about, number == 0)).collect()
    }
}

/// The kinds of a hub's own providers, in turn until there are enough.
fn own_kinds(about: &material::Hub, own: u32) -> impl Iterator<Item = &'static material::Kind> {
    let mut kinds: Vec<&'static material::Kind> = Vec::new();
    for service in &about.services {
        let function = material().function(&service.function);
        let kind = material().organizations.kind.iter().find(|kind| kind.code == function.kind && kind.city == 0);
        kinds.extend(kind.filter(|kind| kinds.iter().all(|known| known.code != kind.code)));
    }
    let enough = kinds.len().max(own as usize);
    kinds.into_iter().cycle().take(enough)
}

/// A service as it is entered: what is said of its function, and what is its own.
pub(super) fn entry(hub: &material::Hub, about: &material::Service, center_id: Uuid, providers: &[Uuid]) -> NewService {
    let function = material().function(&about.function);
    let (price_kind, price_from_fen, price_to_fen) = price(&about.price);
    let handed = |handed: &material::Handed| NewMaterial {
        name: handed.name.clone(),
        needed: handed.needed,
        formats: handed.formats.clone(),
        may_follow: handed.may_follow,
    };
    let provider =
        |id: &Uuid| NewProvider { organization_id: *id, price_fen: None, accreditation: about.accreditation.clone() };
    NewService {
        center_id,
        function: about.function.clone(),
        name: about.name.clone(),
        outcome: function.outcome.clone(),
        audience: function.audience.replace(&material().directory.own_industry, &hub.industry),
        price_kind: price_kind.into(),
        price_from_fen,
        price_to_fen,
        price_unit: about.unit.clone(),
        promised_days: about.days,
        statutory_days: None,
        trips: about.trips,
        materials: function.materials.iter().map(handed).collect(),
        providers: providers.iter().map(provider).collect(),
    }
}

/// Kind and bounds in fen.
pub(super) fn price(words: &str) -> (&'static str, Option<i64>, Option<i64>) {
    let fen = |yuan: &str| yuan.parse::<i64>().ok().map(|yuan| yuan * 100);
    match (words, words.split_once('-')) {
        ("free", _) => ("free", None, None),
        ("quote", _) => ("quote", None, None),
        (_, Some((least, most))) => ("range", fen(least), fen(most)),
        (_, None) => ("fixed", fen(words), None),
    }
}

fn new_hub(about: &material::Hub) -> NewHub {
    let words = &material().directory;
    NewHub {
        code: about.code.clone(),
        name: about.name.clone(),
        industry: about.industry.clone(),
        industry_codes: about.industry_codes.clone(),
        division: about.division.clone(),
        level: about.level.clone(),
        stage: about.stage.clone(),
        operator: about.operator.clone(),
        address: about.address.clone(),
        hours: words.hours.clone(),
        phone: words.phone.clone(),
        email: format!("{}@example.com", about.code.to_lowercase()),
        introduction: words.introduction.replace("{industry}", &about.industry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices() {
        assert_eq!(price("free"), ("free", None, None));
        assert_eq!(price("quote"), ("quote", None, None));
        assert_eq!(price("800"), ("fixed", Some(80_000), None));
        assert_eq!(price("1200-3600"), ("range", Some(120_000), Some(360_000)));
    }
}
