//! The need itself: where it stands, what was said, what happened, and what whose turn it is may do.

use askama::Template;
use axum::extract::Path;

use super::super::model::{Askback, Need, OrderSeen, Progress, Standing, State, standing};
use super::super::store_reading::Happened;
use super::super::{store, store_reading};
use super::{purpose, side};
use crate::attachments::{self, Attachment};
use crate::deadlines;
use crate::people;
use crate::people::links::Invited;
use crate::web::{Ctx, Form, Page, Reply, words};

/// Newest events that the page shows; an auditor reads all of them under `/events`.
const MOST_EVENTS: i64 = 100;

/// What the page tells of what happened; the message key is `needs-told-` and this, with `-` for `.`.
const TOLD: [&str; 17] = [
    "need.sent",
    "need.asked",
    "need.answered",
    "need.accepted",
    "need.declined",
    "need.withdrawn",
    "need.closed",
    "plan.proposed",
    "plan.returned",
    "plan.accepted",
    "order.started",
    "order.trip",
    "order.delivered",
    "order.rejected",
    "order.rated",
    "order.cancelled",
    "record.written",
];

struct Shown {
    need: Need,
    askback: Option<Askback>,
    named: String,
    files: Vec<Attachment>,
    history: Vec<Happened>,
    progress: Progress,
    /// Nobody answers for the firm yet.
    nobody: bool,
}

#[derive(Template)]
#[template(path = "needs/need.html")]
struct NeedPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    shown: Shown,
    standing: Standing,
    /// firm, provider, hub or reader.
    side: &'static str,
    purpose: String,
    plan_days: u32,
    /// An invitation just made.
    invited: Option<Invited>,
}

impl NeedPage<'_> {
    /// Budget, contact and history are not for providers.
    fn private(&self) -> bool {
        self.side != "provider"
    }

    /// The hub's own staff may invite the first owner.
    fn may_invite(&self) -> bool {
        self.side == "hub" && self.shown.nobody
    }

    fn yours(&self) -> bool {
        self.standing.turn == self.side
    }

    /// What happens next, by when.
    fn next(&self) -> String {
        let need = &self.shown.need;
        let (key, day) = match (need.state, self.standing.status) {
            (State::Sent, _) => ("needs-next-triage", &need.triage_due_on),
            (State::Accepted, _) => ("needs-next-plan", &need.due_on),
            (State::Asked, _) => return self.page.t("needs-next-answer").into_owned(),
            (_, "proposed") => return self.page.t("needs-next-decide").into_owned(),
            (_, "delivered") => return self.page.t("needs-next-confirm").into_owned(),
            (_, "planned") => return self.page.t("needs-next-revise").into_owned(),
            (_, "arranged") => {
                let due = self.shown.progress.next_due();
                return due.map(|day| self.page.t1("needs-next-deliver", "day", words::day(day))).unwrap_or_default();
            }
            _ => return String::new(),
        };
        match day {
            Some(day) => self.page.t1(key, "day", words::day(day)),
            None => self.page.t("needs-no-calendar").into_owned(),
        }
    }

    fn is(&self, state: &str) -> bool {
        self.shown.need.state.code() == state
    }

    fn may_ask(&self) -> bool {
        self.side == "hub" && self.is("sent") && self.shown.askback.is_none()
    }

    /// Decline or withdraw: until the firm has accepted a plan.
    fn may_end(&self, side: &str) -> bool {
        self.side == side && !self.shown.need.state.is_end() && !self.shown.progress.decided()
    }

    fn shows_plan(&self) -> bool {
        match self.side {
            "hub" => self.is("accepted") || self.shown.progress.plan.is_some(),
            "provider" => false,
            _ => self.shown.progress.proposed,
        }
    }

    /// Before it accepts them, the firm sees offers in the plan, not as orders.
    fn orders(&self) -> Vec<&OrderSeen> {
        let seen = |order: &&OrderSeen| self.side != "provider" && (self.side != "firm" || order.accepted);
        self.shown.progress.orders.iter().filter(seen).collect()
    }

    fn told(&self) -> Vec<&Happened> {
        self.shown.history.iter().filter(|each| TOLD.contains(&each.action.as_str())).collect()
    }
}

/// `GET /needs/{reference}`
pub async fn show(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render(&ctx, reference, Form::default()).await
}

/// The page, with a form that was refused.
pub async fn render(ctx: &Ctx, reference: String, form: Form) -> Reply {
    render_with(ctx, reference, form, None).await
}

/// The page, with the address of an invitation just made.
pub(super) async fn render_with(ctx: &Ctx, reference: String, form: Form, invited: Option<Invited>) -> Reply {
    let shown = ctx
        .read(move |tx, who| {
            let need = store::by_reference(tx, &reference)?;
            super::super::reach(tx, who, &need)?;
            let named: Vec<String> =
                store::named(tx, need.hub_id, need.id)?.into_iter().map(|(_, name)| name).collect();
            Ok(Shown {
                askback: store::askback(tx, &need)?,
                named: named.join("、"),
                files: attachments::of(tx, need.id)?,
                history: store_reading::history(tx, &need, MOST_EVENTS)?,
                progress: store_reading::progress(tx, &need)?,
                nobody: people::owners(tx, need.firm_id)?.is_empty(),
                need,
            })
        })
        .await?;
    let title = ctx.words().with("needs-title", &[("reference", &shown.need.reference)]);
    let page = NeedPage {
        page: ctx.page("needs-list-title").titled(title).of(&form),
        form: &form,
        standing: standing(shown.need.state, &shown.progress),
        side: side(ctx),
        purpose: purpose(ctx, &shown.need.function),
        plan_days: deadlines::on(ctx.who.today()).plan,
        invited,
        shown,
    };
    ctx.form_html(&form, &page)
}
