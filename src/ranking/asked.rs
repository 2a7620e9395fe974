//! What a plan wants to know of passages: its leaves as terms, each asked for once.

use std::collections::HashMap;

use crate::engine::Wanted;
use crate::query::Place;
use crate::ranking::plan::{Leaf, Plan};
use crate::ranking::weights::SYNONYM_WEIGHT;

/// The terms of a plan, and which of them each leaf is.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The terms.
    pub(crate) wanted: Wanted,
    /// The leaves of the plan.
    pub(crate) leaves: Vec<AskedLeaf>,
}

/// A leaf as numbers of terms.
#[derive(Debug, Default)]
pub(crate) struct AskedLeaf {
    /// Where it is looked for; none for anywhere.
    pub(crate) place: Option<Place>,
    /// The terms that are the leaf, with the weight with which they stand for it.
    pub(crate) terms: Vec<(usize, f64)>,
    /// The phrases that are the leaf.
    pub(crate) rows: Vec<AskedRow>,
    /// The leaf's own ranked terms, for the evidence of the document.
    pub(crate) document: Vec<usize>,
    /// Its runs of letters.
    pub(crate) grams: Vec<usize>,
    /// How its exact form is counted; none for phrases and expansions.
    pub(crate) exact: Option<AskedForm>,
}

/// A phrase as numbers of terms.
#[derive(Debug)]
pub(crate) struct AskedRow {
    /// Each word with its distance from the first.
    pub(crate) words: Vec<(u32, usize)>,
    /// Within how many other words, in any order; none for exactly in a row.
    pub(crate) slop: Option<u32>,
    /// How much it counts.
    pub(crate) weight: f64,
}

/// The typed form of a word.
#[derive(Debug)]
pub(crate) struct AskedForm {
    /// The folded form, among the counted terms.
    pub(crate) folded: usize,
    /// The folded form, among the written ones: how often it is written with accents.
    pub(crate) accented: usize,
    /// The form as typed, among the written ones, where it has accents.
    pub(crate) typed: Option<usize>,
}

impl Asked {
    /// Asks for the leaves of a plan.
    pub(crate) fn new(plan: &Plan) -> Self {
        let mut ranked = Numbers::default();
        let leaves = plan.leaves.iter();
        for leaf in leaves.clone().flat_map(with_equivalents) {
            leaf.0.ranked.iter().for_each(|term| {
                ranked.of(term);
            });
        }
        let mut asking = Asking {
            surfaces: Numbers::after(ranked.terms.len()),
            ranked,
            ..Asking::default()
        };
        let leaves = leaves.map(|leaf| asking.leaf(leaf)).collect();
        Self {
            leaves,
            wanted: Wanted {
                ranked: asking.ranked.terms,
                surfaces: asking.surfaces.terms,
                counted: asking.counted.terms,
                written: asking.written.terms,
                grams: asking.grams.terms,
            },
        }
    }
}

/// Returns a leaf and what means the same, each with its weight.
fn with_equivalents(leaf: &Leaf) -> impl Iterator<Item = (&Leaf, f64)> {
    let others = leaf.equivalents.iter().map(|other| (other, SYNONYM_WEIGHT));
    std::iter::once((leaf, 1.0)).chain(others)
}

/// The terms that were asked for so far.
#[derive(Default)]
struct Asking {
    ranked: Numbers,
    surfaces: Numbers,
    counted: Numbers,
    written: Numbers,
    grams: Numbers,
}

impl Asking {
    fn leaf(&mut self, leaf: &Leaf) -> AskedLeaf {
        let mut asked = AskedLeaf {
            place: leaf.place,
            document: leaf
                .ranked
                .iter()
                .map(|term| self.ranked.of(term))
                .collect(),
            grams: leaf.grams.iter().map(|gram| self.grams.of(gram)).collect(),
            ..AskedLeaf::default()
        };
        for (meaning, weight) in with_equivalents(leaf) {
            self.add(meaning, weight, &mut asked);
        }
        if !leaf.folded.is_empty() {
            asked.exact = Some(AskedForm {
                folded: self.counted.of(&leaf.folded),
                accented: self.written.of(&leaf.folded),
                typed: (leaf.lower != leaf.folded).then(|| self.written.of(&leaf.lower)),
            });
        }
        asked
    }

    fn add(&mut self, leaf: &Leaf, weight: f64, asked: &mut AskedLeaf) {
        let ranked = leaf.ranked.iter().map(|term| self.ranked.of(term));
        asked.terms.extend(ranked.map(|term| (term, weight)));
        let surfaces = leaf.surfaces.iter().map(|term| self.surfaces.of(term));
        asked.terms.extend(surfaces.map(|term| (term, weight)));
        if !leaf.row.is_empty() {
            let words = leaf.row.iter();
            asked.rows.push(AskedRow {
                words: words
                    .map(|(distance, term)| (*distance, self.surfaces.of(term)))
                    .collect(),
                slop: leaf.slop,
                weight,
            });
        }
    }
}

/// Terms, numbered as they come.
#[derive(Default)]
struct Numbers {
    first: usize,
    terms: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Numbers {
    fn after(first: usize) -> Self {
        Self {
            first,
            ..Self::default()
        }
    }

    fn of(&mut self, term: &str) -> usize {
        if let Some(&number) = self.numbers.get(term) {
            return number;
        }
        let number = self.first + self.terms.len();
        self.terms.push(term.to_owned());
        self.numbers.insert(term.to_owned(), number);
        number
    }
}
