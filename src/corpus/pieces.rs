//! Texts of many records, read piece by piece: however large such a file is, little of it is in memory.

use std::io::Read;

use crate::corpus::{Refusal, Text, size};

/// A piece has about so many bytes.
pub(crate) const PIECE_BYTES: usize = 8 << 20;
/// A record of more bytes than this does not end in time.
const RECORD_BYTES: usize = 64 << 20;

/// How a text of many records is cut into pieces.
#[derive(Clone, Copy)]
pub(crate) struct Cut {
    /// Returns where the last complete record ends in bytes that begin with a record; none if there is none.
    pub(crate) end: fn(&[u8]) -> Option<usize>,
    /// Returns what of the first piece the others need before them: whole lines.
    pub(crate) head: fn(&str) -> String,
}

/// What stands before a piece in its file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Before {
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
}

/// The pieces of a text, one after the other.
pub(crate) struct Pieces<R> {
    input: R,
    cut: Cut,
    /// What was read and not given away yet.
    buffer: Vec<u8>,
    is_end: bool,
    before: Before,
    head: String,
    /// How many bytes a piece has, if that is enough for a record.
    piece_bytes: usize,
    /// How many bytes a record has at most.
    record_bytes: usize,
}

/// Why a text has no further piece.
pub(crate) enum Stop {
    /// It cannot be read.
    Unread(Refusal),
    /// A record is too long; this is what to tell of it.
    TooLong(String),
}

impl<R: Read> Pieces<R> {
    /// Starts with the first one.
    pub(crate) fn new(input: R, cut: Cut) -> Self {
        Self {
            input,
            cut,
            buffer: Vec::new(),
            is_end: false,
            before: Before::default(),
            head: String::new(),
            piece_bytes: PIECE_BYTES,
            record_bytes: RECORD_BYTES,
        }
    }

    /// Reads smaller pieces.
    #[cfg(test)]
    pub(crate) fn small(self, piece_bytes: usize) -> Self {
        Self {
            piece_bytes,
            ..self
        }
    }

    /// Returns the next piece; none at the end.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, is no text, or has a record that is too long.
    pub(crate) fn next(&mut self) -> Result<Option<Text>, Stop> {
        let end = self.fill()?;
        if end == 0 {
            return Ok(None);
        }
        let rest = self.buffer.split_off(end);
        let piece = std::mem::replace(&mut self.buffer, rest);
        let before = self.before;
        self.before.bytes += piece.len() as u64;
        self.before.lines += piece.iter().filter(|&&byte| byte == b'\n').count() as u64;
        if before != Before::default() {
            return Ok(Some(Text::piece(piece, &self.head, before)));
        }
        let Some(text) = Text::decode(piece) else {
            return Err(Stop::Unread(Refusal::skipped("binary")));
        };
        self.head = (self.cut.head)(text.as_str());
        Ok(Some(text))
    }

    /// Reads on until a piece is there, and returns where it ends.
    fn fill(&mut self) -> Result<usize, Stop> {
        let mut most = self.piece_bytes;
        loop {
            self.read_to(most).map_err(Stop::Unread)?;
            if self.is_end {
                return Ok(self.buffer.len());
            }
            match (self.cut.end)(&self.buffer) {
                Some(end) if end > 0 => return Ok(end),
                _ if most >= self.record_bytes => {
                    let size = size(self.record_bytes as u64);
                    let note = format!("has a record of more than {size}; from there on left out");
                    return Err(Stop::TooLong(note));
                }
                _ => most *= 2,
            }
        }
    }

    fn read_to(&mut self, most: usize) -> Result<(), Refusal> {
        let wanted = most.saturating_sub(self.buffer.len());
        self.buffer.reserve_exact(wanted);
        let mut part = self.input.by_ref().take(wanted as u64);
        let read = part.read_to_end(&mut self.buffer).map_err(Refusal::of)?;
        self.is_end = read < wanted;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: Cut = Cut {
        end: |bytes| {
            bytes
                .iter()
                .rposition(|&byte| byte == b'\n')
                .map(|at| at + 1)
        },
        head: |first| first.split_inclusive('\n').take(1).collect(),
    };

    #[test]
    fn pieces_know_their_places_and_have_the_head_before_them() {
        let line = "é".repeat(499);
        let source = format!("head\n{}", format!("{line}\n").repeat(20_000));
        let mut pieces = Pieces::new(source.as_bytes(), LINES);
        let (mut bytes, mut lines, mut count) = (0, 0, 0);
        while let Ok(Some(text)) = pieces.next() {
            let head = if count == 0 { 0 } else { "head\n".len() };
            assert!(text.as_str().starts_with("head\n") && text.as_str().ends_with('\n'));
            let all = head..text.as_str().len();
            let [start, end] = text.file_bytes(&all).expect("a text has bytes");
            assert_eq!(
                &source[start as usize..end as usize],
                &text.as_str()[head..]
            );
            let [first, last] = text.lines(&all).expect("a text has lines");
            assert_eq!([start, first], [bytes, lines + 1]);
            (bytes, lines, count) = (end, last, count + 1);
        }
        assert_eq!([bytes, lines, count], [source.len() as u64, 20_001, 3]);
    }

    #[test]
    fn a_record_without_end_is_not_waited_for() {
        let mut pieces = Pieces::new(std::io::repeat(b'x'), LINES);
        assert!(matches!(pieces.next(), Err(Stop::TooLong(_))));
        let mut pieces = Pieces::new(&b"\0"[..], LINES);
        assert!(matches!(pieces.next(), Err(Stop::Unread(_))));
        let mut pieces = Pieces::new(&b""[..], LINES);
        assert!(matches!(pieces.next(), Ok(None)));
    }
}
