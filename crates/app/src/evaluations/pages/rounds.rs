//! Rounds, for who runs and who reads them.

use askama::Template;
use axum::extract::Path;
use db::Tx;

use super::super::model::{Round, RoundHub, State, Step};
use super::super::reviewing::Left;
use super::super::{archive, deciding, freezing, opening, reviewing, rules, shipped, store};
use super::{read_round, run_round};
use crate::access::Who;
use crate::hubs;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "evaluations/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    rounds: Vec<(Round, String)>,
    may_open: bool,
}

/// `GET /rounds`: those that one may read; a hub's lead to its own tasks.
pub async fn list(ctx: Ctx) -> Reply {
    let rounds = ctx
        .read(|tx, who| match who.actor.hub() {
            Some(hub) => {
                let code = hubs::by_id(tx, hub)?.code;
                let rounds = store::of_hub(tx, hub)?;
                Ok(rounds.into_iter().map(|one| (format!("/rounds/{}/hubs/{code}", one.code), one)).collect())
            }
            None => {
                let mut rounds = store::all(tx, 500)?;
                rounds.retain(|round| opening::reads(who, round));
                Ok(rounds.into_iter().map(|one| (format!("/rounds/{}", one.code), one)).collect::<Vec<_>>())
            }
        })
        .await?;
    let rounds = rounds.into_iter().map(|(url, round)| (round, url)).collect();
    let may_open = opening::bureau(&ctx.who).is_ok();
    ctx.html(&ListPage { page: ctx.page("evaluations-rounds"), rounds, may_open })
}

#[derive(Template)]
#[template(path = "evaluations/new.html")]
struct NewPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    schemes: Vec<(String, String)>,
    levels: Vec<(&'static str, String)>,
    places: Vec<(String, String)>,
}

fn render_new(ctx: &Ctx, form: &Form) -> Reply {
    let schemes = shipped::all()?;
    let named = |one: &shipped::Shipped| {
        let title = one.scheme.title.clone();
        let title = if one.grades() { title } else { ctx.words().bracketed(&title, ctx.t("evaluations-preview-only")) };
        (one.scheme.code.clone(), title)
    };
    let levels = hubs::LEVELS.map(|level| (level, ctx.t(&format!("hubs-level-{level}"))));
    let bureau = opening::bureau(&ctx.who)?;
    let inside = codes::divisions::lookup(&bureau).into_iter().chain(codes::divisions::children(&bureau));
    let places = inside.map(|one| (one.code.to_owned(), one.name.to_owned())).collect();
    ctx.form_html(
        form,
        &NewPage {
            page: ctx.page("evaluations-new").of(form),
            form,
            schemes: schemes.iter().map(named).collect(),
            levels: levels.to_vec(),
            places,
        },
    )
}

/// `GET /rounds/new`
pub async fn new(ctx: Ctx) -> Reply {
    let today = ctx.who.today();
    let rules = rules::on(today);
    let form = Form::filled([
        ("year", (today.year() - 1).to_string()),
        ("begins", today.to_string()),
        ("sample", rules.sample_percent.to_string()),
        ("within", opening::bureau(&ctx.who)?),
        ("scheme", "yizhan-2026".to_owned()),
    ]);
    render_new(&ctx, &form)
}

/// `POST /rounds/new`
pub async fn create(ctx: Ctx, form: Form) -> Reply {
    let read = opening::read(&form, ctx.who.today());
    let calendar = ctx.app.calendar;
    let reply = ctx.command(&form, move |tx, c| {
        opening::bureau(c)?;
        let round = opening::open(tx, c, calendar, &read?)?;
        Ok(Done::at(format!("/rounds/{}", round.code)).say("evaluations-opened"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_new(&ctx, &ctx.refuse(form, errors)),
        other => other,
    }
}

#[derive(Template)]
#[template(path = "evaluations/show.html")]
struct ShowPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    round: Round,
    hubs: Vec<RoundHub>,
    left: Option<Left>,
    runs: bool,
    objections: usize,
    announcement: String,
}

impl ShowPage<'_> {
    fn due(&self, step: &Step) -> String {
        if step.due_on.is_empty() {
            self.page.t("evaluations-day-unknown").into_owned()
        } else {
            self.page.day(&step.due_on)
        }
    }

    /// The beginning of the root: enough to tell checkpoints apart.
    fn head(&self, hub: &RoundHub) -> String {
        hub.root.chars().take(12).collect()
    }

    fn target(&self) -> String {
        format!("/rounds/{}/advance", self.round.code)
    }

    /// What is done next, and the message key of its button.
    fn next(&self) -> Option<(&'static str, String)> {
        // keys: evaluations-do-* evaluations-what-*
        let next = self.round.state.next().filter(|_| self.runs)?;
        Some((next.code(), self.page.tk("evaluations-do-", next.code())))
    }
}

async fn render(ctx: &Ctx, code: String, form: &Form) -> Reply {
    let (round, hubs, left, runs, objections) = ctx.read(move |tx, who| shown(tx, who, &code)).await?;
    let page = ctx.page("evaluations-round").titled(round.title.clone()).of(form);
    let announcement = announcement(&page, &round, &hubs);
    ctx.form_html(form, &ShowPage { page, form, round, hubs, left, runs, objections, announcement })
}

type Shown = (Round, Vec<RoundHub>, Option<Left>, bool, usize);

fn shown(tx: &mut Tx, who: &Who, code: &str) -> Result<Shown, Error> {
    let round = read_round(tx, who, code)?;
    let mut hubs = tx.as_system(|tx| store::hubs(tx, round.id))?;
    let runs = opening::runs(who, &round);
    // Who only sees some of them.
    hubs.retain(|hub| runs || who.actor.reaches_hub(hub.hub_id));
    hubs.sort_by_key(|hub| (hub.place.unwrap_or(i64::MAX), hub.code.clone()));
    let left = if round.state == State::Frozen { Some(reviewing::left(tx, &round, who.today())?) } else { None };
    let objections = super::super::objecting::of(tx, &round, None)?.iter().filter(|one| one.state == "open").count();
    Ok((round, hubs, left, runs, objections))
}

/// The text of the announcement, ready to be copied.
pub fn announcement(page: &Page<'_>, round: &Round, hubs: &[RoundHub]) -> String {
    if hubs.iter().all(|hub| hub.score.is_empty()) {
        return String::new();
    }
    let mut grades: Vec<(String, Vec<String>)> = Vec::new();
    for hub in hubs.iter().filter(|hub| !hub.grade.is_empty()) {
        match grades.iter_mut().find(|(grade, _)| *grade == hub.grade) {
            Some((_, names)) => names.push(hub.name.clone()),
            None => grades.push((hub.grade.clone(), vec![hub.name.clone()])),
        }
    }
    let line = |(grade, names): &(String, Vec<String>)| {
        page.t3(
            "evaluations-announce-grade",
            "grade",
            grade.as_str(),
            "count",
            names.len(),
            "names",
            page.list(names).as_str(),
        )
    };
    let mut text = vec![page.t2("evaluations-announce-head", "title", round.title.as_str(), "year", round.year)];
    text.extend(grades.iter().map(line));
    if let Some(until) = round.notice_until.as_ref().filter(|_| round.state == State::Noticed) {
        text.push(page.t1("evaluations-announce-objections", "until", page.day(until).as_str()));
    }
    text.join("\n")
}

/// `GET /rounds/{code}`
pub async fn show(ctx: Ctx, Path(code): Path<String>) -> Reply {
    render(&ctx, code, &Form::default()).await
}

/// `POST /rounds/{code}/advance`: to the next state, or to nothing.
pub async fn advance(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let (wanted, reason) = (form.value("do").to_owned(), form.value("reason").to_owned());
    if wanted == "archived" {
        return archive_round(&ctx, code, &form).await;
    }
    let calendar = ctx.app.calendar;
    let own = code.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let round = run_round(tx, c, &own)?;
        let back = Done::at(format!("/rounds/{}", round.code));
        match State::parse(&wanted) {
            Some(State::Frozen) => freezing::freeze(tx, c, &round)?,
            Some(State::Reviewed) => reviewing::close(tx, c, &round)?,
            Some(State::Draft) => deciding::draft(tx, c, &round)?,
            Some(State::Noticed) => deciding::notice(tx, c, calendar, &round)?,
            Some(State::Final) => {
                return Ok(match deciding::publish(tx, c, &round)? {
                    deciding::Published::Half => back.say("evaluations-published-half"),
                    deciding::Published::Whole => back.say("evaluations-published"),
                });
            }
            Some(State::CalledOff) => opening::call_off(tx, c, &round, &reason)?,
            _ => return Err(Error::NotFound),
        }
        Ok(back.say("evaluations-done"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, code, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// Packs everything; the file is kept before the round says so.
async fn archive_round(ctx: &Ctx, code: String, form: &Form) -> Reply {
    let app = ctx.app.clone();
    let own = code.clone();
    let packed = ctx
        .read(move |tx, who| {
            let round = run_round(tx, who, &own)?;
            opening::must_go(&round, State::Archived)?;
            archive::pack(tx, &app, &round)
        })
        .await?;
    let hash = ctx.app.files.put(packed.into()).await.map_err(Error::internal)?;
    let reply = ctx.command(form, move |tx, c| {
        let round = run_round(tx, c, &code)?;
        archive::keep(tx, c, &round, &hash)?;
        Ok(Done::at(format!("/rounds/{}", round.code)).say("evaluations-archived"))
    });
    reply.await
}
