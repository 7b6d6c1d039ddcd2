//! The worklist of a hub's staff.

use askama::Template;
use axum::extract::RawQuery;

use super::super::views::{self, View};
use super::super::worklist::{self, Clerk, Days, Kind, Whose, Work};
use super::shortened;
use crate::access::{Parties, Role};
use crate::needs;
use crate::orders::messaging;
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
    /// Messages not read.
    unread: i64,
    /// The person's saved views.
    views: Vec<View>,
    /// The address of what is shown, to be saved.
    shown: String,
    staff: Vec<(String, String)>,
    this_year: i16,
}

impl WorklistPage<'_> {
    fn title(&self, work: &Work) -> String {
        shortened(&work.words)
    }

    fn since(&self, work: &Work) -> String {
        // Of what is open the day says enough; the year stands with what is older.
        let day = crate::app::day_of(work.since);
        let language = self.page.language();
        if day.year() == self.this_year { language.short_date(day) } else { language.plain_date(day) }
    }
}

/// `GET /home?kind=triage&mine=1` of a hub's manager or clerk.
pub(super) async fn show(ctx: &Ctx, asked: Asked) -> Reply {
    let (whose, kinds) = filters(ctx, &asked)?;
    let days = Days::on(ctx.who.today(), ctx.app.calendar);
    let (paging, wanted) = (asked.paging(), kinds.clone());
    let offset = paging.offset();
    let person = ctx.actor().person().map(|person| person.id).ok_or(Error::SignIn)?;
    let (counts, work, views, staff, unread) = ctx
        .read(move |tx, who| {
            let counts = worklist::counts(tx, whose, &days)?;
            let work = worklist::list(tx, &wanted, whose, &days, offset, PAGE_ROWS)?;
            let unread = messaging::unread_in_all(tx, &who.actor)?;
            Ok((counts, work, views::of(tx, whose.hub, person)?, needs::staff(tx, whose.hub)?, unread))
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
        mine: vec![("1", ctx.t("homes-mine")), ("none", ctx.t("homes-unassigned"))],
        counts: if manager { counts.iter().map(count).collect() } else { Vec::new() },
        work,
        paging: paging.of(total),
        filtered: kinds.len() == 1 || whose.clerk != Clerk::Anybody,
        views,
        shown: asked.clone().with("page", "").url("/home"),
        staff: staff.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        unread,
        this_year: ctx.who.today().year(),
    })
}

/// Whose list, and which kinds of it.
fn filters(ctx: &Ctx, asked: &Asked) -> Result<(Whose, Vec<Kind>), Error> {
    let hub = ctx.actor().hub().ok_or(Error::NotFound)?;
    let person = ctx.actor().person().map(|person| person.id).ok_or(Error::SignIn)?;
    let clerk = match asked.value("mine") {
        "1" => Clerk::One(person),
        "none" => Clerk::Nobody,
        _ => Clerk::Anybody,
    };
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
