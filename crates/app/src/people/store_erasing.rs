//! Every statement that erases a person's account.

use db::{Tx, params, sql};

use super::store::Account;
use crate::access::Membership;
use crate::web::Error;

/// How many have the role of a membership at its place.
pub(super) fn count_alike(tx: &mut Tx, own: &Membership) -> Result<i64, Error> {
    let code = own.role.code();
    let row = match (own.organization, own.hub) {
        (Some(organization), _) => tx.one(
            sql!("SELECT count(*) AS n FROM memberships WHERE organization_id = $1 AND role = $2 AND ended_at IS NULL"),
            &params![organization, code],
        )?,
        (None, Some(hub)) => tx.one(
            sql!("SELECT count(*) AS n FROM memberships WHERE hub_id = $1 AND role = $2 AND ended_at IS NULL"),
            &params![hub, code],
        )?,
        (None, None) => {
            tx.one(sql!("SELECT count(*) AS n FROM memberships WHERE role = $1 AND ended_at IS NULL"), &params![code])?
        }
    };
    Ok(row.get("n"))
}

/// Clears the account and what hangs on it; `false` when it was cleared before.
pub(super) fn clear(tx: &mut Tx, account: &Account, pseudonym: &str, now: i64) -> Result<bool, Error> {
    let id = account.id;
    tx.execute(sql!("DELETE FROM sessions WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("DELETE FROM recovery_codes WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("DELETE FROM links WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("UPDATE links SET email = NULL WHERE email = $1"), &params![account.email.clone()])?;
    tx.execute(sql!("DELETE FROM commands WHERE person_id = $1"), &params![id])?;
    tx.execute(
        sql!("UPDATE join_requests SET decided_at = $2, accepted = 0 WHERE person_id = $1 AND decided_at IS NULL"),
        &params![id, now],
    )?;
    let cleared = tx.execute(
        sql!(
            "UPDATE people SET name = $2, email = NULL, phone = NULL, password = NULL, totp_secret = NULL,
             totp_since = NULL, totp_step = NULL, factor_reset_at = NULL, acted_as = NULL, language = '',
             erased_at = $3, version = version + 1 WHERE id = $1 AND erased_at IS NULL"
        ),
        &params![id, pseudonym, now],
    )?;
    Ok(cleared == 1)
}
