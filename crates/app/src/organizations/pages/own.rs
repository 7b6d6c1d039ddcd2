//! The page of who answers for an organization, a hub or the installation: its people, its data.

use askama::Template;
use axum::extract::RawQuery;
use db::Tx;
use uuid::Uuid;

use crate::access::{Membership, Role, Who};
use crate::mail::{self, Letter};
use crate::organizations::admitting::{self, Invitation, JoinRequest};
use crate::organizations::commands;
use crate::organizations::model::{NewOrganization, Organization, bureau_options, division_options};
use crate::organizations::store::{self, Affiliation};
use crate::people::links::{self, Invited, Link, Way};
use crate::people::throttle::{self, INVITE, Key};
use crate::people::{self, Member, Place, contact};
use crate::web::export::Column::{Text, Time};
use crate::web::export::{self, Export};
use crate::web::lists::{PAGE_ROWS, Paging, read_query};
use crate::web::messages::Language;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// What the page shows.
struct Shown {
    organization: Option<Organization>,
    members: Vec<Member>,
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
    pages: Pages,
    /// An invitation just made.
    invited: Option<Invited>,
}

/// The lists of the page, each with its own paging.
struct Pages {
    members: Paging,
    requests: Paging,
    invitations: Paging,
    affiliations: Paging,
}

impl Pages {
    fn read(query: Option<&str>) -> Pages {
        let query = read_query(query);
        Pages {
            members: Paging::named("page", &query),
            requests: Paging::named("requests", &query),
            invitations: Paging::named("invitations", &query),
            affiliations: Paging::named("affiliations", &query),
        }
    }
}

impl OwnPage<'_> {
    fn may_end(&self, member: &Member) -> bool {
        self.own.role.grants().contains(&member.role) && member.membership != self.own.id
    }

    fn may_reset(&self, member: &Member) -> bool {
        member.has_factor && self.own.role.resets().contains(&member.role) && member.membership != self.own.id
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

/// Reads every list at its page, and how long each is.
fn read(tx: &mut Tx, who: &Who, own: &Membership, place: Place, mut pages: Pages) -> Result<(Shown, Pages), Error> {
    let (members, members_total) = people::members(tx, place, pages.members.offset(), PAGE_ROWS)?;
    let (invitations, invitations_total) =
        links::open_invitations(tx, place, who.now, pages.invitations.offset(), PAGE_ROWS)?;
    let hubs = if own.role == Role::Administrator { store::hubs(tx)? } else { Vec::new() };
    let mut shown = Shown {
        organization: None,
        members,
        requests: store::open_requests(tx, place, pages.requests.offset(), PAGE_ROWS)?,
        invitations,
        affiliations: Vec::new(),
        hubs: hubs.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
    };
    if let Some(id) = own.organization {
        shown.organization = Some(store::by_id(tx, id)?);
        shown.affiliations = store::affiliations(tx, id, pages.affiliations.offset(), PAGE_ROWS)?;
        pages.affiliations = pages.affiliations.of(store::count_affiliations(tx, id)?);
    }
    pages.members = pages.members.of(members_total);
    pages.requests = pages.requests.of(store::count_requests(tx, place)?);
    pages.invitations = pages.invitations.of(invitations_total);
    Ok((shown, pages))
}

async fn show(ctx: &Ctx, form: &Form, pages: Pages, invited: Option<Invited>) -> Reply {
    let (own, place) = answers_for(ctx)?;
    let of = own.clone();
    let (shown, pages) = ctx.read(move |tx, who| read(tx, who, &of, place, pages)).await?;
    // keys: role-*
    let roles = own.role.grants().iter().map(|role| (role.code(), ctx.t(&format!("role-{}", role.code())))).collect();
    let name = if own.name.is_empty() { ctx.t("organizations-installation") } else { own.name.clone() };
    let page = ctx.page("organizations-title").titled(name).of(form);
    ctx.form_html(form, &OwnPage { page, form, own, shown, roles, bureaus: bureau_options(), pages, invited })
}

/// Shows the page again when the form was refused.
async fn or_again(ctx: &Ctx, form: Form, reply: Reply) -> Reply {
    match reply {
        Err(Error::Invalid(errors)) => show(ctx, &ctx.refuse(form, errors), Pages::read(None), None).await,
        other => other,
    }
}

/// `GET /organization`
pub async fn own(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    show(&ctx, &Form::default(), Pages::read(query.as_deref()), None).await
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

/// `POST /organization/invitations`: mails the link where an address is given, else shows it; it is kept nowhere. The form
/// sent twice makes one.
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
    let (app, asked_in) = (ctx.app.clone(), ctx.language);
    let token = ctx.secret(&form, "link");
    let invited = match contact::read_email(&invitation.email) {
        Some(email) => Invited::Mailed(email),
        None => Invited::Shown(format!("{base}/links/{token}")),
    };
    let made = ctx.command(&form, move |tx, c| {
        throttle::count(tx, &counted, c.now)?.over()?;
        let (token, way) = admitting::invite(tx, c, &own, &invitation, token)?;
        if let Way::Mailed(to) = way {
            let words = app.messages.language(people::language_for(tx, &to, asked_in)?);
            mail::post(tx, c, &invitation_letter(words, &own.name, to, &format!("{base}/links/{token}")))?;
        }
        Ok(Done::at("/organization"))
    });
    match made.await {
        Ok(_) => show(&ctx, &Form::default(), Pages::read(None), Some(invited)).await,
        Err(error) => or_again(&ctx, form, Err(error)).await,
    }
}

/// The letter with the link of an invitation; `from` is empty for the installation itself.
fn invitation_letter(words: &Language, from: &str, to: String, link: &str) -> Letter {
    let installation = words.t("organizations-installation");
    let from = if from.is_empty() { &installation } else { from };
    let text = words.with("organizations-invite-letter", &[("name", &from)]);
    Letter { to, subject: words.t("organizations-invite-subject").into_owned(), text: format!("{text}\n\n{link}\n") }
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
