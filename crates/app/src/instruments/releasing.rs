//! What was kept for an order is given back when the order is declined or called off.

use db::Scope;
use serde_json::json;
use uuid::Uuid;

use super::{booking, store_bookings, store_uses};
use crate::access::Who;
use crate::app::App;
use crate::command::Command;
use crate::orders;
use crate::web::Error;

/// The job [`orders::commands::ENDED`].
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn release(app: &App, payload: &str) -> Result<(), Error> {
    let (hub, id): (Uuid, Uuid) = serde_json::from_str(payload).map_err(Error::internal)?;
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    app.db
        .write(Scope::system(), move |tx| {
            let order = orders::by_id(tx, hub, id)?;
            for booking in store_uses::of_order(tx, hub, id)? {
                let open = booking.is_open() || booking.is_held();
                if !open || booking.came_at.is_some() {
                    continue;
                }
                store_bookings::put_state(tx, &booking, "cancelled", &order.reason, 0, Some(c.now))?;
                let told = json!({ "fee_fen": 0, "reason": order.reason, "order": order.reference });
                booking::record(tx, &mut c, &booking, "booking.cancelled", told)?;
            }
            Ok(())
        })
        .await
}
