//! The page of who answers for an organization, a hub or the installation: its people, its data.

use askama::Template;
use axum::extract::RawQuery;
use uuid::Uuid;

use crate::access::{Membership, Role};
use crate::mail::{self, Letter};
use crate::organizations::admitting::{self, Invitation, JoinRequest};
use crate::organizations::commands;
use crate::organizations::model::{NewOrganization, Organization, bureau_options, division_options};
use crate::organizations::store::{self, Affiliation};
use crate::people::links::{self, Link};
use crate::people::throttle::{self, INVITE, Key};
use crate::people::{self, Member, Place};
use crate::web::export::Column::{Text, Time};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// What the page shows.
struct Shown {
    organization: Option<Organization>,
    members: Vec<Member>,
    total: i64,
    requests: Vec<JoinRequest>,
    invitations: Vec<Link>,
    affiliations: Vec<Affiliation>,
    hubs: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "organizations/pages/own.html")]
struct OwnPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    own: &'a Membership,
    shown: Shown,
    roles: Vec<(&'static str, String)>,
    bureaus: Vec<(String, String)>,
    paging: Paging,
    /// The address of an invitation just made: it can be seen only now.
    invited: Option<String>,
}

impl OwnPage<'_> {
    fn may_end(&self, member: &Member) -> bool {
        self.own.role.grants().contains(&member.role) && member.membership != self.own.id
    }

    fn is_administrator(&self) -> bool {
        self.own.role == Role::Administrator
    }
}

/// The membership acted for and what it answers for.
fn answers_for(ctx: &Ctx) -> Result<(&Membership, Place), Error> {
    let own = ctx.actor().membership().ok_or(Error::Forbidden)?;
    Ok((own, Place::of(own).ok_or(Error::Forbidden)?))
}

async fn show(ctx: &Ctx, form: &Form, paging: Paging, invited: Option<String>) -> Reply {
    let (own, place) = answers_for(ctx)?;
    let (organization, administrator) = (own.organization, own.role == Role::Administrator);
    let offset = paging.offset();
    let shown = ctx
        .read(move |tx, who| {
            let (members, total) = people::members(tx, place, offset, PAGE_ROWS)?;
            let hubs = if administrator { store::hubs(tx)? } else { Vec::new() };
            Ok(Shown {
                organization: organization.map(|id| store::by_id(tx, id)).transpose()?,
                members,
                total,
                requests: store::open_requests(tx, place)?,
                invitations: links::open_invitations(tx, place, who.now)?,
                affiliations: organization.map(|id| store::affiliations(tx, id)).transpose()?.unwrap_or_default(),
                hubs: hubs.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
            })
        })
        .await?;
    // keys: role-*
    let roles = own.role.grants().iter().map(|role| (role.code(), ctx.t(&format!("role-{}", role.code())))).collect();
    let name = if own.name.is_empty() { ctx.t("organizations-installation") } else { own.name.clone() };
    let page = ctx.page("organizations-title").titled(name).of(form);
    let paging = paging.of(shown.total);
    ctx.form_html(form, &OwnPage { page, form, own, shown, roles, bureaus: bureau_options(), paging, invited })
}

/// Shows the page again when the form was refused.
async fn or_again(ctx: &Ctx, form: Form, reply: Reply) -> Reply {
    match reply {
        Err(Error::Invalid(errors)) => show(ctx, &ctx.refuse(form, errors), Paging::first(), None).await,
        other => other,
    }
}

/// `GET /organization`
pub async fn own(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    show(&ctx, &Form::default(), Asked::read(query.as_deref()).paging(), None).await
}

// keys: role-*
static EXPORT: Export<Member> = Export {
    title: "organizations-members",
    columns: &[
        Text("people-name", |m, _| m.name.clone()),
        Text("organizations-contact", |m, _| m.contact.clone()),
        Text("organizations-role", |m, words| words.t(&format!("role-{}", m.role.code())).into_owned()),
        Text("organizations-place", |m, _| m.place.clone()),
        Time("organizations-since", |m| m.since),
    ],
    contacts: true,
};

/// `GET /organization/members.xlsx`, `.csv`: the list of members as a file.
pub async fn save_members(ctx: Ctx) -> Reply {
    let place = answers_for(&ctx)?.1;
    export::answer(&ctx, &EXPORT, move |tx, _, offset, rows| Ok(people::members(tx, place, offset, rows)?.0)).await
}

/// `POST /organization/invitations`: shows the link, which is kept nowhere, and mails it where an address is given.
pub async fn invite(ctx: Ctx, form: Form) -> Reply {
    let own = answers_for(&ctx)?.0.clone();
    let invitation = Invitation {
        role: form.value("role").to_owned(),
        hub: form.value("hub").parse().ok(),
        division: form.value("division").to_owned(),
        email: form.value("email").to_owned(),
    };
    let base = ctx.app.config.server.base_url.clone();
    let person = ctx.actor().person().ok_or(Error::SignIn)?.id;
    let counted = [Key::new("invite", &person.to_string(), INVITE)];
    let subject = ctx.t("organizations-invite-subject");
    let from = if own.name.is_empty() { ctx.t("organizations-installation") } else { own.name.clone() };
    let words = ctx.words().with("organizations-invite-letter", &[("name", &from)]);
    let made = ctx.write(move |tx, c| {
        throttle::count(tx, &counted, c.now)?.over()?;
        let (token, email) = admitting::invite(tx, c, &own, &invitation)?;
        let address = format!("{base}/links/{token}");
        if let Some(to) = email {
            mail::post(tx, c, &Letter { to, subject, text: format!("{words}\n\n{address}\n") })?;
        }
        Ok(address)
    });
    match made.await {
        Ok(address) => show(&ctx, &Form::default(), Paging::first(), Some(address)).await,
        Err(error) => or_again(&ctx, form, Err(error)).await,
    }
}

/// `POST /organization/invitations/revoke`
pub async fn revoke(ctx: Ctx, form: Form) -> Reply {
    let own = answers_for(&ctx)?.0.clone();
    let id = form.value("id").to_owned();
    ctx.command(&form, move |tx, c| {
        links::revoke(tx, c, &own, &id)?;
        Ok(Done::at("/organization").say("organizations-revoked"))
    })
    .await
}

/// `POST /organization/requests`
pub async fn decide(ctx: Ctx, form: Form) -> Reply {
    let own = answers_for(&ctx)?.0.clone();
    let request: Uuid = form.value("id").parse().map_err(|_| Error::NotFound)?;
    let accepted = form.value("do") == "accept";
    ctx.command(&form, move |tx, c| {
        admitting::decide(tx, c, &own, request, accepted)?;
        Ok(Done::at("/organization").say("organizations-decided"))
    })
    .await
}

/// `POST /organization/members/end`
pub async fn end(ctx: Ctx, form: Form) -> Reply {
    let own = answers_for(&ctx)?.0.clone();
    let membership: Uuid = form.value("id").parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        people::end_membership(tx, c, &own, membership)?;
        Ok(Done::at("/organization").say("organizations-ended"))
    })
    .await
}

/// `POST /organization/affiliations`
pub async fn affiliate(ctx: Ctx, form: Form) -> Reply {
    let id = own_organization(&ctx)?;
    let (uscc, words) = (form.value("uscc").to_owned(), form.value("words").chars().take(200).collect::<String>());
    let reply = ctx
        .command(&form, move |tx, c| {
            let own = store::by_id(tx, id)?;
            commands::declare_affiliation(tx, c, &own, &uscc, &words)?;
            Ok(Done::at("/organization").say("organizations-affiliation-declared"))
        })
        .await;
    or_again(&ctx, form, reply).await
}

fn own_organization(ctx: &Ctx) -> Result<Uuid, Error> {
    ctx.actor().membership().and_then(|own| own.organization).ok_or(Error::NotFound)
}

#[derive(Template)]
#[template(path = "organizations/pages/change.html")]
struct ChangePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    divisions: Vec<(String, String)>,
}

fn show_change(ctx: &Ctx, form: &Form) -> Reply {
    let page = ctx.page("organizations-change-title").of(form);
    ctx.form_html(form, &ChangePage { page, form, divisions: division_options() })
}

/// `GET /organization/change`
pub async fn change_form(ctx: Ctx) -> Reply {
    let id = own_organization(&ctx)?;
    let organization = ctx.read(move |tx, _| store::by_id(tx, id)).await?;
    show_change(&ctx, &organization.as_typed())
}

/// `POST /organization/change`
pub async fn change(ctx: Ctx, form: Form) -> Reply {
    let id = own_organization(&ctx)?;
    let organization = ctx.read(move |tx, _| store::by_id(tx, id)).await?;
    let new = match NewOrganization::read(&form, Some(&organization.uscc)) {
        Ok(new) => new,
        Err(errors) => return show_change(&ctx, &ctx.refuse(form, errors)),
    };
    let version = form.value("version").parse().unwrap_or(0);
    ctx.command(&form, move |tx, c| {
        commands::change(tx, c, &organization, new, version)?;
        Ok(Done::at("/organization").say("organizations-changed"))
    })
    .await
}
