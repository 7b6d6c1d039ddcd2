//! The firm's needs, and those it has not sent yet.

use askama::Template;
use axum::extract::{Path, RawQuery};
use uuid::Uuid;

use super::super::drafts::{self, Draft};
use super::super::model::{Need, Standing, State, standing};
use super::super::store::{self, Filter};
use super::super::{store_drafts, store_reading};
use super::{Pairs, asked, own_firm, read_query};
use crate::web::lists::{PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "needs/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    drafts: Vec<Draft>,
    needs: Vec<(Need, Standing)>,
    paging: Paging,
    filtered: bool,
    states: Pairs,
}

/// `GET /needs?state=asked&q=鞋底`: the firm's own; for hub staff, officials and auditors see `all.rs`.
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    if ctx.actor().firm().is_none() {
        return super::all::list(&ctx, query).await;
    }
    let query = read_query(query);
    let state = Some(asked(&query, "state")).filter(|code| State::parse(code).is_some()).unwrap_or_default();
    let words: String = asked(&query, "q").chars().take(100).collect();
    let paging = Paging::read(&query);
    let form = Form::filled([("state", state.clone()), ("q", words.clone())]);
    let (offset, filtered) = (paging.offset(), !state.is_empty() || !words.is_empty());
    let (drafts, needs, total) = ctx
        .read(move |tx, who| {
            let filter = Filter { firm: own_firm(who)?, state, words };
            let mut needs = Vec::new();
            for need in store::of_firm(tx, &filter, offset, PAGE_ROWS)? {
                let standing = standing(need.state, &store_reading::progress(tx, &need)?);
                needs.push((need, standing));
            }
            Ok((store_drafts::of_firm(tx, filter.firm)?, needs, store::count_of_firm(tx, &filter)?))
        })
        .await?;
    // keys: needs-state-*
    let states =
        State::ALL.iter().map(|s| (s.code().to_owned(), ctx.t(&format!("needs-state-{}", s.code())))).collect();
    let (page, paging) = (ctx.page("needs-list-title"), paging.of(total));
    ctx.html(&ListPage { page, form: &form, drafts, needs, paging, filtered, states })
}

/// `POST /drafts/{id}/discard`
pub async fn discard(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        let draft = store_drafts::by_id(tx, id)?;
        c.reach(&draft.parties())?;
        drafts::discard(tx, c, &draft)?;
        Ok(Done::at("/needs").say("needs-discarded"))
    })
    .await
}
