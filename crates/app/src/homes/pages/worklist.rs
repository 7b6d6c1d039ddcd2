//! The worklist of a hub's staff.

use askama::Template;

use super::super::worklist::{self, Days, Kind, Whose, Work};
use super::shortened;
use crate::access::Role;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply, words};

/// A kind with its count.
struct Count {
    title: String,
    count: i64,
    link: String,
}

#[derive(Template)]
#[template(path = "homes/worklist.html")]
struct WorklistPage<'a> {
    page: Page<'a>,
    form: Form,
    kinds: Vec<(&'static str, String)>,
    mine: Vec<(&'static str, String)>,
    /// Only for the manager.
    counts: Vec<Count>,
    work: Vec<Work>,
    paging: Paging,
    filtered: bool,
}

impl WorklistPage<'_> {
    fn title(&self, work: &Work) -> String {
        shortened(&work.words)
    }

    fn since(&self, work: &Work) -> String {
        words::date(crate::app::day_of(work.since))
    }
}

/// `GET /home?kind=triage&mine=1` of a hub's manager or clerk.
pub(super) async fn show(ctx: &Ctx, asked: Asked) -> Reply {
    let hub = ctx.actor().hub().ok_or(Error::NotFound)?;
    let person = ctx.actor().person().map(|person| person.id);
    let clerk = if asked.value("mine") == "1" { person } else { None };
    let (whose, days) = (Whose { hub, clerk }, Days::on(ctx.who.today(), ctx.app.calendar));
    let only = Kind::parse(asked.value("kind"));
    let kinds = only.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
    let (paging, wanted) = (asked.paging(), kinds.clone());
    let offset = paging.offset();
    let (counts, work) = ctx
        .read(move |tx, _| {
            let counts = worklist::counts(tx, whose, &days)?;
            Ok((counts, worklist::list(tx, &wanted, whose, &days, offset, PAGE_ROWS)?))
        })
        .await?;
    let total = counts.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, count)| count).sum();
    // keys: homes-kind-*
    let name = |kind: &Kind| ctx.t(&format!("homes-kind-{}", kind.code()));
    let count = |(kind, count): &(Kind, i64)| Count {
        title: name(kind),
        count: *count,
        link: asked.clone().with("page", "").with("kind", kind.code()).url("/home"),
    };
    let manager = ctx.actor().role() == Some(Role::HubManager);
    ctx.html(&WorklistPage {
        page: ctx.page("homes-worklist"),
        form: asked.form(),
        kinds: Kind::ALL.iter().map(|kind| (kind.code(), name(kind))).collect(),
        mine: vec![("1", ctx.t("homes-mine"))],
        counts: if manager { counts.iter().map(count).collect() } else { Vec::new() },
        work,
        paging: paging.of(total),
        filtered: only.is_some() || clerk.is_some(),
    })
}
