//! A query with its words resolved against an index: what the engine looks for and what the ranking weighs.

use std::collections::BTreeSet;

use crate::analyzer::{Form, Language, Token, fold, is_soft, lower, ranked_terms, tokens};
use crate::engine::{Clause, Pattern, Search, Snapshot};
use crate::error::Result;
use crate::hit::Correction;
use crate::query::{Item, Node, Place, Query};
use crate::ranking::spelling;
use crate::ranking::weights::{FEW_WORDS, SOFT_WEIGHT};

/// How many index terms a prefix or a near spelling stands for at most.
const MAX_EXPANSIONS: usize = 1_000;
/// A shorter prefix would stand for half the dictionary.
const MIN_PREFIX_CHARS: usize = 2;

/// A query, resolved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// The words, phrases and expansions.
    pub(crate) leaves: Vec<Leaf>,
    /// What every passage must have.
    pub(crate) required: Vec<Part>,
    /// What no passage may have.
    pub(crate) excluded: Vec<Part>,
    /// The plain words: passages with all of them come first.
    pub(crate) words: Vec<usize>,
    /// The near spellings taken for words that the index does not have.
    pub(crate) corrections: Vec<Correction>,
}

/// A word, a phrase or an expansion.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// What the user typed.
    pub(crate) typed: String,
    /// The typed word folded, for matches of the exact form; empty for phrases.
    pub(crate) folded: String,
    /// The typed word in lower case, with its accents.
    pub(crate) lower: String,
    /// The ranked terms that are the word.
    pub(crate) ranked: Vec<String>,
    /// The surface terms that are the word: other ways of writing, expansions.
    pub(crate) surfaces: Vec<String>,
    /// The words of a phrase, each with its distance from the first.
    pub(crate) row: Vec<(u32, String)>,
    /// Within how many other words, in any order; none for exactly in a row.
    pub(crate) slop: Option<u32>,
    /// Where it is looked for; none for anywhere.
    pub(crate) place: Option<Place>,
    /// Does the word carry no topic?
    pub(crate) is_soft: bool,
    /// Does it count for the ranking only, as a part of a phrase?
    pub(crate) is_extra: bool,
    /// Are its surfaces near spellings?
    pub(crate) is_corrected: bool,
    /// Does the leaf before this one stand right before it in the query?
    pub(crate) follows: bool,
}

/// A condition over leaves.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// The leaf is there.
    Leaf(usize),
    /// A filter that the engine decides.
    Filter(Clause),
    /// One of these.
    Any(Vec<Self>),
    /// Each of these.
    All(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
}

impl Plan {
    /// Resolves `query` against `snapshot`.
    pub(crate) fn new(query: &Query, snapshot: &dyn Snapshot) -> Result<Self> {
        let mut planner = Planner {
            snapshot,
            languages: languages(snapshot)?,
            plan: Self::default(),
        };
        for item in query.items() {
            planner.item(item)?;
        }
        planner.join_neighbours()?;
        let mut plan = planner.plan;
        plan.harden();
        Ok(plan)
    }

    /// Returns the plan with near spellings for the words that the index does not have; none if there are none.
    pub(crate) fn corrected(&self, snapshot: &dyn Snapshot) -> Result<Option<Self>> {
        let mut plan = self.clone();
        for &at in &self.words {
            let leaf = &self.leaves[at];
            if leaf.is_soft || leaf.ranked.is_empty() || self.is_known(at, snapshot)? {
                continue;
            }
            let spellings = spelling::near(&leaf.folded, snapshot)?;
            if spellings.is_empty() {
                plan.read_as_two(at, snapshot)?;
            } else {
                plan.respell(at, spellings);
            }
        }
        Ok((!plan.corrections.is_empty()).then_some(plan))
    }

    fn respell(&mut self, at: usize, spellings: Vec<String>) {
        let leaf = &mut self.leaves[at];
        leaf.is_corrected = true;
        leaf.surfaces.extend(spellings.iter().cloned());
        let from = leaf.typed.clone();
        let corrections = spellings.into_iter().map(|to| Correction {
            from: from.clone(),
            to,
        });
        self.corrections.extend(corrections);
    }

    /// Takes a word for two that stand next to each other somewhere: `belmokhtar` for `bel mokhtar`.
    fn read_as_two(&mut self, at: usize, snapshot: &dyn Snapshot) -> Result<()> {
        let folded = self.leaves[at].folded.clone();
        for (left, right) in spelling::halves(&folded) {
            if snapshot.surface_count(left, None)? == 0 || snapshot.surface_count(right, None)? == 0
            {
                continue;
            }
            let row = vec![(0, left.to_owned()), (1, right.to_owned())];
            let search = Search {
                required: vec![Clause::Row(row.clone(), None)],
                ..Search::default()
            };
            if snapshot.count(&search)? > 0 {
                let leaf = &mut self.leaves[at];
                leaf.row = row;
                leaf.is_corrected = true;
                self.corrections.push(Correction {
                    from: leaf.typed.clone(),
                    to: format!("{left} {right}"),
                });
                break;
            }
        }
        Ok(())
    }

    /// Is the query a question rather than a few keywords? Then no word is required.
    pub(crate) fn is_long(&self) -> bool {
        self.topics().count() > FEW_WORDS
    }

    /// Returns the plain words that carry a topic.
    pub(crate) fn topics(&self) -> impl Iterator<Item = usize> {
        self.words
            .iter()
            .copied()
            .filter(|&at| !self.leaves[at].is_soft)
    }

    /// Does a condition need the passage's text to be decided?
    pub(crate) fn needs_text(&self) -> bool {
        self.leaves.iter().any(|leaf| leaf.slop.is_some())
    }

    /// Returns the search for passages with all the words that carry a topic.
    pub(crate) fn strict(&self) -> Search {
        let mut search = self.search();
        for &at in &self.words {
            let clause = self.leaves[at].clause();
            if self.leaves[at].is_soft {
                search.optional.push((SOFT_WEIGHT, clause));
            } else {
                search.required.push(clause);
            }
        }
        search
    }

    /// Returns the search for passages with any of the words.
    pub(crate) fn loose(&self) -> Search {
        let mut search = self.search();
        for &at in &self.words {
            let leaf = &self.leaves[at];
            let weight = if leaf.is_soft { SOFT_WEIGHT } else { 1.0 };
            search.optional.push((weight, leaf.clause()));
        }
        search.needs_optional = !self.words.is_empty()
            && self
                .required
                .iter()
                .all(|part| matches!(part, Part::Filter(_)));
        search
    }

    fn search(&self) -> Search {
        let mut search = Search {
            required: self
                .required
                .iter()
                .filter_map(|part| self.clause(part, false))
                .collect(),
            excluded: self
                .excluded
                .iter()
                .filter_map(|part| self.clause(part, true))
                .collect(),
            ..Search::default()
        };
        let extra = self.leaves.iter().filter(|leaf| leaf.is_extra);
        search
            .optional
            .extend(extra.map(|leaf| (1.0, leaf.clause())));
        search
    }

    /// Returns what the engine can decide of `part`; where it is negated, nothing that would leave out too much.
    fn clause(&self, part: &Part, is_negated: bool) -> Option<Clause> {
        let all = |parts: &[Part]| {
            parts
                .iter()
                .map(|part| self.clause(part, is_negated))
                .collect::<Vec<_>>()
        };
        match part {
            Part::Leaf(at) if self.leaves[*at].slop.is_some() && is_negated => None,
            Part::Leaf(at) => Some(self.leaves[*at].clause()),
            Part::Filter(clause) => Some(clause.clone()),
            Part::Any(parts) if is_negated => {
                Some(Clause::Any(all(parts).into_iter().flatten().collect()))
            }
            Part::Any(parts) => all(parts)
                .into_iter()
                .collect::<Option<_>>()
                .map(Clause::Any),
            Part::All(parts) if is_negated => all(parts)
                .into_iter()
                .collect::<Option<_>>()
                .map(Clause::All),
            Part::All(parts) => Some(Clause::All(all(parts).into_iter().flatten().collect())),
            Part::Not(part) => self
                .clause(part, !is_negated)
                .map(|clause| Clause::Not(Box::new(clause))),
        }
    }

    /// Does the index have the word in any form?
    fn is_known(&self, at: usize, snapshot: &dyn Snapshot) -> Result<bool> {
        let leaf = &self.leaves[at];
        if !leaf.surfaces.is_empty() {
            return Ok(true);
        }
        for term in &leaf.ranked {
            if snapshot.ranked_count(term)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where every word is soft, every word counts: "the who".
    fn harden(&mut self) {
        if self.topics().next().is_none() {
            for &at in &self.words {
                self.leaves[at].is_soft = false;
            }
        }
    }
}

impl Leaf {
    fn word(token: &str, typed: &str, ranked: Vec<String>) -> Self {
        Self {
            typed: typed.to_owned(),
            folded: token.to_owned(),
            lower: lower(typed),
            ranked,
            is_soft: is_soft(token),
            ..Self::phrase(typed, Vec::new(), None)
        }
    }

    pub(crate) fn phrase(typed: &str, row: Vec<(u32, String)>, slop: Option<u32>) -> Self {
        Self {
            typed: typed.to_owned(),
            folded: String::new(),
            lower: String::new(),
            ranked: Vec::new(),
            surfaces: Vec::new(),
            row,
            slop,
            place: None,
            is_soft: false,
            is_extra: false,
            is_corrected: false,
            follows: false,
        }
    }

    fn clause(&self) -> Clause {
        if self.slop.is_some() {
            let word = |(_, term): &(u32, String)| Clause::Surface(vec![term.clone()], self.place);
            return Clause::All(self.row.iter().map(word).collect());
        }
        if !self.row.is_empty() {
            return Clause::Row(self.row.clone(), self.place);
        }
        let ranked = (!self.ranked.is_empty()).then(|| Clause::Ranked(self.ranked.clone()));
        let surfaces =
            (!self.surfaces.is_empty()).then(|| Clause::Surface(self.surfaces.clone(), self.place));
        match (ranked, surfaces) {
            (Some(ranked), Some(surfaces)) => Clause::Any(vec![ranked, surfaces]),
            (Some(clause), None) | (None, Some(clause)) => clause,
            (None, None) => Clause::Any(Vec::new()),
        }
    }
}

struct Planner<'a> {
    snapshot: &'a dyn Snapshot,
    languages: Vec<Language>,
    plan: Plan,
}

impl Planner<'_> {
    fn item(&mut self, item: &Item) -> Result<()> {
        let is_plain = matches!(item.node, Node::Word(_) | Node::Prefix(_) | Node::Near(_));
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
            Node::Word(_) | Node::Prefix(_) | Node::Near(_) | Node::Phrase { .. } => {
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
            Node::Prefix(word) => self.prefix(word, place),
            Node::Near(word) => self.near(word, place),
            Node::Phrase { text, slop } => Ok(self.phrase(text, *slop, place)),
            _ => Ok(Vec::new()),
        }
    }

    fn word(&mut self, word: &str, place: Option<Place>) -> Result<Vec<usize>> {
        let tokens = tokens(word);
        let mut leaves: Vec<usize> = Vec::new();
        for mut leaf in self.words_of(word, &tokens) {
            if place.is_some() {
                leaf.surfaces = self.forms(&leaf, place)?;
                leaf.ranked.clear();
                leaf.place = place;
                leaf.is_soft = false;
            }
            leaves.push(self.push(leaf));
        }
        Ok(leaves)
    }

    /// Returns a leaf for each part of a word; a run of Han is its pairs, `C++` is one word.
    fn words_of(&self, typed: &str, tokens: &[Token]) -> Vec<Leaf> {
        let whole = tokens.iter().find(|token| token.form == Form::Whole);
        if let (Some(whole), 2) = (whole, tokens.len()) {
            return vec![Leaf::word(&whole.term, typed, vec![whole.term.clone()])];
        }
        let mut leaves = Vec::new();
        for ranked in ranked_terms(tokens, Language::ENGLISH) {
            let [first, last] = ranked.tokens;
            let token = &tokens[first];
            let text = &typed[token.range.start..tokens[last].range.end];
            match token.form {
                Form::Whole => {}
                Form::Word => leaves.push(Leaf::word(&token.term, text, self.stems(&token.term))),
                Form::Ideograph if first == last && !is_alone(tokens, first) => {}
                Form::Ideograph | Form::Letter => {
                    leaves.push(Leaf::word(&ranked.term, text, vec![ranked.term.clone()]))
                }
            }
        }
        for leaf in leaves.iter_mut().skip(1) {
            leaf.follows = true;
        }
        leaves
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
        let prefix = fold(word);
        if prefix.chars().count() < MIN_PREFIX_CHARS || !prefix.chars().all(char::is_alphanumeric) {
            return self.word(word, place);
        }
        let surfaces =
            self.snapshot
                .surface_terms(&Pattern::Prefix(prefix), place, MAX_EXPANSIONS)?;
        Ok(vec![self.expansion(&format!("{word}*"), surfaces, place)])
    }

    fn near(&mut self, word: &str, place: Option<Place>) -> Result<Vec<usize>> {
        let folded = fold(word);
        let Some(distance) = spelling::distance(&folded) else {
            return self.word(word, place);
        };
        let pattern = Pattern::Near(folded, distance);
        let surfaces = self
            .snapshot
            .surface_terms(&pattern, place, MAX_EXPANSIONS)?;
        Ok(vec![self.expansion(&format!("{word}~"), surfaces, place)])
    }

    fn expansion(&mut self, typed: &str, surfaces: Vec<String>, place: Option<Place>) -> usize {
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
            .map(|token| (token.position - first, token.term.clone()))
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
    fn join_neighbours(&mut self) -> Result<()> {
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
            if !is_number && self.snapshot.surface_count(&joined, None)? > 0 {
                leaves[left].surfaces.push(joined.clone());
                leaves[right].surfaces.push(joined);
            }
        }
        Ok(())
    }
}

fn filter(node: &Node) -> Option<Clause> {
    Some(match node {
        Node::Path(glob) => Clause::Path(glob.clone()),
        Node::Type(name) => Clause::Type(name.clone()),
        Node::Language(code) => {
            let known = Language::from_code(code).map(|language| language.code().to_owned());
            Clause::Language(known.unwrap_or_else(|| code.clone()))
        }
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
    Ok(languages)
}

/// Has the character at `at` no neighbour of its kind?
fn is_alone(tokens: &[Token], at: usize) -> bool {
    let touches = |left: &Token, right: &Token| {
        left.form == right.form && left.range.end == right.range.start
    };
    let before = at
        .checked_sub(1)
        .is_some_and(|before| touches(&tokens[before], &tokens[at]));
    let after = tokens
        .get(at + 1)
        .is_some_and(|after| touches(&tokens[at], after));
    !before && !after
}

fn common_prefix<'a>(left: &'a str, right: &str) -> &'a str {
    let same = left
        .char_indices()
        .zip(right.chars())
        .find(|((_, l), r)| l != r);
    let end = same.map_or(left.len().min(right.len()), |((at, _), _)| at);
    &left[..end]
}
