//! Every need of a hub, for its staff; of the hubs in reach, for officials and auditors. Read only: what waits is on the
//! worklist.

use askama::Template;
use jiff::civil::Date;

use super::super::model::{CHANNELS, Need, Standing, State, standing};
use super::super::store_list::{self, Filter, Of};
use super::super::store_reading;
use super::Pairs;
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
    filtered: bool,
    hub_choices: Pairs,
    states: Pairs,
    channels: Pairs,
}

/// `GET /needs?hub=LCX&state=sent&channel=phone&from=2026-03-01&to=2026-03-31&q=鞋底`
pub(super) async fn list(ctx: &Ctx, query: Option<String>) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (paging, code) = (asked.paging(), asked.value("hub").to_owned());
    let (one, reach) = (ctx.actor().hub(), ctx.actor().oversees());
    let wanted = read(&asked);
    let offset = paging.offset();
    let (needs, total, hubs) = ctx
        .read(move |tx, who| {
            let mut hubs = if one.is_some() { Vec::new() } else { hubs::all(tx)? };
            hubs.retain(|hub| who.actor.reaches_hub(hub.id));
            // A hub that was removed keeps its needs.
            let chosen = if code.is_empty() { None } else { Some(hubs::by_code(tx, &code)?.id) };
            if chosen.is_some_and(|hub| !who.actor.reaches_hub(hub)) {
                return Err(Error::NotFound);
            }
            let of = one.or(chosen).map(Of::Hub).or(reach.map(Of::Division)).ok_or(Error::NotFound)?;
            let filter = Filter { of, ..wanted };
            let mut needs = Vec::new();
            for need in store_list::list(tx, &filter, offset, PAGE_ROWS)? {
                let standing = standing(need.state, &store_reading::progress(tx, &need)?);
                needs.push((need, standing));
            }
            Ok((needs, store_list::count(tx, &filter)?, hubs))
        })
        .await?;
    ctx.html(&page(ctx, &asked, needs, hubs, paging.of(total)))
}

/// What an address asks for; a value that is none of the choices filters nothing. Of every hub, until it is said of which.
fn read(asked: &Asked) -> Filter {
    let day = |name: &str| asked.value(name).parse::<Date>().ok();
    let until = day("to").and_then(|day| day.tomorrow().ok());
    Filter {
        of: Of::Division(String::new()),
        state: State::parse(asked.value("state")).map_or("", State::code).to_owned(),
        channel: CHANNELS.into_iter().find(|code| *code == asked.value("channel")).unwrap_or_default().to_owned(),
        from: day("from").map_or(0, |day| millis_of(day, 0, 0)),
        until: until.map_or(i64::MAX, |day| millis_of(day, 0, 0)),
        words: asked.value("q").chars().take(100).collect(),
    }
}

fn page<'a>(ctx: &'a Ctx, asked: &Asked, needs: Vec<(Need, Standing)>, hubs: Vec<Hub>, paging: Paging) -> AllPage<'a> {
    // keys: needs-state-* needs-channel-*
    let pairs = |prefix: &str, codes: &[&str]| -> Pairs {
        codes.iter().map(|code| ((*code).to_owned(), ctx.t(&format!("{prefix}{code}")))).collect()
    };
    AllPage {
        page: ctx.page("needs-all-title"),
        form: asked.form(),
        needs,
        paging,
        filtered: asked.clone().with("page", "") != Asked::default(),
        hub_choices: hubs.into_iter().map(|hub| (hub.code, hub.name)).collect(),
        states: pairs("needs-state-", &State::ALL.map(State::code)),
        channels: pairs("needs-channel-", &CHANNELS),
    }
}
