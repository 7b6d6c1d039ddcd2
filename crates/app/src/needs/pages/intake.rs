//! A clerk takes a need in for a firm that calls or stands at the counter: one dense page, by keyboard.

use askama::Template;
use axum::extract::RawQuery;
use codes::divisions;
use db::Tx;
use uuid::Uuid;

use super::super::commands::{NewNeed, submit};
use super::super::model::{CHANNELS, Need};
use super::super::reading::{PRODUCT, Reader};
use super::super::store;
use super::super::store_reading::{self, Firm};
use super::{Pairs, own_hub, purposes, visibilities};
use crate::attachments;
use crate::command::Command;
use crate::hubs::{self, Hub, Resident};
use crate::organizations::model::{read_industry, read_uscc};
use crate::organizations::{self, NewOrganization};
use crate::people;
use crate::people::reading::{self, Read};
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, Page, Refusal, Reply};

/// Most firms that a search shows.
const MOST_FOUND: i64 = 20;

/// What the page shows besides its form.
struct Shown {
    hub: Hub,
    q: String,
    found: Vec<Firm>,
    firm: Option<Firm>,
    residents: Vec<Resident>,
    /// The need just taken in.
    taken: Option<Need>,
    /// Nobody answers for its firm yet.
    nobody: bool,
}

#[derive(Template)]
#[template(path = "needs/intake.html")]
struct IntakePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    shown: Shown,
    /// The firm is registered here and now.
    new_firm: bool,
    channels: Pairs,
    purposes: Pairs,
    visibilities: Pairs,
    divisions: Pairs,
    today: String,
}

impl IntakePage<'_> {
    fn division(&self, firm: &Firm) -> String {
        divisions::full_name(&firm.division).unwrap_or_default()
    }

    fn asks(&self) -> bool {
        self.new_firm || self.shown.firm.is_some()
    }
}

/// `GET /intake?q=…`, `?firm=…`, `?new=1`, `?done=…`
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let q: String = asked.value("q").chars().take(100).collect();
    let fields = [("firm", asked.value("firm")), ("new", asked.value("new")), ("visibility", "providers")];
    let form = Form::filled(fields.into_iter().chain([("channel", "phone")]));
    render(&ctx, form, q, asked.value("done").to_owned(), true).await
}

async fn render(ctx: &Ctx, form: Form, q: String, done: String, fresh: bool) -> Reply {
    let id: Option<Uuid> = form.value("firm").parse().ok();
    let shown = ctx
        .read(move |tx, who| {
            let hub = hubs::by_id(tx, own_hub(who)?)?;
            let taken = match store::by_reference(tx, &done) {
                Err(Error::NotFound) => None,
                other => Some(other?),
            };
            let taken = taken.filter(|need| need.hub_id == hub.id);
            let owners = taken.as_ref().map(|need| people::owners(tx, need.firm_id)).transpose()?;
            Ok(Shown {
                nobody: owners.is_some_and(|owners| owners.is_empty()),
                found: if q.is_empty() { Vec::new() } else { store_reading::firms(tx, &q, MOST_FOUND)? },
                firm: id.map(|id| store_reading::firm_by_id(tx, id)).transpose()?,
                residents: hubs::residents(tx, hub.id, &who.today().to_string())?,
                taken,
                hub,
                q,
            })
        })
        .await?;
    if let Some(firm) = shown.firm.as_ref().filter(|firm| fresh && !firm.contact_phone.is_empty()) {
        // The form is filled with whom to call.
        let read = Read { hub: shown.hub.id, object: "organization", id: firm.id, reference: "", whose: firm.id };
        ctx.write(move |tx, c| reading::record(tx, c, read)).await?;
    }
    let nobody = shown.firm.is_none() && shown.found.is_empty() && !shown.q.is_empty();
    // A refused form is shown again whole, also one without a firm.
    let new_firm = shown.firm.is_none() && (form.value("new") == "1" || nobody || !fresh);
    let form = if fresh { prefill(form, &shown) } else { form };
    // keys: needs-channel-*
    let channels = CHANNELS[1..].iter().map(|code| ((*code).to_owned(), ctx.t(&format!("needs-channel-{code}"))));
    let page = IntakePage {
        page: ctx.page("needs-intake-title").of(&form),
        form: &form,
        new_firm,
        channels: channels.collect(),
        purposes: purposes(ctx),
        visibilities: visibilities(ctx),
        divisions: places(&shown.hub.division),
        today: ctx.who.today().to_string(),
        shown,
    };
    ctx.form_html(&form, &page)
}

/// Ask once: the firm's contact, or what was searched for in vain.
fn prefill(form: Form, shown: &Shown) -> Form {
    let mut fields: Vec<(String, String)> = form.fields().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    let mut fill = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
    if let Some(firm) = &shown.firm {
        fill("contact_name", &firm.contact_name);
        fill("contact_phone", &firm.contact_phone);
    } else if shown.found.is_empty() {
        let is_code = codes::text::tidy(&shown.q).bytes().all(|b| b.is_ascii_alphanumeric());
        fill(if is_code { "uscc" } else { "name" }, &shown.q);
        fill("division", &shown.hub.division);
    }
    Form::filled(fields)
}

/// Where a firm may be: the counties of the hub's city first, then the province's cities, then the other provinces.
fn places(near: &str) -> Pairs {
    let (province, city) = (near.get(..2).unwrap_or_default(), near.get(..4).unwrap_or_default());
    let pair = |division: &divisions::Division| {
        let code = format!("{:0<6}", division.code);
        let name = divisions::full_name(division.code).unwrap_or_else(|| division.name.to_owned());
        (code, name)
    };
    let counties = divisions::children(city);
    let others = divisions::children(province).filter(|division| division.code != city);
    let provinces = divisions::provinces().filter(|division| division.code != province);
    counties.chain(others).chain(provinces).map(pair).collect()
}

/// `POST /intake`
pub async fn take_in(ctx: Ctx, form: Form) -> Reply {
    let files = match attachments::keep(&ctx.app, &form.uploads).await {
        Ok(files) => files,
        Err(Error::Invalid(errors)) => return again(&ctx, ctx.refuse(form, errors)).await,
        Err(error) => return Err(error),
    };
    let (app, sent) = (ctx.app.clone(), form.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let hub_id = own_hub(c)?;
        let (new, firm) = read(tx, c, hub_id, &sent)?;
        let firm_id = match firm {
            Whose::Known(id) => id,
            Whose::New(firm) => organizations::register(tx, c, &firm)?,
        };
        let submitted = submit(tx, c, app.calendar, &NewNeed { firm_id, ..new })?;
        attachments::attach(tx, c, hub_id, "need", submitted.id, &files)?;
        Ok(Done::at(format!("/intake?done={}", submitted.reference)))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => again(&ctx, ctx.refuse(form, errors)).await,
        other => other,
    }
}

async fn again(ctx: &Ctx, form: Form) -> Reply {
    render(ctx, form, String::new(), String::new(), false).await
}

enum Whose {
    Known(Uuid),
    New(Box<NewOrganization>),
}

/// Reads the page: everything that is wrong at once.
fn read(tx: &mut Tx, c: &Command, hub: Uuid, form: &Form) -> Result<(NewNeed, Whose), Error> {
    let residents = hubs::residents(tx, hub, &c.today().to_string())?;
    let mut reader = Reader::new(form, c.today());
    let channel = form.value("channel").to_owned();
    if !CHANNELS[1..].contains(&channel.as_str()) {
        reader.refuse("channel", Refusal::new("needs-choose-channel"));
    }
    let (words, function, product) = (reader.words(), reader.function(), reader.text("product", PRODUCT, None));
    let (wanted_on, budget_fen) = (reader.wanted_on(), reader.budget());
    let (contact_name, contact_phone) = reader.contact();
    let (visibility, named) = reader.visibility(&residents);
    let firm = whose(tx, &mut reader, form, (&contact_name, &contact_phone))?;
    reader.finish()?;
    let new = NewNeed {
        hub_id: hub,
        firm_id: Uuid::nil(),
        said_by: c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?,
        channel,
        function,
        words,
        product,
        wanted_on,
        budget_fen,
        visibility,
        named,
        contact_name,
        contact_phone,
    };
    Ok((new, firm))
}

/// The firm chosen, or the one to be registered.
fn whose(tx: &mut Tx, reader: &mut Reader, form: &Form, contact: (&str, &str)) -> Result<Whose, Error> {
    if let Ok(id) = form.value("firm").parse() {
        return Ok(Whose::Known(store_reading::firm_by_id(tx, id)?.id));
    }
    if form.value("new") != "1" {
        reader.refuse("q", Refusal::new("needs-choose-firm"));
    }
    let uscc = reader.keep("uscc", read_uscc(form.value("uscc")));
    if let Some(uscc) = &uscc
        && let Some(name) = store_reading::name_by_uscc(tx, uscc.as_str())?
    {
        reader.refuse("uscc", Refusal::new("needs-firm-known").with("name", name));
    }
    let division = form.value("division").to_owned();
    if divisions::lookup(&division).is_none() {
        reader.refuse("division", Refusal::new("needs-choose-division"));
    }
    let firm = NewOrganization {
        uscc: uscc.map(|uscc| uscc.to_string()).unwrap_or_default(),
        name: codes::text::to_half_width(&reader.text("name", 100, Some("needs-say-firm"))),
        is_firm: true,
        is_provider: false,
        division,
        industry: reader.keep("industry", read_industry(form.value("industry"))).unwrap_or_default(),
        staff: None,
        revenue_fen: None,
        assets_fen: None,
        address: String::new(),
        contact_name: contact.0.to_owned(),
        contact_phone: contact.1.to_owned(),
        introduction: String::new(),
    };
    Ok(Whose::New(Box::new(firm)))
}
