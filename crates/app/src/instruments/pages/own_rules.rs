//! A provider sets the rules of its instrument.

use askama::Template;
use axum::extract::Path;

use super::choices;
use super::own::owned;
use crate::instruments::model::Instrument;
use crate::instruments::ruling::{CHARGED, OPERATED, PERIODS, Rules, SIZES};
use crate::instruments::{rules_form, store};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "instruments/rules.html")]
struct RulesPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    instrument: Instrument,
    days: Vec<(&'static str, String)>,
    sizes: Vec<(String, String)>,
    periods: Vec<(&'static str, String)>,
    operated: Vec<(&'static str, String)>,
    charged: Vec<(&'static str, String)>,
    yes_no: Vec<(&'static str, String)>,
}

fn render(ctx: &Ctx, form: &Form, instrument: Instrument) -> Reply {
    let sizes = choices(ctx, "instruments-size-", &SIZES);
    let page = RulesPage {
        page: ctx.page("instruments-rules").of(form),
        form,
        instrument,
        days: choices(ctx, "instruments-day-", &rules_form::DAYS),
        sizes: sizes.into_iter().map(|(size, label)| (format!("percent_{size}"), label)).collect(),
        periods: choices(ctx, "instruments-period-", &PERIODS),
        operated: choices(ctx, "instruments-operated-", &OPERATED),
        charged: choices(ctx, "instruments-charged-", &CHARGED),
        // keys: instruments-answer-*
        yes_no: choices(ctx, "instruments-answer-", &["yes", "no"]),
    };
    ctx.form_html(form, &page)
}

/// `GET /own-instruments/{code}/rules`
pub async fn form(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let (instrument, rules) = ctx
        .read(move |tx, who| {
            let instrument = owned(tx, who, &code)?;
            let rules = store::rules(tx, instrument.hub_id, instrument.id, instrument.rules_number)?;
            Ok((instrument, rules.unwrap_or_else(Rules::default)))
        })
        .await?;
    render(&ctx, &rules_form::fill(&rules, instrument.version), instrument)
}

/// `POST /own-instruments/{code}/rules`
pub async fn set(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let (read, place) = (rules_form::read(&form), code.clone());
    let version: i64 = form.value("version").parse().unwrap_or(0);
    let reply = ctx.command(&form, move |tx, c| {
        let instrument = owned(tx, c, &place)?;
        let seen = Instrument { version, ..instrument };
        rules_form::set_rules(tx, c, &seen, &read?)?;
        Ok(Done::at(format!("/own-instruments/{place}")).say("instruments-rules-set"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => {
            let instrument = ctx.read(move |tx, who| owned(tx, who, &code)).await?;
            render(&ctx, &ctx.refuse(form, errors), instrument)
        }
        other => other,
    }
}
