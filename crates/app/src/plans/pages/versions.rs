//! The versions of a plan, the newest first, each with what changed against the one before.

use axum::extract::{Path, RawQuery};

// keys: plans-cause-*
use super::super::versions::{Cause, Difference, Line, Version, differences};
use super::super::{store, store_versions};
use crate::needs::{self, Need};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::messages::Language;
use crate::web::{Ctx, Error, Page, Reply};

/// A version with what is said of it.
struct Told {
    version: Version,
    differences: Vec<String>,
    /// Whether it is what is agreed now.
    stands: bool,
}

#[derive(askama::Template)]
#[template(path = "plans/versions.html")]
struct VersionsPage<'a> {
    page: Page<'a>,
    need: Need,
    told: Vec<Told>,
    paging: Paging,
    auditor: bool,
}

impl VersionsPage<'_> {
    fn runs(&self, line: &Line) -> String {
        let days = || self.page.t1("plans-days", "days", line.days);
        line.runs.as_ref().map_or_else(days, |runs| dates(self.page.language(), runs))
    }
}

fn dates(language: &Language, (starts, ends): &(String, String)) -> String {
    format!("{} — {}", language.day(starts), language.day(ends))
}

/// `GET /needs/{reference}/plan/versions`
pub async fn versions(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let (need, versions, total) = ctx
        .read(move |tx, who| {
            let need = needs::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            let plan = store::by_need(tx, need.hub_id, need.id)?.ok_or(Error::NotFound)?;
            // One more than is shown: the last is told against it.
            let versions = store_versions::list(tx, plan.hub_id, plan.id, offset, PAGE_ROWS + 1)?;
            let total = store_versions::count(tx, plan.hub_id, plan.id)?;
            Ok((need, versions, total))
        })
        .await?;
    let told = versions.iter().enumerate().take(PAGE_ROWS as usize).map(|(place, version)| Told {
        version: version.clone(),
        differences: versions.get(place + 1).map_or_else(Vec::new, |old| in_words(&ctx, &old.lines, &version.lines)),
        stands: place == 0 && offset == 0 && version.cause != Cause::Proposed,
    });
    let told = told.collect();
    let page = ctx.page("plans-versions");
    let auditor = ctx.actor().role() == Some(crate::access::Role::Auditor);
    ctx.html(&VersionsPage { page, need, told, paging: paging.of(total), auditor })
}

/// What changed, a sentence for each.
fn in_words(ctx: &Ctx, old: &[Line], new: &[Line]) -> Vec<String> {
    let days = |line: &Line| match &line.runs {
        Some(runs) => dates(ctx.words(), runs),
        None => ctx.words().with("plans-days", &[("days", &line.days)]),
    };
    let money = |line: &Line| ctx.words().money(line.price_fen);
    let nothing = |after: &str| if after.is_empty() { ctx.t("plans-waits-nothing") } else { after.to_owned() };
    let say = |difference: &Difference| {
        let told = |key: &str, line: &Line, from: String, to: String| {
            let words = [
                ("service", &line.service as &dyn crate::web::messages::Argument),
                ("provider", &line.provider),
                ("from", &from),
                ("to", &to),
            ];
            ctx.words().with(key, &words)
        };
        match difference {
            Difference::Added(line) => told("plans-diff-added", line, money(line), days(line)),
            Difference::Gone(line) => told("plans-diff-gone", line, String::new(), String::new()),
            Difference::Replaced { from, to } => {
                told("plans-diff-replaced", to, from.provider.clone(), to.provider.clone())
            }
            Difference::Price { from, to } => told("plans-diff-price", to, money(from), money(to)),
            Difference::Days { from, to } | Difference::Dates { from, to } => {
                told("plans-diff-dates", to, days(from), days(to))
            }
            Difference::Waits { from, to } => told("plans-diff-waits", to, nothing(&from.after), nothing(&to.after)),
        }
    };
    differences(old, new).iter().map(say).collect()
}
