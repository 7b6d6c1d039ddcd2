//! The figures of hubs as a scheme asks for them: this year's and those of the years before.

use std::collections::BTreeMap;

use db::Tx;
use indicators::{Origin, Scheme, column};
use jiff::civil::Date;
use uuid::Uuid;

use super::dossier::{Dossier, HubData};
use super::model::{Round, RoundHub};
use super::{store, store_objections, store_reviews, store_sample};
use crate::hubs;
use crate::measures::{self, Span};
use crate::web::Error;

/// Values by column, one of each hub; what has no value is not there.
///
/// # Errors
/// Of the database.
pub fn values(
    tx: &mut Tx,
    ids: &[Uuid],
    scheme: &Scheme,
    year: i64,
    today: Date,
) -> Result<Vec<BTreeMap<String, String>>, Error> {
    let mut found = vec![BTreeMap::new(); ids.len()];
    let mut by_years: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (at, years) in scheme.columns() {
        let measure = &scheme.measures[at];
        // What experts give, they give within the round.
        if measure.origin != Origin::Experts && measures::measure(&measure.key).is_some() {
            by_years.entry(years).or_default().push(&measure.key);
        }
    }
    for (years, codes) in by_years {
        let asked = i16::try_from(year - i64::from(years)).map_err(Error::internal)?;
        let span = Span::year(asked, today);
        for value in measures::figures(tx, ids, &codes, &span)? {
            let (Some(at), Some(number)) = (ids.iter().position(|id| *id == value.hub), value.value) else { continue };
            found[at].insert(column(value.code, years), number.normalize().to_string());
        }
    }
    Ok(found)
}

/// Earlier grades of a hub, the newest first, without a gap.
///
/// # Errors
/// Of the database.
pub fn earlier(tx: &mut Tx, hub: Uuid, year: i64, years: i64) -> Result<Vec<String>, Error> {
    let grades = hubs::grades(tx, hub)?;
    let of = |year: i64| grades.iter().find(|one| one.said.year == year).map(|one| one.said.grade.clone());
    Ok((1..=years).map_while(|back| of(year - back)).collect())
}

/// What the result follows from: what is frozen, or while the round is open what there is today.
///
/// # Errors
/// Of the database.
pub fn dossier(tx: &mut Tx, round: &Round, today: Date) -> Result<Dossier, Error> {
    let members = tx.as_system(|tx| store::hubs(tx, round.id))?;
    let hubs = if round.state.is_frozen() {
        members.iter().map(kept).collect::<Result<_, Error>>()?
    } else {
        live(tx, round, &members, today)?
    };
    tx.as_system(|tx| {
        let objections = store_objections::of_round(tx, round.id)?;
        let mut upheld: Vec<_> = objections.into_iter().filter(|one| !one.column.is_empty()).collect();
        upheld.sort_by_key(|one| one.number);
        let corrections = upheld.into_iter().map(|one| super::dossier::Correction {
            hub: one.hub_code,
            column: one.column,
            from: one.from,
            to: one.to,
            objection: one.number,
        });
        Ok(Dossier {
            scheme: round.scheme.clone(),
            rules: round.rules.clone(),
            hubs,
            sample: store_sample::of_round(tx, round.id)?,
            scores: store_reviews::scores(tx, round.id)?,
            corrections: corrections.collect(),
        })
    })
}

fn kept(hub: &RoundHub) -> Result<HubData, Error> {
    Ok(HubData {
        code: hub.code.clone(),
        name: hub.name.clone(),
        values: serde_json::from_str(&hub.frozen).map_err(Error::internal)?,
        no_report: hub.state == "absent",
        fraud: !hub.fraud.is_empty(),
        earlier: serde_json::from_str(&hub.earlier).map_err(Error::internal)?,
    })
}

/// If the year ended today.
fn live(tx: &mut Tx, round: &Round, members: &[RoundHub], today: Date) -> Result<Vec<HubData>, Error> {
    let scheme = super::shipped::read(&round.scheme)?;
    let ids: Vec<Uuid> = members.iter().map(|hub| hub.hub_id).collect();
    let all = values(tx, &ids, &scheme, round.year, today)?;
    let mut hubs = Vec::new();
    for (hub, values) in members.iter().zip(all) {
        hubs.push(HubData {
            code: hub.code.clone(),
            name: hub.name.clone(),
            values,
            no_report: false,
            fraud: !hub.fraud.is_empty(),
            earlier: earlier(tx, hub.hub_id, round.year, round.rules.earlier_years)?,
        });
    }
    Ok(hubs)
}
