//! Name, addresses and password: read from forms, and changed on one's own account.

use askama::Template;
use axum::extract::RawQuery;

use super::{count, next_in, next_of, with_next, without_secrets};
use crate::access::Role;
use crate::people::contact::{read_email, read_phone};
use crate::people::store::Account;
use crate::people::throttle::{self, CODE, CONTACT, Key, REGISTER};
use crate::people::{NewPerson, account, password as passwords};
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

/// Reads name and addresses; what is wrong is added to `errors`. Who has an e-mail address keeps one: by it a password is
/// set anew.
fn read_contact(form: &Form, errors: &mut FormErrors) -> NewPerson {
    let name = read_name(form, errors);
    let (email, phone) = (form.value("email"), form.value("phone"));
    let read = (read_email(email), read_phone(phone));
    if !email.is_empty() && read.0.is_none() {
        errors.add("email", Refusal::new("people-email-wrong"));
    }
    if !phone.is_empty() && read.1.is_none() {
        errors.add("phone", Refusal::new("people-phone-wrong"));
    }
    NewPerson { name, email: read.0, phone: read.1, password: None }
}

fn read_name(form: &Form, errors: &mut FormErrors) -> String {
    let name: String = form.value("name").chars().take(60).collect();
    if name.is_empty() {
        errors.add("name", Refusal::new("people-name-needed"));
    }
    name
}

/// Reads name and password of somebody new whose address is known.
///
/// # Errors
/// Everything that is wrong with the form.
pub(super) async fn read_named(ctx: &Ctx, form: &Form, email: &str) -> Result<NewPerson, Error> {
    let mut errors = FormErrors::none();
    let name = read_name(form, &mut errors);
    if let Err(refusal) = passwords::check(form.value("password"), &[&name, email]) {
        errors.add("password", refusal);
    }
    errors.finish()?;
    let password = Some(passwords::hash(&ctx.app, form.value("password")).await?);
    Ok(NewPerson { name, email: Some(email.to_owned()), phone: None, password })
}

/// Reads a new password and gives its hash.
///
/// # Errors
/// `Invalid` when it may not be set.
pub(super) async fn read_new_password(ctx: &Ctx, form: &Form, own: &[&str]) -> Result<String, Error> {
    let password = form.value("password");
    passwords::check(password, own).map_err(|refusal| FormErrors::one("password", refusal))?;
    passwords::hash(&ctx.app, password).await
}

/// Asks for the present password, where there is one: a browser left open is not enough.
///
/// # Errors
/// `Invalid` when it is wrong; `TooMany` after many tries.
pub async fn check_present(ctx: &Ctx, account: &Account, form: &Form) -> Result<(), Error> {
    if account.password.is_none() {
        return Ok(());
    }
    let key = Key::new("present", &account.id.to_string(), CODE);
    count(ctx, [key.clone()]).await?;
    if !passwords::verify(account.password.clone(), form.value("present")).await? {
        return Err(FormErrors::one("present", Refusal::new("people-present-wrong")).into());
    }
    ctx.write(move |tx, _| throttle::clear(tx, &key)).await
}

/// The account of who is signed in.
pub(super) async fn own(ctx: &Ctx) -> Result<Account, Error> {
    let id = ctx.actor().person().ok_or(Error::SignIn)?.id;
    ctx.read(move |tx, _| account::of(tx, id)).await
}

#[derive(Template)]
#[template(path = "people/pages/contact.html")]
struct ContactPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    /// Whether there is a present password to ask for.
    present: bool,
}

fn show_contact(ctx: &Ctx, account: &Account, form: &Form) -> Reply {
    let page = ctx.page("people-contact-title").of(form);
    ctx.form_html(form, &ContactPage { page, form, present: account.password.is_some() })
}

/// `GET /account/contact`
pub async fn contact_form(ctx: Ctx) -> Reply {
    let account = own(&ctx).await?;
    let form = Form::filled([
        ("name", account.name.clone()),
        ("email", account.email.clone().unwrap_or_default()),
        ("phone", account.phone.clone().unwrap_or_default()),
    ]);
    show_contact(&ctx, &account, &form)
}

/// `POST /account/contact`
pub async fn contact(ctx: Ctx, form: Form) -> Reply {
    let account = own(&ctx).await?;
    match try_contact(&ctx, &account, &form).await {
        Err(Error::Invalid(errors)) => show_contact(&ctx, &account, &ctx.refuse(without_secrets(&form), errors)),
        other => other,
    }
}

async fn try_contact(ctx: &Ctx, account: &Account, form: &Form) -> Reply {
    let mut errors = FormErrors::none();
    let mut new = read_contact(form, &mut errors);
    if form.values("email").is_empty() {
        new.email.clone_from(&account.email);
    } else if form.value("email").is_empty() && (account.email.is_some() || new.phone.is_none()) {
        errors.add("email", Refusal::new("people-email-needed"));
    }
    errors.finish()?;
    if new.email != account.email || new.phone != account.phone {
        check_present(ctx, account, form).await?;
        let person = Key::new("contact", &account.id.to_string(), CONTACT);
        count(ctx, [person, Key::address("register", &ctx.address, REGISTER)]).await?;
    }
    let account = account.clone();
    let said = if new.email == account.email { "people-contact-changed" } else { "people-address-sent" };
    ctx.command(form, move |tx, c| {
        account::change_contact(tx, c, &account, &new)?;
        Ok(Done::at("/account").say(said))
    })
    .await
}

#[derive(Template)]
#[template(path = "people/pages/password.html")]
struct PasswordPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    present: bool,
    /// For password managers: whose password it is.
    login: &'a str,
}

fn show_password(ctx: &Ctx, account: &Account, form: &Form) -> Reply {
    let title = if account.password.is_some() { "people-password-title" } else { "people-first-password-title" };
    let login = account.email.as_deref().or(account.phone.as_deref()).unwrap_or_default();
    let page = ctx.page(title).of(form);
    ctx.form_html(form, &PasswordPage { page, form, present: account.password.is_some(), login })
}

/// `GET /account/password`
pub async fn password_form(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let account = own(&ctx).await?;
    show_password(&ctx, &account, &Form::filled([("next", next_of(query.as_deref()))]))
}

/// `POST /account/password`
pub async fn password(ctx: Ctx, form: Form) -> Reply {
    let account = own(&ctx).await?;
    match try_password(&ctx, &account, &form).await {
        Err(Error::Invalid(errors)) => show_password(&ctx, &account, &ctx.refuse(without_secrets(&form), errors)),
        other => other,
    }
}

async fn try_password(ctx: &Ctx, account: &Account, form: &Form) -> Reply {
    check_present(ctx, account, form).await?;
    let phc = read_new_password(ctx, form, &account.own_words()).await?;
    let person = ctx.actor().person().ok_or(Error::SignIn)?;
    let (id, session) = (person.id, person.session);
    let (subject, text) = (ctx.t("people-changed-subject"), ctx.t("people-password-changed-letter"));
    let next = after_password(ctx.actor().role(), account, form);
    ctx.command(form, move |tx, c| {
        account::change_password(tx, c, id, session, &phc, (&subject, &text))?;
        Ok(Done::at(next).say("people-password-changed"))
    })
    .await
}

/// The first password leads on: to the second factor where the role demands one, and to the people to be admitted.
fn after_password(role: Option<Role>, account: &Account, form: &Form) -> String {
    if account.password.is_some() {
        return "/account".to_owned();
    }
    let answers = role.is_some_and(|role| !role.grants().is_empty());
    let next = if answers { "/organization" } else { next_in(form) };
    let sets_up = role.is_some_and(Role::needs_second_factor) && account.totp_since.is_none();
    if sets_up { with_next("/sign-in/code", next) } else { next.to_owned() }
}
