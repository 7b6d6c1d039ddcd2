//! Contracts and non-disclosure agreements of the parties of an order, and all of one's own.

use askama::Template;
use axum::extract::{Path, RawQuery};
use jiff::civil::Date;
use uuid::Uuid;

use super::{carried_out, kept, side};
use crate::command::Command;
use crate::orders::agreeing::{self, Agreement, Kind, NewAgreement};
use crate::orders::model::Order;
use crate::orders::store;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Refusal, Reply};

#[derive(Template)]
#[template(path = "orders/agreements.html")]
struct AgreementsPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    side: &'static str,
    order: Order,
    agreements: Vec<Agreement>,
    required: Vec<(Kind, String, bool)>,
    kinds: Vec<(&'static str, String)>,
    today: String,
}

impl AgreementsPage<'_> {
    fn is_party(&self) -> bool {
        matches!(self.side, "firm" | "provider")
    }

    fn wants(&self, kind: &str) -> bool {
        self.required.iter().any(|(asked, ..)| asked.code() == kind)
    }
}

fn tag(state: &str) -> &'static str {
    match state {
        "valid" => "ok",
        "proposed" => "warn",
        "to-come" => "info",
        _ => "neutral",
    }
}

/// `GET /orders/{reference}/agreements`
pub async fn agreements(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    let today = ctx.who.today().to_string();
    render_agreements(&ctx, reference, Form::filled([("starts_on", today)])).await
}

async fn render_agreements(ctx: &Ctx, reference: String, form: Form) -> Reply {
    let (order, agreements, required) = ctx
        .read(move |tx, who| {
            let order = store::by_reference(tx, &reference)?;
            who.reach(&order.parties())?;
            let agreements = agreeing::between(tx, &order)?;
            let required = agreeing::required(tx, &order, who.today())?;
            Ok((order, agreements, required))
        })
        .await?;
    // keys: orders-agreement-is-* orders-agreement-kind-* orders-agreement-must-*
    let kind = |kind: &Kind| (kind.code(), ctx.t(&format!("orders-agreement-kind-{}", kind.code())));
    let kinds = Kind::ALL.iter().map(kind).collect();
    let (page, today) = (ctx.page("orders-agreements").of(&form), ctx.who.today().to_string());
    let side = side(ctx);
    ctx.form_html(&form, &AgreementsPage { page, form: &form, side, order, agreements, required, kinds, today })
}

/// Runs a step about an agreement and comes back to the page.
async fn about(
    ctx: &Ctx,
    reference: String,
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut db::Tx, &mut Command, &Order) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let reply = carried_out(ctx, &form, &reference, "/agreements", said, move |tx, c, order| f(tx, c, &order));
    match reply.await {
        Err(Error::Invalid(errors)) => render_agreements(ctx, reference, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /orders/{reference}/agreements`
pub async fn put_up_agreement(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (form, files) = match kept(&ctx, form).await? {
        Ok(kept) => kept,
        Err(refused) => return render_agreements(&ctx, reference, refused).await,
    };
    let day = |name: &str| -> Option<Date> { form.value(name).parse().ok() };
    // An end that cannot be read is one that has passed, and refused as such.
    let ends_on = if form.value("ends_on").is_empty() { None } else { Some(day("ends_on").unwrap_or(Date::MIN)) };
    let new = NewAgreement {
        kind: Kind::parse(form.value("kind")),
        title: form.value("title").to_owned(),
        starts_on: day("starts_on"),
        ends_on,
        files,
    };
    about(&ctx, reference, form, "orders-agreement-put-up", move |tx, c, order| agreeing::put_up(tx, c, order, &new))
        .await
}

/// `POST /orders/{reference}/agreements/decide`: agree, use again or end one.
pub async fn decide_agreement(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let id: Uuid = form.value("id").parse().unwrap_or_default();
    let act = form.value("do").to_owned();
    about(&ctx, reference, form, "orders-agreement-decided", move |tx, c, order| match act.as_str() {
        "agree" => agreeing::agree(tx, c, order, id),
        "use" => agreeing::use_again(tx, c, order, id),
        "end" => agreeing::end(tx, c, order, id),
        _ => Err(Refusal::new("orders-agreement-not-now").into()),
    })
    .await
}

/// `POST /orders/{reference}/agreements/require`
pub async fn require_agreement(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (kind, wanted) = (Kind::parse(form.value("kind")), form.value("do") == "yes");
    about(&ctx, reference, form, "orders-agreement-required", move |tx, c, order| {
        let kind = kind.ok_or_else(|| Refusal::new("orders-agreement-choose-kind"))?;
        agreeing::require(tx, c, order, kind, wanted)
    })
    .await
}

#[derive(Template)]
#[template(path = "orders/own_agreements.html")]
struct OwnPage<'a> {
    page: Page<'a>,
    firm: bool,
    agreements: Vec<Agreement>,
    paging: Paging,
    today: String,
}

/// `GET /agreements`: those of the firm or provider acted for.
pub async fn own_agreements(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let (agreements, total) =
        ctx.read(move |tx, who| agreeing::of_organization(tx, &who.actor, offset, PAGE_ROWS)).await?;
    let (page, today) = (ctx.page("orders-own-agreements"), ctx.who.today().to_string());
    let firm = side(&ctx) == "firm";
    ctx.html(&OwnPage { page, firm, agreements, paging: paging.of(total), today })
}
