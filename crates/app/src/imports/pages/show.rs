//! One import: where it stands, what its rows became, and what can be done with it.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::commands;
use super::super::model::{Import, Line, OUTCOMES, State};
use super::super::scheme::{self, List};
use super::super::store;
use super::super::store_rows::{self, Which};
use super::{find, id_of, words};
use crate::command::Command;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// A row as it is shown.
struct Shown {
    line: i64,
    label: String,
    outcome: String,
    state: String,
    /// Why it was refused or kept.
    said: Vec<String>,
    /// Name of the column, before, after.
    differences: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "imports/show.html")]
struct ShowPage<'a> {
    page: Page<'a>,
    import: Import,
    list: Option<&'static List>,
    form: Form,
    /// Why it was refused or stopped.
    said: String,
    outcomes: Vec<(&'static str, String)>,
    rows: Vec<Shown>,
    paging: Paging,
    /// An earlier import of the same file, and when it was begun.
    same: Option<(Uuid, i64)>,
    /// Until when it can be undone, while it can.
    undo_until: Option<i64>,
    undo_hours: i64,
}

impl ShowPage<'_> {
    /// Whether its rows were tried out.
    fn was_checked(&self) -> bool {
        self.import.counts.refused + self.import.counts.unchanged + self.import.to_write() > 0
    }

    /// The address of its rows of one outcome.
    fn rows_of(&self, outcome: &str) -> String {
        format!("/imports/{}?outcome={outcome}#rows", self.import.id)
    }

    /// How many rows the running step goes through.
    fn to_do(&self) -> i64 {
        if self.import.state == State::Undoing { self.import.counts.written } else { self.import.total }
    }

    /// Where its columns are matched, while they can be.
    fn columns_url(&self) -> String {
        if self.import.state.open() { format!("/imports/{}/columns", self.import.id) } else { String::new() }
    }

    /// The columns that are read, and as what.
    fn matched(&self) -> Vec<(String, String)> {
        let list = self.list;
        let read = self.import.matching.iter().filter(|column| !column.field.is_empty());
        let name = |field: &str| {
            list.and_then(|list| list.column(field)).map_or("", |column| column.name(self.page.language())).to_owned()
        };
        read.map(|column| (column.name.clone(), name(&column.field))).collect()
    }

    /// The ending of its error file: what the file was.
    fn ending(&self) -> &'static str {
        if self.import.origin == "xlsx" { "xlsx" } else { "csv" }
    }
}

/// `GET /imports/{id}?outcome=refused`
pub async fn show(ctx: Ctx, Path(id): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (id, paging, which) = (id_of(&id)?, asked.paging(), which(&asked));
    let offset = paging.offset();
    let wanted = which.clone();
    let (import, lines, same) = ctx
        .read(move |tx, who| {
            let import = find(tx, who, id)?;
            let lines = if import.state == State::Reading {
                Vec::new()
            } else {
                store_rows::page(tx, &import, &wanted, offset, PAGE_ROWS)?
            };
            let same = store::same_file(tx, &import)?;
            Ok((import, lines, same))
        })
        .await?;
    let edition = scheme::on(ctx.who.today());
    let list = edition.list(&import.kind);
    let rows = lines.into_iter().map(|line| shown(&ctx, list, line)).collect();
    let said = import.said.as_ref().map(|said| words(ctx.words(), list, said)).unwrap_or_default();
    let undo_until = import.undo_until(edition.undo_hours).filter(|until| ctx.who.now <= *until);
    let paging = paging.of(total(&import, &which));
    let page = ctx.page("imports-one").titled(import.file_name.as_str());
    let (outcomes, form) = (outcomes(&ctx, &import), asked.form());
    let undo_hours = edition.undo_hours;
    ctx.html(&ShowPage { page, import, list, form, said, outcomes, rows, paging, same, undo_until, undo_hours })
}

fn which(asked: &Asked) -> Which {
    match asked.value("outcome") {
        outcome if OUTCOMES.contains(&outcome) => Which::Outcome(outcome.to_owned()),
        state @ ("undone" | "kept") => Which::State(state.to_owned()),
        _ => Which::All,
    }
}

/// How many rows there are of these: they are counted as they are done.
fn total(import: &Import, which: &Which) -> i64 {
    let counts = &import.counts;
    match which {
        Which::All => import.total,
        Which::Outcome(outcome) => match outcome.as_str() {
            "new" => counts.new,
            "changed" => counts.changed,
            "unchanged" => counts.unchanged,
            _ => counts.refused,
        },
        Which::State(state) if state == "kept" => counts.kept,
        Which::State(_) => counts.undone,
    }
}

/// What the rows can be filtered by.
fn outcomes(ctx: &Ctx, import: &Import) -> Vec<(&'static str, String)> {
    let name = |code: &'static str| (code, ctx.t(&format!("imports-outcome-{code}")));
    let mut outcomes: Vec<_> = OUTCOMES.into_iter().map(name).collect();
    if import.counts.undone + import.counts.kept > 0 {
        outcomes.extend(["undone", "kept"].map(name));
    }
    outcomes
}

fn shown(ctx: &Ctx, list: Option<&List>, line: Line) -> Shown {
    let column = |field: &str| {
        list.and_then(|list| list.column(field))
            .map_or_else(|| field.to_owned(), |column| column.name(ctx.words()).to_owned())
    };
    Shown {
        line: line.line,
        label: if line.label.is_empty() { line.content.begin() } else { line.label },
        said: line.said.iter().map(|said| words(ctx.words(), list, said)).collect(),
        differences: line.differences.iter().map(|d| (column(&d.field), short(&d.before), short(&d.after))).collect(),
        outcome: line.outcome,
        state: line.state,
    }
}

/// Characters of a value that are shown: what a page holds is bounded, the whole stands in the file.
const SHOWN: usize = 80;

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// `POST /imports/{id}/start`
pub async fn start(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    act(&ctx, &id, &form, commands::start).await
}

/// `POST /imports/{id}/discard`
pub async fn discard(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    act(&ctx, &id, &form, commands::discard).await
}

/// `POST /imports/{id}/undo`
pub async fn undo(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    act(&ctx, &id, &form, commands::undo).await
}

/// Decides of an import as it was when the page was shown.
async fn act(
    ctx: &Ctx,
    id: &str,
    form: &Form,
    step: impl FnOnce(&mut Tx, &mut Command, &Import) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let id = id_of(id)?;
    let version: i64 = form.value("version").parse().unwrap_or(-1);
    ctx.command(form, move |tx, c| {
        let import = Import { version, ..find(tx, c, id)? };
        step(tx, c, &import)?;
        Ok(Done::at(format!("/imports/{id}")))
    })
    .await
}
