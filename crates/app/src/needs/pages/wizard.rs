//! One question a page. Every answer is saved before the next page is shown.

use askama::Template;
use axum::extract::{Path, RawQuery};
use uuid::Uuid;

use super::super::drafts::{self, Draft, Question};
use super::super::reading::plain_yuan;
use super::super::routing::{Candidate, route};
use super::super::{store_drafts as store, store_reading};
use super::{Pairs, own_firm, purposes, visibilities};
use crate::attachments::{self, Attachment};
use crate::hubs::{self, Hub, Resident};
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};
use crate::{catalogue, organizations};

/// What a question shows beside its field.
#[derive(Default)]
struct Known {
    files: Vec<Attachment>,
    hubs: Vec<Candidate>,
    residents: Vec<Resident>,
}

#[derive(Template)]
#[template(path = "needs/question.html")]
struct QuestionPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    question: &'static str,
    /// Where the form is sent.
    action: String,
    /// The page before.
    before: String,
    /// Question n of m, in words.
    place: String,
    /// The hub asked for in the address, when it was removed.
    removed: String,
    known: Known,
    purposes: Pairs,
    visibilities: Pairs,
    today: String,
}

/// `GET /needs/new?hub=LCX&service=LCX-012&words=…`: the first question.
pub async fn new(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let [hub, code, words] = ["hub", "service", "words"].map(|name| asked.value(name).to_owned());
    let given = hub.clone();
    let (service, asked_of) = ctx
        .read(move |tx, who| {
            own_firm(who)?;
            let service = catalogue::by_code(tx, &code).ok().filter(|service| service.state == "published");
            let hub = match &service {
                Some(service) => Some(hubs::by_id(tx, service.hub_id)?),
                None => hubs::by_code(tx, &given).ok(),
            };
            Ok((service, hub))
        })
        .await?;
    let removed = asked_of.filter(Hub::is_removed).map(|hub| hub.name).unwrap_or_default();
    let mut fields = vec![("hub", if removed.is_empty() { hub } else { String::new() }), ("words", words)];
    if let Some(service) = service.filter(|_| removed.is_empty()) {
        if fields[1].1.is_empty() {
            fields[1].1 = ctx.words().with("needs-words-of-service", &[("service", &service.name)]);
        }
        fields.extend([("service", service.code), ("function", service.function)]);
    }
    first_question(&ctx, &Form::filled(fields), removed)
}

/// The first question stands alone until it is answered: an unanswered one leaves no draft behind.
fn first_question(ctx: &Ctx, form: &Form, removed: String) -> Reply {
    let page = QuestionPage {
        page: ctx.page("needs-ask-purpose").of(form),
        form,
        question: Question::Purpose.code(),
        action: "/needs/new".into(),
        before: "/needs".into(),
        place: String::new(),
        removed,
        known: Known::default(),
        purposes: purposes(ctx),
        visibilities: Vec::new(),
        today: ctx.who.today().to_string(),
    };
    ctx.form_html(form, &page)
}

/// `POST /needs/new`
pub async fn begin(ctx: Ctx, form: Form) -> Reply {
    let sent = form.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let firm = own_firm(c)?;
        let draft = drafts::begin(tx, c, firm, &sent)?;
        Ok(Done::at(draft.page_after(Question::Purpose)))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => first_question(&ctx, &ctx.refuse(form, errors), String::new()),
        other => other,
    }
}

/// `GET /drafts/{id}/{question}`
pub async fn ask(ctx: Ctx, Path((id, question)): Path<(String, String)>, RawQuery(query): RawQuery) -> Reply {
    let (id, question) = place(&id, &question)?;
    render(&ctx, id, question, Asked::read(query.as_deref()).value("back").to_owned(), None).await
}

fn place(id: &str, question: &str) -> Result<(Uuid, Question), Error> {
    let question = Question::parse(question).ok_or(Error::NotFound)?;
    Ok((id.parse().map_err(|_| Error::NotFound)?, question))
}

/// The question with what was answered, or with the form that was refused.
async fn render(ctx: &Ctx, id: Uuid, question: Question, back: String, refused: Option<Form>) -> Reply {
    let (draft, known) = ctx
        .read(move |tx, who| {
            let draft = store::by_id(tx, id)?;
            who.reach(&draft.parties())?;
            let known = known(tx, &draft, question, who.today())?;
            Ok((draft, known))
        })
        .await?;
    let checking = back == "check";
    let form = refused.unwrap_or_else(|| fill(&draft, question, back, &known));
    let check = format!("/drafts/{id}/check");
    let before = draft.page_before(question).unwrap_or_else(|| "/needs".into());
    // keys: needs-ask-*
    let page = QuestionPage {
        page: ctx.page(&format!("needs-ask-{}", question.code())).of(&form),
        form: &form,
        question: question.code(),
        action: format!("/drafts/{id}/{}", question.code()),
        before: if checking { check } else { before },
        place: place_in_words(ctx, &draft, question),
        removed: String::new(),
        known,
        purposes: purposes(ctx),
        visibilities: visibilities(ctx),
        today: ctx.who.today().to_string(),
    };
    ctx.form_html(&form, &page)
}

fn place_in_words(ctx: &Ctx, draft: &Draft, question: Question) -> String {
    let questions = draft.questions();
    let Some(at) = questions.iter().position(|q| *q == question) else { return String::new() };
    ctx.words().with("needs-place", &[("number", &(at + 1)), ("of", &questions.len())])
}

fn known(tx: &mut db::Tx, draft: &Draft, question: Question, today: jiff::civil::Date) -> Result<Known, Error> {
    let mut known = Known::default();
    match question {
        Question::Files => known.files = attachments::of(tx, draft.id)?,
        Question::Visibility => known.residents = drafts::residents(tx, draft.hub_id, today)?,
        Question::Hub => {
            // The likely ones first, then every other: the firm knows its own products best.
            let firm = organizations::by_id(tx, draft.firm_id)?;
            let all = store_reading::candidates(tx)?;
            let mut hubs: Vec<Candidate> = route(&all, &firm.industry, &firm.division).into_iter().cloned().collect();
            hubs.extend(all.iter().filter(|hub| !hubs.contains(hub)).cloned().collect::<Vec<_>>());
            let chosen = hubs.iter().position(|hub| Some(hub.id) == draft.hub_id);
            if let Some(at) = chosen {
                hubs[..=at].rotate_right(1);
            }
            known.hubs = hubs;
        }
        _ => {}
    }
    Ok(known)
}

/// A question's fields as they were answered.
fn fill(draft: &Draft, question: Question, back: String, known: &Known) -> Form {
    let answers = draft.answers.clone();
    let mut fields = vec![("back", back)];
    match question {
        Question::Purpose => fields.extend([("words", answers.words), ("function", answers.function)]),
        Question::Hub => {
            let chosen = known.hubs.iter().find(|hub| Some(hub.id) == draft.hub_id);
            fields.extend(chosen.map(|hub| ("hub", hub.code.clone())));
        }
        Question::Files => {}
        Question::Product => fields.push(("product", answers.product)),
        Question::When => fields.push(("wanted_on", answers.wanted_on.unwrap_or_default())),
        Question::Budget => fields.push(("budget", answers.budget_fen.map(plain_yuan).unwrap_or_default())),
        Question::Visibility => {
            fields.push(("visibility", answers.visibility));
            fields.extend(answers.named.iter().map(|id| ("named", id.to_string())));
        }
        Question::Contact => {
            fields.extend([("contact_name", answers.contact_name), ("contact_phone", answers.contact_phone)]);
        }
    }
    Form::filled(fields)
}

/// `POST /drafts/{id}/{question}`
pub async fn answer(ctx: Ctx, Path((id, question)): Path<(String, String)>, form: Form) -> Reply {
    let (id, question) = place(&id, &question)?;
    let back = form.value("back").to_owned();
    let files = match attachments::keep(&ctx.app, &form.uploads).await {
        Ok(files) => files,
        Err(Error::Invalid(errors)) => {
            return render(&ctx, id, question, back, Some(ctx.refuse(form, errors))).await;
        }
        Err(error) => return Err(error),
    };
    let (sent, to_check) = (form.clone(), back == "check");
    let stay = question == Question::Files && form.value("do") == "add";
    let reply = ctx.command(&form, move |tx, c| {
        let draft = store::by_id(tx, id)?;
        c.reach(&draft.parties())?;
        let draft = drafts::answer(tx, c, draft, question, &sent, &files)?;
        Ok(Done::at(match (stay, to_check) {
            (true, true) => format!("/drafts/{id}/files?back=check"),
            (true, false) => format!("/drafts/{id}/files"),
            (false, true) => format!("/drafts/{id}/check"),
            (false, false) => draft.page_after(question),
        }))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, id, question, back, Some(ctx.refuse(form, errors))).await,
        other => other,
    }
}

/// `POST /drafts/{id}/files/remove`
pub async fn remove_file(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let file: Uuid = form.value("file").parse().map_err(|_| Error::NotFound)?;
    let back = if form.value("back") == "check" { "?back=check" } else { "" };
    ctx.command(&form, move |tx, c| {
        let draft = store::by_id(tx, id)?;
        c.reach(&draft.parties())?;
        attachments::detach(tx, draft.id, file)?;
        Ok(Done::at(format!("/drafts/{id}/files{back}")))
    })
    .await
}
