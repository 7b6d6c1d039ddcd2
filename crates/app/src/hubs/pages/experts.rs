//! The experts of the hub, and what they propose to have said of themselves.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::checking::industry_codes;
use super::super::model::{Expert, Experts, Profile};
use super::super::{experts, store_experts as store};
use super::{Seen, again, choose, id_of, own_hub, seen_hub, show, text, version};
use crate::access::Who;
use crate::command::Command;
use crate::web::export::Column::Text;
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "hubs/experts.html")]
struct ExpertList<'a> {
    page: Page<'a>,
    form: Form,
    seen: Seen,
    states: Vec<(&'static str, String)>,
    filtered: bool,
    experts: Vec<Expert>,
    paging: Paging,
}

/// `GET /directory/experts?q=高分子&state=waiting`; `?hub=LCX` for readers.
pub async fn expert_list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (paging, wanted) = (asked.paging(), asked.clone());
    let offset = paging.offset();
    let read = ctx.read(move |tx, who| {
        let Some(seen) = seen_hub(tx, who, wanted.value("hub"))? else { return Ok(None) };
        let of = experts_of(seen.hub.id, &wanted);
        Ok(Some((store::experts(tx, &of, offset, PAGE_ROWS)?, store::experts_count(tx, &of)?, seen)))
    });
    let Some((experts, total, seen)) = read.await? else { return choose(&ctx, "hubs-experts").await };
    // keys: hubs-expert-state-*
    let states = STATES.map(|state| (state, ctx.t(&format!("hubs-expert-state-{state}")))).to_vec();
    let filtered = asked.clone().with("hub", "").narrows();
    let (page, paging) = (ctx.page("hubs-experts"), paging.of(total));
    ctx.html(&ExpertList { page, form: asked.form(), seen, states, filtered, experts, paging })
}

const STATES: [&str; 2] = ["waiting", "published"];

fn experts_of(hub: Uuid, asked: &Asked) -> Experts {
    let state = STATES.into_iter().find(|state| *state == asked.value("state")).unwrap_or_default();
    Experts { hub, words: asked.value("q").to_owned(), state }
}

static EXPERTS: Export<Expert> = Export {
    title: "hubs-experts",
    columns: &[
        Text("hubs-person", |e, _| e.said.name.clone()),
        Text("hubs-expert-title", |e, _| e.said.title.clone()),
        Text("hubs-employer", |e, _| e.said.employer.clone()),
        Text("hubs-fields", |e, _| e.said.fields.clone()),
        Text("hubs-asks", |e, _| e.said.asks.clone()),
        Text("hubs-codes", |e, _| e.said.industry_codes.clone()),
        Text("hubs-account", |e, words| {
            if e.person_id.is_some() { words.t("hubs-account-yes").into_owned() } else { String::new() }
        }),
        Text("hubs-state", |e, words| words.t(&format!("hubs-expert-state-{}", e.state())).into_owned()),
    ],
    contacts: true,
};

/// `GET /directory/experts.xlsx`, `.csv`: the same list as a file.
pub async fn save_experts(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    export::answer(&ctx, &EXPERTS, move |tx, who, offset, rows| {
        let hub = seen_hub(tx, who, asked.value("hub"))?.ok_or(Error::NotFound)?.hub.id;
        store::experts(tx, &experts_of(hub, &asked), offset, rows)
    })
    .await
}

#[derive(Template)]
#[template(path = "hubs/expert_form.html")]
struct ExpertForm<'a> {
    page: Page<'a>,
    form: &'a Form,
    /// `None` for a new one.
    old: Option<Expert>,
    accounts: Vec<(String, String)>,
}

fn find(tx: &mut Tx, who: &Who, id: Option<Uuid>) -> Result<(Uuid, Expert), Error> {
    let hub = own_hub(tx, who)?.id;
    Ok((hub, store::expert_by_id(tx, hub, id.ok_or(Error::NotFound)?)?))
}

/// `GET /directory/experts/{id}`, `new` for a new one.
pub async fn expert_form(ctx: Ctx, Path(id): Path<String>) -> Reply {
    render(&ctx, id_of(&id)?, None).await
}

/// `typed` is the form as it was sent; at first it is filled from the profile.
async fn render(ctx: &Ctx, id: Option<Uuid>, typed: Option<Form>) -> Reply {
    let read = ctx.read(move |tx, who| {
        let hub = own_hub(tx, who)?.id;
        let old = id.map(|id| store::expert_by_id(tx, hub, id)).transpose()?;
        Ok((old, store::accounts(tx, hub)?))
    });
    let (old, accounts) = read.await?;
    let form = typed.unwrap_or_else(|| old.as_ref().map(filled).unwrap_or_default());
    let accounts = accounts.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    show(ctx, &form, &ExpertForm { page: ctx.page("hubs-expert").of(&form), form: &form, old, accounts })
}

fn filled(expert: &Expert) -> Form {
    let person = expert.person_id.map(|id| id.to_string()).unwrap_or_default();
    let own = [("version", expert.version.to_string()), ("person", person)];
    Form::filled(own.into_iter().chain(fields(&expert.said)))
}

/// A profile as the fields of its form.
pub(super) fn fields(said: &Profile) -> [(&'static str, String); 6] {
    let Profile { name, title, employer, fields, asks, industry_codes } = said.clone();
    [
        ("name", name),
        ("title", title),
        ("employer", employer),
        ("fields", fields),
        ("asks", asks),
        ("industry_codes", industry_codes),
    ]
}

/// A profile as typed.
pub(super) fn read(form: &Form) -> Profile {
    Profile {
        name: text(form, "name"),
        title: text(form, "title"),
        employer: text(form, "employer"),
        fields: text(form, "fields"),
        asks: text(form, "asks"),
        industry_codes: industry_codes(form.value("industry_codes")),
    }
}

/// `POST /directory/experts/{id}`
pub async fn expert(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, version, person, new) = (id_of(&id)?, version(&form), form.value("person"), read(&form));
    // What is no id belongs to nobody, which the command refuses with words.
    let person = (!person.is_empty()).then(|| person.parse().unwrap_or_default());
    let reply = ctx.command(&form, move |tx, c| {
        if id.is_some() {
            let (hub, old) = find(tx, c, id)?;
            experts::change_expert(tx, c, hub, &Expert { version, ..old }, person, &new)?;
        } else {
            let hub = own_hub(tx, c)?.id;
            experts::add_expert(tx, c, hub, person, &new)?;
        }
        Ok(Done::at("/directory/experts").say("hubs-saved"))
    });
    match reply.await {
        Err(error) => {
            let form = again(&ctx, form, error, move |tx, who| Ok(find(tx, who, id)?.1.version)).await?;
            render(&ctx, id, Some(form)).await
        }
        done => done,
    }
}

/// `POST /directory/experts/{id}/remove`
pub async fn expert_remove(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    step(&ctx, &id, form, "hubs-removed", experts::remove_expert).await
}

/// `POST /directory/experts/{id}/publish`: what the expert proposed.
pub async fn expert_publish(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    step(&ctx, &id, form, "hubs-expert-published", experts::publish).await
}

/// `POST /directory/experts/{id}/send-back`: what the expert proposed.
pub async fn expert_send_back(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let words = text(&form, "words");
    let step_of =
        move |tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Expert| experts::send_back(tx, c, hub, old, &words);
    step(&ctx, &id, form, "hubs-expert-returned", step_of).await
}

/// Runs a step of an expert as the staff saw them.
async fn step(
    ctx: &Ctx,
    id: &str,
    form: Form,
    said: &'static str,
    step: impl FnOnce(&mut Tx, &mut Command, Uuid, &Expert) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let (id, version) = (id_of(id)?, version(&form));
    let reply = ctx.command(&form, move |tx, c| {
        let (hub, old) = find(tx, c, id)?;
        step(tx, c, hub, &Expert { version, ..old })?;
        Ok(Done::at("/directory/experts").say(said))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => {
            let old = ctx.read(move |tx, who| Ok(find(tx, who, id)?.1)).await?;
            // The fields of the profile stand beside the words that are missing.
            render(ctx, id, Some(ctx.refuse(filled(&old), errors))).await
        }
        other => other,
    }
}

impl ExpertForm<'_> {
    /// What was never published is the expert's to write: the hub publishes it or sends it back.
    fn keeps_fields(&self) -> bool {
        self.old.as_ref().is_none_or(|old| old.published)
    }
}
