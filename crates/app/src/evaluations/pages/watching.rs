//! What people should look at, what would be if, and the result as a file.

use askama::Template;
use axum::extract::{Path, RawQuery};
use indicators::Decimal;

use super::super::model::{Round, RoundHub};
use super::super::signals::{self, Signal};
use super::super::trying::{self, Trial};
use super::super::{figures, opening, shipped, store};
use super::{read_round, run_round};
use crate::web::export::{self, Column, Export};
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "evaluations/signals.html")]
struct SignalsPage<'a> {
    page: Page<'a>,
    round: Round,
    found: Vec<(RoundHub, Vec<Signal>)>,
}

impl SignalsPage<'_> {
    fn up(&self) -> String {
        format!("/rounds/{}", self.round.code)
    }
}

/// `GET /rounds/{code}/signals`
pub async fn show(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let (round, found) = ctx
        .read(move |tx, who| {
            let round = read_round(tx, who, &code)?;
            let runs = opening::runs(who, &round);
            let mut found = Vec::new();
            for hub in tx.as_system(|tx| store::hubs(tx, round.id))? {
                if !runs && !who.actor.reaches_hub(hub.hub_id) {
                    continue;
                }
                let mut own = signals::of(tx, &round, &hub)?;
                own.retain(|signal| !signal.lines.is_empty());
                if !own.is_empty() {
                    found.push((hub, own));
                }
            }
            Ok((round, found))
        })
        .await?;
    ctx.html(&SignalsPage { page: ctx.page("evaluations-signals"), round, found })
}

/// A hub as it is and as it would be.
struct Beside {
    name: String,
    now: (String, String, String),
    tried: (String, String, String),
}

#[derive(Template)]
#[template(path = "evaluations/what_if.html")]
struct TrialPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    round: Round,
    trial: Trial,
    rows: Vec<Beside>,
}

impl TrialPage<'_> {
    fn up(&self) -> String {
        format!("/rounds/{}", self.round.code)
    }

    fn target(&self) -> String {
        format!("/rounds/{}/what-if", self.round.code)
    }

    fn weight(&self, code: &str) -> String {
        format!("w{code}")
    }

    fn now(&self, name: &str, now: &Decimal) -> String {
        self.page.t2("evaluations-now", "name", name, "now", now.to_string().as_str())
    }

    fn now_share(&self, now: &Decimal) -> String {
        self.page.t1("evaluations-share-best", "now", now.to_string().as_str())
    }

    fn now_floor(&self, now: &Decimal) -> String {
        self.page.t1("evaluations-floor-best", "now", now.to_string().as_str())
    }
}

/// `GET /rounds/{code}/what-if`: never kept.
pub async fn what_if(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (round, dossier) = ctx
        .read(move |tx, who| {
            let round = run_round(tx, who, &code)?;
            let dossier = figures::dossier(tx, &round, who.today())?;
            Ok((round, dossier))
        })
        .await?;
    let scheme = shipped::read(&round.scheme)?;
    let mut form = asked.form();
    let trial = match trying::read(&scheme, &asked) {
        Err(Error::Invalid(errors)) => {
            form = ctx.refuse(form, errors);
            trying::read(&scheme, &Asked::read(None))?
        }
        other => other?,
    };
    let now = dossier.evaluate()?;
    let tried = match trying::reckon(&dossier, &trial) {
        Err(Error::Invalid(errors)) => {
            form = ctx.refuse(form, errors);
            now.clone()
        }
        other => other?,
    };
    let said = |of: &indicators::Evaluation, id: &str| {
        let unit = of.units.iter().find(|unit| unit.id == id);
        unit.map(|unit| {
            let rank = unit.rank.map(|rank| rank.to_string()).unwrap_or_default();
            (rank, unit.score.to_string(), super::grade_of(of, unit).to_owned())
        })
        .unwrap_or_default()
    };
    let row = |unit: &indicators::Scored| Beside {
        name: unit.name.clone(),
        now: said(&now, &unit.id),
        tried: said(&tried, &unit.id),
    };
    let rows = now.units.iter().map(row).collect();
    let page = ctx.page("evaluations-what-if").of(&form);
    ctx.form_html(&form, &TrialPage { page, form: &form, round, trial, rows })
}

static RESULTS: Export<RoundHub> = Export {
    title: "evaluations-result",
    columns: &[
        Column::Integer("evaluations-rank", |hub| hub.place),
        Column::Text("evaluations-hub-code", |hub, _| hub.code.clone()),
        Column::Text("evaluations-hub", |hub, _| hub.name.clone()),
        Column::Text("evaluations-score", |hub, _| hub.score.clone()),
        Column::Text("evaluations-grade", |hub, _| hub.grade.clone()),
        Column::Integer("evaluations-records", |hub| Some(hub.records)),
        Column::Integer("evaluations-size", |hub| hub.log_size),
        Column::Text("evaluations-root", |hub, _| hub.root.clone()),
    ],
    contacts: false,
};

/// `GET /rounds/{code}/results.xlsx`, `.csv`
pub async fn save(ctx: Ctx, Path(code): Path<String>) -> Reply {
    export::answer(&ctx, &RESULTS, move |tx, who, offset, rows| {
        let round = read_round(tx, who, &code)?;
        let runs = opening::runs(who, &round);
        let mut hubs = tx.as_system(|tx| store::hubs(tx, round.id))?;
        hubs.retain(|hub| runs || who.actor.reaches_hub(hub.hub_id));
        hubs.sort_by_key(|hub| (hub.place.unwrap_or(i64::MAX), hub.code.clone()));
        let from = usize::try_from(offset).unwrap_or(0);
        let most = usize::try_from(rows).unwrap_or(0);
        Ok(hubs.into_iter().skip(from).take(most).collect())
    })
    .await
}
