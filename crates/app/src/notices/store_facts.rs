//! Every statement that reads what an event was about and whom it concerns.

use db::{Row, Tx, params, sql};
use serde_json::Value;
use uuid::Uuid;

use super::figures::Figures;
use crate::needs;
use crate::web::{Error, masking};

/// An event that was not followed yet.
#[derive(Clone, Debug)]
pub struct Queued {
    /// Its id.
    pub id: Uuid,
    /// Its hub, or nil.
    pub hub: Uuid,
    /// Milliseconds UTC.
    pub at: i64,
    /// Who caused it.
    pub person: Option<Uuid>,
    /// `need.sent` …
    pub action: String,
    /// `need` …
    pub object: String,
    /// Its id.
    pub object_id: Uuid,
    /// Its JSON.
    pub body: String,
}

/// What the catalogue asks of an event's object.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Its hub, or nil.
    pub hub: Uuid,
    /// Its id.
    pub object: Uuid,
    /// A firm's, a service's or an organization's name.
    pub about: String,
    /// Of the order, the record or the service.
    pub reference: String,
    /// Of the need.
    pub need: String,
    /// The firm, or the organization that somebody joins.
    pub firm: Option<Uuid>,
    /// The provider.
    pub provider: Option<Uuid>,
    /// Its code, where a link names it.
    pub uscc: String,
    /// Who said the need.
    pub sayer: Option<Uuid>,
    /// Who asked to join, or the expert.
    pub asker: Option<Uuid>,
    /// Whose account it is.
    pub holder: Option<Uuid>,
    /// The hub for which who did it answers.
    pub kept_by: Option<Uuid>,
    /// Id of the change of a plan.
    pub change: String,
    /// Whose agreement it needs: firm or provider, the organization, and whether it is waited for.
    pub concerned: Vec<(String, Uuid, bool)>,
    /// Whom the event names.
    pub named: Option<Uuid>,
    /// State of the order.
    pub state: String,
    /// Whether the work was agreed.
    pub agreed: bool,
    /// Whether no plan waits for the quote: the price is fixed, or it takes another's place.
    pub fixed: bool,
    /// Whether what was asked is accepted.
    pub accepted: bool,
    /// Which side did it.
    pub by: String,
    /// The day that the event itself told.
    pub told_due_on: Option<String>,
    /// The work is due by then.
    pub due_on: Option<String>,
    /// The quote is due by then.
    pub quote_by: Option<String>,
    /// Who is meant by name.
    pub mentioned: Vec<Uuid>,
    /// Whom else it concerns.
    pub told: Vec<Uuid>,
    /// Through which memberships an import was begun and last decided of.
    pub starters: Vec<Uuid>,
    /// Figures that the words name.
    pub figures: Figures,
}

/// The facts; `None` when what it was about is not there.
pub(super) fn of(tx: &mut Tx, event: &Queued) -> Result<Option<Facts>, Error> {
    // Its text was erased.
    if event.body.is_empty() {
        return Ok(None);
    }
    let body: Value = serde_json::from_str(&event.body).map_err(Error::internal)?;
    let data = &body["data"];
    let found = match event.object.as_str() {
        "need" | "plan" => need(tx, event.hub, (&event.object, event.object_id))?,
        "order" => order(tx, event.hub, event.object_id)?,
        "approval" => match (id_in(&data["order"]), id_in(&data["need"])) {
            (Some(asked), _) => order(tx, event.hub, asked)?,
            (_, Some(asked)) => need(tx, event.hub, ("need", asked))?,
            _ => None,
        },
        "order-note" => match id_in(&data["order"]) {
            Some(noted) => order(tx, event.hub, noted)?,
            None => None,
        },
        "record" => record(tx, event)?,
        "change" => change(tx, event)?,
        "service" => service(tx, event, data)?,
        "booking" => booking(tx, event, data)?,
        "instrument" => instrument(tx, event, data)?,
        "entry" => entry(tx, event)?,
        "organization" => organization(tx, data)?,
        "person" => person(tx, event, data)?,
        "expert" => expert(tx, event)?,
        "import" => import(tx, event, data)?,
        "round" => round(tx, event, data)?,
        _ => None,
    };
    Ok(found.map(|facts| Facts {
        hub: event.hub,
        object: event.object_id,
        // Nor is a quote that takes another's place one that a plan waits for.
        fixed: [&data["fixed"], &data["replaces"]].into_iter().any(|told| told.as_bool() == Some(true)),
        accepted: data["accepted"].as_bool().unwrap_or_default(),
        by: data["by"].as_str().unwrap_or_default().to_owned(),
        mentioned: people(&data["mentioned"]),
        told: people(&data["told"]),
        told_due_on: data["due_on"].as_str().map(str::to_owned),
        named: data["person"].as_str().and_then(|id| id.parse().ok()),
        about: told_about(&event.action, data).map_or(facts.about, str::to_owned),
        ..facts
    }))
}

/// One person or several.
fn people(value: &Value) -> Vec<Uuid> {
    let one = |value: &Value| value.as_str().and_then(|id| id.parse().ok());
    match value.as_array() {
        Some(all) => all.iter().filter_map(one).collect(),
        None => one(value).into_iter().collect(),
    }
}

fn id_in(value: &Value) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

/// What the event itself says that it was about: what follows later, the other need, the other hub.
fn told_about<'a>(action: &str, data: &'a Value) -> Option<&'a str> {
    let field = match action {
        "need.merged" | "need.parted" => "of",
        "need.visit-released" | "need.visit-moved" | "need.visit-called-off" => "time",
        "need.passed" => "to_name",
        "need.received" => "from_name",
        _ if action.starts_with("need.gap-") => "name",
        _ => return None,
    };
    data[field].as_str()
}

fn need(tx: &mut Tx, hub: Uuid, (object, id): (&str, Uuid)) -> Result<Option<Facts>, Error> {
    let row = if object == "need" {
        tx.maybe(
            sql!("SELECT reference, firm_id, firm_name, said_by FROM needs WHERE hub_id = $1 AND id = $2"),
            &params![hub, id],
        )?
    } else {
        tx.maybe(
            sql!(
                "SELECT n.reference, n.firm_id, n.firm_name, n.said_by FROM plans p
                 JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id WHERE p.hub_id = $1 AND p.id = $2"
            ),
            &params![hub, id],
        )?
    };
    Ok(row.map(|row| Facts {
        about: row.get("firm_name"),
        need: needs::reference_of(&row.get::<String>("reference")).to_owned(),
        firm: Some(row.get("firm_id")),
        sayer: Some(row.get("said_by")),
        ..Facts::default()
    }))
}

fn order(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT o.reference, o.service_name, o.firm_id, o.provider_id, o.state, o.quote_by, o.due_on, o.accepted_at,
             n.reference AS need FROM orders o JOIN needs n ON n.hub_id = o.hub_id AND n.id = o.need_id
             WHERE o.hub_id = $1 AND o.id = $2"
        ),
        &params![hub, id],
    )?;
    Ok(row.map(|row| Facts {
        about: row.get("service_name"),
        reference: row.get("reference"),
        need: row.get("need"),
        firm: Some(row.get("firm_id")),
        provider: Some(row.get("provider_id")),
        state: row.get("state"),
        agreed: row.get::<Option<i64>>("accepted_at").is_some(),
        due_on: row.get("due_on"),
        quote_by: row.get("quote_by"),
        ..Facts::default()
    }))
}

fn record(tx: &mut Tx, event: &Queued) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(
        sql!("SELECT reference, service_name, firm_id, provider_id FROM records WHERE hub_id = $1 AND id = $2"),
        &params![event.hub, event.object_id],
    )?;
    Ok(row.map(|row| Facts {
        about: row.get("service_name"),
        reference: row.get("reference"),
        firm: Some(row.get("firm_id")),
        provider: Some(row.get("provider_id")),
        ..Facts::default()
    }))
}

/// A change of a running plan.
fn change(tx: &mut Tx, event: &Queued) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT n.reference, n.firm_name FROM plan_changes c
             JOIN plans p ON p.hub_id = c.hub_id AND p.id = c.plan_id
             JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id WHERE c.hub_id = $1 AND c.id = $2"
        ),
        &params![event.hub, event.object_id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let parties = tx.query(
        sql!(
            "SELECT side, organization_id, agreed_at FROM plan_change_parties
             WHERE hub_id = $1 AND change_id = $2 ORDER BY side, organization_id"
        ),
        &params![event.hub, event.object_id],
    )?;
    let party = |row: &Row| {
        let waits = row.get::<Option<i64>>("agreed_at").is_none();
        (row.get("side"), row.get("organization_id"), waits)
    };
    Ok(Some(Facts {
        about: row.get("firm_name"),
        need: row.get("reference"),
        change: event.object_id.to_string(),
        concerned: parties.iter().map(party).collect(),
        ..Facts::default()
    }))
}

/// The provider of a change, else who proposed the entry.
fn service(tx: &mut Tx, event: &Queued, data: &Value) -> Result<Option<Facts>, Error> {
    let changed: Option<Uuid> = data["provider"].as_str().and_then(|id| id.parse().ok());
    let row = tx.maybe(
        sql!("SELECT code, name, proposed_by FROM services WHERE hub_id = $1 AND id = $2"),
        &params![event.hub, event.object_id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let provider = changed.or(row.get("proposed_by"));
    let uscc = match provider {
        Some(id) => tx.maybe(sql!("SELECT uscc FROM organizations WHERE id = $1"), &params![id])?,
        None => None,
    };
    Ok(Some(Facts {
        about: row.get("name"),
        reference: row.get("code"),
        provider,
        uscc: uscc.map(|row| row.get("uscc")).unwrap_or_default(),
        ..Facts::default()
    }))
}

/// It stands at the hub that keeps the instrument; the event in the log of the hub that it was booked through.
fn booking(tx: &mut Tx, event: &Queued, data: &Value) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(
        sql!("SELECT reference, instrument_name, firm_id, provider_id FROM bookings WHERE hub_id = $1 AND id = $2"),
        &params![id_in(&data["home"]).unwrap_or(event.hub), event.object_id],
    )?;
    Ok(row.map(|row| Facts {
        about: row.get("instrument_name"),
        reference: row.get("reference"),
        firm: Some(row.get("firm_id")),
        provider: Some(row.get("provider_id")),
        ..Facts::default()
    }))
}

fn instrument(tx: &mut Tx, event: &Queued, data: &Value) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(
        sql!("SELECT code, name, provider_id FROM instruments WHERE hub_id = $1 AND id = $2"),
        &params![id_in(&data["home"]).unwrap_or(event.hub), event.object_id],
    )?;
    Ok(row.map(|row| Facts {
        about: row.get("name"),
        reference: row.get("code"),
        firm: id_in(&data["firm"]),
        provider: Some(row.get("provider_id")),
        ..Facts::default()
    }))
}

/// A round of the yearly evaluation, and the hub's place in it; of an expert who was asked, only them.
fn round(tx: &mut Tx, event: &Queued, data: &Value) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT r.title, r.code, COALESCE(h.hub_code, '') AS hub_code FROM rounds r
             LEFT JOIN round_hubs h ON h.round_id = r.id AND h.hub_id = $2 WHERE r.id = $1"
        ),
        &params![event.object_id, event.hub],
    )?;
    Ok(row.map(|row| Facts {
        about: row.get("title"),
        reference: row.get("code"),
        uscc: row.get("hub_code"),
        holder: id_in(&data["told"][0]),
        ..Facts::default()
    }))
}

fn entry(tx: &mut Tx, event: &Queued) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT e.reference, h.name FROM measure_entries e JOIN hubs h ON h.id = e.hub_id
             WHERE e.hub_id = $1 AND e.id = $2"
        ),
        &params![event.hub, event.object_id],
    )?;
    Ok(row.map(|row| Facts { about: row.get("name"), reference: row.get("reference"), ..Facts::default() }))
}

fn organization(tx: &mut Tx, data: &Value) -> Result<Option<Facts>, Error> {
    let Some(request) = data["request"].as_str().and_then(|id| id.parse::<Uuid>().ok()) else { return Ok(None) };
    let row = tx.maybe(
        sql!(
            "SELECT j.person_id, j.organization_id, o.name FROM join_requests j
             JOIN organizations o ON o.id = j.organization_id WHERE j.id = $1"
        ),
        &params![request],
    )?;
    Ok(row.map(|row| Facts {
        about: row.get("name"),
        firm: Some(row.get("organization_id")),
        asker: Some(row.get("person_id")),
        ..Facts::default()
    }))
}

fn person(tx: &mut Tx, event: &Queued, data: &Value) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(sql!("SELECT name FROM people WHERE id = $1"), &params![event.object_id])?;
    Ok(row.map(|row| Facts {
        about: masking::name(&row.get::<String>("name")),
        holder: Some(event.object_id),
        kept_by: data["hub"].as_str().and_then(|id| id.parse().ok()),
        ..Facts::default()
    }))
}

fn expert(tx: &mut Tx, event: &Queued) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(
        sql!("SELECT name, person_id FROM experts WHERE hub_id = $1 AND id = $2"),
        &params![event.hub, event.object_id],
    )?;
    Ok(row.map(|row| Facts { about: row.get("name"), asker: row.get("person_id"), ..Facts::default() }))
}

/// A list that is taken in, with what became of its rows so far.
fn import(tx: &mut Tx, event: &Queued, data: &Value) -> Result<Option<Facts>, Error> {
    let row = tx.maybe(
        sql!("SELECT file_name, membership_id, acting_membership FROM imports WHERE hub_id = $1 AND id = $2"),
        &params![event.hub, event.object_id],
    )?;
    Ok(row.map(|row| Facts {
        about: row.get("file_name"),
        starters: vec![row.get("membership_id"), row.get("acting_membership")],
        kept_by: Some(event.hub).filter(|hub| !hub.is_nil()),
        figures: Figures::of(data),
        ..Facts::default()
    }))
}
