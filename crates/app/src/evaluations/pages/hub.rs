//! A hub's tasks in a round, and its score with why.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use db::Tx;
use indicators::{Measure, MeasureKind, Origin};

use super::super::model::{Objection, Round, RoundHub};
use super::super::{checking, figures, objecting, opening, shipped};
use super::{Line, called, grade_of, lines, means, reach_hub};
use crate::access::{Role, Who};
use crate::measures::{self, Span};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// What a hub's measure needs.
struct Task {
    measure: Measure,
    value: String,
    /// Of yes or no.
    says: Option<&'static str>,
    /// ok, warn, neutral.
    tag: &'static str,
    /// ready, missing, entry, waiting.
    state: &'static str,
    url: String,
}

struct Seen {
    round: Round,
    hub: RoundHub,
    tasks: Vec<Task>,
    score: String,
    rank: String,
    grade: String,
    next: Option<(String, String, String)>,
    happened: Vec<String>,
    scored: Option<indicators::Scored>,
    objections: Vec<Objection>,
    runs: bool,
    checks: bool,
}

#[derive(Template)]
#[template(path = "evaluations/hub.html")]
struct HubPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    seen: &'a Seen,
    lines: Vec<Line>,
    steps: Vec<(String, String)>,
}

impl HubPage<'_> {
    fn up(&self) -> String {
        format!("/rounds/{}", self.seen.round.code)
    }

    fn target(&self, what: &str) -> String {
        format!("/rounds/{}/hubs/{}/{what}", self.seen.round.code, self.seen.hub.code)
    }

    fn name(&self, task: &Task) -> String {
        called(&self.page, &task.measure.key, &task.measure.name)
    }

    fn means(&self, task: &Task) -> String {
        means(&self.page, &task.measure)
    }

    fn size(&self) -> i64 {
        self.seen.hub.log_size.unwrap_or_default()
    }

    fn grade(&self) -> String {
        if self.seen.grade.is_empty() {
            self.page.t("evaluations-no-grade").into_owned()
        } else {
            self.seen.grade.clone()
        }
    }

    fn score_label(&self) -> String {
        self.page.t("evaluations-score").into_owned()
    }

    /// While the round is open the score is that of today.
    fn now_words(&self) -> String {
        if self.seen.round.state.is_frozen() { String::new() } else { self.page.t("evaluations-if-today").into_owned() }
    }

    /// What the next grade takes.
    fn next_words(&self) -> String {
        match &self.seen.next {
            None => String::new(),
            Some((grade, points, lowest)) if points == "0" => {
                self.page.t2("evaluations-next-places", "grade", grade.as_str(), "lowest", lowest.as_str())
            }
            Some((grade, points, _)) => {
                self.page.t2("evaluations-next-grade", "grade", grade.as_str(), "points", points.as_str())
            }
        }
    }
}

// keys: evaluations-task-* evaluations-says-*

fn seen(tx: &mut Tx, who: &Who, round: &str, hub: &str) -> Result<Seen, Error> {
    let (round, hub) = reach_hub(tx, who, round, hub)?;
    let official = who.actor.role() != Some(Role::HubManager) && who.actor.role() != Some(Role::HubClerk);
    // What experts and call-backs add is not the hub's to see before the result is public.
    let open = official || !round.state.is_frozen() || round.state.is_public();
    let dossier = figures::dossier(tx, &round, who.today())?;
    let data = dossier.hubs.iter().find(|one| one.code == hub.code).ok_or(Error::NotFound)?;
    let tasks = tasks(tx, &round, &hub, &data.values, who)?;
    let evaluation = dossier.evaluate()?;
    let scored = evaluation.units.iter().find(|unit| unit.id == hub.code).filter(|_| open).cloned();
    let grade = scored.as_ref().map(|one| grade_of(&evaluation, one).to_owned()).unwrap_or_default();
    let next = scored.as_ref().and_then(|one| one.next.as_ref()).map(|next| {
        let lowest = next.lowest.map(|lowest| lowest.to_string()).unwrap_or_default();
        (evaluation.grades[next.grade].clone(), next.points.to_string(), lowest)
    });
    let happened = scored.iter().flat_map(|one| &one.happened).map(|one| one.name.clone()).collect();
    let runs = opening::runs(who, &round);
    let checks = who.actor.role() == Some(Role::Official);
    let objections = if round.state.is_public() { objecting::of(tx, &round, Some(&hub))? } else { Vec::new() };
    Ok(Seen {
        score: scored.as_ref().map(|one| one.score.to_string()).unwrap_or_default(),
        rank: scored.as_ref().and_then(|one| one.rank).map(|rank| rank.to_string()).unwrap_or_default(),
        grade,
        next,
        happened,
        tasks,
        scored,
        objections,
        runs,
        checks,
        round,
        hub,
    })
}

fn tasks(
    tx: &mut Tx,
    round: &Round,
    hub: &RoundHub,
    values: &BTreeMap<String, String>,
    who: &Who,
) -> Result<Vec<Task>, Error> {
    let scheme = shipped::read(&round.scheme)?;
    let asked = i16::try_from(round.year).map_err(Error::internal)?;
    let span = Span::year(asked, who.today());
    let mut tasks = Vec::new();
    for measure in scheme.measures.iter().filter(|measure| measure.origin != Origin::Experts) {
        let value = values.get(&measure.key);
        let typed = measure.origin == Origin::Report;
        let entries = if typed && measures::measure(&measure.key).is_some() {
            measures::entries(tx, hub.hub_id, &[&measure.key], &span)?
        } else {
            Vec::new()
        };
        let waits = entries.iter().any(|entry| entry.state == "reported");
        let (state, tag) = match (value, typed) {
            (Some(_), _) => ("ready", "ok"),
            (None, true) if waits => ("waiting", "info"),
            (None, true) => ("entry", "warn"),
            (None, false) => ("missing", "neutral"),
        };
        let says = value.filter(|_| measure.kind == MeasureKind::YesNo);
        let says = says.and_then(|value| match value.as_str() {
            "1" => Some("yes"),
            "0" => Some("no"),
            _ => None,
        });
        let known = measures::measure(&measure.key);
        let rows = known.and_then(|known| measures::rows_url(known, &hub.code, &span)).unwrap_or_default();
        tasks.push(Task {
            measure: measure.clone(),
            value: value.map(|value| format!("{value} {}", measure.unit)).unwrap_or_default(),
            says,
            tag,
            state,
            url: rows,
        });
    }
    Ok(tasks)
}

async fn render(ctx: &Ctx, path: (String, String), form: &Form) -> Reply {
    let seen = ctx.read(move |tx, who| seen(tx, who, &path.0, &path.1)).await?;
    let page = ctx.page("evaluations-hub").titled(seen.hub.name.clone()).of(form);
    let lines = seen.scored.as_ref().map(|scored| lines(&page, scored)).unwrap_or_default();
    let day = |due: &str| if due.is_empty() { page.t("evaluations-day-unknown").into_owned() } else { page.day(due) };
    let steps =
        seen.round.steps.iter().map(|one| (page.tk("evaluations-step-", &one.step), day(&one.due_on))).collect();
    ctx.form_html(form, &HubPage { page, form, seen: &seen, lines, steps })
}

/// `GET /rounds/{code}/hubs/{hub}`
pub async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Reply {
    render(&ctx, path, &Form::default()).await
}

/// `POST /rounds/{code}/hubs/{hub}/submit`
pub async fn submit(ctx: Ctx, Path(path): Path<(String, String)>, form: Form) -> Reply {
    let (own, remarks) = (path.clone(), form.value("remarks").to_owned());
    let reply = ctx.command(&form, move |tx, c| {
        let (round, hub) = reach_hub(tx, c, &own.0, &own.1)?;
        checking::submit(tx, c, &round, &hub, &remarks)?;
        Ok(Done::at(format!("/rounds/{}/hubs/{}", round.code, hub.code)).say("evaluations-submitted"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, path, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /rounds/{code}/hubs/{hub}/check`
pub async fn check(ctx: Ctx, Path(path): Path<(String, String)>, form: Form) -> Reply {
    let (own, words) = (path.clone(), form.value("words").to_owned());
    let accept = form.value("do") == "accept";
    let reply = ctx.command(&form, move |tx, c| {
        let (round, hub) = reach_hub(tx, c, &own.0, &own.1)?;
        checking::check(tx, c, &round, &hub, accept, &words)?;
        Ok(Done::at(format!("/rounds/{}/hubs/{}", round.code, hub.code)).say("evaluations-done"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, path, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /rounds/{code}/hubs/{hub}/fraud`
pub async fn fraud(ctx: Ctx, Path(path): Path<(String, String)>, form: Form) -> Reply {
    let (own, words) = (path.clone(), form.value("fraud").to_owned());
    let reply = ctx.command(&form, move |tx, c| {
        let (round, hub) = reach_hub(tx, c, &own.0, &own.1)?;
        checking::mark_fraud(tx, c, &round, &hub, &words)?;
        Ok(Done::at(format!("/rounds/{}/hubs/{}", round.code, hub.code)).say("evaluations-done"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, path, &ctx.refuse(form, errors)).await,
        other => other,
    }
}
