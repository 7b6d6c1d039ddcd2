//! [`Ctx`]: who asks, in which language, and the way to the data.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::Tx;
use uuid::Uuid;

use crate::access::{Actor, Rule, Who};
use crate::app::App;
use crate::command::Command;

use super::guard::{new_token, secret_cookie};
use super::messages::Language;
use super::page::Page;
use super::store::{self, Sent};
use super::{Error, Form, FormErrors, Reply};

/// What a request carries through its handler.
#[derive(Clone)]
pub struct Ctx {
    /// Everything shared.
    pub app: App,
    /// Who asks and under which rule.
    pub who: Who,
    /// Language tag: of the person, else of the browser.
    pub language: &'static str,
    /// Token for forms.
    pub csrf: Arc<str>,
    /// Whether a form was sent: nothing can come back to its page.
    pub posted: bool,
    /// Path asked for.
    pub path: Arc<str>,
    /// Path and query: where to come back to after signing in.
    pub asked: Arc<str>,
    /// Notices that the person has not read, as far as they are counted.
    pub unread: i64,
    /// Message of the change that led here.
    pub flash: Option<Arc<str>>,
    /// Address of the browser.
    pub address: Arc<str>,
    /// Name of the browser.
    pub agent: Arc<str>,
    /// For the log and for whoever asks us about it.
    pub request_id: Arc<str>,
    /// The session cookie's hash, when one was sent.
    pub session_hash: Option<[u8; 32]>,
    /// Derived from the browser's cookie, which only it knows; no page shows it.
    pub(super) key: Option<[u8; 32]>,
}

/// How a command ended: where the browser goes next, and what it is told there.
#[derive(Clone, Debug)]
pub struct Done {
    location: String,
    flash: Option<&'static str>,
}

impl Done {
    /// Goes to `location`.
    pub fn at(location: impl Into<String>) -> Done {
        Done { location: location.into(), flash: None }
    }

    /// And says the message `key` there.
    #[must_use]
    pub fn say(mut self, key: &'static str) -> Done {
        self.flash = Some(key);
        self
    }
}

impl Ctx {
    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.who.actor
    }

    /// The rule of the route.
    pub fn rule(&self) -> &Rule {
        &self.who.rule
    }

    /// A secret of 256 bits, in letters, for what this form makes: always the same for the same form of the same browser,
    /// so that a form sent twice makes one link or session, and both answers can show it though it is kept nowhere.
    /// Nobody else can reckon it. By chance for a form without a word.
    pub fn secret(&self, form: &Form, purpose: &str) -> String {
        match self.key {
            Some(key) if !form.value("_once").is_empty() => form.secret(&key, &self.path, purpose),
            _ => new_token(&self.app),
        }
    }

    /// The words.
    pub fn words(&self) -> &Language {
        self.app.messages.language(self.language)
    }

    /// The words of `key`.
    pub fn t(&self, key: &str) -> String {
        self.words().t(key).into_owned()
    }

    /// Reads in one transaction, in the actor's scope.
    ///
    /// # Errors
    /// The closure's, or of the database.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx, &Who) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let who = self.who.clone();
        self.app.db.read(who.scope(), move |tx| f(tx, &who)).await
    }

    /// Runs a command in one transaction and redirects to where it says. A form sent twice is done once: the
    /// second gets the first one's answer, also when both run at the same time and the second fails for that. The same
    /// word with other content is another command: somebody went back, mended the form and sent it again.
    ///
    /// # Errors
    /// The command's, or of the database.
    pub async fn command(
        &self,
        form: &Form,
        f: impl FnOnce(&mut Tx, &mut Command) -> Result<Done, Error> + Send + 'static,
    ) -> Reply {
        let person = self.actor().person().map_or(Uuid::nil(), |person| person.id);
        let sent = Sent { person, once: form.value("_once").to_owned(), content: form.content(&self.path) };
        let again = sent.clone();
        let done = self
            .write(move |tx, command| {
                if let Some(location) = store::done_before(tx, &sent)? {
                    // The same person's own word: what it reached was checked the first time.
                    command.reached.store(true, Ordering::Relaxed);
                    return Ok(Done::at(location));
                }
                let done = f(tx, command)?;
                store::remember(tx, &sent, &done.location, command.now)?;
                Ok(done)
            })
            .await;
        match done {
            Ok(done) => Ok(self.go(&done)),
            Err(error @ (Error::Busy | Error::Internal(_))) => Err(error),
            Err(error) => match self.read(move |tx, _| store::done_before(tx, &again)).await? {
                Some(location) => {
                    self.who.reached.store(true, Ordering::Relaxed);
                    Ok(self.go(&Done::at(location)))
                }
                None => Err(error),
            },
        }
    }

    /// Runs a change in one transaction without the guard against sending twice; for changes that bear it.
    ///
    /// # Errors
    /// The closure's, or of the database.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx, &mut Command) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let mut command = Command::new(self.who.clone(), self.app.random());
        let result = self.app.db.write(self.who.scope(), move |tx| f(tx, &mut command)).await;
        self.app.wake.notify_one();
        result
    }

    /// Redirects after a change.
    pub fn go(&self, done: &Done) -> Response {
        let mut response = Redirect::to(&done.location).into_response();
        if let Some(key) = done.flash {
            let cookie = format!("{}; Max-Age=60", secret_cookie(&self.app, "yz_said", key));
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        }
        response
    }

    /// A page's shell with its title.
    pub fn page(&self, title_key: &str) -> Page<'_> {
        Page::new(self, self.t(title_key))
    }

    /// The form again, with what is wrong in words.
    pub fn refuse(&self, form: Form, errors: FormErrors) -> Form {
        form.refused(errors, |refusal| self.words().refusal(refusal))
    }

    /// Answers with a page.
    ///
    /// # Errors
    /// When the template fails.
    pub fn html(&self, template: &impl Template) -> Reply {
        self.html_with(StatusCode::OK, template)
    }

    /// Answers with a form's page: 422 when something is wrong with it.
    ///
    /// # Errors
    /// When the template fails.
    pub fn form_html(&self, form: &Form, template: &impl Template) -> Reply {
        let wrong = !form.errors().is_empty();
        self.html_with(if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, template)
    }

    /// Answers with a page and a status.
    ///
    /// # Errors
    /// When the template fails.
    pub fn html_with(&self, status: StatusCode, template: &impl Template) -> Reply {
        let text = template.render().map_err(Error::internal)?;
        Ok((status, Html(text)).into_response())
    }
}

/// The guard has put it there.
impl<S: Sync> FromRequestParts<S> for Ctx {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Ctx, Error> {
        parts.extensions.get::<Ctx>().cloned().ok_or_else(|| Error::internal("a route without its guard"))
    }
}
