//! Terms and where they stand, gathered in memory on their way into a segment.
//!
//! What a term has is one run of bytes: documents and positions as distances from the ones before, in as few bytes as
//! each needs. The lowest bit tells a document from a position.

use std::hash::BuildHasher;
use std::io;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use tantivy::DocId;
use tantivy::postings::FieldSerializer;
use tantivy::schema::IndexRecordOption;

use crate::engine::embedded::runs::{Run, Runs};

/// A packed number takes no more bytes than this.
const NUMBER_BYTES: usize = 10;
/// What the number of a term takes in the table, with the room that it keeps free, more or less.
const TABLE_BYTES: usize = 8;

/// The terms of a field, each known by a number.
#[derive(Default)]
pub(crate) struct Terms {
    numbers: HashTable<u32>,
    hasher: RandomState,
    terms: Vec<Term>,
    /// How often they stand anywhere.
    count: u64,
}

/// A term.
struct Term {
    /// Where its letters stand.
    letters: u32,
    bytes: u32,
    postings: Postings,
}

/// Where a term stands.
#[derive(Default)]
struct Postings {
    packed: Run,
    /// The document after the last one.
    next_doc: DocId,
    last_position: u32,
    docs: u32,
}

impl Terms {
    /// Forgets everything, but keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.numbers.clear();
        self.terms.clear();
        self.count = 0;
    }

    /// Returns the number of a term.
    pub(crate) fn number(&mut self, term: &str, runs: &mut Runs) -> u32 {
        let hash = self.hasher.hash_one(term.as_bytes());
        let is_term = |&number: &u32| self.terms[number as usize].letters(runs) == term.as_bytes();
        if let Some(&number) = self.numbers.find(hash, is_term) {
            return number;
        }
        let number = self.terms.len() as u32;
        self.terms.push(Term::new(term, runs));
        let (hasher, terms) = (&self.hasher, &self.terms);
        let rehash = |&number: &u32| hasher.hash_one(terms[number as usize].letters(runs));
        self.numbers.insert_unique(hash, number, rehash);
        number
    }

    /// Adds a place where the term of a number stands; documents come in order, and positions in a document do.
    pub(crate) fn push(&mut self, number: u32, doc: DocId, position: u32, runs: &mut Runs) {
        self.count += 1;
        self.terms[number as usize]
            .postings
            .push(doc, position, runs);
    }

    /// Adds a term of which only matters that a document has it, and how often.
    pub(crate) fn add(&mut self, term: &str, doc: DocId, runs: &mut Runs) {
        let number = self.number(term, runs);
        self.push(number, doc, 0, runs);
    }

    /// Returns how many terms are known.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// Returns how often they stand anywhere.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Returns how much memory they take besides their runs, more or less.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.terms.len() * (size_of::<Term>() + TABLE_BYTES)
    }

    /// Writes the terms in their order.
    pub(crate) fn write(
        &self,
        runs: &Runs,
        option: IndexRecordOption,
        mut field: FieldSerializer<'_>,
    ) -> io::Result<()> {
        let mut terms: Vec<&Term> = self.terms.iter().collect();
        terms.sort_unstable_by_key(|term| term.letters(runs));
        let (mut packed, mut positions) = (Vec::new(), Vec::new());
        for term in terms {
            let letters = term.letters(runs);
            match option.has_freq() {
                true => field.new_term(letters, term.postings.docs, true)?,
                false => field.new_term_without_freq(letters)?,
            }
            packed.clear();
            runs.read(&term.postings.packed, &mut packed);
            each(&packed, &mut positions, |doc, positions| {
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

impl Term {
    fn new(term: &str, runs: &mut Runs) -> Self {
        Self {
            letters: runs.keep(term.as_bytes()),
            bytes: term.len() as u32,
            postings: Postings::default(),
        }
    }

    fn letters<'a>(&self, runs: &'a Runs) -> &'a [u8] {
        runs.kept(self.letters, self.bytes)
    }
}

impl Postings {
    fn push(&mut self, doc: DocId, position: u32, runs: &mut Runs) {
        if self.next_doc != doc + 1 {
            self.pack(u64::from(doc + 1 - self.next_doc) << 1 | 1, runs);
            self.next_doc = doc + 1;
            self.last_position = 0;
            self.docs += 1;
        }
        // A compound stands where its first part does, so that its stem may be one that was met already.
        let position = position.max(self.last_position);
        self.pack(u64::from(position - self.last_position) << 1, runs);
        self.last_position = position;
    }

    /// Adds a number, seven bits in a byte, the lowest first.
    fn pack(&mut self, mut number: u64, runs: &mut Runs) {
        let mut bytes = [0; NUMBER_BYTES];
        let mut len = 0;
        while number >= 0x80 {
            bytes[len] = number as u8 | 0x80;
            number >>= 7;
            len += 1;
        }
        bytes[len] = number as u8;
        runs.extend(&mut self.packed, &bytes[..=len]);
    }
}

/// Tells each document of a run, with the distances of positions.
fn each(packed: &[u8], positions: &mut Vec<u32>, mut take: impl FnMut(DocId, &[u32])) {
    positions.clear();
    let mut next_doc: DocId = 0;
    let mut rest = packed.iter();
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
        let mut runs = Runs::default();
        let mut postings = Postings::default();
        let added: [(DocId, &[u32]); 4] = [
            (0, &[0, 0, 63, 64, 9_000]),
            (1, &[0]),
            (70, &[u32::MAX]),
            (u32::MAX - 1, &[5, 5]),
        ];
        for (doc, positions) in added {
            for &position in positions {
                postings.push(doc, position, &mut runs);
            }
        }
        assert_eq!(postings.docs, 4);
        let (mut packed, mut told) = (Vec::new(), Vec::new());
        runs.read(&postings.packed, &mut packed);
        each(&packed, &mut Vec::new(), |doc, distances| {
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
        let mut runs = Runs::default();
        let mut terms = Terms::default();
        let names: Vec<_> = (0..1_000).map(|number| format!("name {number}")).collect();
        for _ in 0..2 {
            for (name, number) in names.iter().zip(0..) {
                assert_eq!(terms.number(name, &mut runs), number);
            }
        }
        terms.add("name 7", 7, &mut runs);
        terms.add("", 7, &mut runs);
        assert_eq!((terms.len(), terms.count()), (1_001, 2));
    }
}
