//! Templates: what a hub's plans often are, kept by its manager. A plan is composed from one in one step, and a plan may
//! be kept as one.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::commands::{NewItem, may_compose, put, record};
use super::model::{Link, Plan, schedule};
use super::slots::slots;
use super::store;
use super::store_templates as kept;
use crate::catalogue;
use crate::command::{Command, Event};
use crate::web::{Error, FormErrors, Refusal};

/// Most lines of a template.
pub const MOST_LINES: usize = 12;
/// Longest name, in characters.
const NAME: usize = 40;

/// What a hub's plans often are.
#[derive(Clone, Debug)]
pub struct Template {
    /// Hub.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// Its name: 新鞋型上市.
    pub name: String,
    /// For which needs it fits.
    pub words: String,
    /// Purpose, code of `schemes/functions.toml`; empty for any.
    pub function: String,
    /// How many services it has.
    pub lines: i64,
    /// When it was retired.
    pub retired_at: Option<i64>,
    /// Changes so far.
    pub version: i64,
}

/// A service of a template.
#[derive(Clone, Debug)]
pub struct Line {
    /// Id.
    pub id: Uuid,
    /// Its place.
    pub position: i64,
    /// The service.
    pub service_id: Uuid,
    /// Its code.
    pub service_code: String,
    /// Its name.
    pub service_name: String,
    /// Whether it can still be had.
    pub published: bool,
    /// Kind of its center.
    pub center_kind: String,
    /// What the provider is asked to do.
    pub note: String,
    /// Who is asked unless the clerk chooses otherwise.
    pub providers: Vec<Uuid>,
}

/// What the manager enters of a template.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// For which needs it fits.
    pub words: String,
    /// Purpose; empty for any.
    pub function: String,
}

pub use super::store_templates::{by_id, lines};

fn event(tx: &mut Tx, c: &mut Command, hub: Uuid, id: Uuid, action: &'static str, name: &str) -> Result<(), Error> {
    let event = Event { hub, action, object: "template", id, reference: "" };
    c.record(tx, event, json!({ "name": name }))?;
    Ok(())
}

fn checked(tx: &mut Tx, hub: Uuid, but: Uuid, head: &Head) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    if head.name.is_empty() {
        errors.add("name", Refusal::new("plans-template-name-missing"));
    } else if head.name.chars().count() > NAME {
        errors.add("name", Refusal::new("plans-template-name-long").with("most", NAME));
    } else if kept::named(tx, hub, &head.name)?.is_some_and(|other| other != but) {
        errors.add("name", Refusal::new("plans-template-name-taken"));
    }
    if !head.function.is_empty() && catalogue::function(&head.function).is_none() {
        errors.add("function", Refusal::new("plans-template-function-unknown"));
    }
    errors.finish()
}

/// Begins a template without services. Gives its id.
///
/// # Errors
/// `Invalid` without a name, or with that of another.
pub fn create(tx: &mut Tx, c: &mut Command, hub: Uuid, head: &Head) -> Result<Uuid, Error> {
    let id = c.new_id();
    checked(tx, hub, id, head)?;
    let person = c.actor.person().map(|person| person.id);
    kept::insert(tx, (hub, id), head, person, c.now)?;
    event(tx, c, hub, id, "template.kept", &head.name)?;
    Ok(id)
}

/// Changes name and words.
///
/// # Errors
/// As [`create`]; `Conflict` when somebody else changed it meanwhile.
pub fn save(tx: &mut Tx, c: &mut Command, template: &Template, head: &Head) -> Result<(), Error> {
    in_use(template)?;
    checked(tx, template.hub_id, template.id, head)?;
    kept::update(tx, template, head)?;
    event(tx, c, template.hub_id, template.id, "template.changed", &head.name)
}

/// No plan is composed from it any more.
///
/// # Errors
/// `Conflict` when somebody else changed it meanwhile.
pub fn retire(tx: &mut Tx, c: &mut Command, template: &Template) -> Result<(), Error> {
    in_use(template)?;
    kept::retire(tx, template, c.now)?;
    event(tx, c, template.hub_id, template.id, "template.retired", &template.name)
}

fn in_use(template: &Template) -> Result<(), Refusal> {
    if template.retired_at.is_none() { Ok(()) } else { Err(Refusal::new("plans-template-retired")) }
}

/// Adds a service at the end; it waits for the one before it, as most work does. Gives the line.
///
/// # Errors
/// `Invalid` when the service is not published here; `Refused` for too many.
pub fn add_line(tx: &mut Tx, c: &mut Command, template: &Template, service: &str) -> Result<Uuid, Error> {
    in_use(template)?;
    let lines = kept::lines(tx, template.hub_id, template.id)?;
    if lines.len() >= MOST_LINES {
        return Err(Refusal::new("plans-template-full").with("most", MOST_LINES).into());
    }
    let unknown = || FormErrors::one("service", Refusal::new("plans-template-service-unknown"));
    let service = catalogue::by_code(tx, service).map_err(|_| unknown())?;
    if service.hub_id != template.hub_id || service.state != "published" {
        return Err(unknown().into());
    }
    let last = lines.last();
    let id = c.new_id();
    let position = last.map_or(1, |line| line.position + 1);
    kept::insert_line(tx, template, (id, position, service.id), "")?;
    if let Some(last) = last {
        kept::insert_link(tx, template.hub_id, Link { before: last.id, after: id })?;
    }
    touch(tx, c, template)?;
    Ok(id)
}

fn touch(tx: &mut Tx, c: &mut Command, template: &Template) -> Result<(), Error> {
    let head = Head { name: template.name.clone(), words: template.words.clone(), function: template.function.clone() };
    kept::update(tx, template, &head)?;
    event(tx, c, template.hub_id, template.id, "template.changed", &template.name)
}

/// What the manager says of a line.
#[derive(Clone, Debug, Default)]
pub struct LineWords {
    /// What the provider is asked to do.
    pub note: String,
    /// Lines that must be done before.
    pub after: Vec<Uuid>,
    /// Who is asked by default; none: chosen when a plan is composed.
    pub providers: Vec<Uuid>,
}

/// Changes a line.
///
/// # Errors
/// `Invalid` when it would wait for itself, also through others, or a provider does not give the service.
pub fn save_line(tx: &mut Tx, c: &mut Command, template: &Template, line: &Line, new: &LineWords) -> Result<(), Error> {
    in_use(template)?;
    let lines = kept::lines(tx, template.hub_id, template.id)?;
    let mut links = kept::links(tx, template.hub_id, template.id)?;
    links.retain(|link| link.after != line.id);
    let before = new.after.iter().filter(|id| **id != line.id && lines.iter().any(|other| other.id == **id));
    links.extend(before.map(|before| Link { before: *before, after: line.id }));
    if runs_in_a_circle(&lines, &links) {
        return Err(FormErrors::one("after", Refusal::new("plans-circle")).into());
    }
    let giving = catalogue::providers_of(tx, template.hub_id, line.service_id)?;
    if !new.providers.iter().all(|id| giving.iter().any(|p| p.organization_id == *id)) {
        return Err(FormErrors::one("providers", Refusal::new("plans-provider-does-not-give")).into());
    }
    let mut own: Vec<Link> = links.into_iter().filter(|link| link.after == line.id).collect();
    own.sort_by_key(|link| link.before);
    own.dedup();
    kept::replace_line(tx, template.hub_id, line.id, new, &own)?;
    touch(tx, c, template)
}

/// Whether a line would wait for itself.
fn runs_in_a_circle(lines: &[Line], links: &[Link]) -> bool {
    let days: Vec<(Uuid, u32)> = lines.iter().map(|line| (line.id, 1)).collect();
    // Any day does: only whether there is an order is asked.
    schedule(&days, links, jiff::civil::date(2026, 1, 5), workdays::Calendar::official()).is_err()
}

/// Where a line goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// Out of the template.
    Out,
}

/// Moves a line or takes it out; what waited for it then waits for what it waited for.
///
/// # Errors
/// `Conflict` when somebody else changed the template meanwhile.
pub fn move_line(tx: &mut Tx, c: &mut Command, template: &Template, line: &Line, to: Move) -> Result<(), Error> {
    in_use(template)?;
    let hub = template.hub_id;
    let lines = kept::lines(tx, hub, template.id)?;
    let at = lines.iter().position(|other| other.id == line.id).ok_or(Error::NotFound)?;
    let other = match to {
        Move::Up => at.checked_sub(1).and_then(|at| lines.get(at)),
        Move::Down => lines.get(at + 1),
        Move::Out => {
            let links = kept::links(tx, hub, template.id)?;
            let bridged = bridge(&links, line.id);
            kept::delete_line(tx, hub, line.id)?;
            for link in bridged.into_iter().filter(|link| !links.contains(link)) {
                kept::insert_link(tx, hub, link)?;
            }
            None
        }
    };
    if let Some(other) = other {
        kept::place(tx, hub, line.id, other.position)?;
        kept::place(tx, hub, other.id, line.position)?;
    }
    touch(tx, c, template)
}

/// From each that comes before `gone` to each that comes after it.
fn bridge(links: &[Link], gone: Uuid) -> Vec<Link> {
    let before = || links.iter().filter(|link| link.after == gone).map(|link| link.before);
    let after = links.iter().filter(|link| link.before == gone).map(|link| link.after);
    let mut bridged: Vec<Link> = Vec::new();
    for after in after {
        for before in before() {
            let link = Link { before, after };
            if !bridged.contains(&link) {
                bridged.push(link);
            }
        }
    }
    bridged
}

/// Who is asked for a line of the template.
pub type Choice = (Uuid, Vec<Uuid>);

/// Puts the services of a template into the plan in one step, with these providers for each line; a line without any is
/// left out, and what waited for it waits for what it waited for.
///
/// # Errors
/// `Invalid` when nobody was chosen, or as [`super::commands::add_item`].
pub fn compose(
    tx: &mut Tx,
    c: &mut Command,
    plan: &Plan,
    template: &Template,
    choices: &[Choice],
) -> Result<(), Error> {
    may_compose(plan)?;
    in_use(template)?;
    let lines = kept::lines(tx, template.hub_id, template.id)?;
    let mut links = kept::links(tx, template.hub_id, template.id)?;
    let mut put_in: Vec<(Uuid, Uuid)> = Vec::new();
    for line in &lines {
        let providers = choices.iter().find(|(id, _)| *id == line.id).map(|(_, providers)| providers.clone());
        let Some(providers) = providers.filter(|providers| !providers.is_empty()) else {
            links.extend(bridge(&links, line.id));
            continue;
        };
        let items = store::items(tx, plan.hub_id, plan.id)?;
        let service = line.service_code.clone();
        let new = NewItem { service, providers, note: line.note.clone(), after: Vec::new(), slot: None };
        put_in.push((line.id, put(tx, c, plan, &items, &new)?));
    }
    if put_in.is_empty() {
        return Err(FormErrors::one("template", Refusal::new("plans-template-nobody")).into());
    }
    let slot = |line: Uuid| put_in.iter().find(|(id, _)| *id == line).map(|(_, slot)| *slot);
    let mut drawn: Vec<(Uuid, Uuid)> = Vec::new();
    for link in &links {
        let Some((before, after)) = slot(link.before).zip(slot(link.after)) else { continue };
        if !drawn.contains(&(before, after)) {
            drawn.push((before, after));
            store::insert_link(tx, plan.hub_id, Link { before, after })?;
        }
    }
    store::update(tx, plan, plan.state)?;
    record(tx, c, plan, "plan.composed", json!({ "template": template.id, "services": put_in.len() }))
}

/// Keeps a plan's services, their order and who was asked as a template. Gives its id.
///
/// # Errors
/// As [`create`]; `Refused` for a plan without services.
pub fn keep(tx: &mut Tx, c: &mut Command, plan: &Plan, head: &Head) -> Result<Uuid, Error> {
    let items = store::items(tx, plan.hub_id, plan.id)?;
    let slots = slots(&items);
    if slots.is_empty() {
        return Err(Refusal::new("plans-empty").into());
    }
    if slots.len() > MOST_LINES {
        return Err(Refusal::new("plans-template-full").with("most", MOST_LINES).into());
    }
    let id = create(tx, c, plan.hub_id, head)?;
    let template = kept::by_id(tx, plan.hub_id, id)?;
    let mut lines: Vec<(Uuid, Uuid)> = Vec::new();
    for (position, slot) in (1..).zip(&slots) {
        let Some(first) = slot.items.first() else { continue };
        let line = c.new_id();
        kept::insert_line(tx, &template, (line, position, first.service_id), &first.note)?;
        for item in slot.items.iter().filter(|item| !item.state.is_gone()) {
            kept::insert_provider(tx, plan.hub_id, line, item.provider_id)?;
        }
        lines.push((slot.id, line));
    }
    let line = |slot: Uuid| lines.iter().find(|(id, _)| *id == slot).map(|(_, line)| *line);
    for link in store::links(tx, plan.hub_id, plan.id)? {
        if let Some((before, after)) = line(link.before).zip(line(link.after)) {
            kept::insert_link(tx, plan.hub_id, Link { before, after })?;
        }
    }
    Ok(id)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_is_taken_out_of_a_chain_leaves_the_chain() {
        let id = |n: u8| Uuid::from_bytes([n; 16]);
        let links = [Link { before: id(1), after: id(2) }, Link { before: id(2), after: id(3) }];
        assert_eq!(bridge(&links, id(2)), [Link { before: id(1), after: id(3) }]);
        assert_eq!(bridge(&links, id(1)), []);
    }
}
