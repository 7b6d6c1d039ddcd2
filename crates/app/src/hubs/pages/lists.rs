//! The carriers and the experts of the hub.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::model::{Carrier, Expert, NewCarrier, NewExpert};
use super::super::{listing, store_lists as store};
use super::{again, id_of, own_hub, show, text, version};
use crate::access::Who;
use crate::web::export::Column::{Day, Text};
use crate::web::export::{self, Export};
use crate::web::lists::{PAGE_ROWS, Paging, asked};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "hubs/carriers.html")]
struct CarrierList<'a> {
    page: Page<'a>,
    carriers: Vec<Carrier>,
    paging: Paging,
}

/// `GET /directory/carriers`
pub async fn carrier_list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let (_, paging) = asked(query);
    let offset = paging.offset();
    let read = ctx.read(move |tx, who| {
        let hub = own_hub(tx, who)?.id;
        Ok((store::carriers(tx, hub, offset, PAGE_ROWS)?, store::carriers_count(tx, hub)?))
    });
    let (carriers, total) = read.await?;
    ctx.html(&CarrierList { page: ctx.page("hubs-carriers"), carriers, paging: paging.of(total) })
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
pub async fn save_carriers(ctx: Ctx) -> Reply {
    export::answer(&ctx, &CARRIERS, |tx, who, offset, rows| {
        let hub = own_hub(tx, who)?.id;
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

#[derive(Template)]
#[template(path = "hubs/experts.html")]
struct ExpertList<'a> {
    page: Page<'a>,
    form: Form,
    experts: Vec<Expert>,
    paging: Paging,
}

/// `GET /directory/experts?q=高分子`
pub async fn expert_list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let (form, paging) = asked(query);
    let (words, offset) = (text(&form, "q"), paging.offset());
    let read = ctx.read(move |tx, who| {
        let hub = own_hub(tx, who)?.id;
        Ok((store::experts(tx, hub, &words, offset, PAGE_ROWS)?, store::experts_count(tx, hub, &words)?))
    });
    let (experts, total) = read.await?;
    ctx.html(&ExpertList { page: ctx.page("hubs-experts"), form, experts, paging: paging.of(total) })
}

static EXPERTS: Export<Expert> = Export {
    title: "hubs-experts",
    columns: &[
        Text("hubs-person", |e, _| e.said.name.clone()),
        Text("hubs-expert-title", |e, _| e.said.title.clone()),
        Text("hubs-employer", |e, _| e.said.employer.clone()),
        Text("hubs-fields", |e, _| e.said.fields.clone()),
        Text("hubs-account", |e, words| {
            if e.said.person_id.is_some() { words.t("hubs-account-yes").into_owned() } else { String::new() }
        }),
    ],
    contacts: true,
};

/// `GET /directory/experts.xlsx`, `.csv`: the same list as a file.
pub async fn save_experts(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let words = text(&asked(query).0, "q");
    export::answer(&ctx, &EXPERTS, move |tx, who, offset, rows| {
        let hub = own_hub(tx, who)?.id;
        store::experts(tx, hub, &words, offset, rows)
    })
    .await
}

#[derive(Template)]
#[template(path = "hubs/expert_form.html")]
struct ExpertForm<'a> {
    page: Page<'a>,
    form: &'a Form,
    id: Option<Uuid>,
    accounts: Vec<(String, String)>,
}

fn find_expert(tx: &mut Tx, who: &Who, id: Option<Uuid>) -> Result<(Uuid, Expert), Error> {
    let hub = own_hub(tx, who)?.id;
    Ok((hub, store::expert_by_id(tx, hub, id.ok_or(Error::NotFound)?)?))
}

/// `GET /directory/experts/{id}`, `new` for a new one.
pub async fn expert_form(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id = id_of(&id)?;
    let read = ctx.read(move |tx, who| match id {
        None => own_hub(tx, who).map(|_| Form::default()),
        Some(_) => find_expert(tx, who, id).map(|(_, Expert { version, said, .. })| {
            Form::filled([
                ("version", version.to_string()),
                ("person", said.person_id.map(|id| id.to_string()).unwrap_or_default()),
                ("name", said.name),
                ("title", said.title),
                ("employer", said.employer),
                ("fields", said.fields),
            ])
        }),
    });
    let form = read.await?;
    render_expert(&ctx, id, &form).await
}

async fn render_expert(ctx: &Ctx, id: Option<Uuid>, form: &Form) -> Reply {
    let read = ctx.read(|tx, who| {
        let hub = own_hub(tx, who)?.id;
        store::accounts(tx, hub)
    });
    let accounts = read.await?.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    show(ctx, form, &ExpertForm { page: ctx.page("hubs-expert").of(form), form, id, accounts })
}

/// `POST /directory/experts/{id}`
pub async fn expert(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, version, person) = (id_of(&id)?, version(&form), form.value("person"));
    let new = NewExpert {
        // What is no id belongs to nobody, which the command refuses with words.
        person_id: (!person.is_empty()).then(|| person.parse().unwrap_or_default()),
        name: text(&form, "name"),
        title: text(&form, "title"),
        employer: text(&form, "employer"),
        fields: text(&form, "fields"),
    };
    let reply = ctx.command(&form, move |tx, c| {
        if id.is_some() {
            let (hub, old) = find_expert(tx, c, id)?;
            listing::change_expert(tx, c, hub, &Expert { version, ..old }, &new)?;
        } else {
            let hub = own_hub(tx, c)?.id;
            listing::add_expert(tx, c, hub, &new)?;
        }
        Ok(Done::at("/directory/experts").say("hubs-saved"))
    });
    match reply.await {
        Err(error) => {
            let form = again(&ctx, form, error, move |tx, who| Ok(find_expert(tx, who, id)?.1.version)).await?;
            render_expert(&ctx, id, &form).await
        }
        done => done,
    }
}

/// `POST /directory/experts/{id}/remove`
pub async fn expert_remove(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, version) = (id_of(&id)?, version(&form));
    let command = ctx.command(&form, move |tx, c| {
        let (hub, old) = find_expert(tx, c, id)?;
        listing::remove_expert(tx, c, hub, &Expert { version, ..old })?;
        Ok(Done::at("/directory/experts").say("hubs-removed"))
    });
    command.await
}
