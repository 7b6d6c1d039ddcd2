//! Lists of service records with their figures on top: of the hubs in reach, or one's own.

use askama::Template;
use axum::extract::RawQuery;

use crate::access::{Parties, Role};
use crate::catalogue;
use crate::hubs::{self, Hub};
use crate::records::columns::EXPORT;
use crate::records::filter::{CENTERS, Filter, Of, SORTS};
use crate::records::{Figures, Record, store_list as store};
use crate::web::export;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

/// What the filters offer: value and words.
type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "records/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    months_choice: Choices,
    action: &'static str,
    /// Empty in one's own list.
    hub_choices: Choices,
    counting: Choices,
    centers: Choices,
    functions: Choices,
    timely: Choices,
    over: Choices,
    levels: Choices,
    benefits: Choices,
    records: Vec<Record>,
    figures: Figures,
    standing_url: String,
    heads: Vec<Head>,
    paging: Paging,
}

/// A heading that sorts.
struct Head {
    name: &'static str,
    title: String,
    order: &'static str,
    link: String,
}

impl ListPage<'_> {
    /// An administrator sees the figures' rows, not the single record.
    fn linked(&self) -> bool {
        !self.page.role_is(Role::Administrator.code())
    }

    fn head(&self, name: &str) -> &Head {
        self.heads.iter().find(|head| head.name == name).unwrap_or(&self.heads[0])
    }

    fn of_firm(&self) -> bool {
        self.page.role_is("firm")
    }

    fn of_provider(&self) -> bool {
        self.page.role_is("provider")
    }
}

/// `GET /records?hub=LCX&from=2026-01&to=2026-03&counts=1&…`: the records of the hubs in reach.
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (hubs, of) = reached(&ctx, &asked).await?;
    render(&ctx, asked, of, hubs, "/records").await
}

/// The hubs in reach, and whose records are asked for.
async fn reached(ctx: &Ctx, asked: &Asked) -> Result<(Vec<Hub>, Of), Error> {
    let of = Of::reach(ctx.actor()).ok_or(Error::NotFound)?;
    let code = asked.value("hub").to_owned();
    ctx.read(move |tx, who| {
        let mut hubs = hubs::all(tx)?;
        hubs.retain(|hub| who.reach(&Parties { hub: Some(hub.id), ..Parties::default() }).is_ok());
        if code.is_empty() {
            return Ok((hubs, of));
        }
        // A hub that was removed keeps its records.
        let hub = hubs::by_code(tx, &code)?;
        who.reach(&Parties { hub: Some(hub.id), ..Parties::default() })?;
        let of = Of::Hub(hub.id);
        if hubs.iter().all(|other| other.id != hub.id) {
            hubs.push(hub);
        }
        Ok((hubs, of))
    })
    .await
}

/// `GET /records.xlsx`, `.csv`: the same list as a file.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (_, of) = reached(&ctx, &asked).await?;
    answer(&ctx, &asked, of).await
}

/// `GET /own-records.xlsx`, `.csv`
pub async fn save_own(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let of = Of::own(ctx.actor()).ok_or(Error::NotFound)?;
    answer(&ctx, &Asked::read(query.as_deref()), of).await
}

async fn answer(ctx: &Ctx, asked: &Asked, of: Of) -> Reply {
    let filter = Filter::read(asked, of, ctx.who.today());
    export::answer(ctx, &EXPORT, move |tx, _, offset, rows| store::list(tx, &filter, offset, rows)).await
}

/// `GET /own-records`: the records of the firm or provider acted for.
pub async fn own(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let of = Of::own(ctx.actor()).ok_or(Error::NotFound)?;
    render(&ctx, Asked::read(query.as_deref()), of, Vec::new(), "/own-records").await
}

async fn render(ctx: &Ctx, asked: Asked, of: Of, hubs: Vec<Hub>, action: &'static str) -> Reply {
    let filter = Filter::read(&asked, of, ctx.who.today());
    let asked = asked.with("from", &filter.period.from).with("to", &filter.period.to);
    let (paging, wanted) = (asked.paging(), filter.clone());
    let (offset, most) = (paging.offset(), paging.most());
    let (records, total, figures) = ctx
        .read(move |tx, _| {
            let figures = wanted.counting().map(|counting| store::sums(tx, &counting)).transpose()?;
            let records = store::list(tx, &wanted, offset, PAGE_ROWS)?;
            Ok((records, store::count(tx, &wanted, most)?, figures.unwrap_or_default()))
        })
        .await?;
    let heads = SORTS.iter().map(|name| head(ctx, &asked, &filter, name, action)).collect();
    ctx.html(&ListPage {
        page: ctx.page(if action == "/records" { "records-list-title" } else { "records-own-title" }),
        form: asked.form(),
        months_choice: filter.period.choices(ctx.who.today(), ctx.words()),
        action,
        hub_choices: hubs.iter().map(|hub| (hub.code.clone(), hub.name.clone())).collect(),
        counting: choices(ctx, "records-counting-", &["1", "0"]),
        centers: choices(ctx, "records-center-", &CENTERS),
        functions: catalogue::functions().iter().map(|f| (f.code.clone(), f.name.clone())).collect(),
        timely: choices(ctx, "records-timely-", &["1", "0", "any"]),
        over: choices(ctx, "records-over-", &["2"]),
        levels: choices(ctx, "records-level-", &["any"])
            .into_iter()
            .chain(choices(ctx, "level-", &["5", "4", "3", "2", "1"]))
            .collect(),
        benefits: choices(ctx, "records-benefit-of-", &["any", "money"])
            .into_iter()
            .chain(choices(ctx, "benefit-", &["revenue", "cost", "time"]))
            .collect(),
        records,
        figures,
        standing_url: asked.clone().with("page", "").with("counts", "1").url(action),
        heads,
        paging: paging.of(total),
    })
}

// keys: records-counting-* records-timely-* records-over-* records-level-* records-benefit-of-* records-sort-*
fn choices(ctx: &Ctx, prefix: &str, codes: &[&str]) -> Choices {
    codes.iter().map(|code| ((*code).to_owned(), ctx.t(&format!("{prefix}{code}")))).collect()
}

fn head(ctx: &Ctx, asked: &Asked, filter: &Filter, name: &'static str, action: &str) -> Head {
    let (order, next) = match (filter.sort == name, filter.descending) {
        (true, true) => ("descending", name.to_owned()),
        (true, false) => ("ascending", format!("-{name}")),
        _ => ("none", format!("-{name}")),
    };
    let link = asked.clone().with("page", "").with("sort", next).url(action);
    Head { name, title: ctx.t(&format!("records-sort-{name}")), order, link }
}
