//! One need from its first word to where it stands today: each step a command of whoever takes it, at its moment.

use db::Tx;
use uuid::Uuid;

use super::chance::Dice;
use super::world::{Firm, Hub, World, act};
use super::year::{Stage, Story, Twist};
use super::{moments, quoting, triage, work};
use crate::access::Person;
use crate::app::day_of;
use crate::attachments;
use crate::command::Command;
use crate::needs::{self, Need, NewNeed};
use crate::orders::offering;
use crate::plans::commands::{self as composing, NewItem};
use crate::plans::{self, Item, Plan};
use crate::web::Error;

/// Why a story goes no further.
pub(super) enum Stop {
    /// It has come to today, or as far as it should.
    Here,
    /// A command failed: the demonstration is wrong.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

impl From<jiff::Error> for Stop {
    fn from(error: jiff::Error) -> Stop {
        Stop::Failed(Error::internal(error))
    }
}

/// A story being told.
pub(super) struct Telling<'a> {
    pub(super) world: &'a World,
    pub(super) story: &'a Story,
    pub(super) dice: Dice,
    /// Throws that leave the others as they are.
    pub(super) aside: Dice,
    /// The moment it has come to.
    pub(super) at: i64,
}

impl<'a> Telling<'a> {
    pub(super) fn hub(&self) -> &'a Hub {
        &self.world.hubs[self.story.hub]
    }

    pub(super) fn firm(&self) -> &'a Firm {
        &self.hub().firms[self.story.firm]
    }

    pub(super) fn clerk(&mut self) -> &'a Person {
        let clerks = &self.hub().clerks;
        // The first clerk is shown to visitors: the other is there less often.
        if self.dice.percent(65) { &clerks[0] } else { clerks.last().unwrap_or(&clerks[0]) }
    }

    pub(super) fn somebody(&mut self) -> &'a Person {
        self.dice.pick(&self.firm().people)
    }

    pub(super) fn command(&mut self, person: &Person) -> Command {
        act(person, self.at, self.dice.seed())
    }

    /// Goes on by so many working days, unless that is still to come.
    pub(super) fn wait(&mut self, least: i64, most: i64) -> Result<(), Stop> {
        let most = if self.story.brisk { least } else { most };
        let next = moments::after(self.world.calendar, self.at, least, most, &mut self.dice);
        self.at = next.filter(|at| *at <= self.world.now).ok_or(Stop::Here)?;
        Ok(())
    }

    /// Stops where the story should.
    pub(super) fn reached(&self, stage: Stage) -> Result<(), Stop> {
        if self.story.until <= stage { Err(Stop::Here) } else { Ok(()) }
    }
}

/// Tells a story as far as it goes.
///
/// # Errors
/// Of a command.
pub(super) fn tell(tx: &mut Tx, world: &World, story: &Story, seed: u64) -> Result<(), Error> {
    let dice = Dice::of(seed, &format!("{} told", story.branch));
    let aside = Dice::of(seed, &format!("{} aside", story.branch));
    let mut telling = Telling { world, story, dice, aside, at: story.sent_at };
    match telling.run(tx) {
        Ok(()) | Err(Stop::Here) => Ok(()),
        Err(Stop::Failed(error)) => Err(error),
    }
}

impl<'a> Telling<'a> {
    fn run(&mut self, tx: &mut Tx) -> Result<(), Stop> {
        let reference = self.send(tx)?;
        if self.story.until == Stage::Sent && self.story.twist == Twist::None {
            return Err(Stop::Here);
        }
        let slow = self.dice.percent(7);
        self.wait(if slow { 2 } else { 0 }, if slow { 5 } else { 1 })?;
        let clerk = self.clerk();
        triage::triage(self, tx, clerk, &reference)?;
        self.reached(Stage::Sent)?;
        let need = needs::by_reference(tx, &reference)?;
        needs::accept(tx, &mut self.command(clerk), self.world.calendar, &need)?;
        self.reached(Stage::Accepted)?;
        let need = needs::by_reference(tx, &reference)?;
        self.wait(0, 2)?;
        self.compose(tx, clerk, &need)?;
        self.reached(Stage::Composing)?;
        self.ask(tx, clerk, &need)?;
        self.reached(Stage::Asked)?;
        quoting::quote(self, tx, clerk, &need)?;
        quoting::propose(self, tx, clerk, &need)?;
        if self.story.twist == Twist::SentBack {
            return quoting::send_back(self, tx, &need);
        }
        self.reached(Stage::Proposed)?;
        quoting::accept(self, tx, clerk, &need)?;
        work::work(self, tx, &need)
    }

    fn send(&mut self, tx: &mut Tx) -> Result<String, Stop> {
        let person = self.somebody();
        let (channel, by) = match self.dice.weighted(&[74, 16, 10]) {
            1 => ("phone", self.clerk()),
            2 => ("counter", self.clerk()),
            _ => ("online", person),
        };
        let saying = &self.story.saying;
        let first = &self.hub().services[saying.services[0]];
        let named: Vec<Uuid> = match first.providers.first() {
            Some(place) if self.dice.percent(8) => vec![self.world.providers[*place].id],
            _ => Vec::new(),
        };
        let visibility = if !named.is_empty() { "named" } else { self.dice.pick(&["providers", "providers", "hub"]) };
        let wanted = self.dice.between(20, 70);
        let wanted_on = day_of(self.at).checked_add(jiff::Span::new().days(wanted))?.to_string();
        let new = NewNeed {
            hub_id: self.hub().id,
            firm_id: self.firm().id,
            // Whoever takes a need in for a firm says it, as at the counter.
            said_by: by.id,
            channel: channel.into(),
            function: first.about.function.clone(),
            words: saying.words.clone(),
            product: saying.product.clone(),
            wanted_on: self.dice.percent(40).then_some(wanted_on),
            budget_fen: self.dice.percent(35).then(|| self.dice.between(1, 60) * 50_000),
            visibility: visibility.into(),
            named,
            contact_name: person.name.clone(),
            contact_phone: self.firm().phone.clone(),
        };
        let with_file = self.dice.percent(18);
        let mut command = self.command(by);
        let submitted = needs::submit(tx, &mut command, self.world.calendar, &new)?;
        if let Some(file) = self.hub().wish.as_ref().filter(|_| with_file) {
            attachments::attach(tx, &mut command, new.hub_id, "need", submitted.id, &[file.kept()])?;
        }
        Ok(submitted.reference)
    }

    /// The plan of the need.
    pub(super) fn plan(&self, tx: &mut Tx, need: &Need) -> Result<Plan, Error> {
        plans::by_need(tx, need.hub_id, need.id)?.ok_or(Error::NotFound)
    }

    fn compose(&mut self, tx: &mut Tx, clerk: &Person, need: &Need) -> Result<(), Error> {
        composing::begin(tx, &mut self.command(clerk), need)?;
        let mut before: Vec<Uuid> = Vec::new();
        for &service in &self.story.saying.services {
            let after = if self.story.saying.chain { before.last().copied().into_iter().collect() } else { Vec::new() };
            let Some(provider) = self.choose(service, None) else { continue };
            let slot = self.add(tx, clerk, need, service, (provider, None), after)?;
            before.push(slot);
            if let Some(rival) = self.rival(service, provider) {
                self.add(tx, clerk, need, service, (rival, Some(slot)), Vec::new())?;
            }
        }
        Ok(())
    }

    /// A provider of a service: the one that the story names, or one by chance that is not `but`.
    pub(super) fn choose(&mut self, service: usize, but: Option<Uuid>) -> Option<Uuid> {
        let able = &self.hub().services[service].providers;
        let named = self.story.provider.filter(|named| able.contains(named) && but.is_none());
        let able: Vec<Uuid> =
            able.iter().map(|place| self.world.providers[*place].id).filter(|id| Some(*id) != but).collect();
        match named {
            Some(place) => Some(self.world.providers[place].id),
            None if able.is_empty() => None,
            None => Some(*self.dice.pick(&able)),
        }
    }

    /// Whom the clerk asks beside the first, for what is quoted: now and then, and where the story wants it.
    fn rival(&mut self, service: usize, first: Uuid) -> Option<Uuid> {
        let about = &self.hub().services[service];
        if !about.is_quoted() || !(self.story.rivals || self.aside.percent(if self.story.brisk { 0 } else { 30 })) {
            return None;
        }
        let able = about.providers.iter().map(|place| self.world.providers[*place].id);
        able.filter(|id| *id != first).nth(0)
    }

    /// Puts a service into the plan, or another provider into its slot. Gives the slot.
    pub(super) fn add(
        &mut self,
        tx: &mut Tx,
        clerk: &Person,
        need: &Need,
        service: usize,
        (provider, slot): (Uuid, Option<Uuid>),
        after: Vec<Uuid>,
    ) -> Result<Uuid, Error> {
        let plan = self.plan(tx, need)?;
        let note = if self.dice.percent(25) { self.story.saying.product.clone() } else { String::new() };
        let providers = vec![provider];
        let item = NewItem { service: self.hub().services[service].code.clone(), providers, note, after, slot };
        composing::add_item(tx, &mut self.command(clerk), &plan, &item)
    }

    /// Asks the providers of the items that are new.
    pub(super) fn ask(&mut self, tx: &mut Tx, clerk: &Person, need: &Need) -> Result<(), Stop> {
        let quote_by = self.world.calendar.add(day_of(self.at), 3).map_err(|_| Stop::Here)?;
        let plan = self.plan(tx, need)?;
        Ok(offering::ask(tx, &mut self.command(clerk), need, &plan, quote_by)?)
    }

    /// The items of the need's plan.
    pub(super) fn items(&self, tx: &mut Tx, need: &Need) -> Result<Vec<Item>, Error> {
        let plan = self.plan(tx, need)?;
        plans::items(tx, plan.hub_id, plan.id)
    }

    /// Somebody of a provider.
    pub(super) fn staff_of(&mut self, provider: Uuid) -> Result<&'a Person, Error> {
        let found = self.world.providers.iter().find(|each| each.id == provider).ok_or(Error::NotFound)?;
        Ok(self.dice.pick(&found.people))
    }
}
