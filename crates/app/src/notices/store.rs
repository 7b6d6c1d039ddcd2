//! Every statement about notices, preferences and the queue.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::figures::Figures;
use super::kinds::{Group, Kind};
use super::preferences::{Choice, codes, groups};
use super::store_facts::Queued;
use crate::web::Error;
use crate::web::messages::{Argument, Language};

/// The shell counts no further.
pub const COUNTED: i64 = 100;

/// What somebody is told.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Id.
    pub id: Uuid,
    /// Code of its kind.
    pub kind: String,
    /// A firm's, a service's or an organization's name.
    pub about: String,
    /// Reference number.
    pub reference: String,
    /// Where it leads.
    pub link: String,
    /// Through which membership.
    pub membership: Option<Uuid>,
    /// Something is to be done by then.
    pub due_on: Option<String>,
    /// What it counts.
    pub figures: Figures,
    /// When it happened.
    pub at: i64,
    /// When it was noted.
    pub noted_at: i64,
    /// When it was read.
    pub read_at: Option<i64>,
}

impl Notice {
    /// What changed.
    pub fn title(&self, words: &Language) -> String {
        self.words(words, "notices-title-")
    }

    /// What to do.
    pub fn todo(&self, words: &Language) -> String {
        self.words(words, "notices-do-")
    }

    fn words(&self, words: &Language, prefix: &str) -> String {
        let figures = self.figures.arguments();
        let mut values: Vec<(&'static str, &dyn Argument)> =
            vec![("about", &self.about), ("reference", &self.reference)];
        values.extend(figures.iter().map(|(name, count)| (*name, count as &dyn Argument)));
        words.with(&format!("{prefix}{}", self.kind), &values)
    }

    /// Whether something waits for the reader.
    pub fn needs_act(&self) -> bool {
        Kind::parse(&self.kind).is_some_and(|kind| kind.group == Group::Act)
    }
}

fn notice(row: &Row) -> Notice {
    Notice {
        id: row.get("id"),
        kind: row.get("kind"),
        about: row.get("about"),
        reference: row.get("reference"),
        link: row.get("link"),
        membership: row.get("membership_id"),
        due_on: row.get("due_on"),
        figures: Figures::parse(&row.get::<String>("figures")),
        at: row.get("at"),
        noted_at: row.get("noted_at"),
        read_at: row.get("read_at"),
    }
}

/// What a notice of this kind says, about this (a name and a reference number) and with these figures as stored; `None` for a
/// kind that is none any more.
pub fn title(words: &Language, kind: &str, (about, reference): (&str, &str), figures: &str) -> Option<String> {
    Kind::parse(kind)?;
    let notice = Notice {
        id: Uuid::nil(),
        kind: kind.to_owned(),
        about: about.to_owned(),
        reference: reference.to_owned(),
        link: String::new(),
        membership: None,
        due_on: None,
        figures: Figures::parse(figures),
        at: 0,
        noted_at: 0,
        read_at: None,
    };
    Some(notice.title(words))
}

/// A notice to be written.
pub(super) struct NewNotice<'a> {
    pub(super) id: Uuid,
    pub(super) person: Uuid,
    pub(super) membership: Option<Uuid>,
    pub(super) event: Uuid,
    pub(super) hub: Uuid,
    pub(super) kind: &'a str,
    pub(super) about: &'a str,
    pub(super) reference: &'a str,
    pub(super) link: String,
    pub(super) due_on: Option<&'a str>,
    pub(super) figures: String,
    pub(super) at: i64,
    pub(super) now: i64,
    pub(super) read: bool,
    pub(super) listed: bool,
    pub(super) mailed: bool,
}

/// Whether it is new: a person is told of an event once.
pub(super) fn insert(tx: &mut Tx, new: &NewNotice) -> Result<bool, Error> {
    let written = tx.execute(
        sql!(
            "INSERT INTO notices (id, person_id, membership_id, event_id, hub_id, kind, about, reference, link, due_on,
             at, noted_at, read_at, listed, letter, figures)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ON CONFLICT (person_id, event_id) DO NOTHING"
        ),
        &params![
            new.id,
            new.person,
            new.membership,
            new.event,
            new.hub,
            new.kind,
            new.about,
            new.reference,
            new.link.as_str(),
            new.due_on.map(str::to_owned),
            new.at,
            new.now,
            new.read.then_some(new.now),
            i64::from(new.listed),
            if new.mailed { "waiting" } else { "" },
            new.figures.as_str()
        ],
    )?;
    Ok(written == 1)
}

/// The oldest events that were not followed yet.
pub(super) fn queued(tx: &mut Tx, limit: i64) -> Result<Vec<Queued>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT e.id, e.hub_id, e.at, e.person_id, e.action, e.object, e.object_id, e.body FROM event_queue q
             JOIN events e ON e.hub_id = q.hub_id AND e.id = q.event_id ORDER BY q.event_id LIMIT $1"
        ),
        &params![limit],
    )?;
    let event = |row: &Row| Queued {
        id: row.get("id"),
        hub: row.get("hub_id"),
        at: row.get("at"),
        person: row.get("person_id"),
        action: row.get("action"),
        object: row.get("object"),
        object_id: row.get("object_id"),
        body: row.get("body"),
    };
    Ok(rows.iter().map(event).collect())
}

pub(super) fn remove(tx: &mut Tx, event: Uuid) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM event_queue WHERE event_id = $1"), &params![event])?;
    Ok(())
}

/// Forgets what happened before a moment: ids begin with their time.
pub(super) fn skip(tx: &mut Tx, before: i64) -> Result<(), Error> {
    let first = uuid::Builder::from_unix_timestamp_millis(before.unsigned_abs(), &[0; 10]).into_uuid();
    tx.execute(sql!("DELETE FROM event_queue WHERE event_id < $1"), &params![first])?;
    Ok(())
}

/// How many wait to be read, counted up to [`COUNTED`]. On the path of every request with a session.
///
/// # Errors
/// Of the database.
pub fn unread(tx: &mut Tx, person: Uuid) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM notices WHERE person_id = $1 AND read_at IS NULL
             AND listed = 1 LIMIT $2) AS first"
        ),
        &params![person, COUNTED],
    )?;
    Ok(row.get("n"))
}

/// A page of a person's notices, unread first, and how many there are.
pub(super) fn list(
    tx: &mut Tx,
    person: Uuid,
    unread: bool,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Notice>, i64), Error> {
    let most = if unread { 0 } else { i64::MAX };
    let rows = tx.query(
        sql!(
            "SELECT id, kind, about, reference, link, membership_id, due_on, figures, at, noted_at,
             read_at FROM notices
             WHERE person_id = $1 AND listed = 1 AND COALESCE(read_at, 0) <= $2
             ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, at DESC, id DESC LIMIT $3 OFFSET $4"
        ),
        &params![person, most, limit, offset],
    )?;
    let total = tx.one(
        sql!("SELECT COUNT(*) AS n FROM notices WHERE person_id = $1 AND listed = 1 AND COALESCE(read_at, 0) <= $2"),
        &params![person, most],
    )?;
    Ok((rows.iter().map(notice).collect(), total.get("n")))
}

/// A notice of one's own.
pub(super) fn own(tx: &mut Tx, person: Uuid, id: Uuid) -> Result<Notice, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT id, kind, about, reference, link, membership_id, due_on, figures, at, noted_at,
             read_at FROM notices
             WHERE id = $1 AND person_id = $2"
        ),
        &params![id, person],
    )?;
    row.as_ref().map(notice).ok_or(Error::NotFound)
}

pub(super) fn mark_read(tx: &mut Tx, person: Uuid, id: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE notices SET read_at = $3 WHERE id = $1 AND person_id = $2 AND read_at IS NULL"),
        &params![id, person, now],
    )?;
    Ok(())
}

/// All that happened up to a moment: what came since the page was shown stays unread.
pub(super) fn mark_all_read(tx: &mut Tx, person: Uuid, seen: i64, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE notices SET read_at = $3 WHERE person_id = $1 AND noted_at <= $2 AND read_at IS NULL AND listed = 1"
        ),
        &params![person, seen, now],
    )?;
    Ok(())
}

/// What was read in the app needs no letter any more.
pub(super) fn drop_read(tx: &mut Tx, person: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE notices SET letter = '' WHERE person_id = $1 AND letter = 'waiting' AND read_at IS NOT NULL"),
        &params![person],
    )?;
    Ok(())
}

/// Notices whose letter was not sent yet, the oldest first.
pub(super) fn waiting(tx: &mut Tx, person: Uuid) -> Result<Vec<Notice>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, kind, about, reference, link, membership_id, due_on, figures, at, noted_at,
             read_at FROM notices
             WHERE person_id = $1 AND letter = 'waiting' ORDER BY noted_at, id"
        ),
        &params![person],
    )?;
    Ok(rows.iter().map(notice).collect())
}

pub(super) fn sent_since(tx: &mut Tx, person: Uuid, since: i64) -> Result<usize, Error> {
    let row = tx.one(
        sql!("SELECT COUNT(*) AS n FROM notices WHERE person_id = $1 AND letter = 'sent' AND letter_at > $2"),
        &params![person, since],
    )?;
    Ok(row.get::<i64>("n").unsigned_abs() as usize)
}

pub(super) fn mark_sent(tx: &mut Tx, notices: &[Notice], now: i64) -> Result<(), Error> {
    for notice in notices {
        tx.execute(sql!("UPDATE notices SET letter = 'sent', letter_at = $2 WHERE id = $1"), &params![notice.id, now])?;
    }
    Ok(())
}

/// A person's e-mail address.
pub(super) fn address(tx: &mut Tx, person: Uuid) -> Result<Option<String>, Error> {
    let row = tx.maybe(sql!("SELECT email FROM people WHERE id = $1"), &params![person])?;
    Ok(row.and_then(|row| row.get("email")))
}

/// The choice in a row that may have none.
pub(super) fn choice_of(row: &Row) -> Choice {
    let (Some(app), Some(mail)) = (row.get::<Option<String>>("app"), row.get::<Option<String>>("mail")) else {
        return Choice::default();
    };
    let (from, until): (Option<i64>, Option<i64>) = (row.get("quiet_from"), row.get("quiet_until"));
    Choice { app: groups(&app), mail: groups(&mail), quiet: from.zip(until) }
}

/// What a person wants.
pub(super) fn choice(tx: &mut Tx, person: Uuid) -> Result<Choice, Error> {
    let row = tx.maybe(
        sql!("SELECT app, mail, quiet_from, quiet_until FROM notice_preferences WHERE person_id = $1"),
        &params![person],
    )?;
    Ok(row.as_ref().map(choice_of).unwrap_or_default())
}

pub(super) fn put_choice(tx: &mut Tx, person: Uuid, choice: &Choice) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO notice_preferences (person_id, app, mail, quiet_from, quiet_until) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (person_id) DO UPDATE SET app = $2, mail = $3, quiet_from = $4, quiet_until = $5"
        ),
        &params![
            person,
            codes(&choice.app),
            codes(&choice.mail),
            choice.quiet.map(|(from, _)| from),
            choice.quiet.map(|(_, until)| until)
        ],
    )?;
    Ok(())
}
