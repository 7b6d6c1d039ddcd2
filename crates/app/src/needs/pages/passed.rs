//! What the hub that passed a need on keeps of it: what it knew until then, why, and where it went. Not what follows.

use askama::Template;

use super::super::model::Need;
use super::super::passing::Forward;
use super::super::store_reading::Happened;
use super::super::{store, store_passing, store_reading};
use super::need::TOLD;
use super::purpose;
use crate::web::{Ctx, Error, Page, Reply};

#[derive(Template)]
#[template(path = "needs/passed.html")]
struct PassedPage<'a> {
    page: Page<'a>,
    need: Need,
    forward: Forward,
    history: Vec<Happened>,
    purpose: String,
}

pub(super) async fn show(ctx: &Ctx, reference: String) -> Reply {
    let (need, forward, history) = ctx
        .read(move |tx, who| {
            let parsed = codes::reference::Reference::parse(&reference).map_err(|_| Error::NotFound)?.to_string();
            let hub = who.actor.hub().ok_or(Error::NotFound)?;
            let forward = store_passing::passed_by(tx, &parsed, hub)?.ok_or(Error::NotFound)?;
            let need = store::by_id(tx, hub, forward.need_id)?;
            who.reach(&need.parties())?;
            let mut history = store_reading::history(tx, who, &need, 100)?;
            history.retain(|each| TOLD.contains(&each.action.as_str()));
            Ok((need, forward, history))
        })
        .await?;
    let title = ctx.words().with("needs-title", &[("reference", &need.reference)]);
    let purpose = purpose(ctx, &need.function);
    ctx.html(&PassedPage { page: ctx.page("needs-list-title").titled(title), need, forward, history, purpose })
}
