//! What everybody sees: the instruments by what is to be measured, and one of them with its next free slots.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use jiff::civil::Date;
use slots::{Ask, Interval, MINUTE};
use uuid::Uuid;

use super::{length, rules_in_words, span};
use crate::access::Who;
use crate::app::{App, millis_of};
use crate::hubs;
use crate::instruments::model::{Instrument, Offer};
use crate::instruments::ruling::Rules;
use crate::instruments::store_lists::{self, Sought};
use crate::instruments::{booking, schemes, store};
use crate::web::export::{self, Column, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

/// The counties of Wenzhou, where the hubs are, as choices.
pub(super) fn divisions() -> Vec<(&'static str, &'static str)> {
    codes::divisions::children("3303").map(|division| (division.code, division.name)).collect()
}

#[derive(Template)]
#[template(path = "instruments/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    rows: Vec<Instrument>,
    paging: Paging,
    narrowed: bool,
    hubs: Vec<(String, String)>,
    divisions: Vec<(&'static str, &'static str)>,
    week: String,
}

/// `GET /instruments`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (sought, paging) = (Sought::read(&asked), asked.paging());
    let (offset, most) = (paging.offset(), paging.most());
    let (rows, total, hubs) = ctx
        .read(move |tx, _| {
            let rows = store_lists::found(tx, &sought, offset, PAGE_ROWS)?;
            let total = store_lists::count_found(tx, &sought, most)?;
            Ok((rows, total, hubs::all(tx)?))
        })
        .await?;
    ctx.html(&ListPage {
        page: ctx.page("instruments-title"),
        rows,
        paging: paging.of(total),
        narrowed: asked.narrows(),
        hubs: hubs.into_iter().filter(|hub| !hub.is_removed()).map(|hub| (hub.code, hub.name)).collect(),
        divisions: divisions(),
        week: asked.clone().with("page", "").with("count", "").url("/instruments/week"),
        form: asked.form(),
    })
}

static EXPORT: Export<Instrument> = Export {
    title: "instruments-title",
    columns: &[
        Column::Text("instruments-code", |i, _| i.code.clone()),
        Column::Text("instruments-field-name", |i, _| i.entry.name.clone()),
        Column::Text("instruments-field-model", |i, _| i.entry.model.clone()),
        Column::Text("instruments-field-category", |i, _| i.entry.category.clone()),
        Column::Text("instruments-field-measures", |i, _| i.entry.measures.join(";")),
        Column::Text("instruments-field-standards", |i, _| i.entry.standards.join(";")),
        Column::Text("instruments-provider", |i, _| i.provider_name.clone()),
        Column::Text("instruments-field-place", |i, _| i.where_it_stands()),
    ],
    contacts: false,
};

/// `GET /instruments.xlsx`, `.csv`: the same list as a file.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let sought = Sought::read(&Asked::read(query.as_deref()));
    export::answer(&ctx, &EXPORT, move |tx, _, offset, rows| store_lists::found(tx, &sought, offset, rows)).await
}

/// What the page of an instrument shows.
pub(super) struct Shown {
    pub(super) instrument: Instrument,
    offers: Vec<Offer>,
    rules: Option<Rules>,
    slots: Vec<Interval>,
    minutes: i64,
    /// Whether it is the reader's own, who books it for firms.
    own: bool,
}

#[derive(Template)]
#[template(path = "instruments/show.html")]
struct ShowPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    shown: Shown,
    /// The rules in words.
    rules: Vec<(String, String)>,
    lengths: Vec<(String, String)>,
    /// The free slots: when they begin, in words.
    slots: Vec<(String, String)>,
    price: String,
    hubs: Vec<(String, String)>,
    min: String,
    scheme: &'static schemes::Scheme,
}

impl ShowPage<'_> {
    /// What the record may leave empty.
    fn facts(&self) -> [(&'static str, &str); 8] {
        let entry = &self.shown.instrument.entry;
        [
            ("instruments-field-purpose", &entry.purpose),
            ("instruments-field-model", &entry.model),
            ("instruments-field-manufacturer", &entry.manufacturer),
            ("instruments-field-country", &entry.country),
            ("instruments-field-accreditation", &entry.accreditation),
            ("instruments-field-samples", &entry.samples),
            ("instruments-field-accessories", &entry.accessories),
            ("instruments-field-requirements", &entry.requirements),
        ]
    }

    fn books(&self) -> bool {
        self.page.role_is("firm") || self.page.role_is("hub-") || self.shown.own
    }
}

/// `GET /instruments/{code}?minutes=120&from=2026-03-05`
pub async fn show(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let form = Asked::read(query.as_deref()).form();
    render(&ctx, code, &form).await
}

/// The page with the slots of the length and from the day that the form says.
pub(super) async fn render(ctx: &Ctx, code: String, form: &Form) -> Reply {
    let (app, typed) = (ctx.app.clone(), form.clone());
    let shown = ctx.read(move |tx, who| look(tx, &app, &code, &typed, who)).await?;
    let page = ctx.page("instruments-title").titled(shown.instrument.entry.name.as_str()).of(form);
    let words = ctx.words();
    let rules = shown.rules.clone();
    let lengths = rules.as_ref().map(|rules| rules.lengths(60)).unwrap_or_default();
    let approved = shown.offers.iter().filter(|offer| offer.state == "approved");
    let price = rules.as_ref().map_or_else(String::new, |r| words.money(r.price(shown.minutes, 0, None)));
    let mut fields: Vec<(String, String)> =
        form.fields().filter(|(name, _)| *name != "minutes").map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    fields.push(("minutes".into(), shown.minutes.to_string()));
    let mut filled = Form::filled(fields);
    if !form.errors().is_empty() {
        filled = form.clone();
    }
    ctx.form_html(
        &filled,
        &ShowPage {
            page,
            form: &filled,
            rules: rules.as_ref().map(|rules| rules_in_words(words, rules)).unwrap_or_default(),
            lengths: lengths.into_iter().map(|minutes| (minutes.to_string(), length(words, minutes))).collect(),
            slots: shown.slots.iter().map(|slot| (slot.from.to_string(), span(words, slot))).collect(),
            price,
            hubs: approved.map(|offer| (offer.hub_code.clone(), offer.hub_name.clone())).collect(),
            min: ctx.who.today().to_string(),
            scheme: schemes::on(ctx.who.today()),
            shown,
        },
    )
}

fn look(tx: &mut Tx, app: &App, code: &str, form: &Form, who: &Who) -> Result<Shown, Error> {
    let now = who.now;
    let instrument = store::shown(tx, code)?;
    let offers = store_lists::offers(tx, &instrument)?;
    let rules = store::rules(tx, instrument.hub_id, instrument.id, instrument.rules_number)?;
    let (mut slots, mut minutes) = (Vec::new(), 0);
    if let Some(rules) = rules.as_ref().filter(|_| instrument.takes_bookings()) {
        minutes = form.value("minutes").parse().ok().filter(|m| rules.lengths(1000).contains(m)).unwrap_or(rules.least);
        let scheme = schemes::on(crate::app::day_of(now));
        let from = form.value("from").parse::<Date>().map_or(now, |day| millis_of(day, 0, 0)).max(now);
        let until = from + scheme.slots_days * 24 * 60 * MINUTE;
        let ask = Ask { now, from, until, minutes, most: scheme.slots_shown };
        slots = booking::next_free(tx, app.calendar, &instrument, rules, &ask, Uuid::nil())?;
    }
    let own = who.actor.provider() == Some(instrument.provider_id);
    Ok(Shown { instrument, offers, rules, slots, minutes, own })
}
