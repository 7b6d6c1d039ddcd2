//! Every statement of the templates.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::Link;
use super::templates::{Head, Line, LineWords, Template};
use crate::web::{Error, lists, one_row};

fn template(row: &Row) -> Template {
    Template {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        name: row.get("name"),
        words: row.get("words"),
        function: row.get("function"),
        lines: row.get("lines"),
        retired_at: row.get("retired_at"),
        version: row.get("version"),
    }
}

macro_rules! templates {
    ($($rest:literal),*) => {
        sql!(concat!(
            "SELECT t.*, (SELECT COUNT(*) FROM plan_template_lines l WHERE l.hub_id = t.hub_id AND l.template_id = t.id)
             AS lines FROM plan_templates t WHERE t.hub_id = $1",
            $($rest),*
        ))
    };
}

/// The template with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Template, Error> {
    let row = tx.maybe(templates!(" AND t.id = $2"), &params![hub, id])?;
    Ok(template(&row.ok_or(Error::NotFound)?))
}

/// Those in use whose name or words hold `words`, by name.
pub(super) fn list(tx: &mut Tx, hub: Uuid, words: &str, offset: i64, rows: i64) -> Result<Vec<Template>, Error> {
    let list = templates!(
        " AND t.retired_at IS NULL AND (t.name LIKE $2 ESCAPE '!' OR t.words LIKE $2 ESCAPE '!')
          ORDER BY t.name LIMIT $3 OFFSET $4"
    );
    Ok(tx.query(list, &params![hub, lists::containing(words), rows, offset])?.iter().map(template).collect())
}

pub(super) fn count(tx: &mut Tx, hub: Uuid, words: &str) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM plan_templates WHERE hub_id = $1 AND retired_at IS NULL
             AND (name LIKE $2 ESCAPE '!' OR words LIKE $2 ESCAPE '!')"
        ),
        &params![hub, lists::containing(words)],
    )?;
    Ok(row.get("n"))
}

/// Those with services, the ones for this purpose first.
pub(super) fn offered(tx: &mut Tx, hub: Uuid, function: &str, rows: i64) -> Result<Vec<Template>, Error> {
    let list = templates!(
        " AND t.retired_at IS NULL AND EXISTS (SELECT 1 FROM plan_template_lines l
          WHERE l.hub_id = t.hub_id AND l.template_id = t.id)
          ORDER BY CASE WHEN t.function = $2 THEN 0 ELSE 1 END, t.name LIMIT $3"
    );
    Ok(tx.query(list, &params![hub, function, rows])?.iter().map(template).collect())
}

/// The template in use with this name.
pub(super) fn named(tx: &mut Tx, hub: Uuid, name: &str) -> Result<Option<Uuid>, Error> {
    let row = tx.maybe(
        sql!("SELECT id FROM plan_templates WHERE hub_id = $1 AND name = $2 AND retired_at IS NULL"),
        &params![hub, name],
    )?;
    Ok(row.map(|row| row.get("id")))
}

pub(super) fn insert(
    tx: &mut Tx,
    (hub, id): (Uuid, Uuid),
    head: &Head,
    person: Option<Uuid>,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO plan_templates (hub_id, id, name, words, function, created_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &params![hub, id, head.name.as_str(), head.words.as_str(), head.function.as_str(), person, now],
    )?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, template: &Template, head: &Head) -> Result<(), Error> {
    let Template { hub_id, id, version, .. } = template;
    let changed = tx.execute(
        sql!(
            "UPDATE plan_templates SET name = $3, words = $4, function = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $6"
        ),
        &params![*hub_id, *id, head.name.as_str(), head.words.as_str(), head.function.as_str(), *version],
    )?;
    one_row(changed)
}

pub(super) fn retire(tx: &mut Tx, template: &Template, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE plan_templates SET retired_at = $3, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $4"
        ),
        &params![template.hub_id, template.id, now, template.version],
    )?;
    one_row(changed)
}

/// The lines in their order, with their default providers.
///
/// # Errors
/// Of the database.
pub fn lines(tx: &mut Tx, hub: Uuid, template: Uuid) -> Result<Vec<Line>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT l.id, l.position, l.service_id, l.note, s.code, s.name, s.state, c.kind AS center_kind
             FROM plan_template_lines l JOIN services s ON s.hub_id = l.hub_id AND s.id = l.service_id
             JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             WHERE l.hub_id = $1 AND l.template_id = $2 ORDER BY l.position, l.id"
        ),
        &params![hub, template],
    )?;
    let providers = tx.query(
        sql!(
            "SELECT p.line_id, p.organization_id FROM plan_template_providers p
             JOIN plan_template_lines l ON l.hub_id = p.hub_id AND l.id = p.line_id
             WHERE p.hub_id = $1 AND l.template_id = $2 ORDER BY p.organization_id"
        ),
        &params![hub, template],
    )?;
    let providers: Vec<(Uuid, Uuid)> =
        providers.iter().map(|row| (row.get("line_id"), row.get("organization_id"))).collect();
    let line = |row: &Row| {
        let id: Uuid = row.get("id");
        Line {
            id,
            position: row.get("position"),
            service_id: row.get("service_id"),
            service_code: row.get("code"),
            service_name: row.get("name"),
            published: row.get::<String>("state") == "published",
            center_kind: row.get("center_kind"),
            note: row.get("note"),
            providers: providers.iter().filter(|(line, _)| *line == id).map(|(_, provider)| *provider).collect(),
        }
    };
    Ok(rows.iter().map(line).collect())
}

pub(super) fn links(tx: &mut Tx, hub: Uuid, template: Uuid) -> Result<Vec<Link>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT k.before_id, k.after_id FROM plan_template_links k
             JOIN plan_template_lines l ON l.hub_id = k.hub_id AND l.id = k.after_id
             WHERE k.hub_id = $1 AND l.template_id = $2"
        ),
        &params![hub, template],
    )?;
    Ok(rows.iter().map(|row| Link { before: row.get("before_id"), after: row.get("after_id") }).collect())
}

pub(super) fn insert_line(
    tx: &mut Tx,
    template: &Template,
    (id, position, service): (Uuid, i64, Uuid),
    note: &str,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO plan_template_lines (hub_id, template_id, id, position, service_id, note)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &params![template.hub_id, template.id, id, position, service, note],
    )?;
    Ok(())
}

pub(super) fn insert_link(tx: &mut Tx, hub: Uuid, link: Link) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO plan_template_links (hub_id, before_id, after_id) VALUES ($1, $2, $3)"),
        &params![hub, link.before, link.after],
    )?;
    Ok(())
}

pub(super) fn insert_provider(tx: &mut Tx, hub: Uuid, line: Uuid, provider: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO plan_template_providers (hub_id, line_id, organization_id) VALUES ($1, $2, $3)"),
        &params![hub, line, provider],
    )?;
    Ok(())
}

/// What a line says anew: its note, its providers and what comes before it.
pub(super) fn replace_line(tx: &mut Tx, hub: Uuid, line: Uuid, new: &LineWords, links: &[Link]) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE plan_template_lines SET note = $3 WHERE hub_id = $1 AND id = $2"),
        &params![hub, line, new.note.as_str()],
    )?;
    tx.execute(sql!("DELETE FROM plan_template_links WHERE hub_id = $1 AND after_id = $2"), &params![hub, line])?;
    tx.execute(sql!("DELETE FROM plan_template_providers WHERE hub_id = $1 AND line_id = $2"), &params![hub, line])?;
    for link in links {
        insert_link(tx, hub, *link)?;
    }
    let mut providers = new.providers.clone();
    providers.sort_unstable();
    providers.dedup();
    for provider in providers {
        insert_provider(tx, hub, line, provider)?;
    }
    Ok(())
}

pub(super) fn place(tx: &mut Tx, hub: Uuid, line: Uuid, position: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE plan_template_lines SET position = $3 WHERE hub_id = $1 AND id = $2"),
        &params![hub, line, position],
    )?;
    Ok(())
}

pub(super) fn delete_line(tx: &mut Tx, hub: Uuid, line: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM plan_template_links WHERE hub_id = $1 AND (before_id = $2 OR after_id = $2)"),
        &params![hub, line],
    )?;
    tx.execute(sql!("DELETE FROM plan_template_providers WHERE hub_id = $1 AND line_id = $2"), &params![hub, line])?;
    tx.execute(sql!("DELETE FROM plan_template_lines WHERE hub_id = $1 AND id = $2"), &params![hub, line])?;
    Ok(())
}
