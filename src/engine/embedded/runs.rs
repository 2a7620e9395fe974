//! Many runs of bytes that grow a little at a time, in one block of memory.
//!
//! A vector for each would leave gaps behind wherever one outgrows its place, and memory that is full of gaps never
//! goes back to the system. Here a run is a chain of pieces, each twice as long as the one before, and all of them go at
//! once.

/// How long the first piece of a run is.
const FIRST_BYTES: u32 = 8;
/// No piece is longer.
const MOST_BYTES: u32 = 32 << 10;
/// More room than this is not kept from the beginning.
const MOST_ROOM: usize = 64 << 20;
/// After a piece stands where the next one begins.
const LINK_BYTES: u32 = 4;

/// The memory that runs lie in: at most 4 GiB.
#[derive(Default)]
pub(crate) struct Runs {
    bytes: Vec<u8>,
}

/// A run of bytes. It knows nothing of its memory but where it lies.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Run {
    first: u32,
    /// Where the next byte goes.
    end: u32,
    /// How much room is left in the last piece.
    room: u32,
    /// How long the last piece is; 0 if there is none.
    last_bytes: u32,
}

impl Runs {
    /// Keeps room for so many bytes, of which the system gives what is used.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes.min(MOST_ROOM)),
        }
    }

    /// Forgets all runs, but keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Returns how many bytes are taken.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Keeps bytes that do not grow; returns where they begin.
    pub(crate) fn keep(&mut self, bytes: &[u8]) -> u32 {
        let start = self.end();
        self.bytes.extend_from_slice(bytes);
        start
    }

    /// Returns bytes that were kept.
    pub(crate) fn kept(&self, start: u32, len: u32) -> &[u8] {
        &self.bytes[start as usize..][..len as usize]
    }

    /// Adds bytes to a run.
    pub(crate) fn extend(&mut self, run: &mut Run, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if run.room == 0 {
                self.add_piece(run);
            }
            let (now, later) = bytes.split_at(bytes.len().min(run.room as usize));
            self.bytes[run.end as usize..][..now.len()].copy_from_slice(now);
            run.end += now.len() as u32;
            run.room -= now.len() as u32;
            bytes = later;
        }
    }

    /// Adds what a run has to `bytes`.
    pub(crate) fn read(&self, run: &Run, bytes: &mut Vec<u8>) {
        let (mut start, mut len) = (run.first, FIRST_BYTES);
        if run.last_bytes == 0 {
            return;
        }
        while start + len != run.end + run.room {
            bytes.extend_from_slice(self.kept(start, len));
            let link = self.kept(start + len, LINK_BYTES).first_chunk();
            start = u32::from_le_bytes(*link.expect("a piece has a link"));
            len = longer(len);
        }
        bytes.extend_from_slice(self.kept(start, run.end - start));
    }

    /// Gives a run that has no room left another piece.
    fn add_piece(&mut self, run: &mut Run) {
        let start = self.end();
        match run.last_bytes {
            0 => run.first = start,
            _ => {
                let link = &mut self.bytes[run.end as usize..][..LINK_BYTES as usize];
                link.copy_from_slice(&start.to_le_bytes());
            }
        }
        let len = match run.last_bytes {
            0 => FIRST_BYTES,
            last => longer(last),
        };
        let end = (start + len + LINK_BYTES) as usize;
        self.bytes.resize(end, 0);
        (run.end, run.room, run.last_bytes) = (start, len, len);
    }

    fn end(&self) -> u32 {
        let end = u32::try_from(self.bytes.len()).ok();
        let end = end.filter(|&end| end < u32::MAX - MOST_BYTES - LINK_BYTES);
        end.expect("the terms of a segment take less than 4 GiB")
    }
}

/// Returns how long the piece after one of that length is.
fn longer(len: u32) -> u32 {
    (len * 2).min(MOST_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn runs_are_what_was_added(
            added in proptest::collection::vec((0..4_usize, proptest::collection::vec(any::<u8>(), 0..50)), 0..200),
        ) {
            let mut runs = Runs::with_room(10);
            let mut made = [Run::default(); 4];
            let mut expected: [Vec<u8>; 4] = Default::default();
            let mut kept = Vec::new();
            for (at, bytes) in added {
                kept.push((runs.keep(&bytes), bytes.clone()));
                runs.extend(&mut made[at], &bytes);
                expected[at].extend(bytes);
            }
            for (run, expected) in made.iter().zip(expected) {
                let mut bytes = Vec::new();
                runs.read(run, &mut bytes);
                prop_assert_eq!(bytes, expected);
            }
            for (start, bytes) in kept {
                prop_assert_eq!(runs.kept(start, bytes.len() as u32), bytes);
            }
        }
    }

    #[test]
    fn a_long_run_has_pieces_that_stay_as_long() {
        let (mut runs, mut run) = (Runs::default(), Run::default());
        let expected: Vec<u8> = (0..300_000_u32).map(|number| number as u8).collect();
        for bytes in expected.chunks(3) {
            runs.extend(&mut run, bytes);
        }
        let mut bytes = Vec::new();
        runs.read(&run, &mut bytes);
        assert!(bytes == expected && runs.len() < expected.len() + 40_000);
    }
}
