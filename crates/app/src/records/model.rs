//! What a service record holds.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::Parties;

/// A file that was handed over, known by its hash.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Deliverable {
    /// File name.
    pub name: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: i64,
}

/// One confirmed service, with its parties as they were.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// Hub.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// Reference number.
    pub reference: String,
    /// The order it comes from.
    pub order_id: Uuid,
    /// Its reference number.
    pub order_reference: String,
    /// The record it corrects.
    pub corrects_id: Option<Uuid>,
    /// The record that corrects it.
    #[serde(skip)]
    pub corrected_by: Option<Uuid>,
    /// Center.
    pub center_id: Uuid,
    /// Its kind.
    pub center_kind: String,
    /// Its name.
    pub center_name: String,
    /// Function, code of schemes/functions.toml.
    pub function: String,
    /// Service.
    pub service_id: Uuid,
    /// Its name.
    pub service_name: String,
    /// Provider.
    pub provider_id: Uuid,
    /// Its name.
    pub provider_name: String,
    /// Its USCC.
    pub provider_uscc: String,
    /// Firm.
    pub firm_id: Uuid,
    /// Its name.
    pub firm_name: String,
    /// Its USCC.
    pub firm_uscc: String,
    /// Its size class; empty when unknown.
    pub firm_size: String,
    /// Its division.
    pub firm_division: String,
    /// Its industry.
    pub firm_industry: String,
    /// Day of acceptance.
    pub accepted_on: String,
    /// Day it was due.
    pub due_on: Option<String>,
    /// Day of the delivery that was confirmed.
    pub delivered_on: String,
    /// Day of the confirmation.
    pub confirmed_on: String,
    /// The same to the millisecond.
    pub confirmed_at: i64,
    /// Charged, in fen.
    pub price_fen: i64,
    /// What was handed over.
    pub deliverables: Vec<Deliverable>,
    /// National level 5 to 1; `None` when the firm did not rate with the confirmation.
    pub rating: Option<i64>,
    /// Trips the firm had to make.
    pub trips: i64,
    /// Delivered by the due day; `None` when there was none.
    pub on_time: Option<bool>,
    /// What the firm says it gained: empty, revenue, cost or time.
    pub benefit: String,
    /// In fen.
    pub benefit_fen: Option<i64>,
    /// In days.
    pub benefit_days: Option<i64>,
    /// How it was measured.
    pub benefit_how: String,
    /// How a dispute that was mediated ended: empty, agreed, failed or settled.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mediated: String,
    /// Whether it counts.
    pub counts: bool,
    /// Which rules say no.
    pub reasons: Vec<String>,
    /// Edition of the rules that decided.
    pub rule: String,
    /// Why it was corrected.
    pub correction_words: String,
    /// The event whose leaf is in the log.
    #[serde(skip)]
    pub event_id: Uuid,
}

impl Record {
    /// Who may read it.
    pub fn parties(&self) -> Parties {
        Parties { hub: Some(self.hub_id), firm: Some(self.firm_id), provider: Some(self.provider_id) }
    }
}

/// 家 and 家次 side by side, and what else is said of a set of records that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// 家: distinct firms.
    pub firms: i64,
    /// 家次: records.
    pub records: i64,
    /// Of those with a due day, how many were on time.
    pub on_time: i64,
    /// Those with a due day.
    pub with_due: i64,
    /// Sum of the levels of those rated.
    pub rating_sum: i64,
    /// Those rated.
    pub rated: i64,
    /// Those rated with one of the two lowest levels.
    pub poor: i64,
    /// Trips in all.
    pub trips: i64,
    /// Those with more trips than the one promised at most.
    pub trips_over: i64,
    /// Those that were charged for.
    pub priced: i64,
    /// Charged, in fen.
    pub price_fen: i64,
    /// Those whose firm stated a benefit.
    pub benefits: i64,
    /// Stated revenue and saved cost, in fen.
    pub benefit_fen: i64,
    /// Stated time saved, in days.
    pub benefit_days: i64,
}

/// What records that count were paid for, and what their firms say they brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    /// 家次.
    pub records: i64,
    /// Charged, in fen.
    pub price_fen: i64,
    /// Stated revenue, in fen.
    pub revenue_fen: i64,
    /// Stated saved cost, in fen.
    pub cost_fen: i64,
    /// Stated saved time, in days.
    pub days: i64,
}

impl Worth {
    /// Both together.
    #[must_use]
    pub fn and(self, other: &Worth) -> Worth {
        Worth {
            records: self.records + other.records,
            price_fen: self.price_fen + other.price_fen,
            revenue_fen: self.revenue_fen + other.revenue_fen,
            cost_fen: self.cost_fen + other.cost_fen,
            days: self.days + other.days,
        }
    }
}

impl std::ops::AddAssign<&Figures> for Figures {
    /// Adds what can be added: distinct firms of two are not the sum of both.
    fn add_assign(&mut self, other: &Figures) {
        self.records += other.records;
        self.on_time += other.on_time;
        self.with_due += other.with_due;
        self.rating_sum += other.rating_sum;
        self.rated += other.rated;
        self.poor += other.poor;
        self.trips += other.trips;
        self.trips_over += other.trips_over;
        self.priced += other.priced;
        self.price_fen += other.price_fen;
        self.benefits += other.benefits;
        self.benefit_fen += other.benefit_fen;
        self.benefit_days += other.benefit_days;
    }
}

impl Figures {
    /// On-time share in per cent, one decimal; a dash when nothing had a due day.
    pub fn on_time_share(&self) -> String {
        share(self.on_time * 100, self.with_due, "%")
    }

    /// Share of those with at most one trip in per cent, one decimal; a dash of nothing.
    pub fn few_trips_share(&self) -> String {
        share((self.records - self.trips_over) * 100, self.records, "%")
    }

    /// Mean rating, one decimal.
    pub fn rating(&self) -> String {
        share(self.rating_sum, self.rated, "")
    }
}

fn share(part: i64, whole: i64, unit: &str) -> String {
    if whole == 0 { "—".into() } else { format!("{:.1}{unit}", part as f64 / whole as f64) }
}
