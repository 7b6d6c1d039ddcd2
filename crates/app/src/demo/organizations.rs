//! Firms and providers: invented, with valid codes that no real organization has.

use std::collections::HashSet;

use codes::uscc::Uscc;
use db::Tx;
use uuid::Uuid;

use super::chance::Dice;
use super::material::{self, material};
use super::people::{Cast, Place};
use super::registry::Brands;
use super::world::{Firm, Provider};
use crate::access::Role;
use crate::organizations::{self, NewOrganization};
use crate::web::Error;

/// Registers organizations under names and codes of their own.
pub(super) struct Registrar {
    dice: Dice,
    names: HashSet<String>,
    /// Where many more are named than the usual brands allow.
    brands: Option<Brands>,
    made: u32,
}

struct Draft<'a> {
    name: String,
    firm: bool,
    division: &'a str,
    industry: &'a str,
}

impl Registrar {
    pub(super) fn new(seed: u64, brands: Option<Brands>) -> Registrar {
        Registrar { dice: Dice::of(seed, "organizations"), names: HashSet::new(), brands, made: 0 }
    }

    /// How many are registered.
    pub(super) fn made(&self) -> u32 {
        self.made
    }

    /// A firm of a hub's industry with its owner and, always or sometimes, a member.
    pub(super) fn firm(
        &mut self,
        tx: &mut Tx,
        cast: &mut Cast,
        hub: &material::Hub,
        with_member: bool,
    ) -> Result<Firm, Error> {
        let division = if self.dice.percent(85) { hub.division.as_str() } else { self.elsewhere() };
        let industry = self.dice.pick(&hub.firm_codes).as_str();
        let name = self.name(division, &hub.firm_words);
        let phone = cast.phone();
        let id = self.register(tx, cast, &phone, &Draft { name: name.clone(), firm: true, division, industry })?;
        let owner = cast.join(tx, None, &Place::organization(Role::FirmOwner, id, &name))?;
        let mut people = vec![owner];
        if self.dice.percent(30) || with_member {
            let member = cast.join(tx, Some(&people[0]), &Place::organization(Role::FirmMember, id, &name))?;
            people.push(member);
        }
        Ok(Firm { id, people, phone })
    }

    /// A provider of a kind in a division.
    pub(super) fn provider(
        &mut self,
        tx: &mut Tx,
        cast: &mut Cast,
        kind: &'static material::Kind,
        division: &str,
    ) -> Result<Provider, Error> {
        let name = self.name(division, &kind.words);
        let phone = cast.phone();
        let draft = Draft { name: name.clone(), firm: false, division, industry: &kind.industry };
        let id = self.register(tx, cast, &phone, &draft)?;
        let owner = cast.join(tx, None, &Place::organization(Role::ProviderOwner, id, &name))?;
        let member = cast.join(tx, Some(&owner), &Place::organization(Role::ProviderMember, id, &name))?;
        Ok(Provider { id, kind: &kind.code, people: vec![owner, member] })
    }

    fn register(&mut self, tx: &mut Tx, cast: &mut Cast, phone: &str, draft: &Draft) -> Result<Uuid, Error> {
        self.made += 1;
        let uscc = Uscc::make('9', '1', draft.division, &format!("DEM{:05}", self.made)).map_err(Error::internal)?;
        let staff = self.staff();
        let revenue_yuan = staff * self.dice.between(260_000, 900_000);
        let place = codes::divisions::full_name(draft.division).unwrap_or_default();
        let new = NewOrganization {
            uscc: uscc.to_string(),
            name: draft.name.clone(),
            is_firm: draft.firm,
            is_provider: !draft.firm,
            division: draft.division.into(),
            industry: draft.industry.into(),
            staff: Some(staff),
            revenue_fen: Some(revenue_yuan * 100),
            assets_fen: Some(revenue_yuan * self.dice.between(40, 130)),
            address: address(&place, self.dice.between(1, 998)),
            contact_name: cast.name(),
            contact_phone: phone.into(),
            introduction: String::new(),
        };
        organizations::register(tx, &mut cast.system(), &new)
    }

    /// Most firms are micro or small.
    fn staff(&mut self) -> i64 {
        match self.dice.weighted(&[44, 43, 11, 2]) {
            0 => self.dice.between(2, 19),
            1 => self.dice.between(20, 280),
            2 => self.dice.between(300, 900),
            _ => self.dice.between(1000, 2400),
        }
    }

    fn elsewhere(&mut self) -> &'static str {
        &self.dice.pick(&material().hubs).division
    }

    /// A name that is not taken.
    fn name(&mut self, division: &str, kinds: &[String]) -> String {
        let words = &material().directory;
        let county = codes::divisions::lookup(division).map_or(words.city.as_str(), |found| found.name);
        loop {
            let in_city = county.ends_with(&words.district) || self.dice.percent(30);
            let place = if in_city { &words.city } else { county };
            let brand = match &self.brands {
                Some(brands) => brands.of(u64::from(self.made)),
                None => self.dice.word(&material().organizations.brands).to_owned(),
            };
            let name = format!("{place}{brand}{}{}", self.dice.word(kinds), words.company);
            if self.names.insert(name.clone()) {
                return name;
            }
        }
    }
}

fn address(place: &str, number: i64) -> String {
    material().directory.address.replace("{place}", place).replace("{number}", &number.to_string())
}
