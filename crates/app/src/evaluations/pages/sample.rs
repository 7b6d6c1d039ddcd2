//! The records of a hub that are called back.

use askama::Template;
use axum::extract::{Path, RawQuery};

use super::super::model::{Round, RoundHub, Sampled, State};
use super::super::sampling::Called;
use super::super::{opening, reviewing, store_sample};
use super::reach_hub;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Reply};

#[derive(Template)]
#[template(path = "evaluations/sample.html")]
struct SamplePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    round: Round,
    hub: RoundHub,
    sample: Vec<Sampled>,
    called: Called,
    extrapolated: String,
    share: String,
    paging: Paging,
    open: bool,
}

impl SamplePage<'_> {
    fn up(&self) -> String {
        format!("/rounds/{}", self.round.code)
    }

    fn outcome<'s>(&self, one: &'s Sampled) -> &'s str {
        if one.outcome.is_empty() { "none" } else { &one.outcome }
    }
}

async fn render(ctx: &Ctx, path: (String, String), query: Option<&str>, form: &Form) -> Reply {
    let paging = Asked::read(query).paging();
    let (round, hub, sample, called, paging) = ctx
        .read(move |tx, who| {
            let (round, hub) = reach_hub(tx, who, &path.0, &path.1)?;
            opening::bureau(who)?;
            let (sample, counted) = tx.as_system(|tx| {
                let sample = store_sample::of_hub(tx, &hub, paging.offset(), PAGE_ROWS)?;
                Ok::<_, Error>((sample, store_sample::count(tx, &hub)?))
            })?;
            let dossier = super::super::figures::dossier(tx, &round, who.today())?;
            let called = dossier.called(&hub.code);
            Ok((round, hub, sample, called, paging.of(counted)))
        })
        .await?;
    let digits = round.rules.sample_digits;
    let extrapolated = called.extrapolated(hub.records, digits).map(|one| one.to_string()).unwrap_or_default();
    let percent = indicators::Decimal::ONE_HUNDRED;
    let share = called.share(digits).map(|one| (one * percent).normalize().to_string()).unwrap_or_default();
    let open = round.state == State::Frozen;
    let page = ctx.page("evaluations-sample").of(form);
    ctx.form_html(form, &SamplePage { page, form, round, hub, sample, called, extrapolated, share, paging, open })
}

/// `GET /rounds/{code}/hubs/{hub}/sample`
pub async fn list(ctx: Ctx, Path(path): Path<(String, String)>, RawQuery(query): RawQuery) -> Reply {
    render(&ctx, path, query.as_deref(), &Form::default()).await
}

/// `POST /rounds/{code}/hubs/{hub}/sample`
pub async fn call(ctx: Ctx, Path(path): Path<(String, String)>, form: Form) -> Reply {
    let position: i64 = form.value("position").parse().unwrap_or(0);
    let (own, outcome, words) = (path.clone(), form.value("outcome").to_owned(), form.value("words").to_owned());
    let reply = ctx.command(&form, move |tx, c| {
        let (round, hub) = reach_hub(tx, c, &own.0, &own.1)?;
        opening::bureau(c)?;
        reviewing::call(tx, c, &round, &hub, position, (&outcome, &words))?;
        let page = (position - 1) / PAGE_ROWS + 1;
        Ok(Done::at(format!("/rounds/{}/hubs/{}/sample?page={page}#r{position}", round.code, hub.code)))
    });
    match reply.await {
        Err(Error::Invalid(FormErrors(errors))) => {
            // There is a form in every row: the error names the one that was sent.
            let named = errors.into_iter().map(|mut error| {
                error.field = format!("{}-{position}", error.field);
                error
            });
            let form = ctx.refuse(form, FormErrors(named.collect()));
            render(&ctx, path, None, &form).await
        }
        other => other,
    }
}
