//! Accepting with gaps, and what becomes of each: the clerk chooses what may follow, the firm hands it in, the clerk ticks
//! it off, gives more time once, or ends the need (which is done by `orders`).

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::gaps::{self, Chosen, Gap, Material};
use super::super::model::{Need, State};
use super::super::{answers, store, store_gaps, store_reading};
use super::side;
use crate::app::App;
use crate::attachments::{self, Attachment};
use crate::command::Command;
use crate::deadlines;
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, Page, Refusal, Reply};

struct Choices {
    need: Need,
    materials: Vec<Material>,
    answers: Vec<answers::Answer>,
    phone: String,
}

#[derive(Template)]
#[template(path = "needs/gaps.html")]
struct GapsPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    shown: Choices,
    all: bool,
    today: String,
    plan_days: u32,
    most: u32,
}

impl GapsPage<'_> {
    fn allowed(&self) -> Vec<&Material> {
        self.shown.materials.iter().filter(|material| material.may_follow).collect()
    }

    fn needed(&self) -> Vec<&Material> {
        self.shown.materials.iter().filter(|material| !material.may_follow).collect()
    }

    fn day(&self, material: &Material) -> String {
        self.form.value(&format!("by-{}", material.key)).to_owned()
    }

    fn error(&self, material: &Material) -> &str {
        self.form.error(&format!("by-{}", material.key)).unwrap_or_default()
    }
}

/// `GET /needs/{reference}/gaps?all=1&answer=…`: what the guides let follow.
pub async fn choose(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let chosen = asked.value("answer").parse().ok();
    render(&ctx, reference, Form::default(), asked.value("all") == "1", chosen).await
}

async fn render(ctx: &Ctx, reference: String, form: Form, all: bool, chosen: Option<Uuid>) -> Reply {
    let shown = ctx
        .read(move |tx, who| {
            let need = store::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            if need.state != State::Sent {
                return Err(Refusal::new("needs-answered-already").into());
            }
            let of_function = store_gaps::materials(tx, need.hub_id, &need.function)?;
            // Where no guide is of the need's kind, or the clerk wants to see more, those of all.
            let narrow = !all && of_function.iter().any(|material| material.may_follow);
            let materials = if narrow { of_function } else { store_gaps::materials(tx, need.hub_id, "")? };
            let phone = store_reading::window(tx, need.hub_id)?.phone;
            Ok(Choices { answers: answers::of(tx, need.hub_id, "gap")?, materials, phone, need })
        })
        .await?;
    let today = ctx.who.today();
    let fresh = form.fields().next().is_none() && form.errors().is_empty();
    let form = if fresh { prefill(ctx, &shown, chosen) } else { form };
    let page = GapsPage {
        page: ctx.page("needs-gaps-choose-title").of(&form),
        form: &form,
        all,
        today: today.to_string(),
        plan_days: deadlines::on(today).plan,
        most: deadlines::on(today).gap_most,
        shown,
    };
    ctx.form_html(&form, &page)
}

/// The usual day for each, and a ready message.
fn prefill(ctx: &Ctx, shown: &Choices, chosen: Option<Uuid>) -> Form {
    let usual = gaps::usual_day(ctx.app.calendar, ctx.who.today()).unwrap_or_default();
    let days = shown.materials.iter().map(|material| (format!("by-{}", material.key), usual.clone()));
    let name = ctx.actor().person().map_or("", |person| person.name.as_str());
    let answer = shown.answers.iter().find(|answer| Some(answer.id) == chosen);
    let message = answer.map(|answer| ("message".to_owned(), answer.filled(&shown.need, name, &shown.phone)));
    Form::filled(days.chain(message))
}

/// `POST /needs/{reference}/gaps`: accepts with what was chosen to follow.
pub async fn accept(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let keys = form.values("pick");
    let chosen =
        keys.iter().map(|key| Chosen { key: (*key).to_owned(), day: form.value(&format!("by-{key}")).to_owned() });
    let (chosen, message): (Vec<Chosen>, String) = (chosen.collect(), form.value("message").to_owned());
    let (app, place, seen) = (ctx.app.clone(), reference.clone(), form.value("version").parse::<i64>().ok());
    let all = form.value("all") == "1";
    let reply = ctx.command(&form, move |tx, c| {
        let need = store::by_reference(tx, &place)?;
        c.reach(&need.parties())?;
        if seen.is_some_and(|version| version != need.version) {
            return Err(Error::Conflict);
        }
        gaps::accept_with_gaps(tx, c, app.calendar, &need, &chosen, &message)?;
        Ok(Done::at(format!("/needs/{}", need.reference)).say("needs-accepted-with-gaps"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, reference, ctx.refuse(form, errors), all, None).await,
        other => other,
    }
}

#[derive(Template)]
#[template(path = "needs/gap.html")]
struct GapPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    need: Need,
    gap: Gap,
    files: Vec<Attachment>,
    side: &'static str,
    today: String,
}

impl GapPage<'_> {
    fn at(&self, what: &str) -> String {
        format!("/needs/{}/gaps/{}{what}", self.need.reference, self.gap.number)
    }
}

/// The need and what follows later, both in reach.
fn find(tx: &mut Tx, who: &crate::access::Who, reference: &str, number: &str) -> Result<(Need, Gap), Error> {
    let need = store::by_reference(tx, reference)?;
    who.reach(&need.parties())?;
    let gap = gaps::by_number(tx, &need, number.parse().map_err(|_| Error::NotFound)?)?;
    Ok((need, gap))
}

/// `GET /needs/{reference}/gaps/{number}`
pub async fn show(ctx: Ctx, Path((reference, number)): Path<(String, String)>) -> Reply {
    render_gap(&ctx, reference, number, Form::default()).await
}

/// The page of one, with a form that was refused.
///
/// # Errors
/// When it is not there.
pub async fn render_gap(ctx: &Ctx, reference: String, number: String, form: Form) -> Reply {
    let (need, gap, files) = ctx
        .read(move |tx, who| {
            let (need, gap) = find(tx, who, &reference, &number)?;
            let files = attachments::of(tx, gap.id)?;
            Ok((need, gap, files))
        })
        .await?;
    let page = ctx.page("needs-gaps").titled(gap.name.clone()).of(&form);
    let today = ctx.who.today().to_string();
    ctx.form_html(&form, &GapPage { page, form: &form, need, gap, files, side: side(ctx), today })
}

/// Runs a step of one that follows later; shows its page again when fields were wrong.
///
/// # Errors
/// Those of `f` but `Invalid`.
pub async fn step(
    ctx: &Ctx,
    (reference, number): (String, String),
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut Tx, &mut Command, &App, &Need, &Gap) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let (app, place, which) = (ctx.app.clone(), reference.clone(), number.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let (need, gap) = find(tx, c, &place, &which)?;
        f(tx, c, &app, &need, &gap)?;
        Ok(Done::at(format!("/needs/{}", need.reference)).say(said))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_gap(ctx, reference, number, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /needs/{reference}/gaps/{number}`: the firm hands it in.
pub async fn hand_in(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    let files = match attachments::keep(&ctx.app, &form.uploads).await {
        Ok(files) => files,
        Err(Error::Invalid(errors)) => return render_gap(&ctx, place.0, place.1, ctx.refuse(form, errors)).await,
        Err(error) => return Err(error),
    };
    let said = "needs-gap-handed-in";
    step(&ctx, place, form, said, move |tx, c, _, need, gap| gaps::hand_in(tx, c, need, gap, &files)).await
}

/// `POST /needs/{reference}/gaps/{number}/tick`
pub async fn tick(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    step(&ctx, place, form, "needs-gap-ticked", |tx, c, _, need, gap| gaps::receive(tx, c, need, gap)).await
}

/// `POST /needs/{reference}/gaps/{number}/send-back`
pub async fn send_back(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    let why = form.value("note").to_owned();
    let said = "needs-gap-sent-back";
    step(&ctx, place, form, said, move |tx, c, _, need, gap| gaps::send_back(tx, c, need, gap, &why)).await
}

/// `POST /needs/{reference}/gaps/{number}/extend`
pub async fn extend(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    let (day, why) = (form.value("extended_to").to_owned(), form.value("extended_reason").to_owned());
    step(&ctx, place, form, "needs-gap-extended", move |tx, c, app, need, gap| {
        gaps::extend(tx, c, app.calendar, need, gap, (&day, &why))
    })
    .await
}
