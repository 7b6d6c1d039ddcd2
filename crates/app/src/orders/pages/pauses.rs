//! Testing time that stops an order's clock, and a need that ends because what was to follow did not.

use axum::extract::Path;

use super::step;
use crate::needs;
use crate::orders::{calling_off, pausing};
use crate::web::languages::FIRST;
use crate::web::{Ctx, Form, Reply};

/// `POST /orders/{reference}/pauses`
pub async fn propose_pause(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let field = |name: &str| form.value(name).to_owned();
    let (from, to, words) = (field("pause_from"), field("pause_to"), field("pause_words"));
    step(&ctx, reference, form, "needs-pause-proposed", move |tx, c, order| {
        pausing::propose(tx, c, &order, (&from, &to), &words)
    })
    .await
}

/// `POST /orders/{reference}/pauses/decide`
pub async fn decide_pause(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (agreed, calendar) = (form.value("do") == "agree", ctx.app.calendar);
    let said = if agreed { "needs-pause-agreed" } else { "needs-pause-refused" };
    step(&ctx, reference, form, said, move |tx, c, order| pausing::decide(tx, c, calendar, &order, agreed)).await
}

/// `POST /needs/{reference}/gaps/{number}/end`: here because what was planned is called off with the need.
pub async fn end_gap(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    let why = form.value("end_reason").to_owned();
    needs::pages::gaps::step(&ctx, place, form, "needs-declined", move |tx, c, app, need, gap| {
        let words = needs::gaps::ending(c, gap, &why)?;
        // Kept as the hub's words to the firm, whoever reads them later.
        let reason = app.messages.language(FIRST).refusal(&words);
        calling_off::decline(tx, c, need, &reason, "")
    })
    .await
}
