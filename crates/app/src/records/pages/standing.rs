//! What a provider's ratings come to, on its public page and explained on one of its own.

use askama::Template;
use axum::extract::Path;

use crate::organizations;
use crate::records::standing::{self, Standing};
use crate::web::{Ctx, Error, Page, Reply};

/// A figure of a provider, in words.
pub struct Figure {
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// What it was reckoned from.
    pub url: String,
    /// What is to be said of it; may be empty.
    pub note: String,
}

/// What the page of a provider says of its ratings.
pub fn standing_figures(ctx: &Ctx, standing: &Standing, uscc: &str) -> Vec<Figure> {
    let words = ctx.words();
    let url = format!("/providers/{uscc}/ratings");
    let small = if standing.is_small() { ctx.t("records-standing-small") } else { String::new() };
    let mut figures = vec![Figure {
        label: words.with("records-standing-of", &[("count", &standing.rated())]),
        value: standing.shrunk(),
        unit: ctx.t("records-standing-unit"),
        url: url.clone(),
        note: small,
    }];
    if standing.poor() > 0 {
        figures.push(Figure {
            label: ctx.t("records-standing-poor"),
            value: standing.poor().to_string(),
            unit: ctx.t("records-standing-times"),
            url,
            note: words.with("records-standing-put-right", &[("count", &standing.put_right)]),
        });
    }
    figures
}

/// A level and how often it was given.
struct Level {
    name: String,
    count: i64,
    share: String,
}

#[derive(Template)]
#[template(path = "records/ratings.html")]
struct RatingsPage<'a> {
    page: Page<'a>,
    name: String,
    uscc: String,
    standing: Option<Standing>,
    levels: Vec<Level>,
}

/// `GET /providers/{uscc}/ratings`: what the figure was reckoned from.
pub async fn ratings(ctx: Ctx, Path(uscc): Path<String>) -> Reply {
    let uscc = codes::text::tidy(&uscc);
    let (provider, standing) = ctx
        .read(move |tx, who| {
            let provider = organizations::by_uscc(tx, &uscc)?.filter(|found| found.is_provider);
            let provider = provider.ok_or(Error::NotFound)?;
            let standing = standing::of_provider(tx, provider.id, who.today())?;
            Ok((provider, standing))
        })
        .await?;
    // keys: level-*
    let level = |standing: &Standing, level: usize| Level {
        name: ctx.t(&format!("level-{level}")),
        count: standing.levels[level - 1],
        share: format!("{:.1}%", standing.levels[level - 1] as f64 * 100.0 / standing.rated().max(1) as f64),
    };
    let levels = standing.iter().flat_map(|of| (1..=5).rev().map(|each| level(of, each))).collect();
    let page = ctx.page("records-standing").titled(provider.name.as_str());
    ctx.html(&RatingsPage { page, name: provider.name, uscc: provider.uscc, standing, levels })
}
