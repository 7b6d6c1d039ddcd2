//! Objections, for who answers them.

use askama::Template;
use axum::extract::Path;

use super::super::model::{Objection, Round, State};
use super::super::objecting::{self, Answer};
use super::super::shipped;
use super::{read_round, run_round};
use crate::attachments::{self, Attachment};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "evaluations/objections.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    round: Round,
    objections: Vec<(Objection, Vec<Attachment>)>,
    columns: Vec<(String, String)>,
    open: bool,
    /// The objection whose answer is wrong.
    wrong: i64,
}

impl ListPage<'_> {
    fn up(&self) -> String {
        format!("/rounds/{}", self.round.code)
    }

    fn change(&self, one: &Objection) -> String {
        format!("{} → {}", one.from, one.to)
    }

    /// Fields have one name on a page: the one that was sent, else the first that waits, is answered here.
    fn answers(&self, one: &Objection) -> bool {
        let first = self.objections.iter().find(|(one, _)| one.state == "open").map(|(one, _)| one.number);
        if self.wrong == 0 { first == Some(one.number) } else { self.wrong == one.number }
    }
}

async fn render(ctx: &Ctx, code: String, wrong: i64, form: &Form) -> Reply {
    let (round, objections, runs) = ctx
        .read(move |tx, who| {
            let round = read_round(tx, who, &code)?;
            let mut found = Vec::new();
            for objection in objecting::of(tx, &round, None)? {
                let files = tx.as_system(|tx| attachments::of(tx, objection.id))?;
                found.push((objection, files));
            }
            let runs = super::super::opening::runs(who, &round);
            Ok((round, found, runs))
        })
        .await?;
    let scheme = shipped::read(&round.scheme)?;
    let named = |(at, years): &(usize, u32)| {
        let measure = &scheme.measures[*at];
        let before =
            if *years == 0 { String::new() } else { ctx.words().with("evaluations-years-before", &[("years", years)]) };
        (indicators::column(&measure.key, *years), format!("{}{before}", measure.name))
    };
    let columns = scheme.columns().iter().map(named).collect();
    let open = runs && round.state == State::Noticed;
    let page = ctx.page("evaluations-objections").of(form);
    ctx.form_html(form, &ListPage { page, form, round, objections, columns, open, wrong })
}

/// `GET /rounds/{code}/objections`
pub async fn list(ctx: Ctx, Path(code): Path<String>) -> Reply {
    render(&ctx, code, 0, &Form::default()).await
}

/// `POST /rounds/{code}/objections/{number}`
pub async fn answer(ctx: Ctx, Path((code, number)): Path<(String, i64)>, form: Form) -> Reply {
    let said = Answer {
        upheld: form.value("do") == "uphold",
        words: form.value("answer").to_owned(),
        effect: form.value("effect").to_owned(),
        column: form.value("column").to_owned(),
        value: form.value("value").to_owned(),
    };
    let own = code.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let round = run_round(tx, c, &own)?;
        let all = objecting::of(tx, &round, None)?;
        let old = all.iter().find(|one| one.number == number).ok_or(Error::NotFound)?;
        objecting::answer(tx, c, &round, old, &said)?;
        Ok(Done::at(format!("/rounds/{}/objections", round.code)).say("evaluations-done"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, code, number, &ctx.refuse(form, errors)).await,
        other => other,
    }
}
