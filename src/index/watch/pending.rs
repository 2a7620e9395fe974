//! What the system told of, until it is looked at.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// To look at more files than this, one by one, takes longer than a walk over most corpora.
pub(crate) const MOST_FILES: usize = 64;

/// What there is to look at, and since when.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    files: BTreeSet<PathBuf>,
    /// Does it take a look at all files?
    takes_all: bool,
    /// Were events lost, so that nobody knows what is still watched?
    has_lost: bool,
    first: Option<Instant>,
    last: Option<Instant>,
}

/// What is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    /// These files.
    Files(Vec<PathBuf>),
    /// All files.
    All,
    /// All files, and what is watched is not what it seems.
    Afresh,
    /// All files and all of the index, as time has passed.
    Check,
}

impl Pending {
    /// Takes note of a file.
    pub(crate) fn file(&mut self, file: PathBuf, now: Instant) {
        self.told(now);
        if !self.takes_all {
            self.files.insert(file);
            if self.files.len() > MOST_FILES {
                self.all(now);
            }
        }
    }

    /// Takes note of something that takes a look at all files.
    pub(crate) fn all(&mut self, now: Instant) {
        self.told(now);
        self.takes_all = true;
        self.files.clear();
    }

    /// Takes note that events were lost.
    pub(crate) fn lost(&mut self, now: Instant) {
        self.all(now);
        self.has_lost = true;
    }

    /// Returns when it should be looked at: after a `quiet` time, but not `longest` after the first event.
    pub(crate) fn due(&self, quiet: Duration, longest: Duration) -> Option<Instant> {
        Some((self.last? + quiet).min(self.first? + longest))
    }

    /// Takes all there is.
    pub(crate) fn take(&mut self) -> Option<Task> {
        let taken = std::mem::take(self);
        taken.first?;
        Some(match (taken.has_lost, taken.takes_all) {
            (true, _) => Task::Afresh,
            (false, true) => Task::All,
            (false, false) => Task::Files(taken.files.into_iter().collect()),
        })
    }

    fn told(&mut self, now: Instant) {
        self.first.get_or_insert(now);
        self.last = Some(now);
    }
}

impl Task {
    /// Returns what does the work of both.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Files(mut files), Self::Files(more)) => {
                files.extend(more);
                Self::Files(files)
            }
            // Who looks afresh looks at all there is but the index, which can wait for the next time.
            (Self::Afresh, _) | (_, Self::Afresh) => Self::Afresh,
            (Self::Check, _) | (_, Self::Check) => Self::Check,
            (Self::All, _) | (_, Self::All) => Self::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::from_millis(50);
    const LONGEST: Duration = Duration::from_millis(500);

    #[test]
    fn a_steady_stream_of_events_waits_no_longer_than_it_may() {
        let start = Instant::now();
        let after = |milliseconds| start + Duration::from_millis(milliseconds);
        let mut pending = Pending::default();
        assert_eq!(pending.due(QUIET, LONGEST), None);
        pending.file("a".into(), start);
        assert_eq!(pending.due(QUIET, LONGEST), Some(after(50)));
        for milliseconds in [40, 80, 490] {
            pending.file("a".into(), after(milliseconds));
        }
        assert_eq!(pending.due(QUIET, LONGEST), Some(after(500)));
    }

    #[test]
    fn each_file_is_looked_at_once_and_many_by_a_walk() {
        let now = Instant::now();
        let mut pending = Pending::default();
        assert_eq!(pending.take(), None);
        for name in ["b", "a", "b"] {
            pending.file(name.into(), now);
        }
        let files = ["a", "b"].map(PathBuf::from).to_vec();
        assert_eq!(pending.take(), Some(Task::Files(files)));
        assert_eq!(pending.take(), None);
        for number in 0..=MOST_FILES {
            pending.file(number.to_string().into(), now);
        }
        assert_eq!(pending.take(), Some(Task::All));
    }

    #[test]
    fn what_is_lost_outweighs_what_is_told() {
        let now = Instant::now();
        let mut pending = Pending::default();
        pending.lost(now);
        pending.file("a".into(), now);
        assert_eq!(pending.take(), Some(Task::Afresh));
        assert_eq!(Task::Check.and(Task::Afresh), Task::Afresh);
        assert_eq!(Task::Files(Vec::new()).and(Task::All), Task::All);
    }
}
