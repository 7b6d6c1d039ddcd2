//! Saving the filters of the worklist under a name.

use axum::extract::Path;
use uuid::Uuid;

use super::super::views;
use crate::access::{Parties, Who};
use crate::web::{Ctx, Done, Error, Form, Refusal, Reply};

/// The hub worked for.
pub(super) fn own_hub(who: &Who) -> Result<Uuid, Error> {
    let hub = who.actor.hub().ok_or(Error::NotFound)?;
    who.reach(&Parties { hub: Some(hub), ..Parties::default() })?;
    Ok(hub)
}

/// `POST /home/views`
pub async fn save(ctx: Ctx, form: Form) -> Reply {
    let (name, address) = (form.value("name").to_owned(), form.value("query").to_owned());
    let reply = ctx.command(&form, move |tx, c| {
        let hub = own_hub(c)?;
        let view = views::save(tx, c, hub, &name, &address)?;
        Ok(Done::at(view.query).say("homes-views-saved"))
    });
    match reply.await {
        // The list is no form of its own: what was wrong is said as a refusal.
        Err(Error::Invalid(_)) => Err(Refusal::new("homes-views-say-name").into()),
        other => other,
    }
}

/// `POST /home/views/{id}/remove`
pub async fn remove(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        let hub = own_hub(c)?;
        views::remove(tx, c, hub, id)?;
        Ok(Done::at("/home").say("homes-views-removed"))
    })
    .await
}
