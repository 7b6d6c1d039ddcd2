//! A provider in public: who it is, where it is resident, what it gives, and what its service records say of it.

use askama::Template;
use axum::extract::{Path, RawQuery};

use crate::access::Role;
use crate::catalogue::pages::price;
use crate::catalogue::{self, Listed, Provider, Residency};
use crate::records::pages::{Figure, standing_figures};
use crate::records::{self, Figures, Filter, Of, Period, standing};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Page, Reply};

/// Figures are of so many years, this one included: as long a span as a list of records can show.
const YEARS: i16 = 5;

#[derive(Template)]
#[template(path = "portal/provider.html")]
struct ProviderPage<'a> {
    page: Page<'a>,
    provider: Provider,
    division: String,
    services: Vec<(Listed, String)>,
    residencies: Vec<Residency>,
    accreditations: Vec<String>,
    figures: Figures,
    /// What firms said of it, shrunk where few did.
    standing: Vec<Figure>,
    /// The first month of the figures.
    since: String,
    /// The list of the records that make them, for who may read it; else how they are reckoned.
    records_url: String,
    paging: Paging,
}

impl ProviderPage<'_> {
    /// Where a figure leads.
    fn url(&self, filter: &str) -> String {
        if self.records_url.starts_with('#') { self.records_url.clone() } else { self.records_url.clone() + filter }
    }
}

/// `GET /providers/{uscc}`
pub async fn provider(ctx: Ctx, Path(uscc): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let today = ctx.who.today();
    let period = Period::read(&format!("{:04}-01", today.year() - YEARS + 1), "", today);
    let span = period.clone();
    let (provider, services, residencies, accreditations, figures, standing) = ctx
        .read(move |tx, who| {
            let provider = catalogue::provider(tx, &codes::text::tidy(&uscc))?;
            let services = catalogue::given_by(tx, provider.id, offset, PAGE_ROWS)?;
            let residencies = catalogue::residencies(tx, provider.id, &who.today().to_string())?;
            let accreditations = catalogue::accreditations(tx, provider.id)?;
            // Sums of records are public, the records are not.
            let filter = Filter::standing(Of::Provider(provider.id), span);
            let figures = tx.as_system(|tx| records::sums(tx, &filter))?;
            let standing = standing::of_provider(tx, provider.id, today)?;
            Ok((provider, services, residencies, accreditations, figures, standing))
        })
        .await?;
    let words = ctx.words();
    let records_url = records_url(&ctx, &provider, &period);
    ctx.html(&ProviderPage {
        page: ctx.page("catalogue-provider").titled(provider.name.as_str()),
        division: codes::divisions::full_name(&provider.division).unwrap_or_default(),
        services: services.into_iter().map(|each| (price(words, &each.service), each)).map(|(p, s)| (s, p)).collect(),
        residencies,
        accreditations,
        figures,
        standing: standing.map(|standing| standing_figures(&ctx, &standing, &provider.uscc)).unwrap_or_default(),
        since: period.from.clone(),
        records_url,
        paging: paging.of(provider.services),
        provider,
    })
}

/// The provider's own people find its records among their own, who oversees hubs among those in reach.
fn records_url(ctx: &Ctx, provider: &Provider, period: &Period) -> String {
    let asked = Asked::default().with("from", &period.from).with("to", &period.to).with("counts", "1");
    match ctx.actor().role() {
        Some(Role::Auditor | Role::Administrator) => asked.with("provider", &provider.uscc).url("/records"),
        Some(_) if ctx.actor().provider() == Some(provider.id) => asked.url("/own-records"),
        _ => "#figures-how".into(),
    }
}
