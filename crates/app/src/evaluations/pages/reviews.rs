//! What an expert was asked to look at.

use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use db::Tx;
use indicators::Measure;
use uuid::Uuid;

use super::super::dossier::Scored;
use super::super::model::{Review, Round, State};
use super::super::{opening, reviewing, store, store_reviews};
use crate::access::Who;
use crate::attachments::{self, Attachment};
use crate::measures::{self, Span};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "evaluations/reviews.html")]
struct ListPage<'a> {
    page: Page<'a>,
    reviews: Vec<(Review, Round)>,
}

impl ListPage<'_> {
    fn name(&self, review: &Review, round: &Round) -> String {
        if round.hidden {
            self.page.t1("evaluations-alias", "alias", review.alias.as_str())
        } else {
            review.hub_name.clone()
        }
    }

    fn url(&self, review: &Review) -> String {
        format!("/reviews/{}", review.id)
    }

    fn kind(&self, review: &Review) -> &'static str {
        match review.state.as_str() {
            "done" => "ok",
            "assigned" => "warn",
            _ => "neutral",
        }
    }
}

/// `GET /reviews`
pub async fn list(ctx: Ctx) -> Reply {
    let reviews = ctx
        .read(|tx, who| {
            let person = opening::person(who)?;
            tx.as_system(|tx| {
                let mut found = Vec::new();
                for review in store_reviews::of_person(tx, person)? {
                    let round = store::by_id(tx, review.round_id)?;
                    found.push((review, round));
                }
                Ok(found)
            })
        })
        .await?;
    ctx.html(&ListPage { page: ctx.page("evaluations-reviews"), reviews })
}

/// Something to be looked at: the measure, what the hub says of it, and its evidence.
struct Subject {
    measure: Measure,
    words: Vec<String>,
    files: Vec<Attachment>,
}

#[derive(Template)]
#[template(path = "evaluations/review.html")]
struct ReviewPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    review: Review,
    round: Round,
    subjects: Vec<Subject>,
    given: Vec<Scored>,
    open: bool,
}

impl ReviewPage<'_> {
    fn target(&self, what: &str) -> String {
        format!("/reviews/{}{what}", self.review.id)
    }

    fn name(&self, subject: &Subject) -> String {
        super::called(&self.page, &subject.measure.key, &subject.measure.name)
    }

    fn means(&self, subject: &Subject) -> String {
        super::means(&self.page, &subject.measure)
    }

    fn field(&self, what: &str, subject: &Subject) -> String {
        format!("{what}-{}", subject.measure.key)
    }

    fn given(&self, one: &Scored) -> String {
        self.page.language().labelled(one.score.to_string(), &one.reason)
    }
}

/// The review of this id, if it is the actor's.
fn own(tx: &mut Tx, who: &Who, id: &str) -> Result<(Review, Round), Error> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let person = opening::person(who)?;
    tx.as_system(|tx| {
        let review = store_reviews::own(tx, id, person)?;
        let round = store::by_id(tx, review.round_id)?;
        Ok((review, round))
    })
}

fn subjects(tx: &mut Tx, who: &Who, round: &Round, review: &Review) -> Result<Vec<Subject>, Error> {
    let data = reviewing::data_of(tx, round, review, who.today())?;
    let asked = i16::try_from(round.year).map_err(Error::internal)?;
    let span = Span::year(asked, who.today());
    let mut found = Vec::new();
    for measure in reviewing::subjects(round, &data)? {
        let (mut words, mut files) = (Vec::new(), Vec::new());
        if measures::measure(&measure.key).is_some() {
            tx.as_system(|tx| {
                for entry in measures::entries(tx, review.hub_id, &[&measure.key], &span)? {
                    if entry.state == "accepted" {
                        words.push(entry.words.clone());
                        files.extend(attachments::of(tx, entry.id)?);
                    }
                }
                Ok::<_, Error>(())
            })?;
        }
        found.push(Subject { measure, words, files });
    }
    Ok(found)
}

async fn render(ctx: &Ctx, id: String, form: &Form) -> Reply {
    let (review, round, subjects, given) = ctx
        .read(move |tx, who| {
            let (review, round) = own(tx, who, &id)?;
            let subjects = subjects(tx, who, &round, &review)?;
            let given = tx.as_system(|tx| store_reviews::scores_of(tx, &review))?;
            Ok((review, round, subjects, given))
        })
        .await?;
    let open = round.state == State::Frozen && review.state == "assigned";
    let name = if round.hidden {
        ctx.words().with("evaluations-alias", &[("alias", &review.alias)])
    } else {
        review.hub_name.clone()
    };
    let page = ctx.page("evaluations-review").titled(name).of(form);
    ctx.form_html(form, &ReviewPage { page, form, review, round, subjects, given, open })
}

/// `GET /reviews/{id}`
pub async fn show(ctx: Ctx, Path(id): Path<String>) -> Reply {
    render(&ctx, id, &Form::default()).await
}

/// `POST /reviews/{id}`
pub async fn give(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (path, sent) = (id.clone(), form.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let (review, round) = own(tx, c, &path)?;
        reviewing::give(tx, c, &round, &review, &sent)?;
        Ok(Done::at("/reviews").say("evaluations-given"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, id, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /reviews/{id}/decline`
pub async fn decline(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (path, words) = (id.clone(), form.value("words").to_owned());
    let reply = ctx.command(&form, move |tx, c| {
        let (review, round) = own(tx, c, &path)?;
        reviewing::decline(tx, c, &round, &review, &words)?;
        Ok(Done::at("/reviews").say("evaluations-declined"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, id, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `GET /reviews/{id}/files/{file}`: the evidence of what the expert was asked to look at.
pub async fn file(ctx: Ctx, Path((id, file)): Path<(String, String)>) -> Reply {
    let file: Uuid = file.parse().map_err(|_| Error::NotFound)?;
    let found = ctx
        .read(move |tx, who| {
            let (review, round) = own(tx, who, &id)?;
            let known = subjects(tx, who, &round, &review)?;
            let known = known.into_iter().flat_map(|subject| subject.files).find(|one| one.id == file);
            if known.is_none() {
                return Err(Error::NotFound);
            }
            tx.as_system(|tx| attachments::by_id(tx, file))
        })
        .await?;
    let bytes = ctx.app.files.get(&found.hash).await.map_err(Error::internal)?;
    let bytes = bytes.ok_or_else(|| Error::internal(format!("the bytes of file {file} are missing")))?;
    let headers = [
        (header::CONTENT_TYPE, found.media_type),
        (header::CONTENT_DISPOSITION, files::content_disposition(&found.name)),
    ];
    Ok((headers, bytes).into_response())
}
