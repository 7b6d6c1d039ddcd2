//! The worklist of a hub's staff.

use askama::Template;
use axum::extract::RawQuery;

use super::super::worklist::{self, Days, Kind, Whose, Work};
use super::shortened;
use crate::access::{Parties, Role};
use crate::web::export::Column::{Day, Text};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

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
    this_year: i16,
}

impl WorklistPage<'_> {
    fn title(&self, work: &Work) -> String {
        shortened(&work.words)
    }

    fn since(&self, work: &Work) -> String {
        // Of what is open the day says enough; the year stands with what is older.
        let day = crate::app::day_of(work.since);
        let year = if day.year() == self.this_year { String::new() } else { format!("{}年", day.year()) };
        format!("{year}{}月{}日", day.month(), day.day())
    }
}

/// `GET /home?kind=triage&mine=1` of a hub's manager or clerk.
pub(super) async fn show(ctx: &Ctx, asked: Asked) -> Reply {
    let (whose, kinds) = filters(ctx, &asked)?;
    let days = Days::on(ctx.who.today(), ctx.app.calendar);
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
        filtered: kinds.len() == 1 || whose.clerk.is_some(),
        this_year: ctx.who.today().year(),
    })
}

/// Whose list, and which kinds of it.
fn filters(ctx: &Ctx, asked: &Asked) -> Result<(Whose, Vec<Kind>), Error> {
    let hub = ctx.actor().hub().ok_or(Error::NotFound)?;
    let person = ctx.actor().person().map(|person| person.id);
    let clerk = if asked.value("mine") == "1" { person } else { None };
    let kinds = Kind::parse(asked.value("kind")).map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
    Ok((Whose { hub, clerk }, kinds))
}

// keys: homes-kind-*
static EXPORT: Export<Work> = Export {
    title: "homes-worklist",
    columns: &[
        Day("homes-by-day", |w| w.due.clone()),
        Text("orders-late", |w, words| words.t(if w.late { "records-yes" } else { "records-no" }).into_owned()),
        Text("homes-kind", |w, words| words.t(&format!("homes-kind-{}", w.kind.code())).into_owned()),
        Text("records-reference", |w, _| w.reference.clone()),
        Text("homes-words", |w, _| w.words.clone()),
        Text("orders-firm", |w, _| w.firm.clone()),
        Text("homes-waits-for", |w, words| match (w.provider.as_str(), w.kind) {
            ("", Kind::Confirm) => words.t("turn-firm").into_owned(),
            ("", _) => words.t("turn-hub").into_owned(),
            (provider, _) => provider.to_owned(),
        }),
        Day("homes-since", |w| Some(crate::app::day_of(w.since).to_string())),
        Text("homes-clerk", |w, _| w.clerk.clone()),
    ],
    contacts: false,
};

/// `GET /home.xlsx`, `.csv`: the same list as a file.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let (whose, kinds) = filters(&ctx, &Asked::read(query.as_deref()))?;
    let days = Days::on(ctx.who.today(), ctx.app.calendar);
    export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| {
        who.reach(&Parties { hub: Some(whose.hub), ..Parties::default() })?;
        worklist::list(tx, &kinds, whose, &days, offset, rows)
    })
    .await
}
