//! The centers of the hub.

use askama::Template;
use axum::extract::Path;
use db::Tx;
use uuid::Uuid;

use super::super::model::{CENTER_KINDS, Center, NewCenter};
use super::super::{commands, store};
use super::{again, choices, id_of, own_hub, show, text, version};
use crate::access::Who;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "hubs/center_form.html")]
struct CenterForm<'a> {
    page: Page<'a>,
    form: &'a Form,
    kinds: Vec<(&'static str, String)>,
}

/// The center of the staff's own hub.
fn find(tx: &mut Tx, who: &Who, id: Uuid) -> Result<(Uuid, Center), Error> {
    let hub = own_hub(tx, who)?.id;
    let center = store::centers(tx, hub)?.into_iter().find(|center| center.id == id).ok_or(Error::NotFound)?;
    Ok((hub, center))
}

/// `GET /directory/centers/{id}`, `new` for a new one: it stands last.
pub async fn center_form(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id = id_of(&id)?;
    let read = ctx.read(move |tx, who| match id {
        Some(id) => Ok(filled(find(tx, who, id)?.1)),
        None => {
            let hub = own_hub(tx, who)?.id;
            let last = store::centers(tx, hub)?.last().map_or(0, |center| center.position);
            Ok(Form::filled([("position", (last + 1).min(99).to_string())]))
        }
    });
    render(&ctx, &read.await?)
}

fn filled(center: Center) -> Form {
    Form::filled([
        ("version", center.version.to_string()),
        ("kind", center.kind),
        ("name", center.name),
        ("introduction", center.introduction),
        ("position", center.position.to_string()),
    ])
}

fn render(ctx: &Ctx, form: &Form) -> Reply {
    let kinds = choices(ctx, "hubs-kind-", &CENTER_KINDS);
    show(ctx, form, &CenterForm { page: ctx.page("hubs-center").of(form), form, kinds })
}

/// `POST /directory/centers/{id}`
pub async fn center(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, version) = (id_of(&id)?, version(&form));
    let new = NewCenter {
        kind: text(&form, "kind"),
        name: text(&form, "name"),
        introduction: text(&form, "introduction"),
        position: codes::text::to_half_width(form.value("position")).parse().unwrap_or(0),
    };
    let reply = ctx.command(&form, move |tx, c| {
        if let Some(id) = id {
            let (hub, old) = find(tx, c, id)?;
            commands::change_center(tx, c, hub, &Center { version, ..old }, &new)?;
        } else {
            let hub = own_hub(tx, c)?.id;
            commands::add_center(tx, c, hub, &new)?;
        }
        Ok(Done::at("/directory#centers").say("hubs-saved"))
    });
    let newest = move |tx: &mut Tx, who: &Who| Ok(find(tx, who, id.ok_or(Error::NotFound)?)?.1.version);
    match reply.await {
        Err(error) => render(&ctx, &again(&ctx, form, error, newest).await?),
        done => done,
    }
}
