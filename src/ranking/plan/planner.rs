//! The planner: each part of a query into leaves and conditions, with the index's own terms.

use std::collections::BTreeSet;

use crate::analyzer::{
    Form, Language, Token, asked_in, fold, is_soft, letter_grams, plain_terms, tokens,
};
use crate::engine::{Clause, Pattern, Snapshot};
use crate::error::Result;
use crate::query::{Item, Node, Place};
use crate::ranking::plan::{Leaf, Part, Plan};
use crate::ranking::weights::BEGUN_TERMS;
use crate::ranking::words::{is_alone, words};

/// How many index terms a prefix or a near spelling stands for at most.
pub(super) const MAX_EXPANSIONS: usize = 1_000;
/// A shorter prefix would stand for half the dictionary.
const MIN_PREFIX_CHARS: usize = 2;

/// Resolves the parts of a query, one after the other.
pub(super) struct Planner<'a> {
    pub(super) snapshot: &'a dyn Snapshot,
    /// The query as typed.
    pub(super) text: String,
    languages: Vec<Language>,
    /// The language whose small words carry no topic.
    asked: Language,
    pub(super) plan: Plan,
}

impl<'a> Planner<'a> {
    /// Starts with an empty plan for a query of that text.
    pub(super) fn new(text: &str, snapshot: &'a dyn Snapshot) -> Result<Self> {
        let languages = languages(snapshot)?;
        let tokens = tokens(text);
        let words: Vec<_> = tokens.iter().map(|token| token.term.as_ref()).collect();
        Ok(Self {
            text: text.to_owned(),
            snapshot,
            asked: asked_in(&words, &languages),
            languages,
            plan: Plan::default(),
        })
    }

    /// Returns the plan.
    pub(super) fn end(self) -> Plan {
        self.plan
    }

    /// Adds a part of the query.
    pub(super) fn item(&mut self, item: &Item) -> Result<()> {
        if let (Node::All(items), false) = (&item.node, item.is_excluded) {
            // Parentheses around plain words change nothing: repr(C), a kinase (AMPK).
            return items.iter().try_for_each(|item| self.item(item));
        }
        let is_plain = matches!(
            item.node,
            Node::Word(_) | Node::Begun(_) | Node::Prefix(_) | Node::Near(_)
        );
        if is_plain && !item.is_excluded {
            let leaves = self.leaves(&item.node, None)?;
            self.plan.words.extend(leaves);
            return Ok(());
        }
        let extra_from = self.plan.leaves.len();
        let part = self.part(&item.node, None)?;
        if item.is_excluded {
            // What must not be there has nothing to weigh.
            self.plan.leaves[extra_from..]
                .iter_mut()
                .for_each(|leaf| leaf.is_extra = false);
            self.plan.excluded.extend(part);
        } else {
            self.plan.required.extend(part);
        }
        Ok(())
    }

    fn part(&mut self, node: &Node, place: Option<Place>) -> Result<Option<Part>> {
        Ok(Some(match node {
            Node::Word(_)
            | Node::Begun(_)
            | Node::Prefix(_)
            | Node::Near(_)
            | Node::Phrase { .. } => {
                let leaves = self.leaves(node, place)?;
                let mut parts: Vec<_> = leaves.into_iter().map(Part::Leaf).collect();
                match parts.len() {
                    0 => return Ok(None),
                    1 => parts.remove(0),
                    _ => Part::All(parts),
                }
            }
            Node::In(place, node) => return self.part(node, Some(*place)),
            Node::Any(nodes) => {
                let parts = nodes
                    .iter()
                    .map(|node| self.part(node, place))
                    .collect::<Result<Vec<_>>>()?;
                Part::Any(parts.into_iter().flatten().collect())
            }
            Node::All(items) => Part::All(self.parts(items, place)?),
            filter => return Ok(self::filter(filter).map(Part::Filter)),
        }))
    }

    fn parts(&mut self, items: &[Item], place: Option<Place>) -> Result<Vec<Part>> {
        let mut parts = Vec::new();
        for item in items {
            let part = self.part(&item.node, place)?;
            parts.extend(part.map(|part| match item.is_excluded {
                true => Part::Not(Box::new(part)),
                false => part,
            }));
        }
        Ok(parts)
    }

    /// Adds the leaves of a word, an expansion or a phrase, and returns those that are conditions.
    fn leaves(&mut self, node: &Node, place: Option<Place>) -> Result<Vec<usize>> {
        match node {
            Node::Word(word) => self.word(word, place),
            Node::Begun(word) => self.begun(word, place),
            Node::Prefix(word) => self.prefix(word, place),
            Node::Near(word) => self.near(word, place),
            Node::Phrase { text, slop } => Ok(self.phrase(text, *slop, place)),
            _ => Ok(Vec::new()),
        }
    }

    pub(super) fn word(&mut self, word: &str, place: Option<Place>) -> Result<Vec<usize>> {
        let tokens = tokens(word);
        let mut leaves: Vec<usize> = Vec::new();
        for mut leaf in self.words_of(word, &tokens) {
            if place.is_some() {
                leaf.surfaces = self.forms(&leaf, place)?;
                leaf.ranked.clear();
                leaf.grams.clear();
                leaf.place = place;
                leaf.is_soft = false;
            }
            leaves.push(self.push(leaf));
        }
        if place.is_none() {
            for leaf in characters_of(word, &tokens, self.asked) {
                self.push(leaf);
            }
        }
        Ok(leaves)
    }

    /// Returns a leaf for each part of a word.
    pub(super) fn words_of(&self, typed: &str, tokens: &[Token<'_>]) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        for word in words(tokens) {
            let ranked = match word.has_forms {
                true => self.stems(&word.term),
                false => vec![word.term.clone()],
            };
            let grams = match word.has_forms {
                true => self.grams(&word.term),
                false => Vec::new(),
            };
            leaves.push(Leaf {
                grams,
                overlaps: !word.has_forms,
                ..Leaf::word(&word.term, &typed[word.range], ranked, self.asked)
            });
        }
        for leaf in leaves.iter_mut().skip(1) {
            leaf.follows = true;
        }
        leaves
    }

    /// Returns the runs of letters of a word with a topic, where the language of the query joins words.
    fn grams(&self, word: &str) -> Vec<String> {
        match self.asked.has_grams() && !is_soft(word, self.asked) {
            true => letter_grams(word),
            false => Vec::new(),
        }
    }

    /// Returns the stems of a word in every language of the index.
    fn stems(&self, word: &str) -> Vec<String> {
        let stems: BTreeSet<_> = self
            .languages
            .iter()
            .map(|language| language.stem(word).into_owned())
            .collect();
        stems.into_iter().collect()
    }

    /// Returns the surface terms of the index that are forms of the word.
    fn forms(&self, leaf: &Leaf, place: Option<Place>) -> Result<Vec<String>> {
        let shared = leaf
            .ranked
            .iter()
            .map(|stem| common_prefix(stem, &leaf.folded))
            .min_by_key(|prefix| prefix.len());
        let prefix = shared.unwrap_or(&leaf.folded);
        if prefix.chars().count() < MIN_PREFIX_CHARS {
            return Ok(vec![leaf.folded.clone()]);
        }
        let pattern = Pattern::Prefix(prefix.to_owned());
        let mut terms = self
            .snapshot
            .surface_terms(&pattern, place, MAX_EXPANSIONS)?;
        terms.retain(|term| {
            *term == leaf.folded
                || self
                    .stems(term)
                    .iter()
                    .any(|stem| leaf.ranked.contains(stem))
        });
        Ok(terms)
    }

    fn prefix(&mut self, word: &str, place: Option<Place>) -> Result<Vec<usize>> {
        let prefix = fold(word).into_owned();
        if prefix.chars().count() < MIN_PREFIX_CHARS || !prefix.chars().all(char::is_alphanumeric) {
            return self.word(word, place);
        }
        let surfaces =
            self.snapshot
                .surface_terms(&Pattern::Prefix(prefix), place, MAX_EXPANSIONS)?;
        Ok(vec![self.expansion(&format!("{word}*"), surfaces, place)])
    }

    /// Lets the last part of a word be a beginning, too.
    fn begun(&mut self, word: &str, place: Option<Place>) -> Result<Vec<usize>> {
        let leaves = self.word(word, place)?;
        if let Some(&last) = leaves.last() {
            let leaf = &mut self.plan.leaves[last];
            if leaf.folded.chars().count() >= MIN_PREFIX_CHARS {
                let terms = self.snapshot.frequent_terms(&leaf.folded, BEGUN_TERMS)?;
                leaf.surfaces
                    .extend(terms.into_iter().map(|(term, _)| term));
                leaf.is_soft = false;
            }
        }
        Ok(leaves)
    }

    pub(super) fn expansion(
        &mut self,
        typed: &str,
        surfaces: Vec<String>,
        place: Option<Place>,
    ) -> usize {
        let leaf = Leaf {
            surfaces,
            place,
            ..Leaf::phrase(typed, Vec::new(), None)
        };
        self.push(leaf)
    }

    fn phrase(&mut self, text: &str, slop: Option<u32>, place: Option<Place>) -> Vec<usize> {
        let mut tokens = tokens(text);
        tokens.retain(|token| token.form != Form::Whole);
        let Some(first) = tokens.first().map(|token| token.position) else {
            return Vec::new();
        };
        let row = tokens
            .iter()
            .map(|token| (token.position - first, token.term.to_string()))
            .collect();
        let leaf = Leaf {
            place,
            ..Leaf::phrase(text, row, slop)
        };
        let at = self.push(leaf);
        if place.is_none() {
            for mut leaf in self.words_of(text, &tokens) {
                leaf.is_extra = true;
                self.push(leaf);
            }
        }
        vec![at]
    }

    fn push(&mut self, leaf: Leaf) -> usize {
        self.plan.leaves.push(leaf);
        self.plan.leaves.len() - 1
    }

    /// Lets neighbouring words be written as one: `al mourabitoun` is in `almourabitoun`.
    pub(super) fn join_neighbours(&mut self) -> Result<()> {
        for pair in self.plan.words.clone().windows(2) {
            let [left, right] = [pair[0], pair[1]];
            let leaves = &mut self.plan.leaves;
            if left + 1 != right
                || leaves[left].ranked.is_empty()
                || leaves[right].ranked.is_empty()
            {
                continue;
            }
            leaves[right].follows = true;
            let joined = format!("{}{}", leaves[left].folded, leaves[right].folded);
            let is_number = joined.bytes().all(|byte| byte.is_ascii_digit());
            if !is_number && self.snapshot.surface_count(&joined)? > 0 {
                leaves[left].surfaces.push(joined.clone());
                leaves[right].surfaces.push(joined);
            }
        }
        Ok(())
    }
}

/// Returns a leaf for each character of a run of Han: it counts for the ranking, as its pairs decide what fits.
fn characters_of(typed: &str, tokens: &[Token<'_>], asked: Language) -> Vec<Leaf> {
    let is_in_run = |at: &usize| tokens[*at].form == Form::Ideograph && !is_alone(tokens, *at);
    let characters = (0..tokens.len()).filter(is_in_run);
    characters
        .map(|at| {
            let token = &tokens[at];
            let text = &typed[token.range.clone()];
            let ranked = vec![token.term.to_string()];
            let mut leaf = Leaf::word(&token.term, text, ranked, asked);
            leaf.is_extra = true;
            leaf.overlaps = true;
            leaf
        })
        .collect()
}

fn filter(node: &Node) -> Option<Clause> {
    Some(match node {
        Node::Path(glob) => Clause::Path(glob.clone()),
        Node::Type(name) => Clause::Type(name.clone()),
        Node::Language(code) => {
            let known = Language::from_code(code).map(|language| language.code().to_owned());
            Clause::Language(known.unwrap_or_else(|| code.clone()))
        }
        Node::Author(name) => Clause::Author(plain_terms(name)),
        Node::Id(id) => Clause::Id(id.clone()),
        Node::Date(when) => {
            let (from, to) = when.bounds();
            Clause::Date(from, to)
        }
        Node::Modified(when) => {
            let (from, to) = when.bounds();
            Clause::Modified(from, to)
        }
        _ => return None,
    })
}

/// Returns the languages whose stems a query word is looked for in: those of the index, and English for what has none.
fn languages(snapshot: &dyn Snapshot) -> Result<Vec<Language>> {
    let mut languages = snapshot.languages()?;
    if languages.is_empty() {
        languages.push(Language::ENGLISH);
    }
    languages.sort_by_key(|language| *language != Language::ENGLISH);
    Ok(languages)
}

fn common_prefix<'a>(left: &'a str, right: &str) -> &'a str {
    let same = left
        .char_indices()
        .zip(right.chars())
        .find(|((_, l), r)| l != r);
    let end = same.map_or(left.len().min(right.len()), |((at, _), _)| at);
    &left[..end]
}
