//! The ready answers that a hub's manager keeps.

use askama::Template;
use axum::extract::Path;
use uuid::Uuid;

use super::super::answers::{self, Answer, KINDS, PLACES};
use super::{Pairs, own_hub};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "needs/answers.html")]
struct ListPage<'a> {
    page: Page<'a>,
    answers: Vec<Answer>,
}

/// `GET /directory/answers`
pub async fn list(ctx: Ctx) -> Reply {
    let answers = ctx
        .read(|tx, who| {
            let hub = own_hub(who)?;
            answers::of(tx, hub, "")
        })
        .await?;
    ctx.html(&ListPage { page: ctx.page("needs-answers-title"), answers })
}

#[derive(Template)]
#[template(path = "needs/answer_form.html")]
struct AnswerPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    id: Option<Uuid>,
    kinds: Pairs,
    places: String,
}

fn id_of(text: &str) -> Result<Option<Uuid>, Error> {
    if text == "new" { Ok(None) } else { text.parse().map(Some).map_err(|_| Error::NotFound) }
}

fn render(ctx: &Ctx, id: Option<Uuid>, form: &Form) -> Reply {
    // keys: needs-answers-kind-*
    let kinds = KINDS.iter().map(|kind| ((*kind).to_owned(), ctx.t(&format!("needs-answers-kind-{kind}"))));
    let places: Vec<String> = PLACES.iter().map(|place| format!("{{{place}}}")).collect();
    let page = AnswerPage {
        page: ctx.page("needs-answers-one").of(form),
        form,
        id,
        kinds: kinds.collect(),
        places: places.join(" "),
    };
    ctx.form_html(form, &page)
}

/// `GET /directory/answers/{id}`, `new` for a new one.
pub async fn form(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id = id_of(&id)?;
    let form = ctx
        .read(move |tx, who| {
            let hub = own_hub(who)?;
            let Some(id) = id else { return Ok(Form::default()) };
            let answer = answers::by_id(tx, hub, id)?;
            let fields = [("kind", answer.kind), ("title", answer.title), ("words", answer.words)];
            Ok(Form::filled(fields.into_iter().chain([("version", answer.version.to_string())])))
        })
        .await?;
    render(&ctx, id, &form)
}

/// `POST /directory/answers/{id}`
pub async fn keep(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id = id_of(&id)?;
    let field = |name: &str| form.value(name).replace("\r\n", "\n");
    let (kind, title, words) = (field("kind"), field("title"), field("words"));
    let seen = form.value("version").parse().unwrap_or(0);
    let reply = ctx.command(&form, move |tx, c| {
        let hub = own_hub(c)?;
        let old = id.map(|id| answers::by_id(tx, hub, id)).transpose()?.unwrap_or_default();
        let version = if id.is_some() { seen } else { 0 };
        if version != old.version {
            return Err(Error::Conflict);
        }
        answers::keep(tx, c, hub, &Answer { id: old.id, kind, title, words, version })?;
        Ok(Done::at("/directory/answers").say("needs-answers-kept"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, id, &ctx.refuse(form, errors)),
        other => other,
    }
}

/// `POST /directory/answers/{id}/remove`
pub async fn remove(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        let hub = own_hub(c)?;
        let answer = answers::by_id(tx, hub, id)?;
        answers::remove(tx, c, hub, &answer)?;
        Ok(Done::at("/directory/answers").say("needs-answers-removed"))
    })
    .await
}
