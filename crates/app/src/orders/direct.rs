//! An order that nobody had to be asked for: what was booked and used is delivered like any other, so that it is confirmed,
//! rated and recorded like any other. Its need and its plan say what was booked.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::commands::record;
use super::model::{Order, State, Step};
use super::offering::between;
use super::store;
use crate::catalogue::Service;
use crate::command::Command;
use crate::needs::NewNeed;
use crate::plans::Span;
use crate::plans::versions::{self, Cause};
use crate::web::Error;
use crate::{hubs, needs, plans};

/// What was booked.
#[derive(Clone, Debug)]
pub struct Direct<'a> {
    /// The service under which it counts.
    pub service: &'a Service,
    /// Who gave it.
    pub provider: Uuid,
    /// Who said it, for which firm, in which words.
    pub need: NewNeed,
    /// Reference number of the booking.
    pub booking: &'a str,
    /// Agreed, in fen.
    pub price_fen: i64,
    /// When it was agreed, milliseconds UTC.
    pub agreed_at: i64,
    /// The first day of the work.
    pub starts: Date,
    /// The day by which it is delivered; `None` where the calendar is not announced.
    pub due: Option<Date>,
}

/// Makes the order, accepted: it can be delivered.
///
/// # Errors
/// `Invalid` for words out of bounds.
pub fn open(tx: &mut Tx, c: &mut Command, direct: &Direct) -> Result<Order, Error> {
    // Either side may end a use; the firm's need, its plan and the order are written for both.
    tx.as_system(|tx| {
        let need = needs::booked(tx, c, &direct.need, direct.booking)?;
        let hub = hubs::by_id(tx, need.hub_id)?;
        let (id, reference) = (c.new_id(), c.new_reference(tx, &hub.code)?);
        let given = (direct.service, direct.provider);
        let (plan, item) = plans::booked(tx, c, &need, given, (&reference, direct.price_fen))?;
        let parties = between(tx, &need, (plan.id, item), direct.service.clone(), direct.provider)?;
        let order = Order {
            id,
            reference,
            state: State::Accepted,
            price_fen: Some(direct.price_fen),
            days: Some(1),
            starts_on: Some(direct.starts.to_string()),
            due_on: direct.due.map(|day| day.to_string()),
            offered_at: c.now,
            accepted_at: Some(direct.agreed_at),
            version: 1,
            ..parties
        };
        store::insert(tx, &order)?;
        store::update(tx, &order, Some(Step::Accept), c.now)?;
        if let Some(ends) = direct.due {
            plans::record_runs(tx, order.hub_id, item, Span { item, starts: direct.starts, ends })?;
        }
        versions::keep(tx, c, &plan, Cause::Accepted)?;
        let told = json!({ "booking": direct.booking, "price_fen": direct.price_fen, "service": direct.service.code });
        record(tx, c, &order, "order.booked", told)?;
        store::by_id(tx, order.hub_id, order.id)
    })
}
