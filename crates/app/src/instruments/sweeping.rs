//! Slots that are kept no longer are ended, an hour after another: whoever books the instrument ends them at once.

use db::Scope;

use super::{store_bookings, waits};
use crate::app::App;
use crate::web::Error;

/// Kind of the job.
pub const JOB: &str = "instruments.sweep";
/// Slots ended in one transaction.
const BATCH: i64 = 500;

/// The job.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn sweep(app: &App) -> Result<(), Error> {
    loop {
        let now = app.clock.now();
        let ended = app.db.write(Scope::system(), move |tx| store_bookings::expire_all(tx, now, BATCH)).await?;
        if ended < BATCH.unsigned_abs() {
            return waits::pass_on_all(app).await;
        }
    }
}
