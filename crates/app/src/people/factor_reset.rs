//! A second factor that was lost with the phone and the recovery codes: who answers for the person resets it, with a
//! reason. Every session ends, and until a new one is set up, by a link sent to the person's own mailbox, no password
//! lets in.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::factor::{self, Taken};
use super::links::{self, Kind, MAILBOX_MS, NewLink};
use super::sessions::{self, Browser, Started};
use super::store::{self, Account};
use super::{commands, memberships, store_links, store_sessions};
use crate::access::{Person, Role, may_reset_factor};
use crate::app::App;
use crate::command::Command;
use crate::mail::{self, Letter};
use crate::web::languages::FIRST;
use crate::web::{Error, FormErrors, Refusal};

/// Longest reason, in letters.
const LONGEST_REASON: usize = 200;

/// Whose second factor is to be reset.
#[derive(Clone, Debug)]
pub struct Whose {
    /// The person.
    pub person: Uuid,
    /// Name.
    pub name: String,
    /// Their role at the place of who resets.
    pub role: Role,
}

/// The person of a membership, when this actor may reset their second factor.
///
/// # Errors
/// `NotFound` where the actor may not; `Refused` when there is none, or no mailbox to which a link could be sent.
pub fn whose(tx: &mut Tx, actor: &Person, membership: Uuid) -> Result<Whose, Error> {
    let (person, member) = store::membership_of(tx, membership)?.ok_or(Error::NotFound)?;
    let theirs = store::memberships(tx, person)?;
    if !memberships::is_here(actor.membership.as_ref(), &member) || !may_reset_factor(actor, person, &theirs) {
        return Err(Error::NotFound);
    }
    let account = store::by_id(tx, person)?;
    if account.totp_since.is_none() {
        return Err(Refusal::new("people-factor-none").into());
    }
    if account.email.is_none() {
        return Err(Refusal::new("people-factor-no-address").into());
    }
    Ok(Whose { person, name: account.name, role: member.role })
}

/// Resets it: sessions and links of the person end, and a link to set up a new one is mailed to them.
///
/// # Errors
/// As [`whose`]; `Invalid` without a reason.
pub fn reset(
    tx: &mut Tx,
    c: &mut Command,
    app: &App,
    actor: &Person,
    membership: Uuid,
    reason: &str,
) -> Result<(), Error> {
    let whose = whose(tx, actor, membership)?;
    let reason: String = reason.chars().take(LONGEST_REASON).collect();
    if reason.is_empty() {
        return Err(FormErrors::one("reason", Refusal::new("people-factor-reason-needed")).into());
    }
    let hub = actor.membership.as_ref().and_then(|own| own.hub);
    take_away(tx, c, whose.person)?;
    letter(tx, c, app, whose.person)?;
    let what = json!({ "reason": reason, "role": whose.role.code(), "hub": hub });
    commands::event(tx, c, "factor.reset", whose.person, what)
}

/// Resets the second factor of whoever has this login, for who runs the installation to hand the link over: the way back
/// for the last administrator. `None` when there is no such account.
///
/// # Errors
/// Of the database.
pub fn link_for(tx: &mut Tx, c: &mut Command, login: &str) -> Result<Option<String>, Error> {
    let Some(account) = store::by_login(tx, &super::contact::read_login(login))? else { return Ok(None) };
    take_away(tx, c, account.id)?;
    commands::event(tx, c, "factor.reset", account.id, json!({ "reason": "", "role": "", "hub": null }))?;
    make(tx, c, account.id).map(Some)
}

fn take_away(tx: &mut Tx, c: &mut Command, person: Uuid) -> Result<(), Error> {
    store_links::remove_factor(tx, person)?;
    store_links::mark_reset(tx, person, c.now)?;
    let account = store::by_id(tx, person)?;
    factor::prepare(tx, c, &account)?;
    store_sessions::end_others(tx, person, Uuid::nil())?;
    store_links::revoke_own(tx, person, c.now)
}

fn make(tx: &mut Tx, c: &mut Command, person: Uuid) -> Result<String, Error> {
    links::make(tx, c, &NewLink { person: Some(person), ..NewLink::new(Kind::Factor, MAILBOX_MS) })
}

/// Mails the person a link to set up a new second factor.
pub(super) fn letter(tx: &mut Tx, c: &mut Command, app: &App, person: Uuid) -> Result<(), Error> {
    let Some(to) = store::by_id(tx, person)?.email else { return Ok(()) };
    let (token, base) = (make(tx, c, person)?, &app.config.server.base_url);
    let words = app.messages.language(store::language_of(tx, person)?.unwrap_or(FIRST));
    let text = format!("{}\n\n{base}/links/{token}\n", words.t("people-factor-letter"));
    mail::post(tx, c, &Letter { to, subject: words.t("people-factor-subject").into_owned(), text })
}

/// Sends the letter again, to who has given the right password and still waits for it.
///
/// # Errors
/// `Refused` when nothing was reset.
pub(super) fn again(tx: &mut Tx, c: &mut Command, app: &App, person: Uuid) -> Result<(), Error> {
    if store::by_id(tx, person)?.factor_reset_at.is_none() {
        return Err(Refusal::new("people-factor-not-reset").into());
    }
    letter(tx, c, app, person)?;
    commands::event(tx, c, "factor.asked", person, json!({}))
}

/// Sets up the new second factor by its link; begins a session that has it, and gives the recovery codes.
pub(super) fn set_up_anew(
    tx: &mut Tx,
    c: &mut Command,
    token: &str,
    typed: &str,
    browser: &Browser,
) -> Result<(Vec<String>, Started), Error> {
    let link = links::use_up(tx, token, Kind::Factor, c.now)?;
    let account: Account = store::by_id(tx, link.person.ok_or(Error::NotFound)?)?;
    let Taken::SetUp(codes) = factor::prove(tx, c, &account, &codes::text::tidy(typed))? else {
        return Err(Error::Conflict);
    };
    store_links::revoke_own(tx, account.id, c.now)?;
    Ok((codes, sessions::start_session(tx, c, account.id, None, true, browser)?))
}
