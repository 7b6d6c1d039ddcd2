//! Every statement of the measurements.

use db::{Tx, params, sql};
use uuid::Uuid;

use crate::web::Error;

/// What the bare handler asks, on a connection of its own.
pub(super) const BARE: &str = "SELECT name FROM services WHERE code = ?1";

/// The code of a service.
pub(super) fn service_code(tx: &mut Tx, service: Uuid) -> Result<String, Error> {
    Ok(tx.one(sql!("SELECT code FROM services WHERE id = $1"), &params![service])?.get("code"))
}

/// The code of some service.
pub(super) fn any_service_code(tx: &mut Tx) -> Result<String, Error> {
    Ok(tx.one(sql!("SELECT code FROM services ORDER BY code LIMIT 1"), &params![])?.get("code"))
}

/// Events of a hub so far.
pub(super) fn events(tx: &mut Tx, hub: Uuid) -> Result<i64, Error> {
    Ok(tx.one(sql!("SELECT COUNT(*) AS n FROM events WHERE hub_id = $1"), &params![hub])?.get("n"))
}

/// Codes of hubs and of published services, and numbers of providers: what public pages are called by.
pub(super) fn public_names(tx: &mut Tx) -> Result<[Vec<String>; 3], Error> {
    let hubs = tx.query(sql!("SELECT code AS name FROM hubs ORDER BY code"), &params![])?;
    let services =
        tx.query(sql!("SELECT code AS name FROM services WHERE state = 'published' ORDER BY code"), &params![])?;
    let providers =
        tx.query(sql!("SELECT uscc AS name FROM organizations WHERE is_provider = 1 ORDER BY uscc"), &params![])?;
    let names = |rows: Vec<db::Row>| rows.iter().map(|row| row.get("name")).collect();
    Ok([names(hubs), names(services), names(providers)])
}

/// A table with nothing but the time of instruments and the constraint of `bookings`, for pgbench.
pub(super) const BARE_BOOKINGS: &str = "CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE bare_bookings (hub_id UUID NOT NULL, id UUID PRIMARY KEY, instrument_id UUID NOT NULL,
  busy_from BIGINT NOT NULL, busy_until BIGINT NOT NULL,
  EXCLUDE USING gist (hub_id WITH =, instrument_id WITH =, int8range(busy_from, busy_until) WITH &&));";

/// What pgbench runs: an hour of one of 200 instruments; who is late does nothing.
pub(super) const BARE_BOOKING: &str = "\\set instrument random(1, 200)
\\set hour random(1, 100000000)
INSERT INTO bare_bookings VALUES ('00000000-0000-0000-0000-000000000001', gen_random_uuid(),
  lpad(to_hex(:instrument), 32, '0')::uuid, :hour * 3600000, (:hour + 1) * 3600000) ON CONFLICT DO NOTHING;
";

/// A session of this membership.
pub(super) fn put_session(tx: &mut Tx, hash: [u8; 32], id: Uuid, membership: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO sessions (token_hash, id, person_id, membership_id, strong, strong_at, created_at, seen_at,
             expires_at, address, agent)
             SELECT $1, $2, person_id, id, 1, $5, $3, $3, $5, '', '' FROM memberships WHERE id = $4"
        ),
        &params![hash, id, now, membership, now + 86_400_000],
    )?;
    Ok(())
}

/// Hours that are booked, of one instrument, each a row: `ids` gives what they are called.
pub(super) fn put_bookings(
    tx: &mut Tx,
    (hub, instrument, firm, provider, person): (Uuid, Uuid, Uuid, Uuid, Uuid),
    starts: &[i64],
    mut ids: impl FnMut() -> Uuid,
) -> Result<(), Error> {
    for start in starts {
        let id = ids();
        tx.execute(
            sql!(
                "INSERT INTO bookings (hub_id, id, reference, instrument_id, instrument_name, through_id, firm_id, firm_name,
                 provider_id, person_id, booked_by, starts_at, ends_at, busy_from, busy_until, state, rules_number, answers,
                 price_fen, made_at) VALUES ($1, $2, $3, $4, '三坐标测量机', $1, $5, '', $6, $7, $7, $8, $9, $8, $9, 'booked', 1,
                 '[]', 0, 0)"
            ),
            &params![
                hub,
                id,
                id.simple().to_string(),
                instrument,
                firm,
                provider,
                person,
                *start,
                *start + 3_600_000
            ],
        )?;
    }
    Ok(())
}

/// Pairs of bookings that overlap, and bookings in all.
pub(super) fn overlaps(tx: &mut Tx) -> Result<(i64, i64), Error> {
    let pairs = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM bookings a JOIN bookings b ON a.hub_id = b.hub_id
             AND a.instrument_id = b.instrument_id AND a.id <> b.id AND a.busy_from < b.busy_until
             AND b.busy_from < a.busy_until WHERE a.state IN ('held', 'asked', 'booked')
             AND b.state IN ('held', 'asked', 'booked')"
        ),
        &params![],
    )?;
    let all = tx.one(sql!("SELECT COUNT(*) AS n FROM bookings WHERE state = 'booked'"), &params![])?;
    Ok((pairs.get("n"), all.get("n")))
}
