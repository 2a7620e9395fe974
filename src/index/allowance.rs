//! What reading the files inside of a text may still take, all of them together.

use std::time::Duration;

use crate::corpus::{Limits, Refusal, size};
use crate::passage::Split;

/// What is left of the limits of a file for what is inside of it; of a large file for each piece of it.
pub(crate) struct Allowance<'a> {
    limits: &'a Limits,
    /// Where the piece begins.
    piece: u64,
    time: Duration,
    text_bytes: u64,
}

impl<'a> Allowance<'a> {
    /// Starts with all that `limits` allow.
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            piece: 0,
            time: limits.wall_time,
            text_bytes: limits.text_bytes,
        }
    }

    /// Notes that the piece that begins at `piece` is read by now.
    pub(crate) fn at(&mut self, piece: u64) {
        if piece != self.piece {
            *self = Self {
                piece,
                ..Self::new(self.limits)
            };
        }
    }

    /// Returns the limits of the next file.
    ///
    /// # Errors
    ///
    /// Tells what is used up.
    pub(crate) fn left(&self) -> Result<Limits, Refusal> {
        if self.time.is_zero() {
            let seconds = self.limits.wall_time.as_secs_f64();
            let reason = format!("what comes before it took longer than {seconds} s");
            return Err(Refusal::failed(reason));
        }
        if self.text_bytes == 0 {
            let most = size(self.limits.text_bytes);
            let reason = format!("what comes before it has more than {most} of text");
            return Err(Refusal::failed(reason));
        }
        Ok(Limits {
            wall_time: self.time,
            text_bytes: self.text_bytes,
            ..self.limits.clone()
        })
    }

    /// Takes off what a file took.
    pub(crate) fn spend(&mut self, time: Duration, documents: &[Split]) {
        let passages = documents.iter().flat_map(|it| &it.passages);
        let bytes: u64 = passages.map(|passage| passage.text.len() as u64).sum();
        self.time = self.time.saturating_sub(time);
        self.text_bytes = self.text_bytes.saturating_sub(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Passage;

    #[test]
    fn all_files_of_a_piece_share_what_is_allowed() {
        let limits = Limits::default();
        let mut allowance = Allowance::new(&limits);
        assert_eq!(allowance.left(), Ok(limits.clone()));
        let text = Split {
            passages: vec![Passage {
                text: "x".repeat(1 << 20),
                ..Passage::default()
            }],
            ..Split::default()
        };
        allowance.spend(Duration::from_secs(20), &[text]);
        allowance.at(0);
        let left = allowance.left().expect("there is some left");
        assert_eq!(
            (left.wall_time, left.text_bytes),
            (Duration::from_secs(40), 63 << 20)
        );
        allowance.spend(Duration::from_secs(50), &[]);
        let told = "what comes before it took longer than 60 s";
        assert_eq!(allowance.left(), Err(Refusal::failed(told)));
        allowance.at(8 << 20);
        assert_eq!(allowance.left(), Ok(limits.clone()));
    }
}
