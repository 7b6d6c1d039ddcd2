//! Reading rollups: sums are added up, sets united. Where they are not whole yet they are reckoned from the records.

use std::collections::BTreeMap;

use db::Tx;
use roaring::{MultiOps, RoaringBitmap};
use uuid::Uuid;

use super::{ALL, Month, recount, store};
use crate::records::filter::Of;
use crate::records::model::Figures;
use crate::records::period::Period;
use crate::web::Error;

/// Of hubs in a span, hub by hub and month by month: the figures and the distinct firms. What is said of it is asked of it,
/// without reading again.
pub struct Course {
    sums: Vec<(Uuid, String, Figures)>,
    sets: Vec<(Uuid, String, RoaringBitmap)>,
}

/// The figures of everything that somebody reaches, over a span; `None` for a firm's or a provider's own, which are few.
///
/// # Errors
/// Of the database.
pub fn course(tx: &mut Tx, of: &Of, period: &Period) -> Result<Option<Course>, Error> {
    let hubs = match of {
        Of::Hub(hub) => vec![*hub],
        Of::Division(prefix) => store::hubs_of(tx, prefix)?,
        Of::Firm(_) | Of::Provider(_) => return Ok(None),
    };
    Course::of(tx, &hubs, period).map(Some)
}

impl Course {
    #[cfg(test)]
    pub(super) fn made(sums: Vec<(Uuid, String, Figures)>, sets: Vec<(Uuid, String, RoaringBitmap)>) -> Course {
        Course { sums, sets }
    }

    /// The figures of any hubs, over a span.
    ///
    /// # Errors
    /// Of the database.
    pub fn of(tx: &mut Tx, hubs: &[Uuid], period: &Period) -> Result<Course, Error> {
        let mut course = Course { sums: Vec::new(), sets: Vec::new() };
        for hub in hubs {
            course.sums.extend(sums(tx, *hub, ALL, period)?.into_iter().map(|(_, month, sum)| (*hub, month, sum)));
            course.sets.extend(sets(tx, *hub, ALL, period)?.into_iter().map(|(_, month, set)| (*hub, month, set)));
        }
        Ok(course)
    }

    /// Of all together.
    pub fn total(&self) -> Figures {
        let mut total = Figures::default();
        self.sums.iter().for_each(|(_, _, sum)| total += sum);
        Figures { firms: count(self.sets.iter().map(|(_, _, set)| set)), ..total }
    }

    /// Hub by hub; one without records is not among them.
    pub fn by_hub(&self) -> Vec<(Uuid, Figures)> {
        self.by(|hub, _| hub)
    }

    /// Month by month; one without records is not among them.
    pub fn by_month(&self) -> Vec<(String, Figures)> {
        self.by(|_, month| month.to_owned())
    }

    /// Each hub month by month.
    pub fn by_hub_and_month(&self) -> Vec<(Uuid, String, Figures)> {
        let both = self.by(|hub, month| (month.to_owned(), hub));
        both.into_iter().map(|((month, hub), figures)| (hub, month, figures)).collect()
    }

    fn by<K: Ord>(&self, key: impl Fn(Uuid, &str) -> K) -> Vec<(K, Figures)> {
        let mut parts: BTreeMap<K, (Figures, Vec<&RoaringBitmap>)> = BTreeMap::new();
        for (hub, month, sum) in &self.sums {
            parts.entry(key(*hub, month)).or_default().0 += sum;
        }
        for (hub, month, set) in &self.sets {
            if let Some(part) = parts.get_mut(&key(*hub, month)) {
                part.1.push(set);
            }
        }
        let one =
            |(key, (sum, sets)): (K, (Figures, Vec<&RoaringBitmap>))| (key, Figures { firms: count(sets), ..sum });
        parts.into_iter().map(one).collect()
    }
}

/// Members of the union.
fn count<'a>(sets: impl IntoIterator<Item = &'a RoaringBitmap>) -> i64 {
    let mut sets: Vec<&RoaringBitmap> = sets.into_iter().collect();
    let members = match sets.as_mut_slice() {
        [] => 0,
        [one] => one.len(),
        many => many.iter().copied().union().len(),
    };
    i64::try_from(members).unwrap_or(i64::MAX)
}

/// The sums of a hub of one kind, month by month: value, month, figures without firms.
///
/// # Errors
/// Of the database.
pub fn sums(tx: &mut Tx, hub: Uuid, kind: &str, period: &Period) -> Result<Vec<(String, String, Figures)>, Error> {
    tx.as_system(|tx| {
        if store::is_whole(tx)? {
            return store::sums(tx, hub, kind, period);
        }
        let of_kind = |month: Month, name: &str| {
            let own = month.sums.into_iter().filter(|((own, _), _)| *own == kind);
            own.map(|((_, value), sum)| (value, name.to_owned(), sum)).collect::<Vec<_>>()
        };
        reckoned(tx, hub, period, of_kind)
    })
}

/// The sets of a hub of one kind, month by month: value, month, numbers.
///
/// # Errors
/// Of the database.
pub fn sets(
    tx: &mut Tx,
    hub: Uuid,
    kind: &str,
    period: &Period,
) -> Result<Vec<(String, String, RoaringBitmap)>, Error> {
    tx.as_system(|tx| {
        if store::is_whole(tx)? {
            return store::sets(tx, hub, kind, period);
        }
        let of_kind = |month: Month, name: &str| {
            let own = month.sets.into_iter().filter(|((own, _), _)| *own == kind);
            own.map(|((_, value), set)| (value, name.to_owned(), set)).collect::<Vec<_>>()
        };
        reckoned(tx, hub, period, of_kind)
    })
}

fn reckoned<T>(
    tx: &mut Tx,
    hub: Uuid,
    period: &Period,
    of_kind: impl Fn(Month, &str) -> Vec<T>,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    let mut after = String::new();
    while let Some(month) = store::next_month(tx, hub, &after)? {
        if month > period.to {
            break;
        }
        if month >= period.from {
            all.extend(of_kind(recount::reckon(tx, hub, &month, &mut recount::Numbers::default())?, &month));
        }
        after = month;
    }
    Ok(all)
}

/// The figures of hubs over a span by the values of a kind: functions, size classes, industries or divisions.
///
/// # Errors
/// Of the database.
pub fn values(tx: &mut Tx, hubs: &[Uuid], kind: &str, period: &Period) -> Result<Vec<(String, Figures)>, Error> {
    let mut parts: BTreeMap<String, (Figures, RoaringBitmap)> = BTreeMap::new();
    for hub in hubs {
        for (value, _, sum) in sums(tx, *hub, kind, period)? {
            parts.entry(value).or_default().0 += &sum;
        }
        for (value, _, set) in sets(tx, *hub, kind, period)? {
            if let Some(part) = parts.get_mut(&value) {
                part.1 |= set;
            }
        }
    }
    let one = |(value, (sum, set)): (String, (Figures, RoaringBitmap))| {
        (value, Figures { firms: i64::try_from(set.len()).unwrap_or(i64::MAX), ..sum })
    };
    Ok(parts.into_iter().map(one).collect())
}
