//! The hubs in reach as small multiples: the same measure of each, month by month, on one scale.

use std::collections::HashMap;

use uuid::Uuid;

use super::overview::Found;
use super::span::{Choice, Span, mean, month_name};
use crate::records::Figures;
use crate::web::Ctx;
use crate::web::lists::Asked;
use crate::web::multiples::{Multiples, Said};

/// What can be shown: its code, the key of its unit, the value of a month, the value of the whole span in words.
type Measure = (&'static str, &'static str, fn(&Figures) -> Option<f64>, fn(&Figures) -> String);

// keys: homes-measure-*
const MEASURES: [Measure; 5] = [
    ("records", "records-services-unit", |f| Some(f.records as f64), |f| f.records.to_string()),
    ("firms", "records-firms-unit", |f| Some(f.firms as f64), |f| f.firms.to_string()),
    ("on-time", "homes-percent", |f| mean(f.on_time * 100, f.with_due), Figures::on_time_share),
    ("rating", "homes-rating-unit", |f| mean(f.rating_sum, f.rated), Figures::rating),
    ("trips", "records-services-unit", |f| Some(f.trips_over as f64), |f| f.trips_over.to_string()),
];

fn measure(asked: &Asked) -> Measure {
    MEASURES.into_iter().find(|measure| measure.0 == asked.value("measure")).unwrap_or(MEASURES[0])
}

/// The measures as links.
pub(super) fn choices(ctx: &Ctx, asked: &Asked) -> Vec<Choice> {
    let now = measure(asked).0;
    let choice = |(code, ..): Measure| Choice {
        title: ctx.t(&format!("homes-measure-{code}")),
        link: asked.clone().with("measure", if code == "records" { "" } else { code }).url("/home"),
        current: code == now,
    };
    MEASURES.into_iter().map(choice).collect()
}

/// The pictures; `None` where no more than one hub is shown, or nothing happened.
pub(super) fn draw(ctx: &Ctx, span: &Span, found: &Found) -> Option<Multiples> {
    let [course, before] = &found.course;
    if course.is_empty() && before.is_empty() {
        return None;
    }
    let (code, unit, of_month, whole) = measure(&span.asked);
    let (course, before) = (by_place(course), by_place(before));
    let (months, then) = (span.period.months(), span.compared.months());
    let values = |of: &HashMap<(Uuid, &str), &Figures>, hub: Uuid, months: &[String]| -> Vec<Option<f64>> {
        let nothing = Figures::default();
        months.iter().map(|month| of_month(of.get(&(hub, month.as_str())).copied().unwrap_or(&nothing))).collect()
    };
    let beside = |figures: Option<&Figures>| {
        let value = figures.map_or_else(|| whole(&Figures::default()), whole);
        ctx.words().with(span.beside_key(), &[("value", &value)])
    };
    let said = found.hubs.iter().map(|hub| Said {
        name: hub.name.clone(),
        url: span.asked.clone().with("hub", &hub.code).url("/home"),
        whole: found.by_hub.get(&hub.id).map_or_else(|| whole(&Figures::default()), whole),
        compared: beside(found.before_by_hub.get(&hub.id)),
        values: values(&course, hub.id, &months),
        before: values(&before, hub.id, &then),
    });
    let one_year = span.period.from[..4] == span.period.to[..4];
    let labels: Vec<String> = months.iter().map(|month| month_name(ctx.words(), month, one_year)).collect();
    Some(Multiples::new(&ctx.t(&format!("homes-measure-{code}")), &ctx.t(unit), &labels, said.collect()))
}

fn by_place(course: &[(Uuid, String, Figures)]) -> HashMap<(Uuid, &str), &Figures> {
    course.iter().map(|(hub, month, figures)| ((*hub, month.as_str()), figures)).collect()
}
