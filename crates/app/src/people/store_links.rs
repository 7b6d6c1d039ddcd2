//! Every statement about links, second factors and recovery codes.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::commands::Grant;
use super::links::{Kind, Link, NewLink};
use super::memberships::Place;
use crate::access::Role;
use crate::web::Error;

/// `Conflict` when it is there: the form that makes it was sent twice at the same moment.
pub(super) fn insert(tx: &mut Tx, hash: &[u8; 32], new: &NewLink, by: Option<Uuid>, now: i64) -> Result<(), Error> {
    let grant = new.grant.as_ref();
    let inserted = tx.execute(
        sql!(
            "INSERT INTO links (token_hash, kind, person_id, email, role, organization_id, hub_id, division, created_by,
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &params![
            hash,
            new.kind.code(),
            new.person,
            new.email.clone(),
            grant.map(|grant| grant.role.code()),
            grant.and_then(|grant| grant.organization),
            grant.and_then(|grant| grant.hub),
            grant.and_then(|grant| grant.division.clone()),
            by,
            now,
            now + new.valid_ms
        ],
    );
    match inserted {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

fn link(row: &Row) -> Result<Link, Error> {
    let kind: String = row.get("kind");
    let role: Option<String> = row.get("role");
    let division: Option<String> = row.get("division");
    let mut place: String = row.get("place");
    if place.is_empty() {
        place = division.as_deref().and_then(codes::divisions::full_name).unwrap_or_default();
    }
    let role =
        role.map(|role| Role::parse(&role).ok_or_else(|| Error::internal(format!("role {role}")))).transpose()?;
    Ok(Link {
        hash: row.get("token_hash"),
        kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("link {kind}")))?,
        person: row.get("person_id"),
        email: row.get("email"),
        grant: role.map(|role| Grant {
            role,
            organization: row.get("organization_id"),
            hub: row.get("hub_id"),
            division,
        }),
        place,
        expires_at: row.get("expires_at"),
    })
}

pub(super) fn find(tx: &mut Tx, hash: &[u8; 32], now: i64) -> Result<Option<Link>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT l.*, COALESCE(o.name, h.name, '') AS place FROM links l
             LEFT JOIN organizations o ON o.id = l.organization_id LEFT JOIN hubs h ON h.id = l.hub_id
             WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > $2"
        ),
        &params![hash, now],
    )?;
    row.as_ref().map(link).transpose()
}

/// What a link was used for; `None` when there is no such link, or nobody used it.
pub(super) fn used(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<Kind>, Error> {
    let used = sql!("SELECT kind FROM links WHERE token_hash = $1 AND used_at IS NOT NULL");
    let row = tx.maybe(used, &params![hash])?;
    Ok(row.and_then(|row| Kind::parse(&row.get::<String>("kind"))))
}

/// Sweeps away up to `most` links that ended before `before`, and gives how many there were.
pub(super) fn sweep(tx: &mut Tx, before: i64, most: i64) -> Result<u64, Error> {
    let swept =
        sql!("DELETE FROM links WHERE token_hash IN (SELECT token_hash FROM links WHERE expires_at < $1 LIMIT $2)");
    Ok(tx.execute(swept, &params![before, most])?)
}

/// Whether it was this call that used it up.
pub(super) fn use_up(tx: &mut Tx, hash: &[u8; 32], now: i64) -> Result<bool, Error> {
    let used = tx.execute(
        sql!(
            "UPDATE links SET used_at = $2
             WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2"
        ),
        &params![hash, now],
    )?;
    Ok(used == 1)
}

pub(super) fn open_invitations(
    tx: &mut Tx,
    place: Place,
    now: i64,
    offset: i64,
    limit: i64,
) -> Result<Vec<Link>, Error> {
    let rows = match place {
        Place::Organization(id) => tx.query(
            sql!(
                "SELECT l.*, '' AS place FROM links l WHERE l.organization_id = $1 AND l.kind = 'invitation'
                 AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > $2
                 ORDER BY l.expires_at, l.token_hash LIMIT $3 OFFSET $4"
            ),
            &params![id, now, limit, offset],
        )?,
        Place::Hub(id) => tx.query(
            sql!(
                "SELECT l.*, '' AS place FROM links l WHERE l.hub_id = $1 AND l.organization_id IS NULL AND l.kind = 'invitation'
                 AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > $2
                 ORDER BY l.expires_at, l.token_hash LIMIT $3 OFFSET $4"
            ),
            &params![id, now, limit, offset],
        )?,
        Place::Everywhere => tx.query(
            sql!(
                "SELECT l.*, COALESCE(h.name, '') AS place FROM links l LEFT JOIN hubs h ON h.id = l.hub_id
                 WHERE l.organization_id IS NULL AND l.kind = 'invitation'
                 AND l.role IN ('administrator', 'auditor', 'official', 'hub-manager')
                 AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > $1
                 ORDER BY l.expires_at, l.token_hash LIMIT $2 OFFSET $3"
            ),
            &params![now, limit, offset],
        )?,
    };
    rows.iter().map(link).collect()
}

/// How many of them there are.
pub(super) fn count_invitations(tx: &mut Tx, place: Place, now: i64) -> Result<i64, Error> {
    let row = match place {
        Place::Organization(id) => tx.one(
            sql!(
                "SELECT count(*) AS n FROM links WHERE organization_id = $1 AND kind = 'invitation'
                 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2"
            ),
            &params![id, now],
        )?,
        Place::Hub(id) => tx.one(
            sql!(
                "SELECT count(*) AS n FROM links WHERE hub_id = $1 AND organization_id IS NULL AND kind = 'invitation'
                 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2"
            ),
            &params![id, now],
        )?,
        Place::Everywhere => tx.one(
            sql!(
                "SELECT count(*) AS n FROM links WHERE organization_id IS NULL AND kind = 'invitation'
                 AND role IN ('administrator', 'auditor', 'official', 'hub-manager')
                 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $1"
            ),
            &params![now],
        )?,
    };
    Ok(row.get("n"))
}

pub(super) fn revoke(tx: &mut Tx, hash: &[u8; 32], now: i64) -> Result<(), Error> {
    tx.execute(sql!("UPDATE links SET revoked_at = $2 WHERE token_hash = $1"), &params![hash, now])?;
    Ok(())
}

/// The invitations that a person made to an organization, or to hubs and the installation.
pub(super) fn revoke_of(tx: &mut Tx, person: Uuid, organization: Option<Uuid>, now: i64) -> Result<(), Error> {
    match organization {
        Some(organization) => tx.execute(
            sql!(
                "UPDATE links SET revoked_at = $3 WHERE created_by = $1 AND organization_id = $2
                 AND kind = 'invitation' AND used_at IS NULL AND revoked_at IS NULL"
            ),
            &params![person, organization, now],
        )?,
        None => tx.execute(
            sql!(
                "UPDATE links SET revoked_at = $2 WHERE created_by = $1 AND organization_id IS NULL
                 AND kind = 'invitation' AND used_at IS NULL AND revoked_at IS NULL"
            ),
            &params![person, now],
        )?,
    };
    Ok(())
}

/// The links that hubs made for the first owner of a firm.
pub(super) fn revoke_first(tx: &mut Tx, firm: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE links SET revoked_at = $2 WHERE organization_id = $1 AND hub_id IS NOT NULL
             AND kind = 'invitation' AND used_at IS NULL AND revoked_at IS NULL"
        ),
        &params![firm, now],
    )?;
    Ok(())
}

/// No link that signs this person in, or sets their password, works any more.
pub(super) fn revoke_own(tx: &mut Tx, person: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE links SET revoked_at = $2 WHERE person_id = $1 AND used_at IS NULL AND revoked_at IS NULL"),
        &params![person, now],
    )?;
    Ok(())
}

pub(super) fn set_secret(tx: &mut Tx, person: Uuid, secret: &[u8]) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE people SET totp_secret = $2 WHERE id = $1 AND totp_since IS NULL"),
        &params![person, secret],
    )?;
    Ok(())
}

/// The first code proves the secret; `false` when it was proven meanwhile.
pub(super) fn prove_secret(tx: &mut Tx, person: Uuid, now: i64, step: i64) -> Result<bool, Error> {
    let proven = tx.execute(
        sql!(
            "UPDATE people SET totp_since = $2, totp_step = $3, factor_reset_at = NULL
             WHERE id = $1 AND totp_since IS NULL"
        ),
        &params![person, now, step],
    )?;
    Ok(proven == 1)
}

/// Uses a time step up; `false` when it, or a later one, was used before.
pub(super) fn use_step(tx: &mut Tx, person: Uuid, step: i64) -> Result<bool, Error> {
    let used = tx.execute(
        sql!("UPDATE people SET totp_step = $2 WHERE id = $1 AND totp_since IS NOT NULL AND totp_step < $2"),
        &params![person, step],
    )?;
    Ok(used == 1)
}

/// A new one is set up by a mailed link only.
pub(super) fn mark_reset(tx: &mut Tx, person: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(sql!("UPDATE people SET factor_reset_at = $2 WHERE id = $1"), &params![person, now])?;
    Ok(())
}

pub(super) fn remove_factor(tx: &mut Tx, person: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE people SET totp_secret = NULL, totp_since = NULL, totp_step = NULL WHERE id = $1"),
        &params![person],
    )?;
    tx.execute(sql!("DELETE FROM recovery_codes WHERE person_id = $1"), &params![person])?;
    Ok(())
}

/// New recovery codes in place of all older ones.
pub(super) fn replace_codes(tx: &mut Tx, person: Uuid, hashes: &[[u8; 32]], now: i64) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM recovery_codes WHERE person_id = $1"), &params![person])?;
    for hash in hashes {
        tx.execute(
            sql!("INSERT INTO recovery_codes (code_hash, person_id, made_at) VALUES ($1, $2, $3)"),
            &params![hash, person, now],
        )?;
    }
    Ok(())
}

pub(super) fn use_code(tx: &mut Tx, person: Uuid, hash: &[u8; 32], now: i64) -> Result<bool, Error> {
    let used = tx.execute(
        sql!("UPDATE recovery_codes SET used_at = $3 WHERE code_hash = $1 AND person_id = $2 AND used_at IS NULL"),
        &params![hash, person, now],
    )?;
    Ok(used == 1)
}

pub(super) fn codes_left(tx: &mut Tx, person: Uuid) -> Result<i64, Error> {
    let row = tx.one(
        sql!("SELECT count(*) AS n FROM recovery_codes WHERE person_id = $1 AND used_at IS NULL"),
        &params![person],
    )?;
    Ok(row.get("n"))
}
