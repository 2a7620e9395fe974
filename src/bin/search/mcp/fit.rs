//! Answers that fit: as much as a number of bytes holds.

use serde::Serialize;

/// How many bytes an answer has if nothing is said.
pub(crate) const DEFAULT_BYTES: u64 = 8 * 1024;
/// No answer has less room than this: less would hold nothing.
pub(crate) const LEAST_BYTES: u64 = 1024;
/// No answer has more bytes than this.
pub(crate) const MOST_BYTES: u64 = 32 * 1024;

/// Returns how many bytes a value takes as JSON.
pub(crate) fn size(value: &impl Serialize) -> usize {
    // Values of our own can always be written.
    serde_json::to_string(value).map_or(usize::MAX, |json| json.len())
}

/// Returns the largest number up to `most` that fits, if with a number all smaller ones fit; 0 if none does.
pub(crate) fn largest(most: usize, fits: impl Fn(usize) -> bool) -> usize {
    if fits(most) {
        return most;
    }
    let (mut fitting, mut too_many) = (0, most);
    while too_many - fitting > 1 {
        let middle = fitting + (too_many - fitting) / 2;
        match fits(middle) {
            true => fitting = middle,
            false => too_many = middle,
        }
    }
    fitting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_that_fits_is_found() {
        for border in 0..=12 {
            let found = largest(10, |number| number <= border);
            assert_eq!(found, border.min(10));
        }
        assert_eq!(largest(0, |_| false), 0);
        assert_eq!(largest(1, |_| false), 0);
    }
}
