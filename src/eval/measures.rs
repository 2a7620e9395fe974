//! How good a ranked list is, by the measures of `trec_eval`.

use serde::{Deserialize, Serialize};

/// How good the ranking of a query is, or of many on average; 1 is best.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Normalized discounted cumulative gain of the first 10: the gain is the grade, the discount log2(rank + 1).
    pub ndcg_10: f64,
    /// One divided by the rank of the first relevant one among the first 10.
    pub mrr_10: f64,
    /// The share of the relevant ones that are among the first 100.
    pub recall_100: f64,
    /// Average precision: the mean, over the relevant ones, of the precision at their ranks.
    pub map: f64,
    /// Is the first one relevant?
    pub precision_1: f64,
}

impl Measures {
    /// The names of the measures, in the order of `values`.
    pub const NAMES: [&str; 5] = ["nDCG@10", "MRR@10", "Recall@100", "MAP", "P@1"];

    /// Measures the grades of a ranked list, best rank first, against all grades that were given.
    ///
    /// A grade of 1 or more is relevant. Without a relevant grade in `all` every measure is 0.
    pub fn of(ranked: &[i32], all: &[i32]) -> Self {
        let mut ideal: Vec<_> = all.iter().copied().filter(|&grade| grade > 0).collect();
        if ideal.is_empty() {
            return Self::default();
        }
        ideal.sort_by(|a, b| b.cmp(a));
        let count = ideal.len() as f64;
        let relevant: Vec<_> = ranks(ranked).collect();
        let within = |depth| relevant.iter().filter(|&&rank| rank <= depth).count() as f64;
        let precisions = relevant.iter().enumerate();
        let precisions = precisions.map(|(before, &rank)| (before + 1) as f64 / rank as f64);
        Self {
            ndcg_10: gain(ranked) / gain(&ideal),
            mrr_10: match relevant.first() {
                Some(&rank) if rank <= 10 => 1.0 / rank as f64,
                _ => 0.0,
            },
            recall_100: within(100) / count,
            map: precisions.sum::<f64>() / count,
            precision_1: within(1),
        }
    }

    /// Returns the mean of each measure; zeros if there is nothing to take it of.
    pub fn mean<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut count = 0.0_f64;
        let mut sums = [0.0; Self::NAMES.len()];
        for measures in all {
            count += 1.0;
            for (sum, value) in sums.iter_mut().zip(measures.values()) {
                *sum += value;
            }
        }
        let [ndcg_10, mrr_10, recall_100, map, precision_1] = sums.map(|sum| sum / count.max(1.0));
        Self {
            ndcg_10,
            mrr_10,
            recall_100,
            map,
            precision_1,
        }
    }

    /// Returns the values in the order of `NAMES`.
    pub fn values(&self) -> [f64; 5] {
        [
            self.ndcg_10,
            self.mrr_10,
            self.recall_100,
            self.map,
            self.precision_1,
        ]
    }
}

/// Returns the ranks, counted from 1, of the relevant ones.
fn ranks(grades: &[i32]) -> impl Iterator<Item = usize> {
    let ranked = grades.iter().zip(1..);
    ranked
        .filter(|(grade, _)| **grade > 0)
        .map(|(_, rank)| rank)
}

/// Returns the discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002).
fn gain(grades: &[i32]) -> f64 {
    let first = grades.iter().take(10).zip(2_u32..);
    first
        .map(|(&grade, place)| f64::from(grade.max(0)) / f64::from(place).log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ranked: &[i32], all: &[i32], expected: [f64; 5]) {
        let found = Measures::of(ranked, all).values();
        for ((found, expected), name) in found.iter().zip(expected).zip(Measures::NAMES) {
            assert!(
                (found - expected).abs() < 1e-12,
                "{name} of {ranked:?} is {found}, not {expected}"
            );
        }
    }

    #[test]
    fn graded_lists_are_measured_as_trec_eval_does() {
        // DCG 0/1 + 3/log2(3) + 0 + 1/log2(5) = 1.892789260714372 + 0.430676558073393 = 2.323465818787765;
        // ideal 3/1 + 2/log2(3) + 1/2 = 3 + 1.261859507142915 + 0.5 = 4.761859507142915; nDCG = 0.487932…
        // MRR 1/2; recall 2/3; MAP (1/2 + 2/4)/3 = 1/3.
        check(
            &[0, 3, 0, 1],
            &[1, 3, 2, 0],
            [
                2.323_465_818_787_765 / 4.761_859_507_142_915,
                0.5,
                2.0 / 3.0,
                1.0 / 3.0,
                0.0,
            ],
        );
    }

    #[test]
    fn a_negative_grade_is_no_gain() {
        // DCG 0 + 1/log2(3) = 0.6309297535714575, ideal 1.
        check(
            &[-2, 1],
            &[-2, 1],
            [0.630_929_753_571_457_5, 0.5, 1.0, 0.5, 0.0],
        );
    }

    #[test]
    fn what_is_deep_counts_for_map_and_recall_only() {
        let mut ranked = vec![0; 120];
        (ranked[10], ranked[99], ranked[100]) = (1, 1, 1);
        // Ranks 11, 100 and 101 of 4: recall 2/4, MAP (1/11 + 2/100 + 3/101)/4.
        let map = (1.0 / 11.0 + 0.02 + 3.0 / 101.0) / 4.0;
        check(&ranked, &[1; 4], [0.0, 0.0, 0.5, map, 0.0]);
    }

    #[test]
    fn the_ideal_list_has_ten_places() {
        check(&[1; 12], &[1; 12], [1.0; 5]);
        check(&[], &[1, 2], [0.0; 5]);
        check(&[0], &[0], [0.0; 5]);
    }
}
