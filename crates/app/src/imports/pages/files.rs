//! Files of an import: the template, the file as it came, and its refused rows to be mended and taken in again.

use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::IntoResponse;
use db::Tx;
use tables::{Kind, Value};
use uuid::Uuid;

use super::super::commands;
use super::super::model::Import;
use super::super::scheme::{self, List};
use super::super::store_rows::{self, Which};
use super::{find, id_of, new, words};
use crate::access::{Who, may_import};
use crate::web::languages::INSTALLED;
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Reply};
use crate::{catalogue, hubs};

/// Rows read at once.
const PART_ROWS: i64 = 2_000;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

/// `experts.xlsx` → the name and whether it is a workbook.
fn split(name: &str) -> Result<(&str, bool), Error> {
    match name.rsplit_once('.') {
        Some((name, "xlsx")) => Ok((name, true)),
        Some((name, "csv")) => Ok((name, false)),
        _ => Err(Error::NotFound),
    }
}

/// `GET /imports/templates/experts.xlsx?hub=LCX`: the columns, and a row that explains each and names what is allowed.
pub async fn template(ctx: Ctx, Path(name): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let (kind, workbook) = split(&name)?;
    let kind = may_import(ctx.actor()).iter().find(|known| **known == kind).ok_or(Error::NotFound)?;
    let code = Asked::read(query.as_deref()).value("hub").to_owned();
    let centers = ctx.read(move |tx, who| centers(tx, who, kind, &code)).await?;
    let list = scheme::on(ctx.who.today()).list(kind).ok_or(Error::NotFound)?;
    let names = list.columns.iter().map(|column| column.name(ctx.words()).to_owned()).collect();
    let title = ctx.t(&format!("imports-kind-{kind}"));
    let name = format!("{title}{}", ctx.t("imports-template"));
    answer(&name, &title, workbook, names, vec![explanations(&ctx, list, &centers)]).await
}

/// The centers of the hub, where it is known.
fn centers(tx: &mut Tx, who: &Who, kind: &str, code: &str) -> Result<Vec<String>, Error> {
    let hub = match new::place(tx, who, kind, code) {
        // The administrator has not chosen a hub yet.
        Err(Error::Invalid(_)) => {
            super::reach_own(who)?;
            Uuid::nil()
        }
        hub => hub?,
    };
    Ok(hubs::centers(tx, hub)?.into_iter().map(|center| center.name).collect())
}

/// The row below the header. Its first cell begins with the word by which it is known.
fn explanations(ctx: &Ctx, list: &List, centers: &[String]) -> Vec<String> {
    let functions: Vec<&str> = catalogue::functions().iter().map(|function| function.name.as_str()).collect();
    let (functions, centers) = (ctx.words().list(functions), ctx.words().list(centers));
    // keys: imports-explain-*
    let explain = |(at, column): (usize, &scheme::Column)| {
        // Two lists have a name each.
        let field = if column.field == "name" { format!("{}-name", list.kind) } else { column.field.replace('_', "-") };
        let text =
            ctx.words().with(&format!("imports-explain-{field}"), &[("centers", &centers), ("functions", &functions)]);
        let needed = ctx.t(if column.needed { "imports-needed" } else { "imports-optional" });
        let text = format!("{needed}{text}");
        if at == 0 { ctx.words().with("imports-explain", &[("text", &text)]) } else { text }
    };
    list.columns.iter().enumerate().map(explain).collect()
}

/// `GET /imports/{id}/files/errors.xlsx`, `original.xlsx` and the same as CSV.
pub async fn save(ctx: Ctx, Path((id, name)): Path<(String, String)>) -> Reply {
    let id = id_of(&id)?;
    let (what, workbook) = split(&name)?;
    let import = ctx.read(move |tx, who| find(tx, who, id)).await?;
    let answer = match what {
        "errors" => errors(&ctx, import.clone(), workbook).await,
        "original" => original(&ctx, import.clone()).await,
        _ => Err(Error::NotFound),
    }?;
    // Lists name people and how to reach them: taking one away is an event.
    let data = serde_json::json!({ "file": what });
    ctx.write(move |tx, c| commands::record(tx, c, &import, "import.file-saved", data)).await?;
    Ok(answer)
}

/// The file as it came, whatever it is: saved, never shown.
async fn original(ctx: &Ctx, import: Import) -> Reply {
    let bytes = ctx.app.files.get(&import.file_hash).await.map_err(Error::internal)?;
    let bytes = bytes.ok_or_else(|| Error::internal(format!("the bytes of import {} are missing", import.id)))?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, files::content_disposition(&import.file_name)),
    ];
    Ok((headers, bytes).into_response())
}

/// The rows that were refused, in the columns of the file, with the reasons behind.
async fn errors(ctx: &Ctx, import: Import, workbook: bool) -> Reply {
    let _turn = ctx.app.exports.acquire().await.map_err(Error::internal)?;
    let list = scheme::on(ctx.who.today()).list(&import.kind);
    let mut names: Vec<String> = import.matching.iter().map(|column| column.name.clone()).collect();
    // Those of an error file that is taken in again stand once.
    let reasons = INSTALLED.map(|language| ctx.app.messages.language(language.tag).t("imports-reasons"));
    let known: Vec<usize> = (0..names.len()).filter(|at| !reasons.iter().any(|name| *name == names[*at])).collect();
    names = known.iter().map(|at| names[*at].clone()).collect();
    names.push(ctx.t("imports-reasons"));
    let mut rows = Vec::new();
    loop {
        let (wanted, before) = (import.clone(), rows.len() as i64);
        let refused = Which::Outcome("refused".into());
        let part = ctx.read(move |tx, _| store_rows::page(tx, &wanted, &refused, before, PART_ROWS)).await?;
        let last = (part.len() as i64) < PART_ROWS;
        for line in part {
            let mut cells: Vec<String> = known.iter().map(|at| line.content.cell(*at).to_owned()).collect();
            let reasons: Vec<String> = line.said.iter().map(|said| words(ctx.words(), list, said)).collect();
            let (line, reasons) = (line.line.to_string(), reasons.join(&ctx.t("web-list-semicolon")));
            cells.push(ctx.words().with("imports-reason-of", &[("line", &line), ("reasons", &reasons)]));
            rows.push(cells);
        }
        if last {
            break;
        }
    }
    let stem = import.file_name.rsplit_once('.').map_or(import.file_name.as_str(), |(stem, _)| stem);
    let name = format!("{stem} {}", ctx.t("imports-error-file"));
    answer(&name, &ctx.t("imports-error-file"), workbook, names, rows).await
}

/// Answers with a file of text: whatever stands in it is never a formula.
async fn answer(name: &str, sheet: &str, workbook: bool, names: Vec<String>, rows: Vec<Vec<String>>) -> Reply {
    let sheet = sheet.to_owned();
    let written = tokio::task::spawn_blocking(move || {
        let columns: Vec<_> = names.iter().map(|name| tables::Column { name, kind: Kind::Text }).collect();
        let lines = rows.iter().map(|row| row.iter().map(|cell| Value::text(cell.as_str())).collect::<Vec<_>>());
        if workbook { tables::write_xlsx(&sheet, &columns, lines) } else { Ok(tables::write_csv(&columns, lines)) }
    });
    let bytes = written.await.map_err(Error::internal)?.map_err(Error::internal)?;
    let (ending, media) = if workbook { ("xlsx", XLSX) } else { ("csv", CSV) };
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, files::content_disposition(&format!("{name}.{ending}"))),
    ];
    Ok((headers, bytes).into_response())
}
