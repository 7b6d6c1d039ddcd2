//! One act on several needs of the worklist. Each is a command of its own with its own event; what became of each is told
//! one by one.

use askama::Template;
use uuid::Uuid;

use super::views::own_hub;
use crate::needs::{self, Need, State, assigning};
use crate::web::lists::PAGE_ROWS;
use crate::web::{Ctx, Done, Error, Form, Page, Refusal, Reply};

/// What is done with each.
#[derive(Clone, Copy, Debug)]
enum Act {
    Assign(Option<Uuid>),
    Accept,
}

/// What became of one.
struct Outcome {
    reference: String,
    done: bool,
    words: String,
}

#[derive(Template)]
#[template(path = "homes/batch.html")]
struct BatchPage<'a> {
    page: Page<'a>,
    outcomes: Vec<Outcome>,
    done: usize,
}

/// Whether a need says all that a plan is made from; else in words what it lacks.
fn complete(need: &Need) -> Result<(), Refusal> {
    if need.state != State::Sent {
        return Err(Refusal::new("needs-answered-already"));
    }
    let lacks = need.product.is_empty() || need.function == "unsure";
    if lacks { Err(Refusal::new("homes-batch-incomplete")) } else { Ok(()) }
}

/// `POST /home/batch`: assigns or accepts what was picked.
pub async fn run(ctx: Ctx, form: Form) -> Reply {
    let act = match (form.value("do"), form.value("clerk")) {
        ("accept", _) => Act::Accept,
        ("assign", "") => Act::Assign(None),
        ("assign", id) => Act::Assign(Some(id.parse().map_err(|_| Refusal::new("needs-assign-staff"))?)),
        _ => return Err(Refusal::new("homes-batch-none").into()),
    };
    let mut picked: Vec<String> = form.values("pick").into_iter().map(str::to_owned).collect();
    picked.sort();
    picked.dedup();
    picked.truncate(usize::try_from(PAGE_ROWS).unwrap_or(0));
    if picked.is_empty() {
        return Err(Refusal::new("homes-batch-none").into());
    }
    own_hub(&ctx.who)?;
    let mut outcomes = Vec::new();
    for (number, reference) in picked.into_iter().enumerate() {
        // A word of its own: sent twice, each is done once.
        let word = format!("{}-{number}", form.value("_once").chars().take(40).collect::<String>());
        let one = Form::filled([("_once", word), ("reference", reference.clone()), ("act", format!("{act:?}"))]);
        outcomes.push(outcome(&ctx, reference.clone(), one_of(&ctx, &one, reference, act).await)?);
    }
    let done = outcomes.iter().filter(|outcome| outcome.done).count();
    ctx.html(&BatchPage { page: ctx.page("homes-batch-title"), outcomes, done })
}

async fn one_of(ctx: &Ctx, form: &Form, reference: String, act: Act) -> Reply {
    let calendar = ctx.app.calendar;
    ctx.command(form, move |tx, c| {
        let need = needs::by_reference(tx, &reference)?;
        c.reach(&need.parties())?;
        match act {
            Act::Assign(person) => assigning::assign(tx, c, &need, person)?,
            Act::Accept => {
                complete(&need)?;
                needs::accept(tx, c, calendar, &need)?;
            }
        }
        Ok(Done::at(format!("/needs/{}", need.reference)))
    })
    .await
}

/// A refusal is told; what is not the person's to know, or went wrong in the machine, ends the whole.
fn outcome(ctx: &Ctx, reference: String, reply: Reply) -> Result<Outcome, Error> {
    let words = match reply {
        Ok(_) => return Ok(Outcome { reference, done: true, words: ctx.t("homes-batch-done") }),
        Err(Error::Refused(refusal)) => ctx.words().refusal(&refusal),
        Err(Error::Invalid(errors)) => {
            errors.0.first().map(|error| ctx.words().refusal(&error.refusal)).unwrap_or_default()
        }
        Err(Error::NotFound) => ctx.t("homes-batch-gone"),
        Err(Error::Conflict) => ctx.t("error-conflict-words"),
        Err(other) => return Err(other),
    };
    Ok(Outcome { reference, done: false, words })
}
