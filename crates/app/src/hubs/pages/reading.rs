//! The directory as it is read: by the hub's own staff, who keep it, and by officials, auditors and administrators, who
//! change nothing in it.

use askama::Template;
use axum::extract::RawQuery;
use db::Tx;

use super::super::model::{Center, Experts, Graded, Hub};
use super::super::{store, store_experts, store_lists, store_residing};
use crate::access::{Parties, Who};
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Page, Reply};

/// The hub whose directory or catalogue is read.
pub struct Seen {
    /// The hub.
    pub hub: Hub,
    /// Whether who asks works for it, and so keeps what is read.
    pub keeps: bool,
}

impl Seen {
    /// A list's address: of one's own hub, or with the hub that is read.
    pub fn url(&self, path: &str) -> String {
        if self.keeps { path.to_owned() } else { format!("{path}?hub={}", self.hub.code) }
    }

    /// Which hub it is, for whoever reads several.
    pub fn kicker(&self) -> &str {
        if self.keeps { "" } else { &self.hub.name }
    }
}

/// The hub that is read: one's own, or the one asked for. `None` while it is still to be chosen, see [`choose`].
///
/// # Errors
/// `NotFound` for a hub out of reach.
pub fn seen_hub(tx: &mut Tx, who: &Who, code: &str) -> Result<Option<Seen>, Error> {
    let own = who.actor.hub();
    let hub = match (own, code) {
        (Some(own), "") => store::by_id(tx, own)?,
        (None, "") => return Ok(None),
        (_, code) => store::by_code(tx, code)?,
    };
    who.reach(&Parties { hub: Some(hub.id), ..Parties::default() })?;
    Ok(Some(Seen { keeps: own == Some(hub.id), hub }))
}

#[derive(Template)]
#[template(path = "hubs/choose.html")]
struct ChoosePage<'a> {
    page: Page<'a>,
    hubs: Vec<Hub>,
}

/// Asks a reader of several hubs which one the page asked for shall be about. `title` is that page's.
///
/// # Errors
/// Of the database.
pub async fn choose(ctx: &Ctx, title: &str) -> Reply {
    let read = ctx.read(|tx, who| {
        let mut hubs = store::all(tx)?;
        hubs.retain(|hub| who.reach(&Parties { hub: Some(hub.id), ..Parties::default() }).is_ok());
        Ok(hubs)
    });
    let hubs = read.await?;
    ctx.html(&ChoosePage { page: ctx.page(title), hubs })
}

#[derive(Template)]
#[template(path = "hubs/directory.html")]
struct DirectoryPage<'a> {
    page: Page<'a>,
    seen: Seen,
    division: String,
    centers: Vec<Center>,
    grades: Vec<Graded>,
    residents: i64,
    carriers: i64,
    experts: i64,
    /// Profiles that wait for the hub.
    waiting: i64,
}

impl DirectoryPage<'_> {
    fn waiting_words(&self) -> String {
        if self.waiting == 0 { String::new() } else { self.page.t1("hubs-experts-waiting", "count", self.waiting) }
    }
}

/// `GET /directory`; `?hub=LCX` for readers.
pub async fn directory(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let code = Asked::read(query.as_deref()).value("hub").to_owned();
    let read = ctx.read(move |tx, who| {
        let Some(seen) = seen_hub(tx, who, &code)? else { return Ok(None) };
        let hub = seen.hub.id;
        let experts = |state| Experts { hub, words: String::new(), state };
        Ok(Some((
            store::centers(tx, hub)?,
            store_lists::grades(tx, hub)?,
            store_residing::residents_count(tx, hub, &who.today().to_string())?,
            store_lists::carriers_count(tx, hub)?,
            store_experts::experts_count(tx, &experts(""))?,
            store_experts::experts_count(tx, &experts("waiting"))?,
            seen,
        )))
    });
    let Some((centers, grades, residents, carriers, experts, waiting, seen)) = read.await? else {
        return choose(&ctx, "hubs-directory").await;
    };
    let division = codes::divisions::full_name(&seen.hub.division).unwrap_or_default();
    let page = ctx.page("hubs-directory");
    ctx.html(&DirectoryPage { page, seen, division, centers, grades, residents, carriers, experts, waiting })
}
