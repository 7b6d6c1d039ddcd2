//! The second factor: a code of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, 30 seconds), and recovery
//! codes for who has lost the phone. A code works once; one step of drift either way is forgiven.

use codes::text::tidy;
use db::Tx;
use serde_json::json;
use totp_rs::{Builder, Totp};
use uuid::Uuid;

use super::store::{self, Account};
use super::{commands, store_links, store_sessions};
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal, guard};

/// Bytes of a secret: 160 bits, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
const STEP_SECONDS: u64 = 30;
const DIGITS: u8 = 6;
/// Recovery codes at a time.
pub const CODES: usize = 10;
/// Random bytes of a recovery code: 80 bits, so that its plain hash cannot be turned round.
const CODE_BYTES: usize = 10;
/// What authenticator apps list the code under.
const ISSUER: &str = "驿站";

/// What setting up shows.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// The secret in letters and digits, in groups of four.
    pub secret: String,
    /// The same for the camera, to be shown as a QR code.
    pub address: String,
}

fn totp(secret: &[u8]) -> Result<Totp, Error> {
    let builder = Builder::new().with_digits(DIGITS).with_step_duration(STEP_SECONDS).with_skew(1).with_secret(secret);
    builder.build().map_err(Error::internal)
}

/// The code of a secret at a moment: what the phone shows.
///
/// # Errors
/// When the secret is too short.
pub fn code_at(secret: &[u8], now: i64) -> Result<String, Error> {
    Ok(totp(secret)?.generate(now.unsigned_abs() / 1000).to_string())
}

/// Gives a person without a second factor a secret to set one up with, once.
pub(super) fn prepare(tx: &mut Tx, c: &mut Command, account: &Account) -> Result<(), Error> {
    if account.totp_secret.is_some() {
        return Ok(());
    }
    let secret = c.random();
    store_links::set_secret(tx, account.id, &secret[..SECRET_BYTES])
}

/// Gives a person a secret to set the second factor up with.
pub(super) fn begin(tx: &mut Tx, c: &mut Command, person: Uuid) -> Result<(), Error> {
    let account = store::by_id(tx, person)?;
    prepare(tx, c, &account)
}

/// What to show while the second factor is set up; `None` once it is proven, or before it was begun.
pub fn set_up(account: &Account) -> Option<SetUp> {
    let (Some(secret), None) = (&account.totp_secret, account.totp_since) else { return None };
    let letters = data_encoding::BASE32_NOPAD.encode(secret);
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let login = account.email.as_deref().or(account.phone.as_deref()).unwrap_or(&account.name);
    let (issuer, login) = (encode(ISSUER), encode(login));
    let address = format!("otpauth://totp/{issuer}:{login}?secret={letters}&issuer={issuer}");
    Some(SetUp { secret: grouped(&letters), address })
}

fn grouped(letters: &str) -> String {
    let groups: Vec<String> =
        letters.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join(" ")
}

/// How a code was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It proved a new second factor; these are its recovery codes, to be shown once.
    SetUp(Vec<String>),
    /// It was the phone's.
    Code,
    /// It was a recovery code; so many are left.
    Recovery(i64),
}

/// Takes a code that somebody typed and makes the session strong; gives the session's new cookie.
///
/// # Errors
/// `Invalid` when it is wrong or was used before.
pub fn take(tx: &mut Tx, c: &mut Command, person: Uuid, session: Uuid, typed: &str) -> Result<(Taken, String), Error> {
    let account = store::by_id(tx, person)?;
    let typed = tidy(typed);
    let taken = match account.totp_since {
        // A password alone sets up none in place of one that was reset.
        None if account.factor_reset_at.is_some() => return Err(Refusal::new("people-factor-mailed-short").into()),
        None => prove(tx, c, &account, &typed)?,
        Some(_) if typed.len() == usize::from(DIGITS) => again(tx, c, &account, &typed)?,
        Some(_) => recover(tx, c, &account, &typed)?,
    };
    let token = data_encoding::BASE64URL_NOPAD.encode(&c.random());
    store_sessions::strengthen(tx, session, &guard::hash(&token), c.now)?;
    Ok((taken, token))
}

fn wrong(key: &'static str) -> Error {
    FormErrors::one("code", Refusal::new(key)).into()
}

/// The time step of a right code.
fn step(account: &Account, typed: &str, now: i64) -> Result<i64, Error> {
    let secret = account.totp_secret.as_ref().ok_or_else(|| wrong("people-code-wrong"))?;
    let found = totp(secret)?.check(typed, now.unsigned_abs() / 1000);
    found.and_then(|step| i64::try_from(step).ok()).ok_or_else(|| wrong("people-code-wrong"))
}

/// Proves a new second factor by its first code.
pub(super) fn prove(tx: &mut Tx, c: &mut Command, account: &Account, typed: &str) -> Result<Taken, Error> {
    let step = step(account, typed, c.now)?;
    if !store_links::prove_secret(tx, account.id, c.now, step)? {
        return Err(Error::Conflict);
    }
    commands::event(tx, c, "factor.set", account.id, json!({}))?;
    Ok(Taken::SetUp(new_codes(tx, c, account.id)?))
}

fn again(tx: &mut Tx, c: &mut Command, account: &Account, typed: &str) -> Result<Taken, Error> {
    let step = step(account, typed, c.now)?;
    if !store_links::use_step(tx, account.id, step)? {
        return Err(wrong("people-code-used"));
    }
    commands::event(tx, c, "factor.given", account.id, json!({}))?;
    Ok(Taken::Code)
}

fn recover(tx: &mut Tx, c: &mut Command, account: &Account, typed: &str) -> Result<Taken, Error> {
    if !store_links::use_code(tx, account.id, &code_hash(account.id, typed), c.now)? {
        return Err(wrong("people-code-wrong"));
    }
    let left = store_links::codes_left(tx, account.id)?;
    commands::event(tx, c, "recovery.used", account.id, json!({ "left": left }))?;
    Ok(Taken::Recovery(left))
}

fn code_hash(person: Uuid, code: &str) -> [u8; 32] {
    guard::hash(&format!("recovery {person} {code}"))
}

/// New recovery codes; older ones work no more.
pub(super) fn new_codes(tx: &mut Tx, c: &mut Command, person: Uuid) -> Result<Vec<String>, Error> {
    let codes: Vec<String> =
        (0..CODES).map(|_| data_encoding::BASE32_NOPAD.encode(&c.random()[..CODE_BYTES])).collect();
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| code_hash(person, code)).collect();
    store_links::replace_codes(tx, person, &hashes, c.now)?;
    commands::event(tx, c, "recovery.made", person, json!({}))?;
    Ok(codes.iter().map(|code| grouped(code).replace(' ', "-")).collect())
}

/// Switches the second factor off.
///
/// # Errors
/// `Refused` while a role demands one.
pub(super) fn remove(tx: &mut Tx, c: &mut Command, person: Uuid) -> Result<(), Error> {
    if store::memberships(tx, person)?.iter().any(|own| own.role.needs_second_factor()) {
        return Err(Refusal::new("people-factor-needed").into());
    }
    store_links::remove_factor(tx, person)?;
    commands::event(tx, c, "factor.removed", person, json!({}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let secret = b"12345678901234567890";
        // Appendix B gives eight digits; the last six are the code.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(code_at(secret, seconds * 1000).unwrap(), code);
        }
    }
}
