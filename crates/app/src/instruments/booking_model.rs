//! What a booking is.

use slots::Interval;
use uuid::Uuid;

use crate::access::Parties;

/// What may become of a booking, as stored and as the end of `instruments-booking-…`. The first three take its time.
// keys: instruments-booking-*
pub const BOOKING_STATES: [&str; 9] =
    ["held", "asked", "booked", "expired", "released", "declined", "cancelled", "used", "missed"];

/// A use of an instrument.
#[derive(Clone, Debug)]
pub struct Booking {
    /// The hub that keeps the instrument.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// Reference number.
    pub reference: String,
    /// The instrument.
    pub instrument_id: Uuid,
    /// Its code.
    pub instrument_code: String,
    /// As it was called then.
    pub instrument_name: String,
    /// The hub through which it was booked.
    pub through_id: Uuid,
    /// What that is called.
    pub through_name: String,
    /// The firm.
    pub firm_id: Uuid,
    /// As it was called then.
    pub firm_name: String,
    /// Whose instrument it is.
    pub provider_id: Uuid,
    /// Whose use it is.
    pub person_id: Uuid,
    /// What they are called.
    pub person_name: String,
    /// When.
    pub used: Interval,
    /// One of [`BOOKING_STATES`].
    pub state: String,
    /// Until when a held one is kept.
    pub held_until: Option<i64>,
    /// The rules it was made under.
    pub rules_number: i64,
    /// Samples.
    pub samples: i64,
    /// What for.
    pub purpose: String,
    /// The provider's questions with what was answered.
    pub answers: Vec<(String, String)>,
    /// For what was booked, in fen.
    pub price_fen: i64,
    /// Of a late cancellation, in fen.
    pub fee_fen: i64,
    /// Why it was declined or cancelled.
    pub words: String,
    /// When it was made.
    pub made_at: i64,
    /// When somebody came to the instrument for it.
    pub came_at: Option<i64>,
    /// The order that it is for, or that it ended in.
    pub order_id: Option<Uuid>,
    /// Counts changes.
    pub version: i64,
    /// Who made it.
    pub booked_by: Uuid,
    /// The number that those made together bear.
    pub bundle: Option<String>,
}

impl Booking {
    /// Its state, and while it is being used that: the end of `instruments-booking-…` and `instruments-next-…`.
    // keys: instruments-booking-* instruments-next-*
    pub fn stage(&self) -> &str {
        if self.state == "booked" && self.came_at.is_some() { "in-use" } else { &self.state }
    }

    /// Whose it is.
    pub fn parties(&self) -> Parties {
        Parties { hub: Some(self.through_id), firm: Some(self.firm_id), provider: Some(self.provider_id) }
    }

    /// Whether it is kept only until it is filled in.
    pub fn is_held(&self) -> bool {
        self.state == "held"
    }

    /// Whether it takes place, or may.
    pub fn is_open(&self) -> bool {
        self.state == "asked" || self.state == "booked"
    }

    /// Colour of the state's tag.
    pub fn tag(&self) -> &'static str {
        match self.state.as_str() {
            "booked" if self.came_at.is_some() => "info",
            "booked" | "used" => "ok",
            "held" | "asked" => "warn",
            "declined" | "missed" => "danger",
            _ => "neutral",
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// When it begins, milliseconds UTC.
    pub from: i64,
    /// How long.
    pub minutes: i64,
}

impl Wanted {
    /// The time of the use.
    pub fn used(&self) -> Interval {
        Interval { from: self.from, until: self.from + self.minutes.max(0) * slots::MINUTE }
    }
}

#[cfg(test)]
impl Booking {
    /// An hour at noon, for the rules' own tests.
    pub(super) fn at_noon() -> Booking {
        let id = Uuid::nil();
        Booking {
            hub_id: id,
            id,
            reference: "LCX26-7K3F9Q-T".into(),
            instrument_id: id,
            instrument_code: "LCX-I0001".into(),
            instrument_name: "鞋类耐折试验机".into(),
            through_id: id,
            through_name: "鹿城鞋业产业创新服务综合体".into(),
            firm_id: id,
            firm_name: "温州康捷鞋业有限公司".into(),
            provider_id: id,
            person_id: id,
            person_name: "李梅".into(),
            used: Interval { from: 0, until: 60 * slots::MINUTE },
            state: "booked".into(),
            held_until: None,
            rules_number: 1,
            samples: 0,
            purpose: "耐折".into(),
            answers: Vec::new(),
            price_fen: 12_000,
            fee_fen: 0,
            words: String::new(),
            made_at: 0,
            came_at: None,
            order_id: None,
            version: 1,
            booked_by: id,
            bundle: None,
        }
    }
}
