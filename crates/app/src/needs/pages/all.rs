//! Every need of a hub, for its staff; of the hubs in reach, for officials and auditors. Read only: what waits is on the
//! worklist.

use askama::Template;
use db::Tx;
use jiff::civil::Date;

use super::super::model::{CHANNELS, Need, Standing, State};
use super::super::store_list::{self, Filter, Of};
use super::list::standings;
use super::{Pairs, filters_said};
use crate::access::Who;
use crate::app::millis_of;
use crate::hubs::{self, Hub};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "needs/all.html")]
struct AllPage<'a> {
    page: Page<'a>,
    form: Form,
    needs: Vec<(Need, Standing)>,
    paging: Paging,
    /// What is filtered by, in words; empty for nothing.
    said: String,
    hub_choices: Pairs,
    states: Pairs,
    channels: Pairs,
}

/// `GET /needs?hub=LCX&state=sent&channel=phone&from=2026-03-01&to=2026-03-31&q=鞋底`
pub(super) async fn list(ctx: &Ctx, asked: Asked) -> Reply {
    let (paging, wanted) = (asked.paging(), asked.clone());
    let (offset, most) = (paging.offset(), paging.most());
    let (needs, total, hubs) = ctx
        .read(move |tx, who| {
            let mut hubs = if who.actor.hub().is_some() { Vec::new() } else { hubs::all(tx)? };
            hubs.retain(|hub| who.actor.reaches_hub(hub.id));
            let filter = filter(tx, who, &wanted)?;
            let needs = store_list::list(tx, &filter, offset, PAGE_ROWS)?;
            Ok((standings(tx, needs)?, store_list::count(tx, &filter, most)?, hubs))
        })
        .await?;
    ctx.html(&page(ctx, &asked, needs, hubs, paging.of(total)))
}

/// What an address asks for; a value that is none of the choices filters nothing. Of one's own hub, or of those in reach.
pub(super) fn filter(tx: &mut Tx, who: &Who, asked: &Asked) -> Result<Filter, Error> {
    let (one, code) = (who.actor.hub(), asked.value("hub"));
    // A hub that was removed keeps its needs.
    let chosen = if code.is_empty() { None } else { Some(hubs::by_code(tx, code)?.id) };
    if chosen.is_some_and(|hub| !who.actor.reaches_hub(hub)) {
        return Err(Error::NotFound);
    }
    let of = one.or(chosen).map(Of::Hub).or(who.actor.oversees().map(Of::Division)).ok_or(Error::NotFound)?;
    let day = |name: &str| asked.value(name).parse::<Date>().ok();
    let until = day("to").and_then(|day| day.tomorrow().ok());
    Ok(Filter {
        of,
        state: State::parse(asked.value("state")).map_or("", State::code).to_owned(),
        channel: CHANNELS.into_iter().find(|code| *code == asked.value("channel")).unwrap_or_default().to_owned(),
        from: day("from").map_or(0, |day| millis_of(day, 0, 0)),
        until: until.map_or(i64::MAX, |day| millis_of(day, 0, 0)),
        words: asked.value("q").chars().take(100).collect(),
    })
}

fn page<'a>(ctx: &'a Ctx, asked: &Asked, needs: Vec<(Need, Standing)>, hubs: Vec<Hub>, paging: Paging) -> AllPage<'a> {
    // keys: needs-state-* needs-channel-*
    let pairs = |prefix: &str, codes: &[&str]| -> Pairs {
        codes.iter().map(|code| ((*code).to_owned(), ctx.t(&format!("{prefix}{code}")))).collect()
    };
    let hub_choices: Pairs = hubs.into_iter().map(|hub| (hub.code, hub.name)).collect();
    let states = pairs("needs-state-", &State::ALL.map(State::code));
    let channels = pairs("needs-channel-", &CHANNELS);
    let word = |choices: &Pairs, name: &str| {
        choices.iter().find(|(code, _)| code == asked.value(name)).map(|(_, word)| word.clone()).unwrap_or_default()
    };
    let said = filters_said(
        ctx,
        &[
            ("needs-hub", &word(&hub_choices, "hub")),
            ("needs-find-any", asked.value("q")),
            ("needs-state", &word(&states, "state")),
            ("needs-channel", &word(&channels, "channel")),
            ("needs-sent-from", &day_said(ctx, asked.value("from"))),
            ("needs-sent-to", &day_said(ctx, asked.value("to"))),
        ],
    );
    let page = ctx.page("needs-all-title");
    AllPage { page, form: asked.form(), needs, paging, said, hub_choices, states, channels }
}

/// A day in words; empty when it is none.
fn day_said(ctx: &Ctx, day: &str) -> String {
    day.parse::<Date>().map(|day| ctx.words().date(day)).unwrap_or_default()
}
