//! The values of one unit, by measure and year.

use rust_decimal::Decimal;

use crate::data::{Given, Unit, column};
use crate::formula::Values;
use crate::scheme::Scheme;

pub(super) struct Row<'s> {
    scheme: &'s Scheme,
    /// One stretch of all measures for every year, this year first.
    numbers: Vec<Option<Decimal>>,
    scores: Vec<&'s [Decimal]>,
}

impl<'s> Row<'s> {
    pub(super) fn new(scheme: &'s Scheme, unit: &'s Unit) -> Row<'s> {
        let mut numbers = Vec::with_capacity(scheme.measures.len() * (scheme.years as usize + 1));
        let mut scores: Vec<&[Decimal]> = vec![&[]; scheme.measures.len()];
        for years in 0..=scheme.years {
            for (at, measure) in scheme.measures.iter().enumerate() {
                let given = if years == 0 {
                    unit.values.get(&measure.key)
                } else {
                    unit.values.get(&column(&measure.key, years))
                };
                numbers.push(match given {
                    Some(Given::Number(number)) => Some(*number),
                    Some(Given::Scores(given)) if years == 0 => {
                        scores[at] = given;
                        None
                    }
                    _ => None,
                });
            }
        }
        Row { scheme, numbers, scores }
    }

    pub(super) fn scores(&self, measure: usize) -> &'s [Decimal] {
        self.scores.get(measure).copied().unwrap_or_default()
    }
}

impl Values for Row<'_> {
    fn value(&self, measure: usize, years_before: u32) -> Option<Decimal> {
        let measures = self.scheme.measures.len();
        let at = measures.checked_mul(years_before as usize)?.checked_add(measure)?;
        self.numbers.get(at).copied().flatten()
    }

    fn column(&self, measure: usize, years_before: u32) -> String {
        self.scheme.measures.get(measure).map_or_else(String::new, |measure| column(&measure.key, years_before))
    }
}
