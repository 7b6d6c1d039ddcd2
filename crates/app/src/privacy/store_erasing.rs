//! Every statement that clears what is kept about a person outside of their account.

use db::{Tx, params, sql};
use uuid::Uuid;

use crate::people::Account;
use crate::web::Error;
use crate::web::lists::containing;

/// Needs that have not ended and wait for the person: as whom to call, or as the clerk who took them on.
pub(super) fn open_needs(tx: &mut Tx, account: &Account, most: i64) -> Result<Vec<String>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT reference, sent_at FROM needs WHERE said_by = $1 AND (channel = 'online' OR contact_name = $2)
             AND state NOT IN ('declined', 'withdrawn', 'closed')
             UNION SELECT reference, sent_at FROM needs WHERE clerk_id = $1
             AND state NOT IN ('declined', 'withdrawn', 'closed') ORDER BY sent_at LIMIT $3"
        ),
        &params![account.id, &account.name, most],
    )?;
    Ok(rows.iter().map(|row| row.get("reference")).collect())
}

/// Clears whom to call in needs and organizations, drafts, notices, and the entries of the expert; gives those entries
/// with their hubs.
pub(super) fn clear_traces(tx: &mut Tx, account: &Account) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let id = account.id;
    tx.execute(
        sql!(
            "UPDATE needs SET contact_name = '', contact_phone = ''
             WHERE said_by = $1 AND (channel = 'online' OR contact_name = $2)"
        ),
        &params![id, &account.name],
    )?;
    tx.execute(
        sql!(
            "UPDATE organizations SET contact_name = '', contact_phone = '', version = version + 1
             WHERE id IN (SELECT organization_id FROM memberships WHERE person_id = $1)
             AND (contact_name = $2 OR contact_phone = $3)"
        ),
        &params![id, &account.name, account.phone.clone()],
    )?;
    // What was put to a draft that was never sent belongs to nothing any more.
    tx.execute(
        sql!("DELETE FROM attachments WHERE person_id = $1 AND (object IS NULL OR object = 'draft')"),
        &params![id],
    )?;
    tx.execute(sql!("DELETE FROM need_drafts WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("DELETE FROM notices WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("DELETE FROM notice_preferences WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("DELETE FROM saved_views WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("DELETE FROM calendar_subscriptions WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("DELETE FROM feeds WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("DELETE FROM instrument_trainings WHERE person_id = $1"), &params![id])?;
    tx.execute(sql!("DELETE FROM booking_waits WHERE person_id = $1"), &params![id])?;
    // An objection stays as evidence of the round, but not who made it.
    tx.execute(
        sql!(
            "UPDATE round_objections SET name = '', organization = '', phone = '', address = '', version = version + 1
             WHERE person_id = $1"
        ),
        &params![id],
    )?;
    let rows = tx.query(sql!("DELETE FROM experts WHERE person_id = $1 RETURNING hub_id, id"), &params![id])?;
    Ok(rows.iter().map(|row| (row.get("hub_id"), row.get("id"))).collect())
}

/// Strikes phone number and address of the person out of what they wrote for others.
pub(super) fn strike_out(tx: &mut Tx, account: &Account) -> Result<(), Error> {
    for told in [&account.phone, &account.email].into_iter().flatten() {
        tx.execute(
            sql!("UPDATE needs SET words = replace(words, $2, '***'), product = replace(product, $2, '***') WHERE said_by = $1"),
            &params![account.id, told],
        )?;
        tx.execute(
            sql!(
                "UPDATE bookings SET purpose = replace(purpose, $2, '***'), answers = replace(answers, $2, '***')
                 WHERE booked_by = $1"
            ),
            &params![account.id, told],
        )?;
        tx.execute(
            sql!("UPDATE booking_strikes SET appeal = replace(appeal, $2, '***') WHERE appealed_by = $1"),
            &params![account.id, told],
        )?;
        tx.execute(
            sql!("UPDATE askbacks SET answer = replace(answer, $2, '***') WHERE answered_by = $1"),
            &params![account.id, told],
        )?;
    }
    Ok(())
}

/// Erases text and salt of the events about the account, but for the one that tells of the erasing, and of those in which
/// the person wrote down how they are reached. A leaf stays as it is: it commits to what nobody can read any more.
pub(super) fn erase_events(tx: &mut Tx, account: &Account) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE events SET body = '', salt = $2 WHERE object = 'person' AND object_id = $1
             AND action <> 'person.erased'"
        ),
        &params![account.id, Vec::<u8>::new()],
    )?;
    for told in [&account.phone, &account.email].into_iter().flatten() {
        tx.execute(
            sql!("UPDATE events SET body = '', salt = $2 WHERE person_id = $1 AND body LIKE $3 ESCAPE '!'"),
            &params![account.id, Vec::<u8>::new(), containing(told)],
        )?;
    }
    Ok(())
}
