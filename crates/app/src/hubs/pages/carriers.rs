//! The carriers of the hub.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::model::{Carrier, NewCarrier};
use super::super::{listing, store_lists as store};
use super::{Seen, again, choose, id_of, own_hub, seen_hub, show, text, version};
use crate::access::Who;
use crate::web::export::Column::{Day, Text};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "hubs/carriers.html")]
struct CarrierList<'a> {
    page: Page<'a>,
    seen: Seen,
    carriers: Vec<Carrier>,
    paging: Paging,
}

/// `GET /directory/carriers`; `?hub=LCX` for readers.
pub async fn carrier_list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (paging, code) = (asked.paging(), asked.value("hub").to_owned());
    let offset = paging.offset();
    let read = ctx.read(move |tx, who| {
        let Some(seen) = seen_hub(tx, who, &code)? else { return Ok(None) };
        let carriers = store::carriers(tx, seen.hub.id, offset, PAGE_ROWS)?;
        Ok(Some((carriers, store::carriers_count(tx, seen.hub.id)?, seen)))
    });
    let Some((carriers, total, seen)) = read.await? else { return choose(&ctx, "hubs-carriers").await };
    ctx.html(&CarrierList { page: ctx.page("hubs-carriers"), seen, carriers, paging: paging.of(total) })
}

static CARRIERS: Export<Carrier> = Export {
    title: "hubs-carriers",
    columns: &[
        Text("hubs-name", |c, _| c.said.name.clone()),
        Text("hubs-partner", |c, _| c.said.partner.clone()),
        Text("hubs-field", |c, _| c.said.field.clone()),
        Day("hubs-founded", |c| Some(c.said.founded_on.clone())),
    ],
    contacts: false,
};

/// `GET /directory/carriers.xlsx`, `.csv`: the same list as a file.
pub async fn save_carriers(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let code = Asked::read(query.as_deref()).value("hub").to_owned();
    export::answer(&ctx, &CARRIERS, move |tx, who, offset, rows| {
        let hub = seen_hub(tx, who, &code)?.ok_or(Error::NotFound)?.hub.id;
        store::carriers(tx, hub, offset, rows)
    })
    .await
}

#[derive(Template)]
#[template(path = "hubs/carrier_form.html")]
struct CarrierForm<'a> {
    page: Page<'a>,
    form: &'a Form,
    id: Option<Uuid>,
}

fn find_carrier(tx: &mut Tx, who: &Who, id: Option<Uuid>) -> Result<(Uuid, Carrier), Error> {
    let hub = own_hub(tx, who)?.id;
    Ok((hub, store::carrier_by_id(tx, hub, id.ok_or(Error::NotFound)?)?))
}

/// `GET /directory/carriers/{id}`, `new` for a new one.
pub async fn carrier_form(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id = id_of(&id)?;
    let read = ctx.read(move |tx, who| match id {
        None => own_hub(tx, who).map(|_| Form::default()),
        Some(_) => find_carrier(tx, who, id).map(|(_, Carrier { version, said, .. })| {
            Form::filled([
                ("version", version.to_string()),
                ("name", said.name),
                ("partner", said.partner),
                ("field", said.field),
                ("founded_on", said.founded_on),
            ])
        }),
    });
    render_carrier(&ctx, id, &read.await?)
}

fn render_carrier(ctx: &Ctx, id: Option<Uuid>, form: &Form) -> Reply {
    show(ctx, form, &CarrierForm { page: ctx.page("hubs-carrier").of(form), form, id })
}

/// `POST /directory/carriers/{id}`
pub async fn carrier(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, version) = (id_of(&id)?, version(&form));
    let new = NewCarrier {
        name: text(&form, "name"),
        partner: text(&form, "partner"),
        field: text(&form, "field"),
        founded_on: text(&form, "founded_on"),
    };
    let reply = ctx.command(&form, move |tx, c| {
        if id.is_some() {
            let (hub, old) = find_carrier(tx, c, id)?;
            listing::change_carrier(tx, c, hub, &Carrier { version, ..old }, &new)?;
        } else {
            let hub = own_hub(tx, c)?.id;
            listing::add_carrier(tx, c, hub, &new)?;
        }
        Ok(Done::at("/directory/carriers").say("hubs-saved"))
    });
    match reply.await {
        Err(error) => {
            let form = again(&ctx, form, error, move |tx, who| Ok(find_carrier(tx, who, id)?.1.version)).await?;
            render_carrier(&ctx, id, &form)
        }
        done => done,
    }
}

/// `POST /directory/carriers/{id}/remove`
pub async fn carrier_remove(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, version) = (id_of(&id)?, version(&form));
    let command = ctx.command(&form, move |tx, c| {
        let (hub, old) = find_carrier(tx, c, id)?;
        listing::remove_carrier(tx, c, hub, &Carrier { version, ..old })?;
        Ok(Done::at("/directory/carriers").say("hubs-removed"))
    });
    command.await
}
