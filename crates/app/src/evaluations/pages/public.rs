//! What everybody sees: results that are up for objections or published, how they can be reckoned again, objections.

use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

use super::super::model::{Round, RoundHub, State};
use super::super::{objecting, store};
use super::rounds::announcement;
use crate::attachments;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "evaluations/public_list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    rounds: Vec<Round>,
}

impl ListPage<'_> {
    fn url(&self, round: &Round) -> String {
        format!("/evaluations/{}", round.code)
    }
}

/// `GET /evaluations`
pub async fn list(ctx: Ctx) -> Reply {
    let mut rounds = ctx.read(|tx, _| store::all(tx, 500)).await?;
    rounds.retain(|round| round.state.is_public());
    ctx.html(&ListPage { page: ctx.page("evaluations-public"), rounds })
}

#[derive(Template)]
#[template(path = "evaluations/public.html")]
struct ShowPage<'a> {
    page: Page<'a>,
    round: Round,
    hubs: Vec<RoundHub>,
    announcement: String,
    open: bool,
    answered: Vec<(i64, String, String, String)>,
}

impl ShowPage<'_> {
    fn until(&self) -> &str {
        self.round.notice_until.as_deref().unwrap_or_default()
    }

    fn object(&self) -> String {
        format!("/evaluations/{}/objections", self.round.code)
    }

    fn outcome(&self, state: &str, effect: &str) -> String {
        let state = self.page.tk("evaluations-objection-state-", state);
        if effect.is_empty() { state } else { self.page.language().labelled(state, effect) }
    }
}

/// The round, when everybody may see it.
fn public(tx: &mut db::Tx, code: &str) -> Result<(Round, Vec<RoundHub>), Error> {
    let round = store::by_code(tx, code)?;
    if !round.state.is_public() {
        return Err(Error::NotFound);
    }
    let mut hubs = tx.as_system(|tx| store::hubs(tx, round.id))?;
    hubs.sort_by_key(|hub| (hub.place.unwrap_or(i64::MAX), hub.code.clone()));
    Ok((round, hubs))
}

/// `GET /evaluations/{code}`
pub async fn show(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let (round, hubs, answered) = ctx
        .read(move |tx, _| {
            let (round, hubs) = public(tx, &code)?;
            let objections = objecting::of(tx, &round, None)?;
            let answered = objections.into_iter().filter(|one| one.state != "open");
            // Whoever objected is not named in public.
            let answered = answered.map(|one| (one.number, one.hub_name, one.state, one.effect));
            Ok((round, hubs, answered.collect::<Vec<_>>()))
        })
        .await?;
    let page = ctx.page("evaluations-result").titled(round.title.clone());
    let announcement = announcement(&page, &round, &hubs);
    let open = objecting::is_open(&round, ctx.who.today());
    ctx.html(&ShowPage { page, round, hubs, announcement, open, answered })
}

/// `GET /evaluations/{code}/bundle`: everything to reckon it again.
pub async fn bundle(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let round = ctx.read(move |tx, _| store::by_code(tx, &code)).await?;
    let hash: [u8; 32] = match (round.state, round.archive.as_deref()) {
        (State::Archived, Some(hash)) => hash.try_into().map_err(Error::internal)?,
        _ => return Err(Error::NotFound),
    };
    let bytes = ctx.app.files.get(&hash).await.map_err(Error::internal)?;
    let bytes = bytes.ok_or_else(|| Error::internal(format!("the archive of {} is missing", round.code)))?;
    let name = format!("attachment; filename=\"{}.tar\"", round.code);
    Ok(([(header::CONTENT_TYPE, "application/x-tar".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}

#[derive(Template)]
#[template(path = "evaluations/object.html")]
struct ObjectPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    round: Round,
    hubs: Vec<(String, String)>,
}

impl ObjectPage<'_> {
    fn up(&self) -> String {
        format!("/evaluations/{}", self.round.code)
    }

    fn target(&self) -> String {
        format!("/evaluations/{}/objections", self.round.code)
    }
}

async fn render(ctx: &Ctx, code: String, form: &Form) -> Reply {
    let (round, hubs) = ctx
        .read(move |tx, who| {
            let (round, hubs) = public(tx, &code)?;
            if objecting::is_open(&round, who.today()) { Ok((round, hubs)) } else { Err(Error::NotFound) }
        })
        .await?;
    let hubs = hubs.into_iter().map(|hub| (hub.code, hub.name)).collect();
    ctx.form_html(form, &ObjectPage { page: ctx.page("evaluations-object").of(form), form, round, hubs })
}

/// `GET /evaluations/{code}/objections`
pub async fn object_form(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let name = ctx.actor().person().map(|person| person.name.clone()).unwrap_or_default();
    let organization = ctx.actor().membership().map(|own| own.name.clone()).unwrap_or_default();
    render(&ctx, code, &Form::filled([("name", name), ("organization", organization)])).await
}

/// `POST /evaluations/{code}/objections`
pub async fn object(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let reply = make(&ctx, code.clone(), &form).await;
    match reply {
        Err(Error::Invalid(errors)) => render(&ctx, code, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

async fn make(ctx: &Ctx, code: String, form: &Form) -> Reply {
    let said = objecting::read(form)?;
    let kept = attachments::keep(&ctx.app, &form.uploads).await?;
    let calendar = ctx.app.calendar;
    let reply = ctx.command(form, move |tx, c| {
        let (round, _) = public(tx, &code)?;
        objecting::make(tx, c, calendar, &round, &said, &kept)?;
        Ok(Done::at(format!("/evaluations/{}", round.code)).say("evaluations-objected"))
    });
    reply.await
}
