//! The rating of an order, what is added to it, and how it is put right.

use axum::extract::Path;

use super::{kept, render, step};
use crate::orders::rating::{self, NewRating};
use crate::orders::rectifying::{self, Answer, Called, NewCall};
use crate::web::{Ctx, Form, Reply};

/// What the firm says of an order, read from its form.
pub fn read_rating(form: &Form) -> NewRating {
    NewRating {
        level: form.value("level").parse().unwrap_or(0),
        aspects: form.values("aspects").into_iter().map(str::to_owned).collect(),
        words: form.value("rating_words").to_owned(),
    }
}

/// `POST /orders/{reference}/rate`: an order that was confirmed without a rating.
pub async fn rate(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let new = read_rating(&form);
    let calendar = ctx.app.calendar;
    step(&ctx, reference, form, "orders-rated", move |tx, c, order| rating::rate(tx, c, &order, &new, calendar)).await
}

/// `POST /orders/{reference}/rating/add`: the firm adds to its rating, once.
pub async fn add(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let words = form.value("addition").to_owned();
    step(&ctx, reference, form, "orders-added", move |tx, c, order| rating::add(tx, c, &order, &words)).await
}

/// `POST /orders/{reference}/rectification`: the provider answers a poor rating, with its proof.
pub async fn rectify(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (form, files) = match kept(&ctx, form).await? {
        Ok(kept) => kept,
        Err(refused) => return render(&ctx, reference, refused).await,
    };
    let answer = Answer { words: form.value("answer").to_owned(), files };
    let calendar = ctx.app.calendar;
    step(&ctx, reference, form, "orders-answered", move |tx, c, order| {
        rectifying::answer(tx, c, &order, &answer, calendar)
    })
    .await
}

/// `POST /orders/{reference}/rectification/call`: the hub has called the firm back.
pub async fn recall(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let new = NewCall {
        spoke_with: form.value("spoke_with").to_owned(),
        words: form.value("call_words").to_owned(),
        result: Called::parse(form.value("result")),
    };
    let calendar = ctx.app.calendar;
    step(&ctx, reference, form, "orders-recalled", move |tx, c, order| rectifying::call(tx, c, &order, &new, calendar))
        .await
}
