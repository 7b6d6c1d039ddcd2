//! What the hub's people do with a need besides answering it: give it to somebody, let it go on in another, pass it to
//! another hub, agree on testing time.

use axum::extract::Path;
use uuid::Uuid;

use super::super::{assigning, duplicates, parting, passing, pausing, store};
use super::triage::step;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Refusal, Reply};

/// `POST /needs/{reference}/assign`
pub async fn assign(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let own = ctx.actor().person().map(|person| person.id);
    let chosen = match form.value("clerk") {
        "me" => Ok(own),
        "" => Ok(None),
        id => id.parse::<Uuid>().map(Some),
    };
    step(&ctx, reference, form, "needs-assigned", move |tx, c, _, need| {
        let person = chosen.map_err(|_| FormErrors::one("clerk", Refusal::new("needs-assign-staff")))?;
        assigning::assign(tx, c, need, person)
    })
    .await
}

/// `POST /needs/{reference}/merge`
pub async fn merge(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let of = form.value("of").to_owned();
    step(&ctx, reference, form, "needs-merged", move |tx, c, app, need| {
        let unknown = || FormErrors::one("of", Refusal::new("needs-merge-unknown"));
        let of = match store::by_reference(tx, &of) {
            Err(Error::NotFound) => return Err(unknown().into()),
            other => other?,
        };
        // Another hub's need does not exist for this one.
        if of.hub_id != need.hub_id {
            return Err(unknown().into());
        }
        duplicates::merge(tx, c, app.calendar, need, &of)
    })
    .await
}

/// `POST /needs/{reference}/part`: a merge that was wrong is undone.
pub async fn part(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let reason = form.value("part_reason").to_owned();
    step(&ctx, reference, form, "needs-parted", move |tx, c, _, need| parting::part(tx, c, need, &reason)).await
}

/// `POST /needs/{reference}/pass`: afterwards the page tells that it was passed.
pub async fn pass(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (to, reason) = (form.value("to").to_owned(), form.value("pass_reason").to_owned());
    step(&ctx, reference, form, "needs-passed", move |tx, c, app, need| {
        passing::pass(tx, c, app.calendar, need, &to, &reason)
    })
    .await
}

/// `POST /needs/{reference}/pauses`
pub async fn propose_pause(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let field = |name: &str| form.value(name).to_owned();
    let (from, to, words) = (field("pause_from"), field("pause_to"), field("pause_words"));
    step(&ctx, reference, form, "needs-pause-proposed", move |tx, c, _, need| {
        pausing::propose_for_need(tx, c, need, (&from, &to), &words)
    })
    .await
}

/// `POST /needs/{reference}/pauses/decide`
pub async fn decide_pause(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let agreed = form.value("do") == "agree";
    let (app, place) = (ctx.app.clone(), reference.clone());
    let said = if agreed { "needs-pause-agreed" } else { "needs-pause-refused" };
    ctx.command(&form, move |tx, c| {
        let need = store::by_reference(tx, &place)?;
        c.reach(&need.parties())?;
        pausing::decide_for_need(tx, c, app.calendar, &need, agreed)?;
        Ok(Done::at(format!("/needs/{}", need.reference)).say(said))
    })
    .await
}
