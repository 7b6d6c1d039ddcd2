//! The pages of instruments: everybody's, their owner's, the hub's, and those of bookings.

pub mod booking;
pub mod bookings;
pub mod free;
pub mod grid;
pub mod handing;
pub mod hub;
pub mod own;
pub mod own_rules;
pub mod public;
pub mod sensing;
pub mod series;
pub mod together;
pub mod uses;
pub mod waits;
pub mod week;

use slots::Interval;
use uuid::Uuid;

use super::ruling::{Rules, SIZES};
use crate::access::{Parties, Who};
use crate::app::civil;
use crate::web::messages::Language;
use crate::web::{Ctx, Error};

/// The provider acted for, in reach.
fn own_provider(who: &Who) -> Result<Uuid, Error> {
    let provider = who.actor.provider().ok_or(Error::NotFound)?;
    who.reach(&Parties { provider: Some(provider), ..Parties::default() })?;
    Ok(provider)
}

/// Codes as choices in the words of `prefix` + code.
fn choices(ctx: &Ctx, prefix: &str, codes: &[&'static str]) -> Vec<(&'static str, String)> {
    codes.iter().map(|code| (*code, ctx.t(&format!("{prefix}{code}")))).collect()
}

/// `2026年3月5日(周四) 09:00–11:00`, with the day of the end where it is another.
pub(super) fn span(language: &Language, used: &Interval) -> String {
    let (from, until) = (civil(used.from), civil(used.until));
    if from.date() == until.date() {
        format!("{}–{:02}:{:02}", language.time(used.from), until.hour(), until.minute())
    } else {
        format!("{} – {}", language.time(used.from), language.time(used.until))
    }
}

/// `1 小时 30 分钟`, `3 天`
fn length(language: &Language, minutes: i64) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
    let part = |n: i64, key: &str| (n > 0).then(|| language.with(key, &[("n", &n)]));
    let parts = [part(days, "instruments-days"), part(hours, "instruments-hours"), part(rest, "instruments-minutes")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What the rules say, line by line: (label, words).
fn rules_in_words(language: &Language, rules: &Rules) -> Vec<(String, String)> {
    let t = |key: &str| language.t(key).into_owned();
    let amount = |fen: i64| language.money(fen);
    let mut lines = vec![(t("instruments-open"), opening(language, rules))];
    let lengths = [
        ("least", length(language, rules.least)),
        ("most", length(language, rules.most)),
        ("slot", length(language, rules.slot)),
    ];
    let mut line = |label: &str, key: &str, values: &[(&'static str, String)]| {
        let values: Vec<_> =
            values.iter().map(|(name, value)| (*name, value as &dyn crate::web::messages::Argument)).collect();
        lines.push((t(label), language.with(key, &values)));
    };
    line("instruments-length", "instruments-length-words", &lengths);
    if rules.before + rules.after > 0 {
        let buffers = [("before", rules.before.to_string()), ("after", rules.after.to_string())];
        line("instruments-buffers", "instruments-buffers-words", &buffers);
    }
    let ahead = [("hours", (rules.notice / 60).to_string()), ("days", rules.horizon_days.to_string())];
    let key = if rules.horizon_days > 0 { "instruments-ahead-words" } else { "instruments-ahead-endless" };
    line("instruments-ahead", key, &ahead);
    if rules.quota_hours > 0 {
        let key = if rules.quota_period == "month" { "instruments-quota-month" } else { "instruments-quota-week" };
        line("instruments-quota", key, &[("hours", rules.quota_hours.to_string())]);
    }
    line("instruments-how", if rules.approval { "instruments-how-approval" } else { "instruments-how-instant" }, &[]);
    line(
        "instruments-operated",
        if rules.operated == "user" { "instruments-operated-user" } else { "instruments-operated-staff" },
        &[],
    );
    if rules.training {
        line("instruments-training", "instruments-training-needed", &[("when", rules.training_words.clone())]);
    }
    let price =
        [("hour", amount(rules.hour_fen)), ("sample", amount(rules.sample_fen)), ("least", amount(rules.least_fen))];
    let key = match (rules.hour_fen, rules.sample_fen) {
        (0, 0) if rules.least_fen == 0 => "instruments-price-free",
        (_, 0) => "instruments-price-hour",
        (0, _) => "instruments-price-sample",
        _ => "instruments-price-both",
    };
    line("instruments-price", key, &price);
    line(
        "instruments-charged",
        if rules.charged == "used" { "instruments-charged-used" } else { "instruments-charged-booked" },
        &[],
    );
    let cancel = [("hours", rules.cancel_hours.to_string()), ("percent", rules.cancel_percent.to_string())];
    let key = if rules.cancel_percent > 0 { "instruments-cancel-costs" } else { "instruments-cancel-free" };
    line("instruments-cancel", key, &cancel);
    if rules.missed_most > 0 {
        let missed = [("most", rules.missed_most.to_string()), ("days", rules.paused_days.to_string())];
        line("instruments-missed", "instruments-missed-words", &missed);
    }
    let percents = SIZES.iter().zip(rules.percents).filter(|(_, percent)| *percent != 100);
    // keys: instruments-size-*
    let sizes: Vec<String> = percents
        .map(|(size, percent)| format!("{} {percent}%", language.t(&format!("instruments-size-{size}"))))
        .collect();
    if !sizes.is_empty() {
        lines.push((t("instruments-by-size"), sizes.join(" · ")));
    }
    lines
}

/// The opening hours, days with the same hours together: `周一至周五 09:00-12:00 13:00-17:00`.
fn opening(language: &Language, rules: &Rules) -> String {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for at in 0..7 {
        match parts.last_mut() {
            Some((_, last)) if rules.weekdays[*last] == rules.weekdays[at] => *last = at,
            _ => parts.push((at, at)),
        }
    }
    // keys: instruments-day-*
    let day = |at: usize| language.t(&format!("instruments-day-{}", super::rules_form::DAYS[at])).into_owned();
    let words = parts.into_iter().filter(|(first, _)| !rules.weekdays[*first].is_empty()).map(|(first, last)| {
        let hours = super::rules_form::hours_in_words(&rules.weekdays[first]);
        if first == last {
            format!("{} {hours}", day(first))
        } else {
            format!("{}–{} {hours}", day(first), day(last))
        }
    });
    let said = words.collect::<Vec<_>>().join("; ");
    if rules.whatever_calendar { said } else { format!("{said} · {}", language.t("instruments-by-calendar")) }
}
