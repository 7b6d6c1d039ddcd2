//! The need itself: where it stands, what was said, what happened, and what whose turn it is may do.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::answers::{self, Answer};
use super::super::duplicates::{self, Alike};
use super::super::gaps::Gap;
use super::super::model::{Askback, Need, OrderSeen, Progress, Standing, State, standing};
use super::super::parting::{self, Parting};
use super::super::passing::{self, Forward};
use super::super::pausing::Pause;
use super::super::store_reading::{self, Happened};
use super::super::{store, store_gaps, store_passing, store_pauses, store_triage};
use super::{Pairs, passed, purpose, side};
use crate::access::Who;
use crate::attachments::{self, Attachment};
use crate::deadlines;
use crate::people;
use crate::people::links::Invited;
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Form, Page, Reply, masking};

/// Newest events that the page shows; an auditor reads all of them under `/events`.
const MOST_EVENTS: i64 = 100;

/// What the page tells of what happened; the message key is `needs-told-` and this, with `-` for `.`.
pub(super) const TOLD: [&str; 43] = [
    "need.sent",
    "need.asked",
    "need.answered",
    "need.accepted",
    "need.declined",
    "need.withdrawn",
    "need.closed",
    "need.assigned",
    "need.gaps-set",
    "need.gap-handed",
    "need.gap-received",
    "need.gap-sent-back",
    "need.gap-extended",
    "need.merged",
    "need.joined",
    "need.parted",
    "need.left",
    "need.passed",
    "need.received",
    "need.pause-proposed",
    "need.paused",
    "need.pause-refused",
    "need.due-soon",
    "need.due",
    "need.visit-booked",
    "need.visit-cancelled",
    "need.visit-released",
    "need.visit-moved",
    "need.visit-called-off",
    "need.visit-missed",
    "need.visit-arrived",
    "need.visited",
    "plan.proposed",
    "plan.returned",
    "plan.accepted",
    "order.started",
    "order.trip",
    "order.overdue",
    "order.delivered",
    "order.rejected",
    "order.rated",
    "order.cancelled",
    "record.written",
];

/// What only the hub's people are told of what happened: who deals with it, and what was late.
const INSIDE: [&str; 3] = ["need.assigned", "need.due-soon", "need.due"];

struct Shown {
    need: Need,
    askback: Option<Askback>,
    named: Vec<String>,
    files: Vec<Attachment>,
    history: Vec<Happened>,
    progress: Progress,
    /// Nobody answers for the firm yet.
    nobody: bool,
    pauses: Vec<Pause>,
    gaps: Vec<(Gap, Vec<Attachment>)>,
    goes_on_in: Option<String>,
    joined: Vec<String>,
    forwards: Vec<Forward>,
    /// How often the firm had to come, and whether it can book a time.
    visits: (i64, bool),
    /// Whether the merge can be undone.
    parting: Option<Parting>,
    /// What only the hub's staff see.
    inside: Inside,
}

/// What the hub's staff work with.
#[derive(Default)]
struct Inside {
    clerk: String,
    staff: Vec<(Uuid, String)>,
    alike: Vec<Alike>,
    answers: Vec<Answer>,
    hubs: Pairs,
    phone: String,
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
    today: String,
    /// Lines about what stopped the clock.
    paused: Vec<String>,
    /// The acting person.
    own: String,
    staff: Pairs,
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
                return due
                    .map(|day| self.page.t1("needs-next-deliver", "day", self.page.day(day)))
                    .unwrap_or_default();
            }
            _ => return String::new(),
        };
        match day {
            Some(day) => self.page.t1(key, "day", self.page.day(day)),
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
        let staff = self.side != "firm";
        let told = |each: &&Happened| {
            let action = each.action.as_str();
            TOLD.contains(&action) && (staff || !INSIDE.contains(&action))
        };
        self.shown.history.iter().filter(told).collect()
    }

    fn ended(&self) -> bool {
        self.shown.need.state.is_end()
    }

    /// The proposal of testing time that waits for the firm.
    fn pause_waits(&self) -> Option<&Pause> {
        self.shown.pauses.iter().find(|pause| pause.waits())
    }

    fn may_propose_pause(&self) -> bool {
        self.side == "hub" && self.is("accepted") && self.pause_waits().is_none()
    }

    fn may_merge(&self) -> bool {
        self.side == "hub" && (self.is("sent") || self.is("asked"))
    }

    fn may_pass(&self) -> bool {
        let early = self.is("sent") || (self.is("accepted") && self.shown.gaps.is_empty());
        self.side == "hub" && early && self.shown.progress.plan.is_none()
    }

    /// Ready answers of a kind.
    fn answers(&self, kind: &str) -> Vec<&Answer> {
        self.shown.inside.answers.iter().filter(|answer| answer.kind == kind).collect()
    }

    /// Whether a folded part is open: something in it was wrong, or a ready answer was put into it.
    fn unfolds(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| self.form.error(field).is_some() || !self.form.value(field).is_empty())
    }

    /// Until when the merge can be undone, in words.
    fn parts_until(&self) -> String {
        let until = self.shown.parting.as_ref().and_then(|parting| parting.until);
        until.map(|day| self.page.date(day)).unwrap_or_default()
    }

    /// Why it cannot be.
    fn parts_not(&self) -> Option<String> {
        let refusal = self.shown.parting.as_ref()?.refused.as_ref()?;
        Some(self.page.language().refusal(refusal))
    }

    /// The line of a pause: the hub begins one, the firm answers it.
    fn line(&self, pause: &Pause) -> String {
        pause.line(self.page.language(), (self.side == "hub", self.side == "firm"))
    }

    /// Who passed it on: their name is for those who work at a hub.
    fn passed_by(&self, forward: &Forward) -> String {
        if self.side == "hub" { forward.passed_by.clone() } else { masking::name(&forward.passed_by) }
    }

    fn mine(&self) -> bool {
        self.shown.need.clerk_id.is_some_and(|id| id.to_string() == self.own)
    }
}

/// `GET /needs/{reference}?answer=…`: with a ready answer put into its field.
pub async fn show(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let chosen: Option<Uuid> = Asked::read(query.as_deref()).value("answer").parse().ok();
    match render_with(&ctx, reference.clone(), Form::default(), None, chosen).await {
        // The hub that passed a need on still finds that it did.
        Err(Error::NotFound) if ctx.actor().hub().is_some() => passed::show(&ctx, reference).await,
        other => other,
    }
}

/// The page, with a form that was refused.
pub async fn render(ctx: &Ctx, reference: String, form: Form) -> Reply {
    render_with(ctx, reference, form, None, None).await
}

fn read(tx: &mut Tx, who: &Who, reference: &str) -> Result<Shown, Error> {
    let need = store::by_reference(tx, reference)?;
    super::super::reach(tx, who, &need)?;
    let named: Vec<String> = store::named(tx, need.hub_id, need.id)?.into_iter().map(|(_, name)| name).collect();
    let mut gaps = Vec::new();
    for gap in store_gaps::of(tx, need.hub_id, need.id)? {
        let files = attachments::of(tx, gap.id)?;
        gaps.push((gap, files));
    }
    Ok(Shown {
        askback: store::askback(tx, &need)?,
        named,
        files: attachments::of(tx, need.id)?,
        history: store_reading::history(tx, who, &need, MOST_EVENTS)?,
        progress: store_reading::progress(tx, &need)?,
        nobody: people::owners(tx, need.firm_id)?.is_empty(),
        pauses: store_pauses::of(tx, need.hub_id, need.id)?,
        gaps,
        goes_on_in: store_triage::goes_on_in(tx, &need)?,
        joined: store_triage::joined(tx, &need)?,
        forwards: store_passing::of(tx, need.id)?,
        visits: store_reading::visits(tx, &need)?,
        parting: parting::look(tx, who, &need)?,
        inside: if who.actor.hub() == Some(need.hub_id) { read_inside(tx, who, &need)? } else { Inside::default() },
        need,
    })
}

fn read_inside(tx: &mut Tx, who: &Who, need: &Need) -> Result<Inside, Error> {
    let staff = store_triage::staff(tx, need.hub_id)?;
    let clerk = need.clerk_id.map(|id| people::name_of(tx, id)).transpose()?.unwrap_or_default();
    Ok(Inside {
        clerk,
        staff,
        alike: if need.state.is_end() { Vec::new() } else { duplicates::beside(tx, who, need)? },
        answers: answers::of(tx, need.hub_id, "")?,
        hubs: passing::choices(tx, need)?,
        phone: store_reading::window(tx, need.hub_id)?.phone,
    })
}

/// The form with a ready answer in its field, who deals with the need, and the most alike to go on in.
fn fill(form: Form, shown: &Shown, chosen: Option<Uuid>, clerk: &str) -> Form {
    if !form.errors().is_empty() || form.fields().next().is_some() {
        return form;
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    if let Some(clerk) = shown.need.clerk_id {
        fields.push(("clerk".into(), clerk.to_string()));
    }
    if let Some(answer) = shown.inside.answers.iter().find(|answer| Some(answer.id) == chosen) {
        let field = match answer.kind.as_str() {
            "ask" => "question",
            "decline" => "reason",
            "pass" => "pass_reason",
            _ => "message",
        };
        fields.push((field.into(), answer.filled(&shown.need, clerk, &shown.inside.phone)));
    }
    Form::filled(fields)
}

/// The page, with an invitation just made, or a ready answer.
pub(super) async fn render_with(
    ctx: &Ctx,
    reference: String,
    form: Form,
    invited: Option<Invited>,
    chosen: Option<Uuid>,
) -> Reply {
    let shown = ctx.read(move |tx, who| read(tx, who, &reference)).await?;
    let title = ctx.words().with("needs-title", &[("reference", &shown.need.reference)]);
    let person = ctx.actor().person();
    let form = fill(form, &shown, chosen, person.map_or("", |person| person.name.as_str()));
    let page = NeedPage {
        page: ctx.page("needs-list-title").titled(title).of(&form),
        form: &form,
        standing: standing(shown.need.state, &shown.progress),
        side: side(ctx),
        purpose: purpose(ctx, &shown.need.function),
        plan_days: deadlines::on(ctx.who.today()).plan,
        today: ctx.who.today().to_string(),
        paused: shown
            .pauses
            .iter()
            .map(|pause| pause.line(ctx.words(), (side(ctx) == "hub", side(ctx) == "firm")))
            .collect(),
        own: person.map(|person| person.id.to_string()).unwrap_or_default(),
        staff: shown.inside.staff.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
        invited,
        shown,
    };
    ctx.form_html(&form, &page)
}
