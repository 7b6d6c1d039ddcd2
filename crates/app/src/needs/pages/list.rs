//! The firm's needs, and those it has not sent yet.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::drafts::{self, Draft};
use super::super::model::{Need, Standing, State, standing};
use super::super::store::{self, Filter};
use super::super::{store_drafts, store_reading};
use super::{Pairs, asked, own_firm, read_query};
use crate::web::export::Column::{Text, Time};
use crate::web::export::{self, Export};
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
    let (state, words) = filters(&query);
    let paging = Paging::read(&query);
    let form = Form::filled([("state", state.clone()), ("q", words.clone())]);
    let (offset, filtered) = (paging.offset(), !state.is_empty() || !words.is_empty());
    let (drafts, needs, total) = ctx
        .read(move |tx, who| {
            let filter = Filter { firm: own_firm(who)?, state, words };
            let needs = found(tx, &filter, offset, PAGE_ROWS)?;
            Ok((store_drafts::of_firm(tx, filter.firm)?, needs, store::count_of_firm(tx, &filter)?))
        })
        .await?;
    // keys: needs-state-*
    let states =
        State::ALL.iter().map(|s| (s.code().to_owned(), ctx.t(&format!("needs-state-{}", s.code())))).collect();
    let (page, paging) = (ctx.page("needs-list-title"), paging.of(total));
    ctx.html(&ListPage { page, form: &form, drafts, needs, paging, filtered, states })
}

/// State and words asked for.
fn filters(query: &[(String, String)]) -> (String, String) {
    let state = Some(asked(query, "state")).filter(|code| State::parse(code).is_some());
    (state.unwrap_or_default(), asked(query, "q").chars().take(100).collect())
}

fn found(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<(Need, Standing)>, Error> {
    let needs = store::of_firm(tx, filter, offset, rows)?.into_iter().map(|need| {
        let standing = standing(need.state, &store_reading::progress(tx, &need)?);
        Ok((need, standing))
    });
    needs.collect()
}

// keys: need-* turn-*
static EXPORT: Export<(Need, Standing)> = Export {
    title: "needs-list-title",
    columns: &[
        Text("needs-reference", |(need, _), _| need.reference.clone()),
        Text("needs-words", |(need, _), _| need.words.clone()),
        Text("needs-product", |(need, _), _| need.product.clone()),
        Text("needs-hub", |(need, _), _| need.hub_name.clone()),
        Text("needs-state", |(_, standing), words| words.t(&format!("need-{}", standing.status)).into_owned()),
        Text("needs-turn", |(_, standing), words| words.t(&format!("turn-{}", standing.turn)).into_owned()),
        Time("needs-sent-at", |(need, _)| need.sent_at),
    ],
    contacts: false,
};

/// `GET /needs.xlsx`, `.csv`: the same list as a file.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let (state, words) = filters(&read_query(query));
    export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| {
        let filter = Filter { firm: own_firm(who)?, state: state.clone(), words: words.clone() };
        found(tx, &filter, offset, rows)
    })
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
