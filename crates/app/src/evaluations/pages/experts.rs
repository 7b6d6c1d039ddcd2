//! Who looks at which hub, and what they found.

use askama::Template;
use axum::extract::Path;
use uuid::Uuid;

use super::super::dossier::Opinion;
use super::super::model::{Review, Round, RoundHub};
use super::super::reviewing::{self, Fitting};
use super::super::{figures, shipped, store, store_reviews};
use super::{read_round, run_round};
use crate::hubs;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

struct Looked {
    hub: RoundHub,
    reviews: Vec<Review>,
    opinions: Vec<(String, Opinion, bool)>,
}

#[derive(Template)]
#[template(path = "evaluations/experts.html")]
struct ExpertsPage<'a> {
    page: Page<'a>,
    round: Round,
    looked: Vec<Looked>,
    runs: bool,
}

impl ExpertsPage<'_> {
    fn up(&self) -> String {
        format!("/rounds/{}", self.round.code)
    }

    fn mean(&self, opinion: &Opinion) -> String {
        opinion.mean.map(|mean| indicators::Mode::HalfUp.round(mean, 2).to_string()).unwrap_or_default()
    }

    fn scores(&self, opinion: &Opinion) -> String {
        let scores: Vec<String> = opinion.scores.iter().map(ToString::to_string).collect();
        self.page.list(&scores)
    }

    fn spread(&self, opinion: &Opinion) -> String {
        opinion.spread.normalize().to_string()
    }
}

/// `GET /rounds/{code}/experts`
pub async fn list(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let (round, looked, runs) = ctx
        .read(move |tx, who| {
            let round = read_round(tx, who, &code)?;
            let dossier = figures::dossier(tx, &round, who.today())?;
            let scheme = shipped::read(&round.scheme)?;
            let (members, reviews) = tx
                .as_system(|tx| Ok::<_, Error>((store::hubs(tx, round.id)?, store_reviews::of_round(tx, round.id)?)))?;
            let runs = super::super::opening::runs(who, &round);
            let members = members.into_iter().filter(|hub| runs || who.actor.reaches_hub(hub.hub_id));
            let most = indicators::Decimal::from(round.rules.spread_most);
            let looked = members.map(|hub| {
                let judged = scheme.measures.iter().filter(|one| super::super::dossier::is_judged(one));
                let opinions = judged.map(|measure| {
                    let opinion = dossier.opinion(&hub.code, &measure.key);
                    let wide = opinion.spread > most;
                    (measure.name.clone(), opinion, wide)
                });
                let opinions = opinions.filter(|(_, opinion, _)| opinion.mean.is_some()).collect();
                let reviews = reviews.iter().filter(|one| one.hub_id == hub.hub_id).cloned().collect();
                Looked { hub, reviews, opinions }
            });
            Ok((round.clone(), looked.collect::<Vec<_>>(), runs))
        })
        .await?;
    ctx.html(&ExpertsPage { page: ctx.page("evaluations-experts"), round, looked, runs })
}

#[derive(Template)]
#[template(path = "evaluations/assign.html")]
struct AssignPage<'a> {
    page: Page<'a>,
    round: Round,
    hub: RoundHub,
    fitting: Vec<Fitting>,
    asked: Vec<Uuid>,
}

impl AssignPage<'_> {
    fn up(&self) -> String {
        format!("/rounds/{}/experts", self.round.code)
    }

    fn conflicts(&self, one: &Fitting) -> String {
        let words: Vec<String> = one.conflicts.iter().map(|kind| self.page.tk("evaluations-conflict-", kind)).collect();
        self.page.list(&words)
    }
}

/// `GET /rounds/{code}/experts/{hub}`
pub async fn form(ctx: Ctx, Path((code, hub)): Path<(String, String)>) -> Reply {
    let (round, hub, fitting, asked) = ctx
        .read(move |tx, who| {
            let round = run_round(tx, who, &code)?;
            tx.as_system(|tx| {
                let hub = store::hub(tx, round.id, &hub)?;
                let own = hubs::by_id(tx, hub.hub_id)?;
                let fitting = reviewing::fitting(tx, &own)?;
                let reviews = store_reviews::of_round(tx, round.id)?;
                let asked = reviews.iter().filter(|one| one.hub_id == hub.hub_id).map(|one| one.person_id);
                let asked: Vec<Uuid> = asked.collect();
                Ok((round, hub, fitting, asked))
            })
        })
        .await?;
    let page = ctx.page("evaluations-assign");
    ctx.html(&AssignPage { page, round, hub, fitting, asked })
}

/// `POST /rounds/{code}/experts/{hub}`
pub async fn assign(ctx: Ctx, Path((code, hub)): Path<(String, String)>, form: Form) -> Reply {
    let expert: Uuid = form.value("expert").parse().map_err(|_| Error::NotFound)?;
    let reply = ctx.command(&form, move |tx, c| {
        let round = run_round(tx, c, &code)?;
        let hub = tx.as_system(|tx| store::hub(tx, round.id, &hub))?;
        reviewing::assign(tx, c, &round, &hub, expert)?;
        Ok(Done::at(format!("/rounds/{}/experts/{}", round.code, hub.code)).say("evaluations-assigned"))
    });
    reply.await
}
