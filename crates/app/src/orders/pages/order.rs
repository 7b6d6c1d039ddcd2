//! The page of an order: what it is, whose turn it is, and what its sides may do.

use askama::Template;
use axum::extract::Path;
use uuid::Uuid;

use super::{chained, side};
use crate::access::Role;
use crate::attachments::{self, Attachment};
use crate::needs;
use crate::orders::asked::{AskedFor, asked_for};
use crate::orders::chain::{self, Chain, Linked};
use crate::orders::disputing::{self, Dispute};
use crate::orders::messaging;
use crate::orders::model::{Delivery, Order, RESULTS, State, Step, Trip};
use crate::orders::rating::{self, ASPECTS, Rating};
use crate::orders::reassigning::{self, Reassignment, Stage};
use crate::orders::rectifying::{Called, LEAST_ROUNDS, Task};
use crate::orders::reminding::{self, Heard, Silence};
use crate::orders::{agreeing, approving};
use crate::orders::{changing, offering, store};
use crate::web::train::Train;
use crate::web::{Ctx, Form, Page, Reply};

/// What the page of an order shows.
struct Shown {
    order: Order,
    asked: Option<AskedFor>,
    deliveries: Vec<(Delivery, Vec<Attachment>)>,
    trips: Vec<Trip>,
    rating: Option<Rating>,
    /// A change of its plan that waits for agreement and concerns who asks.
    change: Option<Uuid>,
    pauses: Vec<needs::pausing::Pause>,
    silence: Silence,
    /// The open one.
    dispute: Option<Dispute>,
    /// How many there were.
    disputes: usize,
    messages: i64,
    unread: i64,
    /// Reference number of the order it replaces, for who may see it.
    replaces: Option<String>,
    /// Changes of the provider, the newest first.
    changes: Vec<Reassignment>,
    /// When a second provider would be done; empty when it cannot be reckoned.
    would_end: String,
    chain: Chain,
    /// Files are not opened before an agreement.
    agreement_missing: bool,
    /// A quote or a confirmation waits for approval within one's house.
    approval: bool,
}

impl Shown {
    fn is(&self, state: &str) -> bool {
        self.order.state.code() == state
    }

    fn open(&self) -> bool {
        !self.order.state.is_end()
    }

    /// The proposal of testing time that waits for the firm.
    fn pause_waits(&self) -> Option<&needs::pausing::Pause> {
        self.pauses.iter().find(|pause| pause.waits())
    }

    fn runs(&self) -> bool {
        matches!(self.order.state, State::Accepted | State::InProgress)
    }

    fn may_change(&self) -> bool {
        matches!(self.order.state, State::Accepted | State::InProgress) && self.change.is_none()
    }

    /// Why it was closed, where nobody said so in words.
    fn closed_key(&self) -> &'static str {
        match self.order.closed_by.as_deref() {
            Some(offering::OTHER_CHOSEN) => "orders-other-chosen",
            Some(offering::UNANSWERED) => "orders-unanswered",
            Some(offering::BY_AGREEMENT) => "orders-by-agreement",
            Some("mediation") => "orders-by-mediation",
            _ => "orders-not-chosen",
        }
    }

    fn may_reassign(&self) -> bool {
        reassigning::may_change(&self.order)
    }

    fn may_cancel(&self) -> bool {
        self.order.state.after(Step::Cancel).is_some()
    }

    fn task(&self) -> Option<&Task> {
        self.rating.as_ref()?.task.as_ref()
    }
}

#[derive(Template)]
#[template(path = "orders/order.html")]
struct OrderPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    shown: Shown,
    /// firm, provider, hub or reader.
    side: &'static str,
    results: Vec<(&'static str, String)>,
    aspects: Vec<(&'static str, String)>,
    manager: bool,
    today: String,
    /// The chain as a picture, where its days are known.
    train: Option<Train>,
    called: Vec<(&'static str, String)>,
    heard: Vec<(&'static str, String)>,
}

impl OrderPage<'_> {
    /// Whom to call is asked for by who works for the firm: its hub, and the provider while there is work to do.
    fn may_call(&self) -> bool {
        let works = matches!(self.shown.order.state, State::Accepted | State::InProgress | State::Delivered);
        self.side == "hub" || self.side == "provider" && works
    }

    /// The line of a pause: the provider begins one, the firm answers it.
    fn line(&self, pause: &needs::pausing::Pause) -> String {
        pause.line(self.page.language(), (self.side == "provider", self.side == "firm"))
    }

    fn aspects_in_words(&self) -> String {
        let said = self.shown.rating.as_ref().map_or("", |rating| rating.aspects.as_str());
        let words: Vec<String> = said.split(',').map(|aspect| self.page.tk("aspect-", aspect)).collect();
        self.page.list(&words)
    }

    /// Whether the reader reaches a neighbour of the chain.
    fn may_follow(&self, linked: &Linked) -> bool {
        self.side != "provider" || linked.provider_id == self.shown.order.provider_id
    }

    fn change_tag(&self, change: &Reassignment) -> &'static str {
        match change.stage {
            Stage::Asked | Stage::Waiting => "warn",
            Stage::Done => "ok",
            Stage::Refused | Stage::Declined | Stage::CalledOff => "neutral",
        }
    }

    fn task_tag(&self) -> &'static str {
        match self.shown.task().map_or("", Task::state) {
            "satisfied" => "ok",
            "ended" => "danger",
            "answered" => "info",
            _ => "warn",
        }
    }

    fn yours(&self) -> bool {
        self.shown.order.state.turn() == self.side
    }

    /// Whether what is awaited of the provider was due before today. In a dispute the order stands still.
    fn late(&self) -> bool {
        self.shown.order.late(&self.today) && self.shown.dispute.is_none()
    }

    fn tag(&self) -> &'static str {
        if self.late() { "danger" } else { self.shown.order.state.tag() }
    }

    fn next(&self) -> String {
        let order = &self.shown.order;
        let day = match order.state {
            State::Offered => &order.quote_by,
            _ => &order.due_on,
        };
        let key = match order.state {
            State::Accepted | State::InProgress if self.shown.dispute.is_some() => "orders-next-disputed",
            State::Offered if self.late() => "orders-next-quote-late",
            State::Offered => "orders-next-quote",
            State::Accepted | State::InProgress if self.late() => "orders-next-deliver-late",
            State::Accepted | State::InProgress => "orders-next-deliver",
            _ => return String::new(),
        };
        match day {
            Some(day) => self.page.t1(key, "day", self.page.day(day)),
            None => self.page.t("orders-no-calendar").into_owned(),
        }
    }
}

/// `GET /orders/{reference}`
pub async fn show(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render(&ctx, reference, Form::default()).await
}

/// The page, with a form that was refused.
pub async fn render(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let calendar = ctx.app.calendar;
    let shown = ctx
        .read(move |tx, who| {
            let order = store::by_reference(tx, &reference)?;
            who.reach(&order.parties())?;
            let mut deliveries = Vec::new();
            for delivery in store::deliveries(tx, order.hub_id, order.id)? {
                let files = attachments::of(tx, delivery.id)?;
                deliveries.push((delivery, files));
            }
            let trips = store::trips(tx, order.hub_id, order.id)?;
            let rating = rating::of(tx, &order)?;
            let asked = asked_for(tx, who, &order)?;
            let silence = reminding::of(tx, &order)?;
            let all = disputing::of_order(tx, &order)?;
            let (disputes, dispute) = (all.len(), all.into_iter().rfind(Dispute::is_open));
            let person = who.actor.person().map_or(Uuid::nil(), |person| person.id);
            let messages = messaging::count(tx, &order)?;
            let unread = messaging::unread_of(tx, &order, person)?;
            let replaces = match order.replaces_id.filter(|_| who.actor.provider().is_none()) {
                Some(first) => Some(store::by_id(tx, order.hub_id, first)?.reference),
                None => None,
            };
            let mut changes = reassigning::of(tx, &order)?;
            changes.reverse();
            let days = changes.first().and_then(|change| change.days);
            let would_end = reassigning::would_end(days, who.today(), calendar);
            let change = changing::open_for(tx, who, &order)?;
            let pauses = needs::pauses_of(tx, order.hub_id, order.id)?;
            Ok(Shown {
                change,
                pauses,
                asked,
                deliveries,
                trips,
                rating,
                silence,
                dispute,
                disputes,
                messages,
                unread,
                replaces,
                changes,
                would_end: would_end.map(|day| day.to_string()).unwrap_or_default(),
                chain: chain::of(tx, &order)?,
                agreement_missing: agreeing::required(tx, &order, who.today())?.iter().any(|(_, _, met)| !met),
                approval: match who.actor.provider().or(who.actor.firm()) {
                    Some(own) => approving::is_waiting(tx, own, order.id)?,
                    None => false,
                },
                order,
            })
        })
        .await?;
    let manager = ctx.actor().role() == Some(Role::HubManager);
    let may_end = manager && shown.task().is_some_and(|task| task.round >= LEAST_ROUNDS);
    // keys: result-* aspect-* level-* turn-* orders-recall-is-* orders-heard-* orders-task-* orders-reassign-is-*
    let recalls = Called::ALL.iter().filter(|result| **result != Called::Ended || may_end);
    let called = recalls.map(|each| (each.code(), ctx.t(&format!("orders-recall-is-{}", each.code())))).collect();
    let heard = Heard::ALL.iter().map(|each| (each.code(), ctx.t(&format!("orders-heard-{}", each.code())))).collect();
    let results = RESULTS.iter().map(|code| (*code, ctx.t(&format!("result-{code}")))).collect();
    let aspects = ASPECTS.iter().map(|code| (*code, ctx.t(&format!("aspect-{code}")))).collect();
    let title = ctx.words().with("orders-title", &[("reference", &shown.order.reference)]);
    let page = ctx.page("orders-list-title").titled(title).of(&form);
    let side = side(ctx);
    let today = ctx.who.today().to_string();
    let train = chained::draw(ctx, &shown.order, &shown.chain);
    let page = OrderPage { page, form: &form, shown, side, results, aspects, manager, called, heard, today, train };
    ctx.form_html(&form, &page)
}
