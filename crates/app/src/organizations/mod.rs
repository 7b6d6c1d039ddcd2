//! An organization: anything with a 统一社会信用代码. A firm receives services, a provider gives them.

mod store;

use codes::size::{Figures, SizeClass, classify};
use codes::uscc::Uscc;
use db::Tx;
use serde_json::json;
use uuid::Uuid;

use crate::command::{Command, Event};
use crate::web::{Error, FormErrors, Refusal};

pub use store::{affiliated, by_id};

/// Anything with a USCC.
#[derive(Clone, Debug)]
pub struct Organization {
    /// Id.
    pub id: Uuid,
    /// 18 characters.
    pub uscc: String,
    /// Name.
    pub name: String,
    /// Receives services.
    pub is_firm: bool,
    /// Gives services.
    pub is_provider: bool,
    /// GB/T 2260.
    pub division: String,
    /// GB/T 4754-2017.
    pub industry: String,
    /// Size class, when its figures are known.
    pub size_class: Option<String>,
    /// What it says of itself.
    pub introduction: String,
}

/// An organization to be registered.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// As typed; normalised here.
    pub uscc: String,
    /// Name.
    pub name: String,
    /// Receives services.
    pub is_firm: bool,
    /// Gives services.
    pub is_provider: bool,
    /// GB/T 2260, six digits.
    pub division: String,
    /// GB/T 4754-2017.
    pub industry: String,
    /// Staff.
    pub staff: Option<i64>,
    /// Revenue in fen.
    pub revenue_fen: Option<i64>,
    /// Assets in fen.
    pub assets_fen: Option<i64>,
    /// Address.
    pub address: String,
    /// Whom to call.
    pub contact_name: String,
    /// Number to call.
    pub contact_phone: String,
    /// What it says of itself.
    pub introduction: String,
}

/// Registers an organization; its size class is reckoned from its figures.
///
/// # Errors
/// `Invalid` for a wrong or known USCC.
pub fn register(tx: &mut Tx, c: &mut Command, new: &NewOrganization) -> Result<Uuid, Error> {
    let uscc = Uscc::parse(&new.uscc).map_err(|_| FormErrors::one("uscc", Refusal::new("organizations-uscc-wrong")))?;
    let id = c.new_id();
    match store::insert(tx, id, uscc.as_str(), size_class(new), new, c.now) {
        Err(db::Error::Unique { .. }) => {
            return Err(FormErrors::one("uscc", Refusal::new("organizations-known")).into());
        }
        other => other?,
    }
    let event =
        Event { hub: Uuid::nil(), action: "organization.registered", object: "organization", id, reference: "" };
    c.record(tx, event, json!({ "uscc": uscc.as_str(), "firm": new.is_firm, "provider": new.is_provider }))?;
    Ok(id)
}

/// The class of the 2011 rule; `None` while a figure is missing or the rule does not cover the industry.
fn size_class(new: &NewOrganization) -> Option<&'static str> {
    let figures = Figures {
        staff: new.staff.and_then(|n| u64::try_from(n).ok()),
        revenue_fen: new.revenue_fen,
        assets_fen: new.assets_fen,
    };
    Some(match classify(&new.industry, &figures).ok()? {
        SizeClass::Large => "large",
        SizeClass::Medium => "medium",
        SizeClass::Small => "small",
        SizeClass::Micro => "micro",
    })
}
