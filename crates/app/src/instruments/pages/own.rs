//! A provider keeps its instruments: the record, the hubs, the state, the label, who was trained.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::{choices, own_provider};
use crate::access::{Parties, Who};
use crate::catalogue::{self, Residency};
use crate::hubs;
use crate::instruments::model::{Instrument, Offer, SHARING, SOURCES};
use crate::instruments::store_trainings::{self, Training};
use crate::instruments::{commands, entry, store, store_lists, trainings};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply, qr};

/// Trainings shown.
const TRAININGS: i64 = 100;

/// One's own instrument.
pub(super) fn owned(tx: &mut Tx, who: &Who, code: &str) -> Result<Instrument, Error> {
    let instrument = store::by_code(tx, code)?;
    who.reach(&Parties { provider: Some(instrument.provider_id), ..Parties::default() })?;
    Ok(instrument)
}

#[derive(Template)]
#[template(path = "instruments/own.html")]
struct OwnPage<'a> {
    page: Page<'a>,
    rows: Vec<Instrument>,
    residencies: Vec<Residency>,
    paging: Paging,
}

/// The hubs where one's term runs.
fn resident_at(tx: &mut Tx, who: &Who, provider: Uuid) -> Result<Vec<Residency>, Error> {
    let today = who.today().to_string();
    let mut residencies = catalogue::residencies(tx, provider, &today)?;
    residencies.retain(|residency| residency.starts_on <= today);
    residencies.dedup_by_key(|residency| residency.hub_id);
    Ok(residencies)
}

/// `GET /own-instruments`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let (rows, total, residencies) = ctx
        .read(move |tx, who| {
            let provider = own_provider(who)?;
            let (rows, total) = store_lists::own(tx, provider, offset, PAGE_ROWS)?;
            Ok((rows, total, resident_at(tx, who, provider)?))
        })
        .await?;
    ctx.html(&OwnPage { page: ctx.page("instruments-own"), rows, residencies, paging: paging.of(total) })
}

#[derive(Template)]
#[template(path = "instruments/edit.html")]
struct EditPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    /// `None`: a new one.
    kept: Option<Kept>,
    /// Hubs that could be asked.
    others: Vec<(String, String)>,
    sources: Vec<(&'static str, String)>,
    sharing: Vec<(&'static str, String)>,
    divisions: Vec<(&'static str, &'static str)>,
}

struct Kept {
    instrument: Instrument,
    offers: Vec<Offer>,
    trainings: Vec<Training>,
}

impl EditPage<'_> {
    fn action(&self) -> String {
        let code = self.kept.as_ref().map_or("new", |kept| kept.instrument.code.as_str());
        format!("/own-instruments/{code}")
    }
}

fn edit(ctx: &Ctx, form: &Form, kept: Option<Kept>, others: Vec<(String, String)>) -> Reply {
    let title = ctx.page("instruments-new");
    let page = match &kept {
        Some(kept) => title.titled(kept.instrument.entry.name.as_str()),
        None => title,
    };
    let page = EditPage {
        page: page.of(form),
        form,
        kept,
        others,
        sources: choices(ctx, "instruments-source-", &SOURCES),
        sharing: choices(ctx, "instruments-sharing-", &SHARING),
        divisions: super::public::divisions(),
    };
    ctx.form_html(form, &page)
}

/// `GET /own-instruments/new?hub=LCX`
pub async fn new(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let hub = Asked::read(query.as_deref()).value("hub").to_owned();
    ctx.read(|_, who| own_provider(who)).await?;
    let usual = [("hub", hub.as_str()), ("source", "bought"), ("sharing", "external"), ("supervised", "no")];
    edit(&ctx, &Form::filled(usual), None, Vec::new())
}

/// `POST /own-instruments/new`
pub async fn create(ctx: Ctx, form: Form) -> Reply {
    let said = form.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let provider = own_provider(c)?;
        let hub = hubs::by_code(tx, said.value("hub"))?;
        let id = commands::create(tx, c, hub.id, provider, &entry::read(&said))?;
        let code = store::by_id(tx, hub.id, id)?.code;
        Ok(Done::at(format!("/own-instruments/{code}/rules")).say("instruments-was-entered"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => edit(&ctx, &ctx.refuse(form, errors), None, Vec::new()),
        other => other,
    }
}

/// `GET /own-instruments/{code}`
pub async fn show(ctx: Ctx, Path(code): Path<String>) -> Reply {
    render(&ctx, code, None).await
}

/// The page: the record as typed, else as it stands.
async fn render(ctx: &Ctx, code: String, typed: Option<Form>) -> Reply {
    let (kept, others) = ctx
        .read(move |tx, who| {
            let instrument = owned(tx, who, &code)?;
            let offers = store_lists::offers(tx, &instrument)?;
            let asked = |code: &str| {
                offers.iter().any(|o| o.hub_code == code && ["asked", "approved"].contains(&o.state.as_str()))
            };
            let resident = resident_at(tx, who, instrument.provider_id)?;
            let others = resident.into_iter().map(|residency| (residency.hub_code, residency.hub_name));
            let others: Vec<_> = others.filter(|(code, _)| !asked(code)).collect();
            let trainings = store_trainings::of(tx, &instrument, TRAININGS)?;
            Ok((Kept { instrument, offers, trainings }, others))
        })
        .await?;
    let mut form = entry::fill(&kept.instrument.entry, kept.instrument.version);
    if let Some(typed) = typed {
        // What was typed on one of the small forms stands with the record as it is.
        let own = typed.fields().any(|(name, _)| name == "figures");
        form = if own {
            typed
        } else {
            let mut fields: Vec<(String, String)> = form.fields().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            fields.extend(typed.fields().filter(|(n, _)| *n != "version").map(|(n, v)| (n.to_owned(), v.to_owned())));
            let errors = typed.errors().to_vec();
            let words = ctx.words();
            Form::filled(fields).refused(crate::web::FormErrors(errors), |refusal| words.refusal(refusal))
        };
    }
    edit(ctx, &form, Some(kept), others)
}

/// Runs a command on one's own instrument and shows its page again with what is wrong.
async fn act(
    ctx: Ctx,
    code: String,
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut Tx, &mut crate::command::Command, &Instrument, &Form) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let (place, typed) = (code.clone(), form.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let instrument = owned(tx, c, &place)?;
        f(tx, c, &instrument, &typed)?;
        Ok(Done::at(format!("/own-instruments/{place}")).say(said))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, code, Some(ctx.refuse(form, errors))).await,
        other => other,
    }
}

/// `POST /own-instruments/{code}`
pub async fn save(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    act(ctx, code, form, "instruments-was-saved", |tx, c, instrument, form| {
        let seen = Instrument { version: form.value("version").parse().unwrap_or(0), ..instrument.clone() };
        commands::change(tx, c, &seen, &entry::read(form))
    })
    .await
}

/// `POST /own-instruments/{code}/state`
pub async fn state(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    act(ctx, code, form, "instruments-state-set", |tx, c, instrument, form| {
        let state = match form.value("do") {
            "offer" => "offered",
            "out" => "out",
            "retire" => "retired",
            _ => "draft",
        };
        commands::set_state(tx, c, instrument, state, form.value("words"))
    })
    .await
}

/// `POST /own-instruments/{code}/hubs`: asks a hub to offer it, or ends that.
pub async fn hubs(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    act(ctx, code, form, "instruments-hub-asked", |tx, c, instrument, form| {
        let hub = hubs::by_code(tx, form.value("hub"))?;
        if form.value("do") == "end" {
            let offer = store_lists::offer(tx, instrument, hub.id)?.ok_or(Error::NotFound)?;
            return commands::end_offer(tx, c, instrument, &offer);
        }
        commands::ask(tx, c, instrument, hub.id)
    })
    .await
}

/// `POST /own-instruments/{code}/training`: somebody was trained.
pub async fn train(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    act(ctx, code, form, "instruments-was-trained", |tx, c, instrument, form| {
        let person: Uuid = form.value("person").parse().unwrap_or_default();
        trainings::give(tx, c, instrument, person, form.value("until")).map_err(|error| match error {
            // Each row has its own field for the day.
            Error::Invalid(mut errors) => {
                errors.0.iter_mut().for_each(|error| error.field = format!("{}-{person}", error.field));
                Error::Invalid(errors)
            }
            other => other,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "instruments/label.html")]
struct LabelPage<'a> {
    page: Page<'a>,
    instrument: Instrument,
    address: String,
    drawn: String,
}

/// `GET /own-instruments/{code}/label`: what is printed and put on it.
pub async fn label(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let instrument = ctx.read(move |tx, who| owned(tx, who, &code)).await?;
    let address = format!("{}/instruments/{}/here", ctx.app.config.server.base_url, instrument.code);
    let drawn = qr::svg(&address, &ctx.t("instruments-scan"), 240)?;
    ctx.html(&LabelPage { page: ctx.page("instruments-label"), instrument, address, drawn })
}
