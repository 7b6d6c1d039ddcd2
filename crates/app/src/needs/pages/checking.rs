//! Check answers, send, and the permanent page that confirms it.

use askama::Template;
use axum::extract::Path;
use uuid::Uuid;

use super::super::drafts::{self, Draft};
use super::super::gaps::Gap;
use super::super::model::{Need, State};
use super::super::store_reading::Window;
use super::super::{store, store_drafts, store_gaps, store_reading};
use super::purpose;
use crate::attachments;
use crate::deadlines;
use crate::hubs;
use crate::web::{Ctx, Done, Error, Form, Page, Refusal, Reply, qr};

#[derive(Template)]
#[template(path = "needs/check.html")]
struct CheckPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    draft: Draft,
    hub: String,
    purpose: String,
    files: String,
    named: String,
    triage_days: u32,
}

impl CheckPage<'_> {
    fn change(&self, question: &str) -> String {
        format!("/drafts/{}/{question}?back=check", self.draft.id)
    }

    fn or_not(&self, text: &str) -> String {
        if text.is_empty() { self.page.t("needs-not-given").into_owned() } else { text.to_owned() }
    }

    fn wanted_on(&self) -> String {
        self.or_not(&self.draft.answers.wanted_on.as_deref().map(|day| self.page.day(day)).unwrap_or_default())
    }

    fn budget(&self) -> String {
        self.or_not(&self.draft.answers.budget_fen.map(|fen| self.page.money(fen)).unwrap_or_default())
    }

    fn visibility(&self) -> String {
        let code = &self.draft.answers.visibility;
        match code.as_str() {
            "" => self.or_not(""),
            "named" => self.page.language().labelled(self.page.tk("needs-visibility-", code), &self.named),
            _ => self.page.tk("needs-visibility-", code),
        }
    }

    fn contact(&self) -> String {
        let answers = &self.draft.answers;
        self.or_not(format!("{} {}", answers.contact_name, answers.contact_phone).trim())
    }
}

/// `GET /drafts/{id}/check`
pub async fn check(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    render_check(&ctx, id, Form::default()).await
}

async fn render_check(ctx: &Ctx, id: Uuid, form: Form) -> Reply {
    let (draft, hub, files, named) = ctx
        .read(move |tx, who| {
            let draft = store_drafts::by_id(tx, id)?;
            who.reach(&draft.parties())?;
            let hub = draft.hub_id.map_or(Ok(String::new()), |hub| hubs::by_id(tx, hub).map(|hub| hub.name))?;
            let files: Vec<String> = attachments::of(tx, id)?.into_iter().map(|file| file.name).collect();
            let residents = drafts::residents(tx, draft.hub_id, who.today())?;
            let is_named = |r: &hubs::Resident| draft.answers.named.contains(&r.organization_id);
            let named: Vec<String> = residents.into_iter().filter(is_named).map(|r| r.name).collect();
            Ok((draft, hub, files, named))
        })
        .await?;
    let page = CheckPage {
        page: ctx.page("needs-check-title").of(&form),
        form: &form,
        purpose: purpose(ctx, &draft.answers.function),
        draft,
        hub,
        files: ctx.words().list(&files),
        named: ctx.words().list(&named),
        triage_days: deadlines::on(ctx.who.today()).triage,
    };
    ctx.form_html(&form, &page)
}

/// `POST /drafts/{id}/check`: sends it.
pub async fn send(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let (app, seen) = (ctx.app.clone(), form.value("version").parse::<i64>().ok());
    let reply = ctx.command(&form, move |tx, c| {
        let draft = store_drafts::by_id(tx, id)?;
        c.reach(&draft.parties())?;
        if seen.is_some_and(|version| version != draft.version) {
            // Somebody of the firm changed an answer: what is sent is what was checked.
            return Err(Refusal::new("needs-changed-since").into());
        }
        let submitted = drafts::send(tx, c, app.calendar, &draft)?;
        Ok(Done::at(format!("/needs/{}/sent", submitted.reference)))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_check(&ctx, id, ctx.refuse(form, errors)).await,
        other => other,
    }
}

#[derive(Template)]
#[template(path = "needs/receipt.html")]
struct ReceiptPage<'a> {
    page: Page<'a>,
    need: Need,
    window: Window,
    purpose: String,
    address: String,
    code: String,
    triage_days: u32,
    plan_days: u32,
    gaps: Vec<Gap>,
}

impl ReceiptPage<'_> {
    fn waits(&self) -> bool {
        self.need.state == State::Sent
    }
}

/// `GET /needs/{reference}/sent`: the receipt, for ever at the same address.
pub async fn sent(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    let (need, window, gaps) = ctx
        .read(move |tx, who| {
            let need = store::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            let window = store_reading::window(tx, need.hub_id)?;
            let gaps = store_gaps::of(tx, need.hub_id, need.id)?;
            Ok((need, window, gaps))
        })
        .await?;
    let address = format!("{}/needs/{}", ctx.app.config.server.base_url, need.reference);
    // The deadlines as they were told on the day.
    let deadlines = deadlines::on(crate::app::day_of(need.sent_at));
    let page = ReceiptPage {
        page: ctx.page("needs-receipt-title"),
        purpose: purpose(&ctx, &need.function),
        code: qr::svg(&address, &ctx.t("needs-code"), 168)?,
        address,
        need,
        window,
        triage_days: deadlines.triage,
        plan_days: deadlines.plan,
        gaps,
    };
    ctx.html(&page)
}
