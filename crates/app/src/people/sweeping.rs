//! What is over is swept away, an hour after another: sessions and links that ended, counts of tries, words of forms.

use db::Scope;

use super::{store_links, store_sessions, throttle};
use crate::app::App;
use crate::web::{Error, forget_sent};

/// Kind of the job.
pub const JOB: &str = "people.sweep";
/// So long after its end a link still says what became of it, in milliseconds.
pub const LINKS_KEPT_MS: i64 = 7 * 24 * 3_600_000;
/// Rows swept away in one transaction: others get their turn in between.
const BATCH: i64 = 500;

/// The job: sweeps until nothing is left to be swept.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn sweep(app: &App) -> Result<(), Error> {
    loop {
        let now = app.clock.now();
        let most = app
            .db
            .write(Scope::system(), move |tx| -> Result<u64, Error> {
                forget_sent(tx, now)?;
                let sessions = store_sessions::sweep_sessions(tx, now, BATCH)?;
                let attempts = store_sessions::sweep_attempts(tx, now - throttle::FORGET_MS, BATCH)?;
                let links = store_links::sweep(tx, now - LINKS_KEPT_MS, BATCH)?;
                Ok(sessions.max(attempts).max(links))
            })
            .await?;
        if most < BATCH.unsigned_abs() {
            return Ok(());
        }
    }
}
