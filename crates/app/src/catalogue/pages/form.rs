//! The form of an entry, shared by the hub's staff and the providers, and how an entry reads beside another.

use db::Tx;
use uuid::Uuid;

use super::{choices, entry_price, function_names};
use crate::catalogue::model::{NewService, PRICE_KINDS, ServiceProvider};
use crate::catalogue::{entry, function, rules};
use crate::web::{Ctx, Error, Form, FormErrors};
use crate::{hubs, organizations};

/// What the fields are chosen from, as read with the page.
#[derive(Default)]
pub(super) struct Sources {
    /// Centers of the hub.
    pub(super) centers: Vec<(String, String)>,
    /// Providers resident today, and those that the entry names already.
    pub(super) residents: Vec<(String, String)>,
}

/// Reads them; `named` are the providers of the entry.
pub(super) fn sources(tx: &mut Tx, hub: Uuid, day: &str, named: &[ServiceProvider]) -> Result<Sources, Error> {
    let centers = hubs::centers(tx, hub)?.into_iter().map(|center| (center.id.to_string(), center.name)).collect();
    let mut residents: Vec<(String, String)> =
        hubs::residents(tx, hub, day)?.into_iter().map(|r| (r.organization_id.to_string(), r.name)).collect();
    for provider in named {
        let id = provider.organization_id.to_string();
        if !residents.iter().any(|(known, _)| *known == id) {
            residents.push((id, provider.name.clone()));
        }
    }
    Ok(Sources { centers, residents })
}

/// Everything that the fields' template needs.
pub(super) struct Fields {
    pub(super) centers: Vec<(String, String)>,
    pub(super) residents: Vec<(String, String)>,
    pub(super) functions: Vec<(&'static str, &'static str)>,
    pub(super) kinds: Vec<(&'static str, String)>,
    pub(super) trips: Vec<(&'static str, String)>,
    pub(super) material_rows: usize,
    pub(super) provider_rows: usize,
    /// Limits, as the hints state them.
    pub(super) most_days: i64,
    pub(super) most_materials: usize,
    pub(super) most_providers: usize,
    pub(super) most_name: usize,
    pub(super) most_words: usize,
}

pub(super) fn fields(ctx: &Ctx, form: &Form, sources: Sources) -> Fields {
    Fields {
        centers: sources.centers,
        residents: sources.residents,
        functions: function_names(),
        kinds: choices(ctx, "catalogue-price-", &PRICE_KINDS),
        trips: choices(ctx, "catalogue-trips-", &["0", "1"]),
        material_rows: entry::rows(form, "material_name", "materials", rules::MATERIALS),
        provider_rows: entry::rows(form, "provider", "providers", rules::PROVIDERS),
        most_days: rules::MOST_DAYS,
        most_materials: rules::MATERIALS,
        most_providers: rules::PROVIDERS,
        most_name: rules::NAME,
        most_words: rules::WORDS,
    }
}

/// The form with more rows, when the button asked for them and not to be saved.
pub(super) fn more_rows(form: &Form) -> Option<Form> {
    match form.value("do") {
        "more-materials" => Some(with_more(form, "material_name", "materials", rules::MATERIALS)),
        "more-providers" => Some(with_more(form, "provider", "providers", rules::PROVIDERS)),
        _ => None,
    }
}

fn with_more(form: &Form, column: &str, asked: &str, most: usize) -> Form {
    entry::with_more(form, asked, entry::rows(form, column, asked, most))
}

/// The errors of an entry on the provider's form, which has no rows of providers: `at` is its own row.
pub(super) fn on_own_form(mut errors: FormErrors, at: usize) -> FormErrors {
    for error in &mut errors.0 {
        if error.field == format!("provider_price_{at}") {
            error.field = "own_price".into();
        } else if error.field == format!("provider_accreditation_{at}") {
            error.field = "accreditation".into();
        } else if error.field.starts_with("provider_") {
            // Another provider's row: only the hub can mend it, so the summary leads to the page itself.
            error.field = "main".into();
        }
    }
    errors
}

/// Names of the providers of these entries.
pub(super) fn provider_names(tx: &mut Tx, entries: &[&NewService]) -> Result<Vec<(Uuid, String)>, Error> {
    let mut names: Vec<(Uuid, String)> = Vec::new();
    for provider in entries.iter().flat_map(|entry| &entry.providers) {
        if !names.iter().any(|(id, _)| *id == provider.organization_id) {
            let name = organizations::by_id(tx, provider.organization_id)?.name;
            names.push((provider.organization_id, name));
        }
    }
    Ok(names)
}

/// A field that differs: its label's key, as it is, as it would be.
pub(super) struct Difference {
    pub(super) label: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// The fields in which two entries differ, in words.
pub(super) fn differences(
    ctx: &Ctx,
    before: &NewService,
    after: &NewService,
    centers: &[(String, String)],
    names: &[(Uuid, String)],
) -> Vec<Difference> {
    let text = |entry: &NewService, field: &str| shown(ctx, entry, field, centers, names);
    // keys: catalogue-field-*
    let difference = |field: &'static str| Difference {
        label: ctx.t(&format!("catalogue-field-{field}")),
        before: text(before, field),
        after: text(after, field),
    };
    before.differs(after).into_iter().map(difference).collect()
}

/// Every field of an entry: label and what it says.
pub(super) fn all_fields(
    ctx: &Ctx,
    entry: &NewService,
    centers: &[(String, String)],
    names: &[(Uuid, String)],
) -> Vec<(String, String)> {
    let row = |field: &&str| (ctx.t(&format!("catalogue-field-{field}")), shown(ctx, entry, field, centers, names));
    FIELDS.iter().map(row).collect()
}

const FIELDS: [&str; 11] = [
    "name",
    "outcome",
    "audience",
    "center",
    "function",
    "price",
    "promised_days",
    "statutory_days",
    "trips",
    "materials",
    "providers",
];

fn shown(ctx: &Ctx, entry: &NewService, field: &str, centers: &[(String, String)], names: &[(Uuid, String)]) -> String {
    match field {
        "center" => {
            let id = entry.center_id.to_string();
            centers.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default()
        }
        "function" => function(&entry.function).map(|f| f.name.clone()).unwrap_or_default(),
        "name" => entry.name.clone(),
        "outcome" => entry.outcome.clone(),
        "audience" => entry.audience.clone(),
        "price" => entry_price(ctx.words(), entry),
        "promised_days" => days(ctx, Some(entry.promised_days)),
        "statutory_days" => days(ctx, entry.statutory_days),
        "trips" => ctx.t(&format!("catalogue-trips-{}", entry.trips)),
        "materials" => materials(ctx, entry),
        _ => providers(ctx, entry, names),
    }
}

fn days(ctx: &Ctx, days: Option<i64>) -> String {
    days.map_or_else(|| ctx.t("catalogue-none"), |n| ctx.words().with("catalogue-in-days", &[("days", &n)]))
}

fn materials(ctx: &Ctx, entry: &NewService) -> String {
    if entry.materials.is_empty() {
        return ctx.t("catalogue-none");
    }
    let line = |m: &crate::catalogue::NewMaterial| {
        let needed = ctx.t(if m.needed { "catalogue-needed" } else { "catalogue-if-any" });
        let follows = if m.may_follow { ctx.t("catalogue-may-follow") } else { String::new() };
        let parts: Vec<String> =
            [needed, m.formats.clone(), follows].into_iter().filter(|part| !part.is_empty()).collect();
        ctx.words().bracketed(&m.name, parts.join(", "))
    };
    entry.materials.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn providers(ctx: &Ctx, entry: &NewService, names: &[(Uuid, String)]) -> String {
    let line = |p: &crate::catalogue::NewProvider| {
        let name = names.iter().find(|(id, _)| *id == p.organization_id).map(|(_, n)| n.clone()).unwrap_or_default();
        let price = p.price_fen.map(|fen| ctx.words().money(fen)).unwrap_or_default();
        let parts: Vec<String> = [price, p.accreditation.clone()].into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { name } else { ctx.words().bracketed(&name, parts.join(", ")) }
    };
    if entry.providers.is_empty() {
        return ctx.t("catalogue-none");
    }
    entry.providers.iter().map(line).collect::<Vec<_>>().join("; ")
}
