//! The manager's call to a firm that does not answer a delivery.

use axum::extract::Path;

use super::{render, step};
use crate::orders::reminding::{self, Heard, NewCall};
use crate::web::{Ctx, Form, FormErrors, Refusal, Reply};

/// `POST /orders/{reference}/call`
pub async fn call(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let again_on = match form.value("again_on") {
        "" => None,
        day => match day.parse() {
            Ok(day) => Some(day),
            Err(_) => {
                let errors = FormErrors::one("again_on", Refusal::new("orders-choose-day"));
                return render(&ctx, reference, ctx.refuse(form, errors)).await;
            }
        },
    };
    let new = NewCall {
        spoke_with: form.value("spoke_with").to_owned(),
        words: form.value("call_words").to_owned(),
        result: Heard::parse(form.value("result")),
        again_on,
    };
    let calendar = ctx.app.calendar;
    step(&ctx, reference, form, "orders-called", move |tx, c, order| reminding::call(tx, c, &order, &new, calendar))
        .await
}
