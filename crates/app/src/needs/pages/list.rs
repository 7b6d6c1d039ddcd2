//! The firm's needs, and those it has not sent yet; the list of needs as a file, for whoever has one.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::drafts::{self, Draft};
use super::super::model::{Need, Standing, State, standing};
use super::super::store::{self, Filter};
use super::super::{store_drafts, store_list, store_offered, store_reading};
use super::{Pairs, all, filters_said, offered, own_firm};
use crate::web::export::Column::{Text, Time};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "needs/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    drafts: Vec<Draft>,
    needs: Vec<(Need, Standing)>,
    paging: Paging,
    /// What is filtered by, in words; empty for nothing.
    said: String,
    states: Pairs,
}

/// `GET /needs?state=asked&q=鞋底`: the firm's own; what a provider may see is in `offered.rs`, what hub staff, officials
/// and auditors see in `all.rs`.
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    if ctx.actor().provider().is_some() {
        return offered::list(&ctx, asked).await;
    }
    if ctx.actor().firm().is_none() {
        return all::list(&ctx, asked).await;
    }
    let (paging, wanted) = (asked.paging(), asked.clone());
    let offset = paging.offset();
    let (drafts, needs, total) = ctx
        .read(move |tx, who| {
            let filter = filter(own_firm(who)?, &wanted);
            let needs = found(tx, &filter, offset, PAGE_ROWS)?;
            Ok((store_drafts::of_firm(tx, filter.firm)?, needs, store::count_of_firm(tx, &filter)?))
        })
        .await?;
    // keys: needs-state-*
    let states: Pairs =
        State::ALL.iter().map(|s| (s.code().to_owned(), ctx.t(&format!("needs-state-{}", s.code())))).collect();
    let state = states.iter().find(|(code, _)| code == asked.value("state")).map_or("", |(_, word)| word.as_str());
    let said = filters_said(&ctx, &[("needs-state", state), ("needs-find-need", asked.value("q"))]);
    let (page, paging) = (ctx.page("needs-list-title"), paging.of(total));
    ctx.html(&ListPage { page, form: &asked.form(), drafts, needs, paging, said, states })
}

/// What an address asks for.
fn filter(firm: Uuid, asked: &Asked) -> Filter {
    let state = State::parse(asked.value("state")).map_or("", State::code).to_owned();
    Filter { firm, state, words: asked.value("q").chars().take(100).collect() }
}

fn found(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<(Need, Standing)>, Error> {
    let needs = store::of_firm(tx, filter, offset, rows)?;
    standings(tx, needs)
}

/// Each need with where it stands.
pub(super) fn standings(tx: &mut Tx, needs: Vec<Need>) -> Result<Vec<(Need, Standing)>, Error> {
    let standing = |need: Need| {
        let standing = standing(need.state, &store_reading::progress(tx, &need)?);
        Ok((need, standing))
    };
    needs.into_iter().map(standing).collect()
}

// keys: need-* turn-*
static EXPORT: Export<(Need, Standing)> = Export {
    title: "needs-list-title",
    columns: &[
        Text("needs-reference", |(need, _), _| need.reference.clone()),
        Text("needs-words", |(need, _), _| need.words.clone()),
        Text("needs-product", |(need, _), _| need.product.clone()),
        Text("needs-firm", |(need, _), _| need.firm_name.clone()),
        Text("needs-hub", |(need, _), _| need.hub_name.clone()),
        Text("needs-state", |(_, standing), words| words.t(&format!("need-{}", standing.status)).into_owned()),
        Text("needs-turn", |(_, standing), words| words.t(&format!("turn-{}", standing.turn)).into_owned()),
        Time("needs-sent-at", |(need, _)| need.sent_at),
    ],
    contacts: false,
};

/// `GET /needs.xlsx`, `.csv`: the same list as a file.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    if ctx.actor().provider().is_some() {
        return export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| {
            let needs = store_offered::list(tx, &offered::filter(who, &asked)?, offset, rows)?;
            standings(tx, needs)
        })
        .await;
    }
    if ctx.actor().firm().is_none() {
        return export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| {
            let filter = all::filter(tx, who, &asked)?;
            let needs = store_list::list(tx, &filter, offset, rows)?;
            standings(tx, needs)
        })
        .await;
    }
    export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| found(tx, &filter(own_firm(who)?, &asked), offset, rows))
        .await
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
