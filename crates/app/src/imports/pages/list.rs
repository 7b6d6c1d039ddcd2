//! What was taken in.

use askama::Template;
use axum::extract::RawQuery;

use super::super::model::{Import, State};
use super::super::store::{self, Find};
use super::reach_own;
use crate::access::{Who, may_import};
use crate::web::export::Column::{Integer, Text, Time};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    kinds: Vec<(&'static str, String)>,
    states: Vec<(&'static str, String)>,
    imports: Vec<Import>,
    paging: Paging,
    /// Whether the hubs are told.
    all: bool,
}

/// `GET /imports?kind=experts&state=written`: the newest first.
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (form, paging) = (asked.form(), asked.paging());
    let (wanted, offset) = (form.clone(), paging.offset());
    let (imports, total) = ctx
        .read(move |tx, who| {
            let find = found(who, &wanted)?;
            Ok((store::list(tx, &find, offset, PAGE_ROWS)?, store::count(tx, &find)?))
        })
        .await?;
    // keys: imports-kind-*
    let kinds = may_import(ctx.actor()).iter().map(|kind| (*kind, ctx.t(&format!("imports-kind-{kind}")))).collect();
    let states = State::ALL.map(|state| (state.code(), ctx.t(&format!("imports-state-{}", state.code())))).to_vec();
    let all = ctx.actor().hub().is_none();
    ctx.html(&ListPage { page: ctx.page("imports-title"), form, kinds, states, imports, paging: paging.of(total), all })
}

fn found(who: &Who, form: &Form) -> Result<Find, Error> {
    reach_own(who)?;
    let text = |name: &str| form.value(name).to_owned();
    Ok(Find { kind: text("kind"), state: text("state"), ..Find::of(&who.actor) })
}

static EXPORT: Export<Import> = Export {
    title: "imports-title",
    columns: &[
        Time("imports-when", |i| i.created_at),
        Text("imports-kind", |i, words| words.t(&format!("imports-kind-{}", i.kind)).into_owned()),
        Text("imports-hub", |i, _| i.hub_name.clone()),
        Text("imports-file", |i, _| i.file_name.clone()),
        Text("imports-hash", |i, _| i.hash_in_words()),
        Text("imports-who", |i, _| i.person_name.clone()),
        Text("imports-state", |i, words| words.t(&format!("imports-state-{}", i.stands())).into_owned()),
        Integer("imports-outcome-new", |i| Some(i.counts.new)),
        Integer("imports-outcome-changed", |i| Some(i.counts.changed)),
        Integer("imports-outcome-unchanged", |i| Some(i.counts.unchanged)),
        Integer("imports-outcome-refused", |i| Some(i.counts.refused)),
    ],
    contacts: false,
};

/// `GET /imports.xlsx`, `.csv`: the same list as a file.
pub async fn save_list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let form = Asked::read(query.as_deref()).form();
    export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| store::list(tx, &found(who, &form)?, offset, rows)).await
}
