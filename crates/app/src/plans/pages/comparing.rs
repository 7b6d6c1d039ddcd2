//! The quotes for one service of a plan side by side: the hub sees them as they come, the firm once the plan is with it.

use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;
use workdays::Calendar;

// keys: plans-best-* plans-near-* plans-by-*
use super::super::comparing::{self, By, Near, Quote, Rules};
use super::super::model::{Item, ItemState, Link, Plan, PlanState, schedule};
use super::super::slots::{Pace, days, slots};
use super::super::{store, store_comparing as beside};
use crate::access::Who;
use crate::needs::{self, Need};
use crate::organizations;
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Page, Reply};

struct Compared {
    need: Need,
    service: String,
    quotes: Vec<Quote>,
    /// Names of those who were asked and have not answered.
    awaited: Vec<String>,
    quote_by: Option<String>,
    /// Whether the firm may choose now.
    open: bool,
    /// Whether dates of services before it depend on the choice too.
    after_others: bool,
}

#[derive(askama::Template)]
#[template(path = "plans/compare.html")]
struct ComparePage<'a> {
    page: Page<'a>,
    shown: Compared,
    slot: Uuid,
    by: By,
    asked: Asked,
    rules: &'static Rules,
    firm: bool,
    hub_staff: bool,
}

impl ComparePage<'_> {
    fn place(&self) -> String {
        format!("/needs/{}/plan", self.shown.need.reference)
    }

    fn sorted(&self, by: &str) -> String {
        self.asked.clone().with("sort", by).url(&format!("{}/compare/{}", self.place(), self.slot))
    }

    fn order(&self, by: &str) -> &'static str {
        match self.by.code() == by {
            false => "none",
            true if by == "rating" => "descending",
            true => "ascending",
        }
    }

    /// The plan with this quote chosen, and what was chosen before.
    fn choose(&self, quote: &Quote) -> String {
        let chosen = self.asked.clone().with("sort", "").with(&format!("choice-{}", self.slot), quote.item.to_string());
        chosen.url(&self.place()) + "#items"
    }

    fn best(&self, quote: &Quote) -> Vec<&'static str> {
        comparing::best(&self.shown.quotes, quote, self.rules).into_iter().map(By::code).collect()
    }

    fn finish(&self, quote: &Quote) -> String {
        quote.finish.map_or_else(|| self.page.t("plans-finish-unknown").into_owned(), |day| self.page.date(day))
    }

    fn rated(&self, quote: &Quote) -> String {
        match quote.ratings.words() {
            Some(mean) => self.page.t2("plans-rated", "mean", mean, "count", quote.ratings.count),
            None => self.page.t("plans-not-rated").into_owned(),
        }
    }

    fn few(&self, quote: &Quote) -> bool {
        (1..self.rules.rating_least).contains(&quote.ratings.count)
    }
}

/// `GET /needs/{reference}/plan/compare/{slot}?sort=price`
pub async fn compare(ctx: Ctx, Path((reference, slot)): Path<(String, Uuid)>, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let by = By::parse(asked.value("sort")).unwrap_or(By::Price);
    let (calendar, rules) = (ctx.app.calendar, comparing::rules(ctx.who.today()));
    let shown = ctx
        .read(move |tx, who| {
            let need = needs::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            let plan = store::by_need(tx, need.hub_id, need.id)?.ok_or(Error::NotFound)?;
            let in_work = matches!(plan.state, PlanState::Composing | PlanState::Asking | PlanState::Returned);
            if in_work && who.actor.firm().is_some() {
                return Err(Error::NotFound);
            }
            let mut shown = read(tx, who, need, &plan, slot, calendar, rules)?;
            comparing::sort(&mut shown.quotes, by, rules);
            Ok(shown)
        })
        .await?;
    let title = ctx.words().with("plans-compare-title", &[("service", &shown.service)]);
    let page = ctx.page("plans-title").titled(title);
    let (firm, hub_staff) = (ctx.actor().firm().is_some(), ctx.actor().hub().is_some());
    ctx.html(&ComparePage { page, shown, slot, by, asked, rules, firm, hub_staff })
}

fn read(
    tx: &mut Tx,
    who: &Who,
    need: Need,
    plan: &Plan,
    slot: Uuid,
    calendar: &Calendar,
    rules: &Rules,
) -> Result<Compared, Error> {
    let items = store::items(tx, plan.hub_id, plan.id)?;
    let links = store::links(tx, plan.hub_id, plan.id)?;
    let beside = beside::beside(tx, plan.hub_id, plan.id)?;
    let firm = organizations::by_id(tx, need.firm_id)?;
    let since = comparing::rated_since(who.today(), rules);
    let all = slots(&items);
    let slot = all.iter().find(|other| other.id == slot).ok_or(Error::NotFound)?;
    let mut quotes = Vec::new();
    // Those that the firm left stay beside the one it took.
    for &item in slot.items.iter().filter(|item| item.is_live() || item.state == ItemState::Dropped) {
        let (Some(price_fen), Some(days)) = (item.price_fen, item.days) else { continue };
        let known = beside.iter().find(|beside| beside.item == item.id);
        let late = known.is_some_and(|known| known.quote_by.is_some() && item.quoted_on > known.quote_by);
        quotes.push(Quote {
            item: item.id,
            provider_id: item.provider_id,
            provider_name: item.provider_name.clone(),
            provider_uscc: item.provider_uscc.clone(),
            accreditation: known.map_or_else(String::new, |known| known.accreditation.clone()),
            price_fen,
            days,
            finish: finish(&items, &links, item, who.today(), calendar),
            ratings: beside::ratings(tx, item.provider_id, &since)?,
            near: known.map_or(Near::Unknown, |known| comparing::near(&firm.division, &known.division)),
            words: known.map_or_else(String::new, |known| known.words.clone()),
            late,
            taken: item.state == ItemState::Accepted,
            order_reference: item.order_reference.clone().unwrap_or_default(),
        });
    }
    let awaited = slot.items.iter().filter(|item| item.state == ItemState::Asked);
    Ok(Compared {
        service: slot.name().to_owned(),
        awaited: awaited.map(|item| item.provider_name.clone()).collect(),
        quotes,
        quote_by: plan.quote_by.clone(),
        open: plan.state == PlanState::Proposed,
        after_others: links.iter().any(|link| link.after == slot.id),
        need,
    })
}

/// The last day of an item if the firm took it today; what comes before it with its slowest quote.
fn finish(
    items: &[Item],
    links: &[Link],
    item: &Item,
    today: jiff::civil::Date,
    calendar: &Calendar,
) -> Option<jiff::civil::Date> {
    if let Some((_, ends)) = &item.runs {
        return ends.parse().ok();
    }
    let mut days = days(items, Pace::Slowest);
    days.retain(|(slot, _)| *slot != item.slot);
    days.push((item.slot, item.working_days()));
    let reckoned = schedule(&days, links, today, calendar).ok()?;
    reckoned.spans.iter().find(|span| span.item == item.slot).map(|span| span.ends)
}
