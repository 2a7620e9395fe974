//! Is one run better than another, or is it chance?

use serde::{Deserialize, Serialize};

use crate::eval::measures::Measures;

/// How many random assignments of signs are tried.
const ROUNDS: u32 = 10_000;
/// The random numbers are always the same, and so the answer.
const SEED: u64 = 1;
/// Differences below this are rounding.
const EQUAL: f64 = 1e-9;

/// How the nDCG@10 of two runs over the same queries differ, query by query.
///
/// With d₁ … dₙ the differences, t = mean(d) / (s / √n), s² = Σ(dᵢ − mean(d))² / (n − 1), and the p of the paired t-test
/// is erfc(|t| / √2): its distribution is taken for the normal one, which is close enough from 30 queries on.
/// The randomization test (Fisher's; Smucker, Allan and Carterette, 2007) turns the sign of each difference at random:
/// p is the share of such sums as large as the true one, (count + 1) / (rounds + 1).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The mean difference of nDCG@10: above 0 the later run is better.
    pub difference: f64,
    /// The p of the paired t-test.
    pub t_test_p: f64,
    /// The p of the paired randomization test.
    pub randomization_p: f64,
    /// How many queries are better.
    pub better: usize,
    /// How many queries are as they were.
    pub equal: usize,
    /// How many queries are worse.
    pub worse: usize,
}

impl Comparison {
    /// Compares two runs, `before` and `after`, that were measured with the same judgements.
    pub fn new(before: &[(String, Measures)], after: &[(String, Measures)]) -> Self {
        let pairs = before.iter().zip(after);
        let differences: Vec<_> = pairs
            .map(|((_, before), (_, after))| after.ndcg_10 - before.ndcg_10)
            .collect();
        let count = |is_so: fn(f64) -> bool| differences.iter().filter(|&&d| is_so(d)).count();
        Self {
            difference: mean(&differences),
            t_test_p: t_test(&differences),
            randomization_p: randomization_test(&differences),
            better: count(|d| d > EQUAL),
            equal: count(|d| d.abs() <= EQUAL),
            worse: count(|d| d < -EQUAL),
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn t_test(differences: &[f64]) -> f64 {
    let mean = mean(differences);
    let squares: f64 = differences.iter().map(|d| (d - mean).powi(2)).sum();
    let count = differences.len() as f64;
    let deviation = (squares / (count - 1.0).max(1.0)).sqrt();
    if deviation == 0.0 {
        return 1.0;
    }
    erfc((mean / (deviation / count.sqrt())).abs() / std::f64::consts::SQRT_2)
}

fn randomization_test(differences: &[f64]) -> f64 {
    let true_sum = differences.iter().sum::<f64>().abs() - 1e-12;
    let differences: Vec<_> = differences.iter().filter(|&&d| d != 0.0).collect();
    let mut random = Random(SEED);
    let mut as_large = 0;
    for _ in 0..ROUNDS {
        let mut sum = 0.0;
        // One random number has the signs of 64 differences.
        for few in differences.chunks(64) {
            let signs = random.next();
            for (at, &&difference) in few.iter().enumerate() {
                let is_kept = (signs >> at) & 1 == 1;
                sum += if is_kept { difference } else { -difference };
            }
        }
        as_large += u32::from(sum.abs() >= true_sum);
    }
    f64::from(as_large + 1) / f64::from(ROUNDS + 1)
}

/// The random numbers of SplitMix64 (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}

/// Returns the complementary error function of `x`, which is not negative.
///
/// Abramowitz and Stegun, 7.1.6 for small `x` and the continued fraction 7.1.14 for others.
fn erfc(x: f64) -> f64 {
    let scale = (-x * x).exp() / std::f64::consts::PI.sqrt();
    if x < 3.0 {
        let mut term = x;
        let mut sum = x;
        for n in 1..100 {
            term *= 2.0 * x * x / f64::from(2 * n + 1);
            sum += term;
        }
        return 1.0 - 2.0 * scale * sum;
    }
    let fraction = (1..100)
        .rev()
        .fold(x, |below, n| x + f64::from(n) / 2.0 / below);
    scale / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(values: &[f64]) -> Vec<(String, Measures)> {
        let measures = values.iter().map(|&ndcg_10| Measures {
            ndcg_10,
            ..Measures::default()
        });
        measures.map(|measures| (String::new(), measures)).collect()
    }

    #[test]
    fn the_error_function_is_exact() {
        // From tables (Abramowitz and Stegun, table 7.1, and DLMF 7.23).
        for (x, expected) in [
            (0.0, 1.0),
            (0.5, 0.479_500_122_186_953_5),
            (1.0, 0.157_299_207_050_285_13),
            (2.0, 0.004_677_734_981_047_266),
            (3.0, 2.209_049_699_858_544e-5),
            (4.0, 1.541_725_790_028_002e-8),
        ] {
            assert!((erfc(x) - expected).abs() < 1e-13, "{x}: {}", erfc(x));
        }
    }

    #[test]
    fn differences_are_tested_in_pairs() {
        let before = scores(&[0.5, 0.5, 0.5, 0.5]);
        let after = scores(&[0.6, 0.5, 0.7, 0.4]);
        let found = Comparison::new(&before, &after);
        // d = 0.1, 0, 0.2, −0.1; mean 0.05; s² = (0.0025 + 0.0025 + 0.0225 + 0.0225)/3 = 1/60; t = 0.05/√(1/240) =
        // 0.7745966692; erfc(t/√2) = 0.4385780261.
        assert!((found.difference - 0.05).abs() < 1e-12);
        assert!((found.t_test_p - 0.438_578_026_1).abs() < 1e-9, "{found:?}");
        assert_eq!([found.better, found.equal, found.worse], [2, 1, 1]);
        // Of the 8 signs of ±0.1 ± 0.2 ± 0.1 six sum up to 0.2 or more either way: 0.4, 0.2, 0.2, and their opposites.
        assert!((found.randomization_p - 0.75).abs() < 0.02, "{found:?}");
        assert_eq!(found, Comparison::new(&before, &after));
    }

    #[test]
    fn a_clear_difference_is_significant_and_none_is_not() {
        let before = scores(&[0.2; 40]);
        let mut later = vec![0.4; 39];
        later.push(0.3);
        let found = Comparison::new(&before, &scores(&later));
        assert!(
            found.t_test_p < 1e-6 && found.randomization_p < 0.001,
            "{found:?}"
        );
        let found = Comparison::new(&before, &before);
        assert_eq!([found.t_test_p, found.randomization_p], [1.0, 1.0]);
    }
}
