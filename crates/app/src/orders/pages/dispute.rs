//! The dispute about an order: one page for both sides, the manager and the mediator.

use askama::Template;
use axum::extract::Path;
use jiff::civil::Date;
use uuid::Uuid;

use super::{carried_out, kept, side};
use crate::access::Role;
use crate::command::Command;
use crate::orders::disputing::{self, Dispute, Entry, Outcome, REASONS, Said, State};
use crate::orders::messaging::Someone;
use crate::orders::model::{Order, State as OrderState};
use crate::orders::settling::{self, Proposal};
use crate::orders::store;
use crate::web::{Ctx, Error, Form, FormErrors, Page, Refusal, Reply, words};

#[derive(Template)]
#[template(path = "orders/dispute.html")]
struct DisputePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    side: &'static str,
    order: Order,
    /// The newest first.
    disputes: Vec<(Dispute, Vec<Entry>)>,
    mediators: Vec<(String, String)>,
    reasons: Vec<(&'static str, String)>,
    outcomes: Vec<(&'static str, String)>,
    manager: bool,
    mediates: bool,
}

impl DisputePage<'_> {
    fn open(&self) -> Option<&Dispute> {
        self.disputes.first().map(|(dispute, _)| dispute).filter(|dispute| dispute.is_open())
    }

    fn may_open(&self) -> bool {
        let under_way =
            matches!(self.order.state, OrderState::Accepted | OrderState::InProgress | OrderState::Delivered);
        under_way && self.open().is_none() && self.is_party()
    }

    fn is_party(&self) -> bool {
        matches!(self.side, "firm" | "provider")
    }

    fn may_answer(&self) -> bool {
        let awaited = |dispute: &Dispute| dispute.state == State::Proposed && dispute.answer_of(self.side).is_empty();
        self.is_party() && self.open().is_some_and(awaited)
    }

    fn may_withdraw(&self) -> bool {
        self.open().is_some_and(|dispute| dispute.opened_by == self.side)
    }

    /// Whose turn it is and by when, in words.
    fn next(&self, dispute: &Dispute) -> String {
        let day = if dispute.state == State::Opened { &dispute.name_by } else { &dispute.due_on };
        match day {
            Some(day) if dispute.is_open() => {
                let key = if dispute.state == State::Opened { "orders-dispute-name-by" } else { "orders-dispute-by" };
                self.page.t1(key, "day", self.page.day(day))
            }
            _ => String::new(),
        }
    }

    fn tag(&self, dispute: &Dispute) -> &'static str {
        match dispute.state {
            State::Opened | State::Mediating | State::Proposed => "warn",
            State::Agreed | State::Settled => "ok",
            State::Failed => "danger",
            State::Withdrawn => "neutral",
        }
    }

    fn is_yours(&self, dispute: &Dispute) -> bool {
        dispute.turn() == self.side || (dispute.turn() == "both" && self.is_party())
    }

    fn answered<'d>(&self, dispute: &'d Dispute, side: &str) -> &'d str {
        match dispute.answer_of(side) {
            "" => "awaited",
            answer => answer,
        }
    }

    fn dot(&self, entry: &Entry) -> &'static str {
        match entry.kind.as_str() {
            "proposal" => "info",
            "yes" => "ok",
            "no" | "failed" => "danger",
            _ => "neutral",
        }
    }
}

/// `GET /orders/{reference}/dispute`
pub async fn dispute(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render_dispute(&ctx, reference, Form::default()).await
}

async fn render_dispute(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let (order, disputes, mediators) = ctx
        .read(move |tx, who| {
            let order = store::by_reference(tx, &reference)?;
            who.reach(&order.parties())?;
            let disputes = disputing::all(tx, &order)?;
            let mediators = disputing::mediators(tx, &order)?;
            Ok((order, disputes, mediators))
        })
        .await?;
    let person = ctx.actor().person().map(|person| person.id);
    let mediates = disputes.first().is_some_and(|(dispute, _)| dispute.is_open() && dispute.mediator == person);
    let choice = |one: Someone| (one.person.to_string(), one.name);
    // keys: orders-dispute-about-* orders-dispute-outcome-* orders-dispute-is-* orders-dispute-said-* orders-dispute-turn-* orders-dispute-answer-is-*
    // keys: orders-side-*
    let about = |code: &&'static str| (*code, ctx.t(&format!("orders-dispute-about-{code}")));
    let outcome = |each: &Outcome| (each.code(), ctx.t(&format!("orders-dispute-outcome-{}", each.code())));
    ctx.form_html(
        &form,
        &DisputePage {
            page: ctx.page("orders-dispute").of(&form),
            form: &form,
            side: side(ctx),
            order,
            disputes,
            mediators: mediators.into_iter().map(choice).collect(),
            reasons: REASONS.iter().map(about).collect(),
            outcomes: Outcome::ALL.iter().map(outcome).collect(),
            manager: ctx.actor().role() == Some(Role::HubManager),
            mediates,
        },
    )
}

/// Runs a step of an order's dispute and comes back to its page.
async fn deal(
    ctx: &Ctx,
    reference: String,
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut db::Tx, &mut Command, Order) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let reply = carried_out(ctx, &form, &reference, "/dispute", said, f);
    match reply.await {
        Err(Error::Invalid(errors)) => render_dispute(ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
}

fn now_open(tx: &mut db::Tx, order: &Order) -> Result<Dispute, Error> {
    Ok(disputing::open_of(tx, order)?.ok_or_else(|| Refusal::new("orders-dispute-none-open"))?)
}

/// `POST /orders/{reference}/dispute`
pub async fn open_dispute(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (form, files) = match kept(&ctx, form).await? {
        Ok(kept) => kept,
        Err(refused) => return render_dispute(&ctx, reference, refused).await,
    };
    let (reason, calendar) = (form.value("reason").to_owned(), ctx.app.calendar);
    let said = Said { words: form.value("words").to_owned(), files };
    deal(&ctx, reference, form, "orders-dispute-opened", move |tx, c, order| {
        disputing::open(tx, c, &order, &reason, &said, calendar)
    })
    .await
}

/// `POST /orders/{reference}/dispute/mediator`
pub async fn name_mediator(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let mediator: Uuid = form.value("mediator").parse().unwrap_or_default();
    let calendar = ctx.app.calendar;
    deal(&ctx, reference, form, "orders-dispute-named", move |tx, c, order| {
        let dispute = now_open(tx, &order)?;
        disputing::name_mediator(tx, c, &order, &dispute, mediator, calendar)
    })
    .await
}

/// `POST /orders/{reference}/dispute/statements`
pub async fn state_in_dispute(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (form, files) = match kept(&ctx, form).await? {
        Ok(kept) => kept,
        Err(refused) => return render_dispute(&ctx, reference, refused).await,
    };
    let said = Said { words: form.value("words").to_owned(), files };
    deal(&ctx, reference, form, "orders-dispute-stated", move |tx, c, order| {
        let dispute = now_open(tx, &order)?;
        disputing::state(tx, c, &order, &dispute, &said)
    })
    .await
}

/// `POST /orders/{reference}/dispute/proposal`
pub async fn propose_in_dispute(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let price = match form.value("price") {
        "" => None,
        // What cannot be read is out of bounds, and refused as such.
        text => Some(words::parse_money(text).unwrap_or(-1)),
    };
    let deliver_by: Option<Date> = match form.value("deliver_by") {
        "" => None,
        day => match day.parse() {
            Ok(day) => Some(day),
            Err(_) => {
                let errors = FormErrors::one("deliver_by", Refusal::new("orders-choose-day"));
                return render_dispute(&ctx, reference, ctx.refuse(form, errors)).await;
            }
        },
    };
    let proposal = Proposal {
        words: form.value("proposal").to_owned(),
        outcome: Outcome::parse(form.value("outcome")),
        price_fen: price,
        deliver_by,
    };
    deal(&ctx, reference, form, "orders-dispute-proposed", move |tx, c, order| {
        let dispute = now_open(tx, &order)?;
        settling::propose(tx, c, &order, &dispute, &proposal)
    })
    .await
}

/// `POST /orders/{reference}/dispute/answer`
pub async fn answer_in_dispute(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (accepts, said) = (form.value("do") == "yes", form.value("answer_words").to_owned());
    // Only what was seen is answered.
    let (version, calendar) = (form.value("version").parse::<i64>().ok(), ctx.app.calendar);
    deal(&ctx, reference, form, "orders-dispute-answered", move |tx, c, order| {
        let dispute = now_open(tx, &order)?;
        if version != Some(dispute.version) {
            return Err(Error::Conflict);
        }
        settling::answer(tx, c, order, &dispute, accepts, &said, calendar)
    })
    .await
}

/// `POST /orders/{reference}/dispute/fail`
pub async fn fail_dispute(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (said, calendar) = (form.value("fail_words").to_owned(), ctx.app.calendar);
    deal(&ctx, reference, form, "orders-dispute-ended", move |tx, c, order| {
        let dispute = now_open(tx, &order)?;
        settling::fail(tx, c, order, &dispute, &said, calendar)
    })
    .await
}

/// `POST /orders/{reference}/dispute/withdraw`
pub async fn withdraw_dispute(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let calendar = ctx.app.calendar;
    deal(&ctx, reference, form, "orders-dispute-taken-back", move |tx, c, order| {
        let dispute = now_open(tx, &order)?;
        settling::withdraw(tx, c, order, &dispute, calendar)
    })
    .await
}
