//! Following the stream: the job `notices.follow` takes new events out of the queue and turns those of the catalogue
//! into notices. What it reads it removes in the same transaction; run twice, it tells nobody twice.

use db::{Scope, Tx};
use uuid::Uuid;

use super::kinds::{Audience, KINDS, Kind};
use super::letters;
use super::store::{self, NewNotice};
use super::store_facts::{self, Facts, Queued};
use super::store_readers::{self, Reader};
use crate::access::Who;
use crate::app::App;
use crate::command::Command;
use crate::jobs::{self, Job};
use crate::web::Error;
use crate::web::guard::hash;

/// Events followed in one transaction.
const BATCH: i64 = 256;

/// What becomes of the letters.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// They are sent, as each reader wants.
    Sent,
    /// None is written, and what happened before this moment counts as read.
    Silent(i64),
}

/// The job `notices.follow`.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn follow(app: &App) -> Result<(), Error> {
    run(app, Way::Sent).await
}

/// Follows what a load has written without a letter: of what happened before `since` nobody is told, and what happened
/// before `read` is told as read.
///
/// # Errors
/// Of the database.
pub async fn catch_up(app: &App, since: i64, read: i64) -> Result<(), Error> {
    app.db.write(Scope::system(), move |tx| store::skip(tx, since)).await?;
    run(app, Way::Silent(read)).await
}

/// Forgets what happened before a moment: nobody is told of it. What a load leaves to be told is followed by
/// [`catch_up`], so the jobs that wait to follow it are taken back.
///
/// # Errors
/// Of the database.
pub fn forget(tx: &mut Tx, before: i64) -> Result<(), Error> {
    store::skip(tx, before)?;
    Ok(jobs::cancel_all(tx, "notices.follow")?)
}

async fn run(app: &App, way: Way) -> Result<(), Error> {
    loop {
        let mut c = Command::new(Who::system(app.clock.now()), app.random());
        let followed = app.db.write(Scope::system(), move |tx| batch(tx, &mut c, way)).await?;
        if followed < BATCH {
            return Ok(());
        }
    }
}

fn batch(tx: &mut Tx, c: &mut Command, way: Way) -> Result<i64, Error> {
    let queued = store::queued(tx, BATCH)?;
    if let (Way::Silent(_), Some(first)) = (way, queued.first()) {
        // A load that is broken off and gone on with must end with the same data.
        *c = Command::new(Who::system(c.now), hash(&format!("told {}", first.id)));
    }
    for event in &queued {
        tell(tx, c, event, way)?;
        store::remove(tx, event.id)?;
    }
    Ok(queued.len() as i64)
}

/// Tells everybody whom the catalogue names for this event.
fn tell(tx: &mut Tx, c: &mut Command, event: &Queued, way: Way) -> Result<(), Error> {
    let mut kinds = KINDS.iter().filter(|kind| kind.action == event.action).peekable();
    if kinds.peek().is_none() {
        return Ok(());
    }
    // What it was about may be gone: then there is nothing to show.
    let Some(facts) = store_facts::of(tx, event)? else { return Ok(()) };
    for kind in kinds.filter(|kind| kind.when.holds(&facts)) {
        for reader in readers(tx, kind.to, &facts)? {
            // A job that goes on for somebody acts in their name, and nobody saw it end.
            if Some(reader.person) != event.person || kind.to == Audience::Starters {
                note(tx, c, (event, &facts, kind), &reader, way)?;
            }
        }
    }
    Ok(())
}

fn readers(tx: &mut Tx, to: Audience, facts: &Facts) -> Result<Vec<Reader>, Error> {
    let mut found = match (to, facts.firm, facts.provider) {
        (Audience::Sayer, Some(firm), _) => {
            let people = store_readers::people_of(tx, firm, "firm-%")?;
            let said = people.iter().any(|reader| Some(reader.person) == facts.sayer);
            let keep = |reader: &Reader| if said { Some(reader.person) == facts.sayer } else { reader.is_owner() };
            people.into_iter().filter(keep).collect()
        }
        (Audience::Firm, Some(firm), _) => store_readers::people_of(tx, firm, "firm-%")?,
        (Audience::Provider, _, Some(provider)) => store_readers::people_of(tx, provider, "provider-%")?,
        (Audience::Owners, Some(firm), _) => store_readers::people_of(tx, firm, "%-owner")?,
        (Audience::Hub, ..) => store_readers::staff_of(tx, facts.hub)?,
        (Audience::Officials, ..) => store_readers::officials_of(tx, facts.hub)?,
        (Audience::Mentioned, ..) => among(tx, facts, &facts.mentioned)?,
        (Audience::Told, ..) => among(tx, facts, &facts.told)?,
        (Audience::Manager, ..) => {
            let staff = store_readers::staff_of(tx, facts.hub)?;
            staff.into_iter().filter(Reader::is_manager).collect()
        }
        (Audience::Named, ..) => {
            let staff = store_readers::staff_of(tx, facts.hub)?;
            staff.into_iter().filter(|reader| Some(reader.person) == facts.named).collect()
        }
        (Audience::Asker, ..) => store_readers::asker(tx, facts)?,
        (Audience::Holder, ..) => store_readers::holder(tx, facts)?,
        (Audience::Keepers, ..) => store_readers::keepers(tx, facts)?,
        (Audience::Starters, ..) => store_readers::starters(tx, facts)?,
        (Audience::Expert, ..) => store_readers::expert_of(tx, facts)?,
        (Audience::Concerned, ..) => concerned(tx, facts, false)?,
        (Audience::Waited, ..) => concerned(tx, facts, true)?,
        _ => Vec::new(),
    };
    // Somebody with two memberships is told through the first.
    let mut seen: Vec<Uuid> = Vec::new();
    found.retain(|reader| {
        let new = !seen.contains(&reader.person);
        seen.push(reader.person);
        new
    });
    Ok(found)
}

/// Those of these people who act for a party of what it is about.
fn among(tx: &mut Tx, facts: &Facts, people: &[Uuid]) -> Result<Vec<Reader>, Error> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = store_readers::staff_of(tx, facts.hub)?;
    for (organization, roles) in [(facts.firm, "firm-%"), (facts.provider, "provider-%")] {
        if let Some(organization) = organization {
            all.extend(store_readers::people_of(tx, organization, roles)?);
        }
    }
    all.retain(|reader| people.contains(&reader.person));
    Ok(all)
}

/// The people of those whose agreement a change needs, or only of those who have not given it.
fn concerned(tx: &mut Tx, facts: &Facts, waited: bool) -> Result<Vec<Reader>, Error> {
    let mut found = Vec::new();
    for (side, organization, waits) in &facts.concerned {
        if *waits || !waited {
            found.extend(store_readers::people_of(tx, *organization, &format!("{side}-%"))?);
        }
    }
    Ok(found)
}

fn note(
    tx: &mut Tx,
    c: &mut Command,
    (event, facts, kind): (&Queued, &Facts, &Kind),
    reader: &Reader,
    way: Way,
) -> Result<(), Error> {
    let listed = reader.choice.app.contains(&kind.group);
    let wanted = reader.has_address && reader.choice.mail.contains(&kind.group);
    let (mailed, read) = match way {
        Way::Sent => (wanted, false),
        Way::Silent(before) => (false, event.at < before),
    };
    if !listed && !mailed {
        return Ok(());
    }
    let new = NewNotice {
        id: c.new_id(),
        person: reader.person,
        membership: reader.membership,
        event: event.id,
        hub: facts.hub,
        kind: kind.code,
        about: &facts.about,
        reference: if facts.reference.is_empty() { &facts.need } else { &facts.reference },
        link: kind.link.path(facts),
        due_on: kind.due(facts),
        figures: facts.figures.stored(),
        at: event.at,
        now: c.now,
        read,
        listed,
        mailed,
    };
    if store::insert(tx, &new)? && mailed {
        c.enqueue(tx, Job::once(letters::JOB, reader.person.to_string(), &reader.person)?)?;
    }
    Ok(())
}
