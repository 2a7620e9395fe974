//! Where a passage matches a plan: the one matcher that ranking, snippets and highlights share.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use crate::analyzer::{Form, Language, Token, grams, lower, tokens};
use crate::passage::Passage;
use crate::query::Place;
use crate::ranking::plan::{Leaf, Part, Plan};
use crate::ranking::weights::SYNONYM_WEIGHT;

/// Words of different places are never near each other.
const PLACE_GAP: u32 = 1_000;

/// A leaf, and the weight with which a term stands for it.
type Weighted = (usize, f64);

/// Finds a plan's leaves in passages.
pub(crate) struct Matcher<'a> {
    plan: &'a Plan,
    /// Which leaves each surface term is, and with what weight.
    surfaces: HashMap<&'a str, Vec<Weighted>>,
    /// Which leaves each ranked term is, likewise.
    ranked: HashMap<&'a str, Vec<Weighted>>,
    /// Which leaves each word is by its stem, for words that were met: most are met again.
    met: RefCell<HashMap<(Language, String), Vec<Weighted>>>,
}

/// A leaf found in a passage.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    /// Which leaf.
    pub(crate) leaf: usize,
    /// In which place.
    pub(crate) place: Place,
    /// The bytes of the place's text.
    pub(crate) range: Range<usize>,
    /// The number of its first word, places far apart.
    pub(crate) position: u32,
    /// How exactly it is the typed form: 1 as typed, less with other accents, 0 another form.
    pub(crate) exactness: f64,
    /// How much it counts: 1 as typed, less for what means the same.
    pub(crate) weight: f64,
}

/// What a passage has of a plan.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// The leaves found, by place and position.
    pub(crate) marks: Vec<Mark>,
    /// How many ranked terms the passage has.
    pub(crate) terms: usize,
    /// How many of them stand in title and headings.
    pub(crate) head_terms: usize,
}

impl<'a> Matcher<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Self {
        let mut matcher = Self {
            plan,
            surfaces: HashMap::new(),
            ranked: HashMap::new(),
            met: RefCell::default(),
        };
        for (at, leaf) in plan.leaves.iter().enumerate() {
            for term in &leaf.surfaces {
                matcher.surfaces.entry(term).or_default().push((at, 1.0));
            }
            for term in &leaf.ranked {
                matcher.ranked.entry(term).or_default().push((at, 1.0));
            }
            for term in leaf.equivalents.iter().flat_map(|other| &other.ranked) {
                let leaves = matcher.ranked.entry(term).or_default();
                leaves.push((at, SYNONYM_WEIGHT));
            }
        }
        matcher
    }

    /// Returns what `passage` has of the plan.
    pub(crate) fn matches(&self, passage: &Passage) -> Matches {
        let language = passage
            .language
            .as_deref()
            .and_then(Language::from_code)
            .unwrap_or(Language::ENGLISH);
        let mut matches = Matches::default();
        let mut base = 0;
        for (place, text) in [
            (Place::Title, passage.title.as_str()),
            (Place::Heading, &passage.headings.join("\n")),
            (Place::Body, &passage.text),
        ] {
            let reading = Reading {
                text,
                tokens: tokens(text),
                place,
                base,
            };
            base += reading.tokens.last().map_or(0, |token| token.position) + PLACE_GAP;
            let terms = self.words(&reading, language, &mut matches.marks);
            self.rows(&reading, &mut matches.marks);
            matches.terms += terms;
            if place != Place::Body {
                matches.head_terms += terms;
            }
        }
        matches
    }

    /// Returns the ranges of `text` that match the plan, for showing.
    pub(crate) fn highlights(&self, matches: &Matches, place: Place) -> Vec<(usize, Range<usize>)> {
        let marks = matches.marks.iter().filter(|mark| mark.place == place);
        let mut found: Vec<_> = marks.map(|mark| (mark.leaf, mark.range.clone())).collect();
        found.sort_by_key(|(_, range)| (range.start, std::cmp::Reverse(range.end)));
        found
    }

    /// Marks the words, and returns how many ranked terms there are.
    fn words(&self, reading: &Reading<'_>, language: Language, marks: &mut Vec<Mark>) -> usize {
        for (at, token) in reading.tokens.iter().enumerate() {
            for &leaf in self.surfaces.get(token.term.as_str()).into_iter().flatten() {
                self.mark(leaf, reading, [at, at], marks);
            }
        }
        let mut count = 0;
        for (at, token) in reading.tokens.iter().enumerate() {
            match token.form {
                Form::Word | Form::Whole => {
                    count += 1;
                    for leaf in self.by_stem(&token.term, language) {
                        self.mark(leaf, reading, [at, at], marks);
                    }
                }
                Form::Ideograph | Form::Letter => {}
            }
        }
        for term in grams(&reading.tokens) {
            count += 1;
            for &leaf in self.ranked.get(term.term.as_str()).into_iter().flatten() {
                self.mark(leaf, reading, term.tokens, marks);
            }
        }
        count
    }

    /// Returns which leaves a word is by its stem.
    fn by_stem(&self, word: &str, language: Language) -> Vec<Weighted> {
        let key = (language, word.to_owned());
        if let Some(leaves) = self.met.borrow().get(&key) {
            return leaves.clone();
        }
        let stem = language.stem(word);
        let leaves = self.ranked.get(stem.as_ref()).cloned().unwrap_or_default();
        self.met.borrow_mut().insert(key, leaves.clone());
        leaves
    }

    fn mark(
        &self,
        (at, weight): (usize, f64),
        reading: &Reading<'_>,
        [first, last]: [usize; 2],
        marks: &mut Vec<Mark>,
    ) {
        let leaf = &self.plan.leaves[at];
        if leaf.place.is_some_and(|place| place != reading.place) {
            return;
        }
        let range = reading.tokens[first].range.start..reading.tokens[last].range.end;
        let position = reading.base + reading.tokens[first].position;
        // A word that is a surface form and a stem of the same leaf counts once.
        let is_known = |mark: &Mark| mark.leaf == at && mark.position == position;
        if marks
            .iter()
            .rev()
            .take_while(|mark| mark.place == reading.place)
            .take(8)
            .any(is_known)
        {
            return;
        }
        marks.push(Mark {
            leaf: at,
            place: reading.place,
            exactness: self.exactness(at, reading, first, &range),
            weight,
            range,
            position,
        });
    }

    fn exactness(
        &self,
        at: usize,
        reading: &Reading<'_>,
        first: usize,
        range: &Range<usize>,
    ) -> f64 {
        let leaf = &self.plan.leaves[at];
        if reading.tokens[first].term != leaf.folded {
            return 0.0;
        }
        match lower(&reading.text[range.clone()]) == leaf.lower {
            true => 1.0,
            false => crate::ranking::weights::OTHER_ACCENTS,
        }
    }

    fn rows(&self, reading: &Reading<'_>, marks: &mut Vec<Mark>) {
        let leaves = self.plan.leaves.iter().enumerate();
        let rows = leaves.flat_map(|(at, leaf)| {
            let equivalents = leaf.equivalents.iter();
            let equivalents = equivalents.map(move |other| (at, other, SYNONYM_WEIGHT));
            std::iter::once((at, leaf, 1.0)).chain(equivalents)
        });
        for (at, leaf, weight) in rows {
            if leaf.row.is_empty() || leaf.place.is_some_and(|place| place != reading.place) {
                continue;
            }
            let found = match leaf.slop {
                None => in_a_row(leaf, &reading.tokens),
                Some(slop) => within(leaf, slop, &reading.tokens),
            };
            marks.extend(found.into_iter().map(|[first, last]| Mark {
                leaf: at,
                place: reading.place,
                range: reading.tokens[first].range.start..reading.tokens[last].range.end,
                position: reading.base + reading.tokens[first].position,
                exactness: 0.0,
                weight,
            }));
        }
    }
}

/// A place's text, cut into words.
struct Reading<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    place: Place,
    base: u32,
}

/// Returns the first and last tokens of each occurrence of a phrase.
fn in_a_row(leaf: &Leaf, tokens: &[Token]) -> Vec<[usize; 2]> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.term != leaf.row[0].1 {
            continue;
        }
        let mut last = at;
        let is_row = leaf.row[1..].iter().all(|(distance, term)| {
            let next = tokens[at..]
                .iter()
                .take_while(|next| next.position <= token.position + distance);
            let next = next
                .enumerate()
                .find(|(_, next)| next.position == token.position + distance && next.term == *term);
            next.map(|(offset, _)| last = at + offset).is_some()
        });
        if is_row {
            found.push([at, last]);
        }
    }
    found
}

/// Returns the first and last tokens of each shortest window that has all the words, and at most `slop` others.
fn within(leaf: &Leaf, slop: u32, tokens: &[Token]) -> Vec<[usize; 2]> {
    let wanted: Vec<&str> = leaf.row.iter().map(|(_, term)| term.as_str()).collect();
    let width = slop.saturating_add(wanted.len() as u32 - 1);
    let mut found = Vec::new();
    let mut window: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !wanted.contains(&token.term.as_str()) {
            continue;
        }
        window.push(at);
        window.retain(|&before| token.position - tokens[before].position <= width);
        // The shortest window that ends here begins as late as it can.
        let start = (0..window.len())
            .rev()
            .find(|&from| has_all(&wanted, tokens, &window[from..]));
        if let Some(from) = start {
            found.push([window[from], at]);
            window.drain(..=from);
        }
    }
    found
}

/// Do the tokens have every wanted word, a repeated one as often as it is wanted?
fn has_all(wanted: &[&str], tokens: &[Token], window: &[usize]) -> bool {
    wanted.iter().all(|word| {
        let needed = wanted.iter().filter(|other| *other == word).count();
        window
            .iter()
            .filter(|&&at| tokens[at].term == *word)
            .count()
            >= needed
    })
}

impl Matches {
    /// Is the leaf there?
    pub(crate) fn has(&self, leaf: usize) -> bool {
        self.marks.iter().any(|mark| mark.leaf == leaf)
    }

    /// Does the passage fit a condition? Filters were the engine's to decide.
    pub(crate) fn fit(&self, part: &Part) -> bool {
        match part {
            Part::Leaf(at) => self.has(*at),
            Part::Filter(_) => true,
            Part::Any(parts) => parts.iter().any(|part| self.fit(part)),
            Part::All(parts) => parts.iter().all(|part| self.fit(part)),
            Part::Not(part) => !self.fit(part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(words: &str, slop: Option<u32>) -> Leaf {
        let row = words
            .split(' ')
            .enumerate()
            .map(|(at, word)| (at as u32, word.to_owned()))
            .collect();
        Leaf::phrase(words, row, slop)
    }

    #[test]
    fn phrases_stand_in_a_row() {
        let found = |text: &str| in_a_row(&leaf("peace process", None), &tokens(text)).len();
        assert_eq!(found("the peace process, a peace-process"), 2);
        assert_eq!(found("peace in process"), 0);
        assert_eq!(found("process peace"), 0);
    }

    #[test]
    fn words_within_others_stand_in_any_order() {
        let found =
            |text: &str, slop| within(&leaf("mali france", Some(slop)), slop, &tokens(text)).len();
        assert_eq!(found("france left mali", 1), 1);
        assert_eq!(found("france left mali", 0), 0);
        assert_eq!(found("mali france", 0), 1);
        assert_eq!(found("mali a b c d e france", 5), 1);
        assert_eq!(found("mali a b c d e f france", 5), 0);
    }
}
