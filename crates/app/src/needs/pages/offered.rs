//! The needs that a provider may see: those for every resident of their hub, and those that name it.

use askama::Template;

use super::super::model::{Need, Standing};
use super::super::store_offered::{self, Filter};
use super::list::standings;
use super::{Pairs, filters_said};
use crate::access::Who;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "needs/offered.html")]
struct OfferedPage<'a> {
    page: Page<'a>,
    form: Form,
    needs: Vec<(Need, Standing)>,
    paging: Paging,
    /// What is filtered by, in words; empty for nothing.
    said: String,
    hub_choices: Pairs,
    states: Pairs,
}

/// `GET /needs?state=all&hub=LCX&q=鞋底` of a provider: without a state those that no plan meets yet.
pub(super) async fn list(ctx: &Ctx, asked: Asked) -> Reply {
    let (paging, wanted) = (asked.paging(), asked.clone());
    let (offset, most) = (paging.offset(), paging.most());
    let (needs, total, hub_choices) = ctx
        .read(move |tx, who| {
            let filter = filter(who, &wanted)?;
            let needs = store_offered::list(tx, &filter, offset, PAGE_ROWS)?;
            let needs = standings(tx, needs)?;
            let hubs = store_offered::hubs(tx, filter.provider, &filter.day)?;
            Ok((needs, store_offered::count(tx, &filter, most)?, hubs))
        })
        .await?;
    let states: Pairs = vec![(String::new(), ctx.t("needs-open")), ("all".into(), ctx.t("needs-open-all"))];
    let hub = hub_choices.iter().find(|(code, _)| code == asked.value("hub")).map_or("", |(_, name)| name.as_str());
    let said = filters_said(ctx, &[("needs-hub", hub), ("needs-find-need", asked.value("q"))]);
    let page = ctx.page("needs-offered-title");
    ctx.html(&OfferedPage { page, form: asked.form(), needs, paging: paging.of(total), said, hub_choices, states })
}

/// What an address asks for.
pub(super) fn filter(who: &Who, asked: &Asked) -> Result<Filter, Error> {
    Ok(Filter {
        provider: who.actor.provider().ok_or(Error::NotFound)?,
        day: who.today().to_string(),
        open: asked.value("state") != "all",
        hub: asked.value("hub").to_ascii_uppercase(),
        words: asked.value("q").chars().take(100).collect(),
    })
}
