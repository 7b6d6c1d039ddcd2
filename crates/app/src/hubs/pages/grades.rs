//! The grades that were published for the hub.

use askama::Template;
use axum::extract::Path;
use db::Tx;
use uuid::Uuid;

use super::super::model::{Graded, HubGrade};
use super::super::{listing, store_lists as store};
use super::{again, own_hub, show, text, version};
use crate::access::Who;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "hubs/grade_form.html")]
struct GradeForm<'a> {
    page: Page<'a>,
    form: &'a Form,
    /// `None` for a new one.
    year: Option<i64>,
}

/// The year in an address; `None` where it says `new`.
fn year_of(text: &str) -> Result<Option<i64>, Error> {
    if text == "new" { Ok(None) } else { text.parse().map(Some).map_err(|_| Error::NotFound) }
}

fn find(tx: &mut Tx, who: &Who, year: Option<i64>) -> Result<(Uuid, Graded), Error> {
    let hub = own_hub(tx, who)?.id;
    let graded = store::grades(tx, hub)?.into_iter().find(|graded| Some(graded.said.year) == year);
    Ok((hub, graded.ok_or(Error::NotFound)?))
}

/// `GET /directory/grades/{id}`: of a year, `new` for a new one.
pub async fn grade_form(ctx: Ctx, Path(year): Path<String>) -> Reply {
    let year = year_of(&year)?;
    let read = ctx.read(move |tx, who| match year {
        None => own_hub(tx, who).map(|_| Form::default()),
        Some(_) => find(tx, who, year).map(|(_, Graded { version, said })| {
            Form::filled([("version", version.to_string()), ("grade", said.grade), ("source", said.source)])
        }),
    });
    render(&ctx, year, &read.await?)
}

fn render(ctx: &Ctx, year: Option<i64>, form: &Form) -> Reply {
    show(ctx, form, &GradeForm { page: ctx.page("hubs-grade").of(form), form, year })
}

/// `POST /directory/grades/{id}`: a grade as it was published, or what was entered wrongly.
pub async fn grade(ctx: Ctx, Path(year): Path<String>, form: Form) -> Reply {
    let (year, version) = (year_of(&year)?, version(&form));
    let typed = codes::text::to_half_width(form.value("year"));
    let typed = typed.trim_end_matches('年').parse().unwrap_or(0);
    let new = HubGrade { year: typed, grade: text(&form, "grade"), source: text(&form, "source") };
    let reply = ctx.command(&form, move |tx, c| {
        if year.is_some() {
            let (hub, old) = find(tx, c, year)?;
            listing::change_grade(tx, c, hub, &Graded { version, ..old }, &new)?;
        } else {
            let hub = own_hub(tx, c)?.id;
            listing::add_grade(tx, c, hub, &new)?;
        }
        Ok(Done::at("/directory#grades").say("hubs-saved"))
    });
    match reply.await {
        Err(error) => {
            let form = again(&ctx, form, error, move |tx, who| Ok(find(tx, who, year)?.1.version)).await?;
            render(&ctx, year, &form)
        }
        done => done,
    }
}

/// `POST /directory/grades/{id}/remove`
pub async fn grade_remove(ctx: Ctx, Path(year): Path<String>, form: Form) -> Reply {
    let (year, version) = (year_of(&year)?, version(&form));
    let command = ctx.command(&form, move |tx, c| {
        let (hub, old) = find(tx, c, year)?;
        listing::remove_grade(tx, c, hub, &Graded { version, ..old })?;
        Ok(Done::at("/directory#grades").say("hubs-removed"))
    });
    command.await
}
