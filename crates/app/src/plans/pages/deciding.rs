//! Before the firm accepts: what it takes, what it leaves, what follows from that, and what it costs.

use axum::extract::{Path, RawQuery};
use jiff::civil::Date;
use uuid::Uuid;

use super::super::commands::check_choice;
use super::super::model::{Item, Link, Plan, PlanState, Span, schedule};
use super::super::slots::{Missing, missing, slots, visits, with_what_is_before, without_waiting};
use super::super::store;
use super::trips_words;
use crate::needs::{self, Need};
use crate::web::lists::read_query;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

/// The items that a form or an address chooses: those ticked, and one of each slot with several quotes.
pub fn chosen(form: &Form) -> Vec<Uuid> {
    let ticked = form.fields().filter(|(name, _)| *name == "items" || name.starts_with("choice-"));
    ticked.filter_map(|(_, value)| value.parse().ok()).collect()
}

struct Checked {
    need: Need,
    plan: Plan,
    items: Vec<Item>,
    links: Vec<Link>,
    spans: Vec<Span>,
}

#[derive(askama::Template)]
#[template(path = "plans/check.html")]
struct CheckPage<'a> {
    page: Page<'a>,
    shown: Checked,
    chosen: Vec<Uuid>,
    version: String,
    missing: Vec<Missing>,
    /// The choice with what is missing, where no provider has to be chosen for it.
    more: Option<String>,
    /// The choice without what waits.
    fewer: Option<String>,
    back: String,
}

impl CheckPage<'_> {
    fn taken(&self) -> Vec<&Item> {
        self.shown.items.iter().filter(|item| self.chosen.contains(&item.id)).collect()
    }

    /// Names of the services that are left out.
    fn left(&self) -> String {
        let left = slots(&self.shown.items)
            .into_iter()
            .filter(|slot| !slot.quotes().is_empty() && !slot.items.iter().any(|item| self.chosen.contains(&item.id)));
        self.page.list(left.map(|slot| slot.name().to_owned()).collect::<Vec<_>>())
    }

    fn total(&self) -> String {
        self.page.money(self.taken().iter().filter_map(|item| item.price_fen).sum::<i64>())
    }

    fn runs(&self, item: &Item) -> String {
        let span = self.shown.spans.iter().find(|span| span.item == item.slot);
        match span {
            Some(span) => format!("{} — {}", self.page.date(span.starts), self.page.date(span.ends)),
            None => self.page.t("plans-finish-unknown").into_owned(),
        }
    }

    fn finish(&self) -> String {
        let last = self.shown.spans.iter().map(|span| span.ends).max();
        let all = self.shown.spans.len() == self.chosen.len();
        last.filter(|_| all).map_or_else(|| self.page.t("plans-finish-unknown").into_owned(), |day| self.page.date(day))
    }

    fn trips(&self) -> String {
        let taken: Vec<Item> = self.taken().into_iter().cloned().collect();
        trips_words(&self.page, &visits(&taken))
    }

    fn says(&self, each: &Missing) -> String {
        let name = |slot: Uuid| {
            self.shown.items.iter().find(|item| item.slot == slot).map_or("", |item| item.service_name.as_str())
        };
        self.page.t2("plans-missing-before", "after", name(each.taken), "before", name(each.before))
    }
}

/// `GET /needs/{reference}/plan/check?items=…&choice-…=…`: check before accepting.
pub async fn check(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let form = Form::filled(read_query(query.as_deref()));
    let chosen = chosen(&form);
    let (place, calendar, ids) = (reference.clone(), ctx.app.calendar, chosen.clone());
    let shown = ctx
        .read(move |tx, who| {
            let need = needs::by_reference(tx, &place)?;
            who.reach(&need.parties())?;
            let plan = store::by_need(tx, need.hub_id, need.id)?.ok_or(Error::NotFound)?;
            let items = store::items(tx, plan.hub_id, plan.id)?;
            let links = store::links(tx, plan.hub_id, plan.id)?;
            let spans = spans(&items, &links, &ids, who.today(), calendar)?;
            Ok(Checked { need, plan, items, links, spans })
        })
        .await?;
    if shown.plan.state != PlanState::Proposed {
        return Ok(ctx.go(&Done::at(format!("/needs/{reference}/plan"))));
    }
    if let Err(Error::Invalid(errors)) = complete(&shown, &form, &chosen) {
        return super::render(&ctx, reference, ctx.refuse(form, errors)).await;
    }
    let missing = missing(&shown.items, &shown.links, &chosen);
    let address = |ids: Vec<Uuid>, page: &str| {
        let mut query = form_urlencoded::Serializer::new(format!("/needs/{reference}/plan{page}?"));
        query.append_pair("version", &shown.plan.version.to_string());
        for slot in slots(&shown.items) {
            let one = slot.items.iter().find(|item| ids.contains(&item.id));
            match (slot.is_compared(), one) {
                (true, one) => {
                    let value = one.map_or_else(|| "none".to_owned(), |item| item.id.to_string());
                    query.append_pair(&format!("choice-{}", slot.id), &value);
                }
                (false, Some(item)) => drop(query.append_pair("items", &item.id.to_string())),
                (false, None) => {}
            }
        }
        query.finish().replacen("?&", "?", 1)
    };
    let fewer = without_waiting(&shown.items, &shown.links, &chosen);
    let fewer = (!missing.is_empty() && !fewer.is_empty()).then(|| address(fewer, "/check"));
    let more = with_what_is_before(&shown.items, &shown.links, &chosen).filter(|_| !missing.is_empty());
    let more = more.map(|more| address(more, "/check"));
    let back = address(chosen.clone(), "") + "#items";
    // Only what was seen is accepted.
    let version = Some(form.value("version").to_owned()).filter(|v| !v.is_empty());
    let version = version.unwrap_or_else(|| shown.plan.version.to_string());
    let page = ctx.page("plans-check");
    ctx.html(&CheckPage { page, shown, chosen, version, missing, more, fewer, back })
}

/// Refuses a choice that leaves a question open or takes nothing; what is missing before something the page tells.
fn complete(shown: &Checked, form: &Form, chosen: &[Uuid]) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    for slot in slots(&shown.items).iter().filter(|slot| slot.is_compared()) {
        let name = format!("choice-{}", slot.id);
        let answered = form.value(&name) == "none" || slot.quotes().iter().any(|item| chosen.contains(&item.id));
        if !answered {
            errors.add(&name, Refusal::new("plans-choose-provider").with("service", slot.name()));
        }
    }
    errors.finish()?;
    check_choice(&shown.items, &[], chosen)
}

fn spans(
    items: &[Item],
    links: &[Link],
    chosen: &[Uuid],
    today: Date,
    calendar: &workdays::Calendar,
) -> Result<Vec<Span>, Error> {
    let taken = items.iter().filter(|item| chosen.contains(&item.id));
    let days: Vec<(Uuid, u32)> = taken.map(|item| (item.slot, item.working_days())).collect();
    Ok(schedule(&days, links, today, calendar).map_err(Refusal::from)?.spans)
}
