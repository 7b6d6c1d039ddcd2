//! 我的数据: what is kept about who is signed in, to read and as a file.

use askama::Template;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::json;
use uuid::Uuid;

use crate::command::Event;
use crate::privacy::kept::{self, Kept, MOST, SHOWN, Section};
use crate::web::{Ctx, Error, Page, Reply};

#[derive(Template)]
#[template(path = "privacy/data.html")]
struct DataPage<'a> {
    page: Page<'a>,
    kept: Kept,
}

impl DataPage<'_> {
    /// A row as it is read.
    fn shown(&self, section: &Section, row: &[String]) -> Vec<String> {
        section.shown(self.page.language(), row)
    }
}

fn own(ctx: &Ctx) -> Result<Uuid, Error> {
    Ok(ctx.actor().person().ok_or(Error::SignIn)?.id)
}

/// `GET /account/data`
pub async fn data(ctx: Ctx) -> Reply {
    let id = own(&ctx)?;
    let kept = ctx.read(move |tx, _| kept::gather(tx, id, SHOWN)).await?;
    ctx.html(&DataPage { page: ctx.page("privacy-data-title"), kept })
}

/// `GET /account/data.json`: everything, for machines. That it was taken is an event.
pub async fn download(ctx: Ctx) -> Reply {
    let id = own(&ctx)?;
    // As long as the longest list.
    let _turn = ctx.app.exports.acquire().await.map_err(Error::internal)?;
    let kept = ctx.read(move |tx, _| kept::gather(tx, id, MOST)).await?;
    ctx.write(move |tx, c| {
        let event = Event { hub: Uuid::nil(), action: "data.taken", object: "person", id, reference: "" };
        c.record(tx, event, json!({}))
    })
    .await?;
    let day = ctx.who.today();
    let name = format!("{} {}.json", ctx.t("privacy-data-title"), ctx.words().plain_date(day));
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, files::content_disposition(&name)),
    ];
    Ok((headers, kept.json(ctx.words(), ctx.who.now)?).into_response())
}
