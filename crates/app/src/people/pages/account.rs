//! One's own account: sessions, second factor, memberships.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::{HeaderValue, header};
use uuid::Uuid;

use super::code::show_recovery;
use super::contact::{check_present, own};
use super::without_secrets;
use crate::access::Role;
use crate::people::account::{self, Shown};
use crate::people::contact::local;
use crate::people::factor;
use crate::people::store_sessions::Session;
use crate::web::guard::secret_cookie;
use crate::web::languages;
use crate::web::lists::{Asked, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Refusal, Reply};

#[derive(Template)]
#[template(path = "people/pages/account.html")]
struct AccountPage<'a> {
    page: Page<'a>,
    shown: Shown,
    present: Uuid,
    /// Of the sessions.
    paging: Paging,
    keys: bool,
}

impl AccountPage<'_> {
    fn has_factor(&self) -> bool {
        self.shown.account.totp_since.is_some()
    }

    fn password_state(&self) -> String {
        let set = self.shown.account.password.is_some();
        self.page.t(if set { "people-password-set" } else { "people-password-none" }).into_owned()
    }

    fn keys(&self) -> bool {
        self.keys
    }

    /// Whether any of the person's roles has pages for staff.
    fn is_staff(&self) -> bool {
        self.shown.memberships.iter().any(|own| own.role.is_staff())
    }

    fn needs_factor(&self) -> bool {
        self.shown.memberships.iter().any(|own| own.role.needs_second_factor())
    }

    fn is_present(&self, session: &Session) -> bool {
        session.id == self.present
    }
}

/// `GET /account`
pub async fn account(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let person = ctx.actor().person().ok_or(Error::SignIn)?;
    let (id, present, keys) = (person.id, person.session, person.keys);
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let shown = ctx.read(move |tx, who| account::shown(tx, id, who.now, offset)).await?;
    let paging = paging.of(shown.total);
    ctx.html(&AccountPage { page: ctx.page("people-account-title"), shown, present, paging, keys })
}

/// `POST /account/sessions/end`: one, or with no id all but the present one.
pub async fn end_session(ctx: Ctx, form: Form) -> Reply {
    let person = ctx.actor().person().ok_or(Error::SignIn)?;
    let (id, present) = (person.id, person.session);
    let which = match form.value("id") {
        "" => None,
        one => Some(one.parse::<Uuid>().map_err(|_| Error::NotFound)?),
    };
    ctx.command(&form, move |tx, c| {
        account::end_sessions(tx, c, id, present, which)?;
        Ok(Done::at("/account").say("people-session-ended"))
    })
    .await
}

/// `POST /account/keys`: whether single keys act on pages for staff.
pub async fn keys(ctx: Ctx, form: Form) -> Reply {
    let id = ctx.actor().person().ok_or(Error::SignIn)?.id;
    let on = form.value("keys") == "on";
    ctx.command(&form, move |tx, c| {
        account::set_keys(tx, c, id, on)?;
        Ok(Done::at("/account").say(if on { "people-keys-now-on" } else { "people-keys-now-off" }))
    })
    .await
}

/// `POST /language`: of the person who is signed in, and of the browser; then back to where the switch stands.
pub async fn language(ctx: Ctx, form: Form) -> Reply {
    let language = languages::installed(form.value("to")).ok_or(Error::NotFound)?;
    if let Some(id) = ctx.actor().person().map(|person| person.id) {
        ctx.write(move |tx, c| account::set_language(tx, c, id, language)).await?;
    }
    let mut response = ctx.go(&Done::at(local(form.value("next")).unwrap_or("/")));
    let cookie = secret_cookie(&ctx.app, languages::COOKIE, language);
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Max-Age={LANGUAGE_SECONDS}")) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// A browser keeps the language for a year.
const LANGUAGE_SECONDS: i64 = 365 * 86_400;

/// `POST /account/memberships/end`
pub async fn leave(ctx: Ctx, form: Form) -> Reply {
    let id = ctx.actor().person().ok_or(Error::SignIn)?.id;
    let membership = form.value("id").parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        account::leave(tx, c, id, membership)?;
        Ok(Done::at("/account").say("people-left"))
    })
    .await
}

/// `POST /account/recovery`: new recovery codes, shown once.
pub async fn recovery(ctx: Ctx) -> Reply {
    let person = ctx.actor().person().ok_or(Error::SignIn)?;
    let (id, strong) = (person.id, person.strong);
    let codes = ctx
        .write(move |tx, c| {
            if !strong || account::of(tx, id)?.totp_since.is_none() {
                return Err(Refusal::new("people-factor-first").into());
            }
            factor::new_codes(tx, c, id)
        })
        .await?;
    show_recovery(&ctx, &codes, "/account")
}

#[derive(Template)]
#[template(path = "people/pages/factor_off.html")]
struct FactorOffPage<'a> {
    page: Page<'a>,
    form: &'a Form,
}

fn show_factor_off(ctx: &Ctx, form: &Form) -> Reply {
    ctx.form_html(form, &FactorOffPage { page: ctx.page("people-factor-off-title").of(form), form })
}

/// `GET /account/factor/off`
pub async fn factor_off_form(ctx: Ctx) -> Reply {
    show_factor_off(&ctx, &Form::default())
}

/// `POST /account/factor/off`: for who switched it on without having to.
pub async fn factor_off(ctx: Ctx, form: Form) -> Reply {
    let account = own(&ctx).await?;
    match check_present(&ctx, &account, &form).await {
        Err(Error::Invalid(errors)) => return show_factor_off(&ctx, &ctx.refuse(without_secrets(&form), errors)),
        other => other?,
    }
    ctx.command(&form, move |tx, c| {
        factor::remove(tx, c, account.id)?;
        Ok(Done::at("/account").say("people-factor-removed"))
    })
    .await
}

/// The program and the machine that a browser's name tells of, e.g. `Chrome · Android`; empty when of neither.
fn browser_name(agent: &str) -> String {
    const PROGRAMS: &[(&str, &str)] = &[
        ("MicroMessenger", "WeChat"),
        ("DingTalk", "DingTalk"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const MACHINES: &[(&str, &str)] = &[
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let first =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let known: Vec<&str> = [first(PROGRAMS), first(MACHINES)].into_iter().flatten().collect();
    known.join(" · ")
}

/// Whether a person in this role answers for what they would leave.
fn answers(role: &Role) -> bool {
    !role.grants().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart() {
        let chrome =
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36";
        assert_eq!(browser_name(chrome), "Chrome · Android");
        assert_eq!(browser_name(&format!("{chrome} MicroMessenger/8.0")), "WeChat · Android");
        assert_eq!(
            browser_name("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0"),
            "Edge · Windows"
        );
        assert_eq!(browser_name("curl/8"), "");
    }
}
