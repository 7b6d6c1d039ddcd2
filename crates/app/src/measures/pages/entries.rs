//! `/entries`: what hubs report with evidence, and officials check.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use jiff::civil::Date;

use super::{months, said};
use crate::access::{Hubs, Parties, Who};
use crate::attachments::{self, Attachment};
use crate::hubs;
use crate::measures::catalogue::{CATALOGUE, Unit};
use crate::measures::entries::{self, Entry, NewEntry, STATES, Sought};
use crate::measures::store_entries as store;
use crate::web::export::Column::{Text, Time};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Reply};

type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "measures/entries.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    states: Choices,
    codes: Choices,
    hubs: Choices,
    rows: Vec<Entry>,
    paging: Paging,
    narrowed: bool,
    keeps: bool,
}

impl ListPage<'_> {
    fn said(&self, entry: &Entry) -> String {
        in_words(&self.page, entry)
    }

    fn months(&self, entry: &Entry) -> String {
        months(self.page.language(), &entry.from_month, &entry.to_month)
    }
}

fn in_words(page: &Page, entry: &Entry) -> String {
    let Some(measure) = entry.measure() else { return entry.value.to_string() };
    let value = said(page.language(), measure, Some(entry.value));
    if measure.unit == Unit::YesNo {
        value
    } else {
        format!("{value} {}", page.tk("measures-unit-", measure.unit.code()))
    }
}

/// What the reader reaches and the address asks for.
fn sought(who: &Who, asked: &Asked) -> Result<Sought, Error> {
    let (person, membership) =
        (who.actor.person().ok_or(Error::SignIn)?, who.actor.membership().ok_or(Error::NotFound)?);
    let division = match &person.hubs {
        Hubs::All => String::new(),
        _ => membership.division.clone().unwrap_or_default(),
    };
    let one_of = |name: &str, known: &dyn Fn(&str) -> bool| {
        let value = asked.value(name);
        if known(value) { value.to_owned() } else { String::new() }
    };
    Ok(Sought {
        division,
        hub: asked.value("hub").to_ascii_uppercase(),
        state: one_of("state", &|state| STATES.contains(&state)),
        code: one_of("code", &|code| CATALOGUE.iter().any(|measure| measure.is_reported() && measure.code == code)),
    })
}

/// Narrows it to the own hub of who keeps one, and refuses a hub out of reach.
fn settled(tx: &mut Tx, who: &Who, mut sought: Sought) -> Result<Sought, Error> {
    if let Some(own) = who.actor.hub() {
        sought.hub = hubs::by_id(tx, own)?.code;
    }
    if !sought.hub.is_empty() {
        let hub = hubs::by_code(tx, &sought.hub)?;
        who.reach(&Parties { hub: Some(hub.id), ..Parties::default() })?;
        return Ok(Sought { division: String::new(), ..sought });
    }
    for hub in hubs::all(tx)? {
        // Asked of each, so that a reader of no hub reads nothing.
        if who.reach(&Parties { hub: Some(hub.id), ..Parties::default() }).is_ok() {
            return Ok(sought);
        }
    }
    Err(Error::NotFound)
}

/// `GET /entries?hub=LCX&state=reported&code=hall`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (paging, sought) = (asked.paging(), sought(&ctx.who, &asked)?);
    let (offset, most) = (paging.offset(), paging.most());
    let (rows, total, hubs) = ctx
        .read(move |tx, who| {
            let sought = settled(tx, who, sought)?;
            let mut hubs = hubs::all(tx)?;
            hubs.retain(|hub| who.actor.reaches_hub(hub.id));
            Ok((store::list(tx, &sought, offset, PAGE_ROWS)?, store::count(tx, &sought, most)?, hubs))
        })
        .await?;
    ctx.html(&ListPage {
        page: ctx.page("measures-entries"),
        states: STATES.iter().map(|state| ((*state).to_owned(), ctx.t(&format!("measures-state-{state}")))).collect(),
        codes: reported(&ctx),
        hubs: if ctx.actor().hub().is_some() {
            Vec::new()
        } else {
            hubs.into_iter().map(|hub| (hub.code, hub.name)).collect()
        },
        keeps: ctx.actor().hub().is_some(),
        narrowed: asked.narrows(),
        form: asked.form(),
        rows,
        paging: paging.of(total),
    })
}

/// The measures that are reported, with their names.
fn reported(ctx: &Ctx) -> Choices {
    let own = CATALOGUE.iter().filter(|measure| measure.is_reported());
    own.map(|measure| (measure.code.to_owned(), ctx.t(&format!("measures-name-{}", measure.code)))).collect()
}

static EXPORT: Export<Entry> = Export {
    title: "measures-entries",
    columns: &[
        Text("measures-reference", |e, _| e.reference.clone()),
        Text("measures-hub", |e, _| e.hub_name.clone()),
        Text("measures-what", |e, l| l.t(&format!("measures-name-{}", e.code)).into_owned()),
        Text("measures-from", |e, _| e.from_month.clone()),
        Text("measures-to", |e, _| e.to_month.clone()),
        Text("measures-value", |e, _| e.value.to_string()),
        Text("measures-words", |e, _| e.words.clone()),
        Text("measures-state", |e, l| l.t(&format!("measures-state-{}", e.state)).into_owned()),
        Time("measures-reported-at", |e| e.reported_at),
        Text("measures-checked-words", |e, _| e.checked_words.clone()),
    ],
    contacts: false,
};

/// `GET /entries.xlsx`, `.csv`
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let sought = sought(&ctx.who, &Asked::read(query.as_deref()))?;
    export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| {
        let sought = settled(tx, who, sought.clone())?;
        store::list(tx, &sought, offset, rows)
    })
    .await
}

#[derive(Template)]
#[template(path = "measures/entry_form.html")]
struct FormPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    codes: Choices,
    computed: Choices,
    months: Choices,
    yes_no: Choices,
}

/// `GET /entries/new?code=hall`
pub async fn form(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let today = ctx.who.today();
    let hub = ctx.actor().hub();
    ctx.who.reach(&Parties { hub, ..Parties::default() })?;
    let form = Form::filled([
        ("code", asked.value("code").to_owned()),
        ("from", format!("{:04}-01", today.year())),
        ("to", format!("{:04}-12", today.year())),
    ]);
    render(&ctx, &form)
}

fn render(ctx: &Ctx, form: &Form) -> Reply {
    let computed = CATALOGUE.iter().filter(|measure| !measure.is_reported());
    let computed =
        computed.map(|measure| (measure.code.to_owned(), ctx.t(&format!("measures-name-{}", measure.code)))).collect();
    ctx.form_html(
        form,
        &FormPage {
            page: ctx.page("measures-report").of(form),
            form,
            codes: reported(ctx),
            computed,
            months: month_choices(ctx, ctx.who.today()),
            yes_no: ["yes", "no"].map(|code| (code.to_owned(), ctx.t(&format!("measures-{code}")))).into(),
        },
    )
}

/// The months of this year and the two before, the newest first.
fn month_choices(ctx: &Ctx, today: Date) -> Choices {
    let months =
        (today.year() - 2..=today.year()).rev().flat_map(|year| (1..=12).rev().map(move |month| (year, month)));
    let choice = |(year, month): (i16, i8)| {
        let text = format!("{year:04}-{month:02}");
        let words = super::months(ctx.words(), &text, &text);
        (text, words)
    };
    months.map(choice).collect()
}

/// `POST /entries/new`
pub async fn report(ctx: Ctx, form: Form) -> Reply {
    let files = match attachments::keep(&ctx.app, &form.uploads).await {
        Ok(files) => files,
        Err(Error::Invalid(errors)) => return render(&ctx, &ctx.refuse(form, errors)),
        Err(error) => return Err(error),
    };
    let text = |name: &str| form.value(name).trim().to_owned();
    // Yes or no is chosen, a number is typed.
    let value = if text("number").is_empty() { text("answer") } else { text("number") };
    let hub = ctx.actor().hub().ok_or(Error::NotFound)?;
    let (code, from_month, to_month, words) = (text("code"), text("from"), text("to"), text("words"));
    let new = NewEntry { hub, code, from_month, to_month, value, words };
    let reply = ctx
        .command(&form, move |tx, c| {
            c.reach(&Parties { hub: Some(hub), ..Parties::default() })?;
            let reference = entries::report(tx, c, &new, &files)?;
            Ok(Done::at(format!("/entries/{reference}")).say("measures-reported"))
        })
        .await;
    match reply {
        Err(Error::Invalid(errors)) => render(&ctx, &ctx.refuse(form, errors)),
        other => other,
    }
}

#[derive(Template)]
#[template(path = "measures/entry.html")]
struct EntryPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    entry: Entry,
    files: Vec<Attachment>,
    said: String,
    months: String,
    checks: bool,
    keeps: bool,
}

fn find(tx: &mut Tx, who: &Who, reference: &str) -> Result<Entry, Error> {
    let entry = entries::by_reference(tx, reference)?;
    who.reach(&entry.parties())?;
    Ok(entry)
}

/// `GET /entries/{reference}`
pub async fn show(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render_entry(&ctx, reference, &Form::default()).await
}

async fn render_entry(ctx: &Ctx, reference: String, form: &Form) -> Reply {
    let (entry, files) = ctx
        .read(move |tx, who| {
            let entry = find(tx, who, &reference)?;
            let files = attachments::of(tx, entry.id)?;
            Ok((entry, files))
        })
        .await?;
    let page = ctx.page("measures-entry").titled(ctx.t(&format!("measures-name-{}", entry.code))).of(form);
    let (said, months) = (in_words(&page, &entry), months(ctx.words(), &entry.from_month, &entry.to_month));
    let checks = page.role_is("official") && matches!(entry.state.as_str(), "reported" | "accepted");
    let keeps = ctx.actor().hub() == Some(entry.hub_id) && entry.state == "reported";
    ctx.form_html(form, &EntryPage { page, form, entry, files, said, months, checks, keeps })
}

/// `POST /entries/{reference}/check`: `do` is `accept` or `return`.
pub async fn check(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (place, words) = (reference.clone(), form.value("words").trim().to_owned());
    let accept = form.value("do") == "accept";
    let version: i64 = form.value("version").parse().unwrap_or(0);
    let reply = ctx
        .command(&form, move |tx, c| {
            let entry = Entry { version, ..find(tx, c, &place)? };
            entries::check(tx, c, &entry, accept, &words)?;
            let said = if accept { "measures-accepted" } else { "measures-returned" };
            Ok(Done::at(format!("/entries/{}", entry.reference)).say(said))
        })
        .await;
    match reply {
        Err(Error::Invalid(errors)) => render_entry(&ctx, reference, &ctx.refuse(form, errors)).await,
        Err(Error::Refused(refusal)) => {
            render_entry(&ctx, reference, &ctx.refuse(form, FormErrors::one("words", refusal))).await
        }
        other => other,
    }
}

/// `POST /entries/{reference}/withdraw`
pub async fn withdraw(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let version: i64 = form.value("version").parse().unwrap_or(0);
    ctx.command(&form, move |tx, c| {
        let entry = Entry { version, ..find(tx, c, &reference)? };
        entries::withdraw(tx, c, &entry)?;
        Ok(Done::at("/entries").say("measures-withdrawn"))
    })
    .await
}
