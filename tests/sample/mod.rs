//! How often a test with random choices runs: a sample with the others, and more where it is asked for.

/// Returns the number that an environment variable sets, or the size of the sample.
pub(crate) fn count(name: &str, sample: usize) -> usize {
    let count = std::env::var(name).ok();
    count.and_then(|count| count.parse().ok()).unwrap_or(sample)
}
