//! Terms and where they stand, gathered in memory on their way into a segment.
//!
//! What a term has is one run of bytes: documents and positions as distances from the ones before, in as few bytes as
//! each needs. The lowest bit tells a document from a position.

use std::collections::HashMap;
use std::io;

use foldhash::fast::RandomState;
use tantivy::DocId;
use tantivy::postings::FieldSerializer;
use tantivy::schema::IndexRecordOption;

/// A document and a position take no more bytes than this.
const PLACE_BYTES: usize = 10;
/// What a term takes besides its letters and postings, more or less.
const TERM_BYTES: usize = 96;

/// The terms of a field, each known by a number.
#[derive(Default)]
pub(crate) struct Terms {
    numbers: HashMap<Box<str>, u32, RandomState>,
    postings: Vec<Postings>,
    /// How often they stand anywhere.
    count: u64,
    memory_bytes: usize,
}

/// Where a term stands.
#[derive(Default)]
struct Postings {
    packed: Vec<u8>,
    /// The document after the last one.
    next_doc: DocId,
    last_position: u32,
    docs: u32,
}

impl Terms {
    /// Returns the number of a term.
    pub(crate) fn number(&mut self, term: &str) -> u32 {
        if let Some(&number) = self.numbers.get(term) {
            return number;
        }
        let number = self.postings.len() as u32;
        self.numbers.insert(term.into(), number);
        self.postings.push(Postings::default());
        self.memory_bytes += TERM_BYTES + term.len();
        number
    }

    /// Adds a place where the term of a number stands; documents come in order, and positions in a document do.
    pub(crate) fn push(&mut self, number: u32, doc: DocId, position: u32) {
        self.count += 1;
        self.memory_bytes += self.postings[number as usize].push(doc, position);
    }

    /// Adds a term of which only matters that a document has it, and how often.
    pub(crate) fn add(&mut self, term: &str, doc: DocId) {
        let number = self.number(term);
        self.push(number, doc, 0);
    }

    /// Returns how many terms are known.
    pub(crate) fn len(&self) -> usize {
        self.postings.len()
    }

    /// Returns how often they stand anywhere.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Returns how much memory they take, more or less.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.memory_bytes
    }

    /// Writes the terms in their order.
    pub(crate) fn write(
        &self,
        option: IndexRecordOption,
        mut field: FieldSerializer<'_>,
    ) -> io::Result<()> {
        let numbers = self.numbers.iter();
        let mut terms: Vec<(&str, u32)> = numbers.map(|(term, &it)| (term.as_ref(), it)).collect();
        terms.sort_unstable();
        let mut positions = Vec::new();
        for (term, number) in terms {
            let postings = &self.postings[number as usize];
            match option.has_freq() {
                true => field.new_term(term.as_bytes(), postings.docs, true)?,
                false => field.new_term_without_freq(term.as_bytes())?,
            }
            postings.each(&mut positions, |doc, positions| {
                let kept = if option.has_positions() {
                    positions
                } else {
                    &[]
                };
                field.write_doc(doc, positions.len() as u32, kept);
            });
            field.close_term()?;
        }
        field.close()
    }
}

impl Postings {
    /// Adds a place; returns by how much more memory is taken.
    fn push(&mut self, doc: DocId, position: u32) -> usize {
        let before = self.packed.capacity();
        if before - self.packed.len() < PLACE_BYTES {
            // Twice as much, as a vector takes by itself, would lie idle for most terms.
            self.packed.reserve_exact((before / 2).max(PLACE_BYTES));
        }
        if self.next_doc != doc + 1 {
            self.pack(u64::from(doc + 1 - self.next_doc) << 1 | 1);
            self.next_doc = doc + 1;
            self.last_position = 0;
            self.docs += 1;
        }
        // A compound stands where its first part does, so that its stem may be one that was met already.
        let position = position.max(self.last_position);
        self.pack(u64::from(position - self.last_position) << 1);
        self.last_position = position;
        self.packed.capacity() - before
    }

    /// Adds a number, seven bits in a byte, the lowest first.
    fn pack(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.packed.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.packed.push(number as u8);
    }

    /// Tells each document, with the distances of positions.
    fn each(&self, positions: &mut Vec<u32>, mut take: impl FnMut(DocId, &[u32])) {
        positions.clear();
        let mut next_doc: DocId = 0;
        let mut rest = self.packed.iter();
        while let Some(number) = unpack(&mut rest) {
            match number & 1 {
                1 => {
                    if next_doc > 0 {
                        take(next_doc - 1, positions);
                    }
                    positions.clear();
                    next_doc += (number >> 1) as u32;
                }
                _ => positions.push((number >> 1) as u32),
            }
        }
        if next_doc > 0 {
            take(next_doc - 1, positions);
        }
    }
}

/// Takes a number off bytes; none if there are no more.
fn unpack(rest: &mut std::slice::Iter<'_, u8>) -> Option<u64> {
    let mut number = 0;
    let mut shift = 0;
    for &byte in rest {
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_term_stands_is_told_as_it_was_added() {
        let mut postings = Postings::default();
        let added: [(DocId, &[u32]); 4] = [
            (0, &[0, 0, 63, 64, 9_000]),
            (1, &[0]),
            (70, &[u32::MAX]),
            (u32::MAX - 1, &[5, 5]),
        ];
        let mut memory = 0;
        for (doc, positions) in added {
            for &position in positions {
                memory += postings.push(doc, position);
            }
        }
        assert_eq!(memory, postings.packed.capacity());
        assert_eq!(postings.docs, 4);
        let mut told = Vec::new();
        postings.each(&mut Vec::new(), |doc, distances| {
            let mut position = 0;
            let positions = distances.iter().map(|distance| {
                position += distance;
                position
            });
            told.push((doc, positions.collect::<Vec<_>>()));
        });
        let expected = added.map(|(doc, positions)| (doc, positions.to_vec()));
        assert_eq!(told, expected);
    }

    #[test]
    fn a_term_has_one_number() {
        let mut terms = Terms::default();
        assert_eq!(["a", "b", "a"].map(|term| terms.number(term)), [0, 1, 0]);
        terms.add("b", 7);
        assert_eq!((terms.len(), terms.count()), (2, 1));
    }
}
