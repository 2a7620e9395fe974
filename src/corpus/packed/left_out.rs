//! What of an archive could not be read.

use crate::corpus::Refusal;

/// So many are told by name.
const TOLD: usize = 3;

/// The files of an archive that are left out.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    count: u64,
    is_failure: bool,
    told: Vec<String>,
}

impl LeftOut {
    /// Notes a file, named as it is inside.
    pub(super) fn add(&mut self, name: &str, refusal: &Refusal) {
        self.count += 1;
        self.is_failure |= refusal.is_failure;
        if self.told.len() < TOLD {
            self.told.push(format!("{name}: {}", refusal.reason));
        }
    }

    /// Tells what is left out of so many files; none if nothing is.
    pub(super) fn refusal(&self, files: u64) -> Option<Refusal> {
        let more = match self.count.saturating_sub(self.told.len() as u64) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let told = self.told.join("; ");
        let reason = format!(
            "{} of {files} files in it left out: {told}{more}",
            self.count
        );
        (self.count > 0).then_some(Refusal {
            is_failure: self.is_failure,
            reason,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_told_by_name() {
        let mut left_out = LeftOut::default();
        assert_eq!(left_out.refusal(9), None);
        for name in ["a", "b", "c", "d", "e"] {
            left_out.add(name, &Refusal::skipped("binary"));
        }
        let refusal = left_out.refusal(9).expect("some are left out");
        let told = "5 of 9 files in it left out: a: binary; b: binary; c: binary; and 2 more";
        assert_eq!(refusal, Refusal::skipped(told));
        left_out.add("f", &Refusal::failed("damaged"));
        assert!(left_out.refusal(9).expect("some are left out").is_failure);
    }
}
