//! What every template gets: the shell's data and the words.

use std::borrow::Cow;

use jiff::civil::Date;
use uuid::Uuid;

use crate::access::{Actor, Role};

use super::context::Ctx;
use super::languages::{INSTALLED, Installed};
use super::messages::{Argument, Language};
use super::{assets, masking, words};

/// The shell of a page.
pub struct Page<'a> {
    ctx: &'a Ctx,
    /// Title, in words.
    pub title: String,
    /// Language tag.
    pub lang: &'static str,
    /// Whether the data are a demonstration's.
    pub demo: bool,
    /// Token for forms.
    pub csrf: &'a str,
    /// Path asked for.
    pub path: &'a str,
    /// What the change before said.
    pub flash: Option<String>,
    /// Who is signed in.
    pub actor: Option<ShellPerson>,
    /// Links of the shell.
    pub nav: Vec<NavItem>,
    /// Whether the form has errors.
    pub errors: bool,
    /// Notices not read.
    unread: i64,
}

/// A whole number, however often a template borrows it.
pub trait Whole {
    /// The number.
    fn whole(&self) -> i64;
}

impl Whole for i64 {
    fn whole(&self) -> i64 {
        *self
    }
}

impl<W: Whole> Whole for &W {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}

/// Who is signed in, as shown in the shell.
pub struct ShellPerson {
    /// Name.
    pub name: String,
    /// Whom they act for.
    pub organization: String,
    /// Role in words.
    pub role: String,
    /// Whether they answer for whom they act for: admit people, keep its data.
    pub answers: bool,
    /// Whom they could act for.
    pub memberships: Vec<ShellMembership>,
}

/// A choice of the switch.
pub struct ShellMembership {
    /// Membership.
    pub id: Uuid,
    /// Whom it stands for and as what.
    pub label: String,
    /// Whether it is the one acted for.
    pub current: bool,
}

/// A link of the shell.
pub struct NavItem {
    /// Words.
    pub label: String,
    /// Address.
    pub url: &'static str,
    /// Whether it is the page shown.
    pub current: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(ctx: &'a Ctx, title: String) -> Page<'a> {
        Page {
            title,
            lang: ctx.language,
            demo: ctx.app.demo(),
            csrf: &ctx.csrf,
            path: &ctx.path,
            flash: ctx.flash.as_deref().map(|key| ctx.t(key)),
            actor: shell_person(ctx),
            nav: nav(ctx),
            errors: false,
            unread: ctx.unread,
            ctx,
        }
    }

    /// With a title that is known in words.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Page<'a> {
        self.title = title.into();
        self
    }

    /// Of a form: the title says when something is wrong.
    #[must_use]
    pub fn of(mut self, form: &super::Form) -> Page<'a> {
        self.errors = !form.errors().is_empty();
        self
    }

    /// How many notices wait to be read, in figures; empty for none.
    pub fn unread(&self) -> String {
        match self.unread {
            0 => String::new(),
            some @ 1..100 => some.to_string(),
            _ => "99+".into(),
        }
    }

    /// The language itself, for what puts its own words together.
    pub fn language(&self) -> &Language {
        self.ctx.words()
    }

    /// The words of a message.
    pub fn t(&self, key: &str) -> Cow<'_, str> {
        self.ctx.words().t(key)
    }

    /// The words of a message with one argument.
    pub fn t1(&self, key: &str, name: &'static str, value: impl Argument) -> String {
        self.ctx.words().with(key, &[(name, &value)])
    }

    /// The words of a message with two arguments.
    pub fn t2(&self, key: &str, n1: &'static str, v1: impl Argument, n2: &'static str, v2: impl Argument) -> String {
        self.ctx.words().with(key, &[(n1, &v1), (n2, &v2)])
    }

    /// The words of a message with three arguments.
    #[expect(clippy::too_many_arguments, reason = "pairs of name and value, as templates write them")]
    pub fn t3(
        &self,
        key: &str,
        n1: &'static str,
        v1: impl Argument,
        n2: &'static str,
        v2: impl Argument,
        n3: &'static str,
        v3: impl Argument,
    ) -> String {
        self.ctx.words().with(key, &[(n1, &v1), (n2, &v2), (n3, &v3)])
    }

    /// The words of `prefix` + code, e.g. a status.
    pub fn tk(&self, prefix: &str, code: impl AsRef<str>) -> String {
        self.ctx.words().t(&format!("{prefix}{}", code.as_ref())).into_owned()
    }

    /// A fresh word that makes a form sent twice be done once.
    pub fn once(&self) -> String {
        data_encoding::BASE32_NOPAD.encode(&self.ctx.app.random()[..15])
    }

    /// Address of an asset.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    /// `2026年9月3日(周四)`
    pub fn day(&self, day: &str) -> String {
        self.language().day(day)
    }

    /// The same of a day that is known to be one.
    pub fn date(&self, day: Date) -> String {
        self.language().date(day)
    }

    /// Names in a row: `甲、乙`
    pub fn list<N: AsRef<str>>(&self, names: impl AsRef<[N]>) -> String {
        self.language().list(names)
    }

    /// `2026年9月3日(周四) 09:30`
    pub fn time(&self, millis: impl Whole) -> String {
        self.language().time(millis.whole())
    }

    /// `王*`
    pub fn masked_name(&self, name: &str) -> String {
        masking::name(name)
    }

    /// `138****1234`, `q***@example.com`
    pub fn masked(&self, contact: &str) -> String {
        masking::contact(contact)
    }

    /// `1,280.50 元`
    pub fn money(&self, fen: impl Whole) -> String {
        self.language().money(fen.whole())
    }

    /// `1,280.50`, where the unit stands beside it.
    pub fn yuan(&self, fen: impl Whole) -> String {
        words::amount(fen.whole())
    }

    /// The languages that can be chosen.
    pub fn languages(&self) -> &'static [Installed] {
        &INSTALLED
    }

    /// Where to come back to in another language; `None` on the answer to a form, whose words would be lost.
    pub fn asked(&self) -> Option<&str> {
        (!self.ctx.posted).then_some(&*self.ctx.asked)
    }

    /// Whether a need can be said: by visitors, who sign in on the way, and by firms.
    pub fn may_say(&self) -> bool {
        self.actor.is_none() || self.role_is("firm")
    }

    /// Whether single keys act here: for staff, until they switch them off.
    pub fn keys(&self) -> bool {
        let actor = self.ctx.actor();
        actor.role().is_some_and(Role::is_staff) && actor.person().is_some_and(|person| person.keys)
    }

    /// Whether one of these roles is acted in.
    pub fn role_is(&self, code: &str) -> bool {
        self.ctx.actor().role().is_some_and(|role| role.code().starts_with(code))
    }
}

fn shell_person(ctx: &Ctx) -> Option<ShellPerson> {
    let person = ctx.actor().person()?;
    let role = |role: Role| ctx.t(&format!("role-{}", role.code()));
    let label = |m: &crate::access::Membership| ctx.words().bracketed(&m.name, role(m.role));
    let current = person.membership.as_ref();
    Some(ShellPerson {
        name: person.name.clone(),
        organization: current.map(|m| m.name.clone()).unwrap_or_default(),
        role: current.map(|m| role(m.role)).unwrap_or_default(),
        answers: current.is_some_and(|m| !m.role.grants().is_empty()),
        memberships: person
            .memberships
            .iter()
            .map(|m| ShellMembership { id: m.id, label: label(m), current: current.is_some_and(|c| c.id == m.id) })
            .collect(),
    })
}

/// The shell's links for a role.
fn nav(ctx: &Ctx) -> Vec<NavItem> {
    let links: &[(&str, &'static str)] = match ctx.actor() {
        Actor::Visitor | Actor::System => {
            &[("nav-hubs", "/hubs"), ("nav-services", "/services"), ("nav-instruments", "/instruments")]
        }
        Actor::Person(_) => match ctx.actor().role() {
            Some(role) if role.is_firm() => &[
                ("nav-home", "/home"),
                ("nav-say", "/needs/new"),
                ("nav-calendar", "/calendar"),
                ("nav-services", "/services"),
                ("nav-instruments", "/instruments"),
            ],
            Some(role) if role.is_provider() => &[
                ("nav-home", "/home"),
                ("nav-orders", "/orders"),
                ("nav-firms-needs", "/needs"),
                ("nav-own-services", "/own-services"),
                ("nav-own-instruments", "/own-instruments"),
            ],
            Some(role) if role.is_hub() => &[
                ("nav-worklist", "/home"),
                ("nav-intake", "/intake"),
                ("nav-hall", "/hall"),
                ("nav-needs", "/needs"),
                ("nav-orders", "/orders"),
                ("nav-records", "/records"),
                ("nav-entries", "/entries"),
                ("nav-catalogue", "/catalogue"),
                ("nav-directory", "/directory"),
                ("nav-rounds", "/rounds"),
            ],
            Some(Role::Official) => &[
                ("nav-overview", "/home"),
                ("nav-dashboard", "/dashboard"),
                ("nav-entries", "/entries"),
                ("nav-needs", "/needs"),
                ("nav-orders", "/orders"),
                ("nav-records", "/records"),
                ("nav-directory", "/directory"),
                ("nav-rounds", "/rounds"),
            ],
            Some(Role::Auditor) => &[
                ("nav-overview", "/home"),
                ("nav-dashboard", "/dashboard"),
                ("nav-entries", "/entries"),
                ("nav-needs", "/needs"),
                ("nav-orders", "/orders"),
                ("nav-records", "/records"),
                ("nav-directory", "/directory"),
                ("nav-events", "/events"),
                ("nav-rounds", "/rounds"),
            ],
            Some(Role::Administrator) => &[
                ("nav-home", "/home"),
                ("nav-admin-hubs", "/admin/hubs"),
                ("nav-imports", "/imports"),
                ("nav-directory", "/directory"),
            ],
            Some(Role::Expert) => &[
                ("nav-home", "/home"),
                ("nav-reviews", "/reviews"),
                ("nav-profile", "/expert-profile"),
                ("nav-hubs", "/hubs"),
            ],
            _ => &[("nav-home", "/home"), ("nav-hubs", "/hubs")],
        },
    };
    links.iter().map(|(key, url)| NavItem { label: ctx.t(key), url, current: *ctx.path == **url }).collect()
}
