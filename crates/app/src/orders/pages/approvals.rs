//! What waits for approval inside one's organization, and the owner's rule of what does.

use askama::Template;
use axum::extract::{Path, RawQuery};
use uuid::Uuid;

use crate::orders::approval_rules::{self, MOST_STEPS, Rule};
use crate::orders::approving::{self, Approval, Content, Kind};
use crate::people::{self, Place};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply, words};

/// Members that can be chosen from.
const MEMBERS: i64 = 200;

#[derive(Template)]
#[template(path = "orders/approvals.html")]
struct ApprovalsPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    own: Uuid,
    approvals: Vec<Approval>,
    paging: Paging,
    mine: bool,
    owner: bool,
}

impl ApprovalsPage<'_> {
    fn tag(&self, approval: &Approval) -> &'static str {
        match approval.state.as_str() {
            "waiting" => "warn",
            "approved" => "ok",
            "refused" => "danger",
            _ => "neutral",
        }
    }

    fn may_decide(&self, approval: &Approval) -> bool {
        approval.state == "waiting" && approval.approver == self.own
    }

    fn may_withdraw(&self, approval: &Approval) -> bool {
        approval.state == "waiting" && approval.asked_by == self.own
    }

    /// What goes out, in words.
    fn content(&self, approval: &Approval) -> String {
        match &approval.content {
            Content::Quote(_, days, said) if said.is_empty() => self.page.t1("orders-approval-days", "days", *days),
            Content::Quote(_, days, said) => {
                format!("{} · {said}", self.page.t1("orders-approval-days", "days", *days))
            }
            Content::Accept(items, _) => self.page.t1("orders-approval-items", "count", items.len() as i64),
            Content::Confirm(of) => {
                let level = self.page.tk("level-", of.level.to_string());
                self.page.t2("orders-approval-delivery", "number", of.number, "level", &level)
            }
        }
    }
}

/// `GET /approvals?mine=1`
pub async fn approvals(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    render_approvals(&ctx, &Asked::read(query.as_deref()), Form::default()).await
}

async fn render_approvals(ctx: &Ctx, asked: &Asked, form: Form) -> Reply {
    let (organization, _) = approval_rules::kinds_of(ctx.actor()).ok_or(Error::NotFound)?;
    let own = ctx.actor().person().map(|person| person.id).ok_or(Error::SignIn)?;
    let (paging, mine) = (asked.paging(), asked.value("mine") == "1");
    let offset = paging.offset();
    let waiting_for = mine.then_some(own);
    let (approvals, total) =
        ctx.read(move |tx, _| approving::list(tx, organization, waiting_for, offset, PAGE_ROWS)).await?;
    let owner = ctx.actor().role().is_some_and(|role| !role.grants().is_empty());
    // keys: orders-approval-is-* orders-approval-kind-* orders-approval-said-* level-*
    let page = ctx.page("orders-approvals").of(&form);
    ctx.form_html(&form, &ApprovalsPage { page, form: &form, own, approvals, paging: paging.of(total), mine, owner })
}

/// The list, with a decision that was refused.
///
/// # Errors
/// As the list.
pub async fn approvals_again(ctx: &Ctx, form: Form) -> Reply {
    render_approvals(ctx, &Asked::read(None), form).await
}

/// `POST /approvals/{id}/withdraw`
pub async fn withdraw_approval(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        let approval = approving::by_id(tx, id)?;
        c.reach(&approval.parties())?;
        approving::withdraw(tx, c, &approval)?;
        Ok(Done::at("/approvals").say("orders-approval-withdrawn"))
    })
    .await
}

#[derive(Template)]
#[template(path = "orders/approval_rule.html")]
struct RulePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    kind: Kind,
    /// What else may need approval.
    kinds: &'static [Kind],
    members: Vec<(String, String)>,
    steps: [&'static str; MOST_STEPS],
    rule: Option<Rule>,
}

const STEPS: [&str; MOST_STEPS] = ["step1", "step2", "step3"];

/// `GET /organization/approvals?kind=confirm`
pub async fn approval_rule(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    render_rule(&ctx, Asked::read(query.as_deref()).value("kind"), None).await
}

async fn render_rule(ctx: &Ctx, kind: &str, sent: Option<Form>) -> Reply {
    let (organization, kinds) = approval_rules::kinds_of(ctx.actor()).ok_or(Error::NotFound)?;
    let first = kinds.first().copied().ok_or(Error::NotFound)?;
    let kind = Kind::parse(kind).filter(|kind| kinds.contains(kind)).unwrap_or(first);
    let (rule, members) = ctx
        .read(move |tx, _| {
            let (members, _) = people::members(tx, Place::Organization(organization), 0, MEMBERS)?;
            Ok((approval_rules::rule(tx, organization, kind)?, members))
        })
        .await?;
    let form = sent.unwrap_or_else(|| match &rule {
        Some(rule) => {
            let yuan = words::amount(rule.above_fen);
            let people = STEPS.iter().zip(&rule.steps).map(|(step, one)| ((*step).to_owned(), one.to_string()));
            Form::filled(people.chain([("above".to_owned(), yuan)]))
        }
        None => Form::default(),
    });
    let members = members.into_iter().map(|one| (one.person.to_string(), one.name)).collect();
    let page = ctx.page("orders-approval-rule").of(&form);
    ctx.form_html(&form, &RulePage { page, form: &form, kind, kinds, members, steps: STEPS, rule })
}

/// `POST /organization/approvals`
pub async fn set_approval_rule(ctx: Ctx, form: Form) -> Reply {
    let off = form.value("do") == "off";
    let chosen = STEPS.into_iter().map(|step| form.value(step)).filter(|one| !one.is_empty());
    let steps: Vec<Uuid> = if off { Vec::new() } else { chosen.map(|one| one.parse().unwrap_or_default()).collect() };
    // What cannot be read is out of bounds, and refused as such.
    let above = if off { 0 } else { words::parse_money(form.value("above")).unwrap_or(-1) };
    let own = approval_rules::kinds_of(ctx.actor()).and_then(|(_, kinds)| kinds.first().copied());
    let kind = match form.value("kind") {
        "" => own,
        named => Kind::parse(named),
    };
    let kind = kind.ok_or(Error::NotFound)?;
    let reply = ctx.command(&form, move |tx, c| {
        approval_rules::set_rule(tx, c, kind, above, &steps)?;
        let said = if steps.is_empty() { "orders-approval-rule-off" } else { "orders-approval-rule-set" };
        Ok(Done::at(format!("/organization/approvals?kind={}", kind.code())).say(said))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_rule(&ctx, kind.code(), Some(ctx.refuse(form, errors))).await,
        other => other,
    }
}
