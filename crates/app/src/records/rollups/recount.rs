//! Reckoning the rollups again from the records, month by month of each hub: to prove them, to mend them, and to make those
//! of records that were there before them. Never more than the records of one month of one hub are held at a time.

use std::collections::HashMap;

use db::{Row, Scope, Tx};
use roaring::RoaringBitmap;
use uuid::Uuid;

use super::{ALL, Key, Month, PROVIDERS, keys, store};
use crate::app::App;
use crate::orders::rating::POOR;
use crate::records::model::Figures;
use crate::web::Error;

/// Numbers that are read at once.
const NUMBERS_READ: i64 = 50_000;

/// The numbers of organizations, as far as they were asked for.
#[derive(Default)]
pub struct Numbers(HashMap<Uuid, u32, foldhash::fast::FixedState>);

impl Numbers {
    /// All that there are.
    fn all(tx: &mut Tx) -> Result<Numbers, Error> {
        let mut numbers = Numbers::default();
        let mut from = 0;
        loop {
            let part = store::numbers(tx, from, NUMBERS_READ)?;
            let Some((_, last)) = part.last() else { return Ok(numbers) };
            from = i64::from(*last) + 1;
            numbers.0.extend(part);
        }
    }

    fn get(&mut self, tx: &mut Tx, organization: Uuid) -> Result<u32, Error> {
        if let Some(number) = self.0.get(&organization) {
            return Ok(*number);
        }
        let number = store::number(tx, organization)?;
        self.0.insert(organization, number);
        Ok(number)
    }
}

/// What the records of a hub's month give.
pub(super) fn reckon(tx: &mut Tx, hub: Uuid, month: &str, numbers: &mut Numbers) -> Result<Month, Error> {
    let mut rows: Vec<Given> = Vec::new();
    store::each_of_month(tx, hub, month, |row| {
        rows.push(given(row));
        Ok(())
    })?;
    let mut found = Month::default();
    let mut sets: HashMap<Key, Vec<u32>, foldhash::fast::FixedState> = HashMap::default();
    let mut sums: HashMap<Key, Figures, foldhash::fast::FixedState> = HashMap::default();
    for row in rows {
        let (firm, provider) = (numbers.get(tx, row.firm)?, numbers.get(tx, row.provider)?);
        for key in row.keys {
            if let Some(sum) = sums.get_mut(&key) {
                *sum += &row.sum;
            } else {
                sums.insert(key.clone(), row.sum.clone());
            }
            sets.entry(key).or_default().push(firm);
        }
        sets.entry((PROVIDERS, String::new())).or_default().push(provider);
    }
    for (key, mut members) in sets {
        members.sort_unstable();
        members.dedup();
        let set = RoaringBitmap::from_sorted_iter(members).map_err(Error::internal)?;
        found.sets.insert(key, set);
    }
    found.sums.extend(sums);
    Ok(found)
}

/// What a record gives.
struct Given {
    firm: Uuid,
    provider: Uuid,
    keys: [Key; 5],
    sum: Figures,
}

fn given(row: &Row) -> Given {
    let text = |column: &str| row.get::<String>(column);
    let (on_time, rating): (Option<bool>, Option<i64>) = (row.get("on_time"), row.get("rating"));
    let (trips, price_fen): (i64, i64) = (row.get("trips"), row.get("price_fen"));
    Given {
        firm: row.get("firm_id"),
        provider: row.get("provider_id"),
        keys: keys(&text("function"), &text("firm_size"), &text("firm_industry"), &text("firm_division")),
        sum: Figures {
            firms: 0,
            records: 1,
            on_time: i64::from(on_time == Some(true)),
            with_due: i64::from(on_time.is_some()),
            rating_sum: rating.unwrap_or(0),
            rated: i64::from(rating.is_some()),
            poor: i64::from(rating.is_some_and(|level| level <= POOR)),
            trips,
            trips_over: i64::from(trips > 1),
            priced: i64::from(price_fen > 0),
            price_fen,
            benefits: i64::from(!text("benefit").is_empty()),
            benefit_fen: row.get::<Option<i64>>("benefit_fen").unwrap_or(0),
            benefit_days: row.get::<Option<i64>>("benefit_days").unwrap_or(0),
        },
    }
}

/// Puts what the records give in the place of what is kept of a hub's month.
fn mend(tx: &mut Tx, hub: Uuid, month: &str) -> Result<(), Error> {
    tx.as_system(|tx| {
        store::hold(tx, hub, month)?;
        let reckoned = reckon(tx, hub, month, &mut Numbers::default())?;
        store::clear(tx, hub, month)?;
        for (key, sum) in &reckoned.sums {
            store::put_sums(tx, hub, month, key, sum)?;
        }
        for (key, set) in &reckoned.sets {
            store::put(tx, hub, month, key, set)?;
        }
        Ok(())
    })
}

/// Something kept that is not what the records give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Code of the hub.
    pub hub: String,
    /// Which month.
    pub month: String,
    /// Kind, and which of it.
    pub part: Key,
    /// What: the name of a sum, `firms` or `providers`.
    pub what: &'static str,
    /// As it is kept.
    pub kept: i64,
    /// As the records give it.
    pub given: i64,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Difference { hub, month, part: (kind, value), what, kept, given } = self;
        let part = if *kind == ALL { String::new() } else { format!(" {kind}={value}") };
        write!(f, "{hub} {month}{part} {what}:留存 {kept},记录 {given}")
    }
}

fn named(of: &Figures) -> [(&'static str, i64); 13] {
    [
        ("records", of.records),
        ("on_time", of.on_time),
        ("with_due", of.with_due),
        ("rating_sum", of.rating_sum),
        ("rated", of.rated),
        ("poor", of.poor),
        ("trips", of.trips),
        ("trips_over", of.trips_over),
        ("priced", of.priced),
        ("price_fen", of.price_fen),
        ("benefits", of.benefits),
        ("benefit_fen", of.benefit_fen),
        ("benefit_days", of.benefit_days),
    ]
}

/// Every difference of a month.
fn compare(hub: &str, month: &str, kept: &Month, given: &Month) -> Vec<Difference> {
    let mut found = Vec::new();
    let nothing = (Figures::default(), RoaringBitmap::new());
    let mut keys: Vec<&Key> = kept.sums.keys().chain(given.sums.keys()).collect();
    keys.extend(kept.sets.keys().chain(given.sets.keys()));
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let mut note = |what, kept, given| {
            let (hub, month) = (hub.to_owned(), month.to_owned());
            found.push(Difference { hub, month, part: key.clone(), what, kept, given });
        };
        let sum = |of: &Month| named(of.sums.get(key).unwrap_or(&nothing.0));
        for ((what, kept), (_, given)) in sum(kept).into_iter().zip(sum(given)) {
            if kept != given {
                note(what, kept, given);
            }
        }
        let (kept, given) = (kept.sets.get(key).unwrap_or(&nothing.1), given.sets.get(key).unwrap_or(&nothing.1));
        if kept != given {
            let what = if key.0 == PROVIDERS { "providers" } else { "firms" };
            note(what, kept.len() as i64, given.len() as i64);
        }
    }
    found
}

/// What a recount found.
#[derive(Clone, Debug, Default)]
pub struct Recounted {
    /// Months of hubs that were looked at.
    pub months: u64,
    /// Records in them that count and stand.
    pub records: i64,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Recounts everything; with `repair` what differs is put right, each month in a transaction of its own.
///
/// # Errors
/// Of the database.
pub fn run(app: &App, repair: bool) -> Result<Recounted, Error> {
    let read = |tx: &mut Tx| Ok::<_, Error>((store::hubs(tx)?, Numbers::all(tx)?));
    let (hubs, mut numbers) = app.db.read_blocking(Scope::system(), read)?;
    let mut found = Recounted::default();
    for (hub, code) in hubs {
        let mut after = String::new();
        loop {
            let (own, last) = (code.clone(), after.clone());
            // A number that is missing is given while reckoning, so this may write.
            let step = move |tx: &mut Tx| {
                let Some(month) = store::next_month(tx, hub, &last)? else { return Ok::<_, Error>((numbers, None)) };
                let given = reckon(tx, hub, &month, &mut numbers)?;
                let kept = store::month(tx, hub, &month)?;
                let records = given.sums.get(&(ALL, String::new())).map_or(0, |sum| sum.records);
                let differences = compare(&own, &month, &kept, &given);
                Ok((numbers, Some((month, records, differences))))
            };
            let (back, step) = app.db.write_blocking(Scope::system(), step)?;
            numbers = back;
            let Some((month, records, differences)) = step else { break };
            if repair && !differences.is_empty() {
                let month = month.clone();
                app.db.write_blocking(Scope::system(), move |tx| mend(tx, hub, &month))?;
            }
            found.months += 1;
            found.records += records;
            found.differences.extend(differences);
            after = month;
        }
    }
    if repair {
        app.db.write_blocking(Scope::system(), |tx| store::mark_whole(tx, true))?;
    }
    Ok(found)
}

/// Reckons everything again in this transaction.
///
/// # Errors
/// Of the database.
pub fn rebuild(tx: &mut Tx) -> Result<(), Error> {
    tx.as_system(|tx| {
        store::forget(tx)?;
        for (hub, _) in store::hubs(tx)? {
            let mut after = String::new();
            while let Some(month) = store::next_month(tx, hub, &after)? {
                mend(tx, hub, &month)?;
                after = month;
            }
        }
        store::mark_whole(tx, true)
    })
}

/// The job: reckons the rollups where they are not whole, a month of a hub in a transaction. A record that comes meanwhile
/// adds itself, before or after its month is reckoned.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn look_after(app: &App) -> Result<(), Error> {
    let read = |tx: &mut Tx| Ok::<_, Error>((store::is_whole(tx)?, store::hubs(tx)?));
    let (whole, hubs) = app.db.read(Scope::system(), read).await?;
    if whole {
        return Ok(());
    }
    for (hub, _) in hubs {
        let mut after = String::new();
        loop {
            let last = after.clone();
            let step = move |tx: &mut Tx| {
                let month = store::next_month(tx, hub, &last)?;
                if let Some(month) = &month {
                    mend(tx, hub, month)?;
                }
                Ok::<_, Error>(month)
            };
            match app.db.write(Scope::system(), step).await? {
                Some(month) => after = month,
                None => break,
            }
        }
    }
    app.db.write(Scope::system(), |tx| store::mark_whole(tx, true)).await
}
