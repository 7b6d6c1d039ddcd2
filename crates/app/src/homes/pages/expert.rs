//! An expert's home: where their profile stands, what comes next, and what everyone sees of it.

use askama::Template;

use crate::hubs::{self, Expert, Hub};
use crate::web::{Ctx, Error, Page, Reply};

#[derive(Template)]
#[template(path = "homes/expert.html")]
struct ExpertPage<'a> {
    page: Page<'a>,
    hub: Hub,
    /// `None` before the first word.
    expert: Option<Expert>,
}

impl ExpertPage<'_> {
    /// `none`, `waiting`, `returned`, `published`.
    fn state(&self) -> &'static str {
        self.expert.as_ref().map_or("none", Expert::state)
    }

    fn tag(&self) -> &'static str {
        self.expert.as_ref().map_or("warn", Expert::tag)
    }

    /// Whose turn it is: the expert's, the hub's, nobody's.
    fn turn(&self) -> &'static str {
        match self.state() {
            "waiting" => "hub",
            "published" => "nobody",
            _ => "expert",
        }
    }

    fn next(&self) -> String {
        // keys: homes-expert-next-*
        let since =
            self.expert.as_ref().and_then(|expert| expert.proposed_at).map(|at| self.page.time(at)).unwrap_or_default();
        self.page.t1(&format!("homes-expert-next-{}", self.state()), "since", since)
    }
}

pub(super) async fn show(ctx: &Ctx) -> Reply {
    let person = ctx.actor().person().ok_or(Error::SignIn)?.id;
    let hub = ctx.actor().membership().and_then(|own| own.hub).ok_or(Error::NotFound)?;
    let read = ctx.read(move |tx, _| Ok((hubs::by_id(tx, hub)?, hubs::expert_of(tx, hub, person)?)));
    let (hub, expert) = read.await?;
    ctx.html(&ExpertPage { page: ctx.page("homes-title"), hub, expert })
}
