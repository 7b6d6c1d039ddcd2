//! Opening an account: first the mailbox, then the rest. The same answer whether or not there is an account with it.

use askama::Template;

use super::{next_in, with_next};
use crate::people::contact::read_email;
use crate::people::mailbox;
use crate::people::throttle::{self, Key, REGISTER, RESET};
use crate::web::{Ctx, Done, Form, FormErrors, Page, Refusal, Reply};

#[derive(Template)]
#[template(path = "people/pages/opening.html")]
struct OpeningPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    action: &'a str,
    sign_in: String,
}

/// Asks for the address with which an account is to be opened; the form goes to the page's own path.
///
/// # Errors
/// When the template fails.
pub fn ask_address(ctx: &Ctx, title: &str, form: &Form) -> Reply {
    let page = ctx.page(title).of(form);
    let sign_in = with_next("/sign-in", next_in(form));
    ctx.form_html(form, &OpeningPage { page, form, action: &ctx.path, sign_in })
}

#[derive(Template)]
#[template(path = "people/pages/opening_sent.html")]
struct SentPage<'a> {
    page: Page<'a>,
    email: &'a str,
    /// Where another address can be typed.
    again: String,
}

/// Asks for the letter with which an account is opened and which then leads on to `next`. Sent twice it is one letter and
/// one try.
///
/// # Errors
/// `Invalid` for what is no address; `TooMany` while address or network wait.
pub async fn send_letter(ctx: &Ctx, form: &Form, next: &str) -> Reply {
    let typed = form.value("email");
    let wrong = if typed.is_empty() { "people-email-needed" } else { "people-email-wrong" };
    let email = read_email(typed).ok_or_else(|| FormErrors::one("email", Refusal::new(wrong)))?;
    let keys = [Key::new("opening", &email, RESET), Key::address("register", &ctx.address, REGISTER)];
    let (to, then, language) = (email.clone(), next.to_owned(), ctx.language);
    ctx.command(form, move |tx, c| {
        throttle::count(tx, &keys, c.now)?.over()?;
        mailbox::ask_to_open(tx, c, &to, &then, language)?;
        Ok(Done::at("/register"))
    })
    .await?;
    // Shown and not led to: the address stands in no URL.
    let again = with_next(&ctx.path, next_in(form));
    ctx.html(&SentPage { page: ctx.page("people-opening-sent-title"), email: &email, again })
}
