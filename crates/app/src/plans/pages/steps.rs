//! What is done on the plan's page: services put in and taken out, and the plan sent back.

use axum::extract::Path;
use uuid::Uuid;

use super::super::commands::{self, NewItem};
use super::super::model::Offer;
use super::{again, of_need};
use crate::needs;
use crate::web::{Ctx, Done, Error, Form, Reply};

/// `POST /needs/{reference}/plan/items`
pub async fn add(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let new = read_items(&form);
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let need = needs::by_reference(tx, &place)?;
        c.reach(&need.parties())?;
        let plan = commands::begin(tx, c, &need)?;
        commands::add_items(tx, c, &plan, &new)?;
        Ok(Done::at(format!("/needs/{place}/plan")))
    });
    again(&ctx, reference, &form, reply.await).await
}

/// What was ticked: providers of the same service are asked for the same work.
fn read_items(form: &Form) -> Vec<NewItem> {
    let note: String = form.value("note").chars().take(2000).collect();
    let after: Vec<Uuid> = form.values("after").iter().filter_map(|id| id.parse().ok()).collect();
    let slot = form.value("join").parse().ok();
    let mut new: Vec<NewItem> = Vec::new();
    for (service, provider) in form.values("offer").into_iter().filter_map(Offer::parse) {
        match new.iter_mut().find(|item| item.service == service) {
            Some(item) if item.providers.contains(&provider) => {}
            Some(item) => item.providers.push(provider),
            None => {
                let (note, after) = (note.clone(), after.clone());
                new.push(NewItem { service, providers: vec![provider], note, after, slot });
            }
        }
    }
    new
}

/// `POST /needs/{reference}/plan/items/remove`
pub async fn remove(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let item: Uuid = form.value("item").parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        let (_, plan) = of_need(tx, c, &reference)?;
        commands::remove_item(tx, c, &plan, item)?;
        Ok(Done::at(format!("/needs/{reference}/plan")))
    })
    .await
}

/// `POST /needs/{reference}/plan/send-back`
pub async fn send_back(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let remark: String = form.value("remark").chars().take(2000).collect();
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let (_, plan) = of_need(tx, c, &place)?;
        commands::send_back(tx, c, &plan, &remark)?;
        Ok(Done::at(format!("/needs/{place}")).say("plans-sent-back"))
    });
    again(&ctx, reference, &form, reply.await).await
}
