//! The people: names by chance, memberships given by whoever may give them.

use db::Tx;
use uuid::Uuid;

use super::chance::Dice;
use super::material::material;
use super::world::{act, reach};
use crate::access::{Membership, Person, Role, Who};
use crate::command::Command;
use crate::people::{self, Grant, NewPerson};
use crate::web::Error;

/// Adds people one after another.
pub(super) struct Cast {
    dice: Dice,
    branch: &'static str,
    weights: Vec<usize>,
    surnames: Vec<&'static str>,
    made: u32,
    at: i64,
}

/// What a person is to become, and of what.
pub(super) struct Place<'a> {
    pub(super) role: Role,
    pub(super) organization: Option<Uuid>,
    pub(super) hub: Option<Uuid>,
    pub(super) division: Option<&'a str>,
    /// Name of what the membership stands for.
    pub(super) of: &'a str,
}

impl<'a> Place<'a> {
    pub(super) fn organization(role: Role, id: Uuid, of: &'a str) -> Place<'a> {
        Place { role, organization: Some(id), hub: None, division: None, of }
    }

    pub(super) fn hub(role: Role, id: Uuid, of: &'a str) -> Place<'a> {
        Place { role, organization: None, hub: Some(id), division: None, of }
    }

    pub(super) fn bureau(role: Role, division: Option<&'a str>) -> Place<'a> {
        Place { role, organization: None, hub: None, division, of: "" }
    }
}

impl Cast {
    /// People who join from `at` on; each branch has others.
    pub(super) fn new(seed: u64, branch: &'static str, at: i64) -> Cast {
        let parsed = material().people.surnames.iter().filter_map(|word| word.split_once(':'));
        let (surnames, weights) = parsed.map(|(name, weight)| (name, weight.parse().unwrap_or(1))).unzip();
        Cast { dice: Dice::of(seed, branch), branch, weights, surnames, made: 0, at }
    }

    /// A name by chance.
    pub(super) fn name(&mut self) -> String {
        let surname = self.surnames[self.dice.weighted(&self.weights)];
        format!("{surname}{}", self.dice.pick(&material().people.given))
    }

    /// A number, made up.
    pub(super) fn phone(&mut self) -> String {
        format!("1380000{:04}", self.dice.below(10_000))
    }

    /// The next moment at which somebody joins, with the seed of their command.
    pub(super) fn next(&mut self) -> (i64, [u8; 32]) {
        self.at += self.dice.between(1_000, 9_000);
        (self.at, self.dice.seed())
    }

    /// The next command of the system.
    pub(super) fn system(&mut self) -> Command {
        let (at, seed) = self.next();
        Command::new(Who::system(at), seed)
    }

    /// The next command of a person, or of the system.
    pub(super) fn command(&mut self, by: Option<&Person>) -> Command {
        let Some(person) = by else { return self.system() };
        let (at, seed) = self.next();
        act(person, at, seed)
    }

    /// Somebody who belongs to nobody yet.
    pub(super) fn newcomer(&mut self, tx: &mut Tx) -> Result<Uuid, Error> {
        self.made += 1;
        let email = format!("{}-{:04}@example.com", self.branch, self.made);
        let new = NewPerson { name: self.name(), email: Some(email), phone: None, password: None };
        people::add(tx, &mut self.system(), &new)
    }

    /// Somebody new; `by` gives the membership, the system when `None`.
    pub(super) fn join(&mut self, tx: &mut Tx, by: Option<&Person>, place: &Place) -> Result<Person, Error> {
        let name = self.name();
        self.made += 1;
        let email = format!("{}-{:04}@example.com", place.role.code(), self.made);
        let new = NewPerson { name: name.clone(), email: Some(email), phone: None, password: None };
        let id = people::add(tx, &mut self.system(), &new)?;
        let grant = Grant {
            role: place.role,
            organization: place.organization,
            hub: place.hub,
            division: place.division.map(str::to_owned),
        };
        let membership = people::grant(tx, &mut self.command(by), id, &grant)?;
        let membership = Membership {
            id: membership,
            role: place.role,
            organization: place.organization,
            hub: place.hub,
            division: grant.division,
            name: place.of.to_owned(),
        };
        Ok(Person {
            id,
            name,
            session: Uuid::nil(),
            strong: true,
            owes_factor: false,
            keys: true,
            language: None,
            seen_at: 0,
            memberships: vec![membership.clone()],
            membership: Some(membership),
            hubs: reach(place.role, place.hub),
        })
    }
}
