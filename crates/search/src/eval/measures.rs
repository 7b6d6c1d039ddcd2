//! The usual measures of retrieval.

use foldhash::HashMap;
use serde::Serialize;

use super::{Asked, Ranked};

/// Measures between 0 and 1, averaged over the questions that have something relevant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Normalized discounted cumulative gain of the first ten; a grade gains 2^grade − 1.
    pub ndcg_10: f64,
    /// One by the rank of the first relevant, when that is among the first ten.
    pub mrr_10: f64,
    /// The share of the relevant that is among the first ten.
    pub recall_10: f64,
    /// The share of the relevant that is among the first hundred.
    pub recall_100: f64,
}

/// Measures what was found by what is relevant.
#[must_use]
pub fn quality(queries: &[Asked], ranked: &[Ranked]) -> Quality {
    let mut sum = Quality::default();
    let mut number = 0.0_f64;
    for (asked, found) in queries.iter().zip(ranked) {
        let grades: HashMap<&str, u32> =
            asked.relevant.iter().filter(|(_, grade)| *grade > 0).map(|(id, grade)| (id.as_str(), *grade)).collect();
        if grades.is_empty() {
            continue;
        }
        number += 1.0;
        let one = one(&grades, found);
        sum.ndcg_10 += one.ndcg_10;
        sum.mrr_10 += one.mrr_10;
        sum.recall_10 += one.recall_10;
        sum.recall_100 += one.recall_100;
    }
    let by = number.max(1.0);
    Quality {
        ndcg_10: sum.ndcg_10 / by,
        mrr_10: sum.mrr_10 / by,
        recall_10: sum.recall_10 / by,
        recall_100: sum.recall_100 / by,
    }
}

fn one(grades: &HashMap<&str, u32>, found: &Ranked) -> Quality {
    let grade = |(id, _): &(String, f32)| grades.get(id.as_str()).copied().unwrap_or(0);
    let mut best: Vec<u32> = grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let found_grades: Vec<u32> = found.iter().map(grade).collect();
    let first = found_grades.iter().take(10).position(|grade| *grade > 0);
    let share =
        |first: usize| found_grades.iter().take(first).filter(|grade| **grade > 0).count() as f64 / grades.len() as f64;
    Quality {
        ndcg_10: gain(&found_grades) / gain(&best),
        mrr_10: first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64),
        recall_10: share(10),
        recall_100: share(100),
    }
}

fn gain(grades: &[u32]) -> f64 {
    let discounted = |(rank, grade): (usize, &u32)| {
        (2.0_f64.powi(i32::try_from(*grade).unwrap_or(0)) - 1.0) / (rank as f64 + 2.0).log2()
    };
    grades.iter().take(10).enumerate().map(discounted).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(relevant: &[(&str, u32)]) -> Asked {
        let relevant = relevant.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect();
        Asked { id: "1".to_owned(), text: "鞋底开裂".to_owned(), relevant }
    }

    fn found(ids: &[&str]) -> Ranked {
        ids.iter().map(|id| ((*id).to_owned(), 1.0)).collect()
    }

    #[test]
    fn the_measures_are_those_of_the_books() {
        let queries = [asked(&[("a", 2), ("b", 1)])];
        let perfect = quality(&queries, &[found(&["a", "b", "c"])]);
        assert_eq!(perfect, Quality { ndcg_10: 1.0, mrr_10: 1.0, recall_10: 1.0, recall_100: 1.0 });
        let second = quality(&queries, &[found(&["c", "b"])]);
        // One gained at rank two, of three at rank one and one at rank two.
        let ideal = 3.0 + 1.0 / 3.0_f64.log2();
        assert!((second.ndcg_10 - 1.0 / 3.0_f64.log2() / ideal).abs() < 1e-12);
        assert!((second.mrr_10 - 0.5).abs() < 1e-12);
        assert!((second.recall_10 - 0.5).abs() < 1e-12);
        let late: Vec<String> = (0..10).map(|other| format!("x{other}")).chain(["a".to_owned()]).collect();
        let late = quality(&queries, &[late.into_iter().map(|id| (id, 1.0)).collect()]);
        assert_eq!((late.ndcg_10, late.mrr_10, late.recall_10), (0.0, 0.0, 0.0));
        assert!((late.recall_100 - 0.5).abs() < 1e-12);
    }

    #[test]
    fn questions_without_anything_relevant_are_not_counted() {
        let queries = [asked(&[]), asked(&[("a", 1)])];
        assert!((quality(&queries, &[found(&["a"]), found(&["a"])]).ndcg_10 - 1.0).abs() < 1e-12);
    }
}
