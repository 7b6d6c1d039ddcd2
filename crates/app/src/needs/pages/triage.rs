//! What hub and firm do with a need that was sent.

use askama::Template;
use axum::extract::Path;
use db::Tx;

use super::super::model::{Need, State};
use super::super::{commands, store, triage};
use super::need;
use crate::app::App;
use crate::attachments;
use crate::command::Command;
use crate::web::{Ctx, Done, Error, Form, Page, Refusal, Reply};

/// Runs a step of a need: loads it in reach, refuses what was seen before somebody else changed it, then `f`. Shows the
/// need again when fields were wrong.
///
/// # Errors
/// Those of `f` but `Invalid`.
pub async fn step(
    ctx: &Ctx,
    reference: String,
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut Tx, &mut Command, &App, &Need) -> Result<(), Error> + Send + 'static,
) -> Reply {
    match run(ctx, &reference, &form, said, f).await {
        Err(Error::Invalid(errors)) => need::render(ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
}

async fn run(
    ctx: &Ctx,
    reference: &str,
    form: &Form,
    said: &'static str,
    f: impl FnOnce(&mut Tx, &mut Command, &App, &Need) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let (app, place, seen) = (ctx.app.clone(), reference.to_owned(), form.value("version").parse::<i64>().ok());
    ctx.command(form, move |tx, c| {
        let need = store::by_reference(tx, &place)?;
        c.reach(&need.parties())?;
        if seen.is_some_and(|version| version != need.version) {
            return Err(Error::Conflict);
        }
        f(tx, c, &app, &need)?;
        Ok(Done::at(format!("/needs/{}", need.reference)).say(said))
    })
    .await
}

/// `POST /needs/{reference}/accept`
pub async fn accept(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    step(&ctx, reference, form, "needs-accepted", |tx, c, app, need| commands::accept(tx, c, app.calendar, need)).await
}

/// `POST /needs/{reference}/ask-back`
pub async fn ask_back(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let words = form.value("question").to_owned();
    step(&ctx, reference, form, "needs-asked", move |tx, c, _, need| triage::ask_back(tx, c, need, &words)).await
}

#[derive(Template)]
#[template(path = "needs/answer.html")]
struct AnswerPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    need: Need,
    question: String,
}

/// `GET /needs/{reference}/answer`
pub async fn answer_form(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render_answer(&ctx, reference, Form::default()).await
}

async fn render_answer(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let (need, asked) = ctx
        .read(move |tx, who| {
            let need = store::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            let asked = store::askback(tx, &need)?;
            Ok((need, asked))
        })
        .await?;
    let asked = asked.filter(|_| need.state == State::Asked);
    let question = asked.ok_or_else(|| Refusal::new("needs-not-asked"))?.words;
    let page = ctx.page("needs-answer-title").of(&form);
    ctx.form_html(&form, &AnswerPage { page, form: &form, need, question })
}

/// `POST /needs/{reference}/answer`
pub async fn answer(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let files = match attachments::keep(&ctx.app, &form.uploads).await {
        Ok(files) => files,
        Err(Error::Invalid(errors)) => return render_answer(&ctx, reference, ctx.refuse(form, errors)).await,
        Err(error) => return Err(error),
    };
    let words = form.value("answer").to_owned();
    let reply = run(&ctx, &reference, &form, "needs-answered", move |tx, c, app, need| {
        triage::answer(tx, c, app.calendar, need, &words, &files)
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_answer(&ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
}
