//! Which column of the file is which field, to be looked at and corrected.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;

use super::super::commands::{self, names_in};
use super::super::model::{Import, Line, Matched};
use super::super::scheme::{self, Edition, List};
use super::super::store_rows;
use super::{find, id_of};
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

/// Rows of the list that are shown as examples.
const EXAMPLES: i64 = 3;
/// Characters of an example.
const EXAMPLE: usize = 30;

/// A column of the file.
struct Shown {
    /// Of its field in the form.
    id: String,
    name: String,
    examples: Vec<String>,
}

#[derive(Template)]
#[template(path = "imports/columns.html")]
struct ColumnsPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    import: Import,
    columns: Vec<Shown>,
    fields: Vec<(&'a str, String)>,
    /// Those without which nothing is tried out.
    needed: String,
    sheets: Vec<(String, String)>,
}

/// `GET /imports/{id}/columns?header=3`: by the names in another row than the one that was found.
pub async fn columns(ctx: Ctx, Path(id): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let header = Asked::read(query.as_deref()).value("header").parse().ok();
    let id = id_of(&id)?;
    let today = ctx.who.today();
    let read = ctx.read(move |tx, who| {
        let import = find(tx, who, id)?;
        let (edition, list) = of(scheme::on(today), &import)?;
        named(tx, edition, list, import, header)
    });
    let (import, examples) = read.await?;
    let typed: Vec<(String, String)> = std::iter::once(("header".to_owned(), import.header_line.to_string()))
        .chain(import.matching.iter().enumerate().map(|(at, column)| (format!("column_{at}"), column.field.clone())))
        .collect();
    render(&ctx, &Form::filled(typed), import, &examples)
}

fn of(edition: &'static Edition, import: &Import) -> Result<(&'static Edition, &'static List), Error> {
    Ok((edition, edition.list(&import.kind).ok_or(Error::NotFound)?))
}

/// The import with its columns by the names of a row, and the first rows below it.
fn named(
    tx: &mut Tx,
    edition: &'static Edition,
    list: &'static List,
    mut import: Import,
    header: Option<i64>,
) -> Result<(Import, Vec<Line>), Error> {
    if let Some(header) = header.filter(|header| *header != import.header_line) {
        import.matching = match names_in(tx, (edition, list), &import, header) {
            Err(Error::Invalid(_)) => return Err(Error::NotFound),
            names => names?,
        };
        import.header_line = header;
    }
    let after = commands::data_after(tx, edition, &import, import.header_line)?;
    let examples = store_rows::after(tx, &import, after, EXAMPLES)?;
    // A list may be wider than its header.
    let width = examples.iter().map(|row| row.content.cells.len()).max().unwrap_or(0);
    while import.matching.len() < width {
        import.matching.push(Matched { name: String::new(), field: String::new() });
    }
    Ok((import, examples))
}

fn render(ctx: &Ctx, form: &Form, import: Import, examples: &[Line]) -> Reply {
    let list = of(scheme::on(ctx.who.today()), &import)?.1;
    let short = |text: &str| text.chars().take(EXAMPLE).collect::<String>();
    let column = |(at, column): (usize, &Matched)| Shown {
        id: format!("column_{at}"),
        name: if column.name.is_empty() { letter(at) } else { column.name.clone() },
        examples: examples.iter().map(|row| short(row.content.cell(at))).filter(|text| !text.is_empty()).collect(),
    };
    let columns = import.matching.iter().enumerate().map(column).collect();
    let fields =
        list.columns.iter().map(|column| (column.field.as_str(), column.name(ctx.words()).to_owned())).collect();
    let needed: Vec<&str> =
        list.columns.iter().filter(|column| column.needed).map(|column| column.name(ctx.words())).collect();
    let sheets = import.sheets.iter().map(|sheet| (sheet.clone(), sheet.clone())).collect();
    let page = ctx.page("imports-columns").of(form);
    ctx.form_html(form, &ColumnsPage { page, form, import, columns, fields, needed: ctx.words().list(&needed), sheets })
}

/// What Excel calls a column that has no name.
fn letter(at: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0)).to_string();
    if at < 26 { letter(at) } else { letter(at / 26 - 1) + &letter(at) }
}

/// `POST /imports/{id}/columns`
pub async fn match_columns(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, sent, today) = (id_of(&id)?, form.clone(), ctx.who.today());
    let reply = ctx.command(&form, move |tx, c| {
        let import = find(tx, c, id)?;
        let (edition, list) = of(scheme::on(today), &import)?;
        let header = header(&sent)?;
        let import = named(tx, edition, list, import, Some(header))?.0;
        let columns = chosen(&import, &sent);
        commands::match_columns(tx, c, &import, header, &columns)?;
        Ok(Done::at(format!("/imports/{id}")))
    });
    let reply = reply.await;
    again(&ctx, id, form, reply).await
}

fn header(sent: &Form) -> Result<i64, Error> {
    let header = codes::text::to_half_width(sent.value("header")).trim().parse();
    header.map_err(|_| FormErrors::one("header", Refusal::new("imports-header-unknown")).into())
}

fn chosen(import: &Import, sent: &Form) -> Vec<Matched> {
    let chosen = |(at, column): (usize, &Matched)| Matched {
        name: column.name.clone(),
        field: sent.value(&format!("column_{at}")).to_owned(),
    };
    import.matching.iter().enumerate().map(chosen).collect()
}

/// `POST /imports/{id}/sheet`
pub async fn sheet(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, sheet) = (id_of(&id)?, form.value("sheet").to_owned());
    let reply = ctx.command(&form, move |tx, c| {
        let import = find(tx, c, id)?;
        commands::choose_sheet(tx, c, &import, &sheet)?;
        Ok(Done::at(format!("/imports/{id}")))
    });
    let reply = reply.await;
    again(&ctx, id, form, reply).await
}

/// The page again with what is wrong.
async fn again(ctx: &Ctx, id: uuid::Uuid, form: Form, reply: Reply) -> Reply {
    let errors = match reply {
        Err(Error::Invalid(errors)) => errors,
        other => return other,
    };
    let (today, header) = (ctx.who.today(), header(&form).ok());
    let read = ctx.read(move |tx, who| {
        let import = find(tx, who, id)?;
        let (edition, list) = of(scheme::on(today), &import)?;
        named(tx, edition, list, import.clone(), header).or_else(|_| named(tx, edition, list, import, None))
    });
    let (import, examples) = read.await?;
    render(ctx, &ctx.refuse(form, errors), import, &examples)
}
