//! How a document stands to a query: what it has of each word, what each condition leaves of it, its best passage.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::analyzer::tokens;
use crate::engine::reading::Finder;
use crate::engine::{Clause, Search, Snapshot};
use crate::error::Result;
use crate::hit::{Correction, Hit};
use crate::passage::Passage;
use crate::query::{Item, Node, Place};
use crate::ranking::asked::Asked;
use crate::ranking::matches::Matches;
use crate::ranking::plan::{Leaf, Part, Plan};
use crate::ranking::{Question, Ranker, spelling};

/// How many passages are ranked to find the rank of one.
const DEEPEST: usize = 1_000;

/// How a document stands to a query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryWhy {
    /// The query as typed.
    pub query: String,
    /// The words, phrases and expansions that are wanted, in the order of the query.
    pub words: Vec<WordWhy>,
    /// The filters, exclusions, phrases and groups, in the order of the query.
    pub conditions: Vec<ConditionWhy>,
    /// The near spellings that the search takes for words the index does not have.
    pub corrections: Vec<Correction>,
    /// The document's best passage; none if it is not among the results.
    pub best: Option<BestPassage>,
}

/// What a document has of a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WordWhy {
    /// The word or phrase as typed.
    pub word: String,
    /// How many passages of the document have it.
    pub passages: u64,
    /// Where in the document it stands.
    pub places: Vec<Place>,
    /// How many passages of the index have it; none for words within others, which the index does not count.
    pub in_index: Option<u64>,
    /// Near spellings that the document has, where it does not have the word.
    pub near: Vec<String>,
    /// Does the word carry no topic? Then it is never required.
    pub weighs_little: bool,
}

/// What a condition of a query leaves of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConditionWhy {
    /// The condition as typed, or nearly so.
    pub condition: String,
    /// How many passages of the document it lets in.
    pub passages: u64,
}

/// The passage of a document that ranks highest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BestPassage {
    /// Its rank among the results, counted from 1; none if it is not among the first 1,000.
    pub rank: Option<u64>,
    /// How many results there are; none for 1,000 or more.
    pub ranked: Option<u64>,
    /// The passage as a search shows it.
    #[serde(flatten)]
    pub hit: Hit,
}

/// Tells how a file, or a document in it, stands to a query.
pub(crate) fn why(
    snapshot: &dyn Snapshot,
    question: Question<'_>,
    path: &str,
    there: &dyn Fn(&Passage) -> bool,
) -> Result<QueryWhy> {
    let plan = Plan::new(question, snapshot)?;
    let corrected = plan.corrected(snapshot)?.unwrap_or_else(|| plan.clone());
    let document = Document {
        snapshot,
        question,
        path,
        passages: snapshot.passages(path)?,
    };
    Ok(QueryWhy {
        query: question.query.text().to_owned(),
        words: document.words(&plan)?,
        conditions: document.conditions()?,
        best: document.best(&corrected, there)?,
        corrections: corrected.corrections,
    })
}

/// The document that is asked about.
struct Document<'a> {
    snapshot: &'a dyn Snapshot,
    question: Question<'a>,
    path: &'a str,
    passages: Vec<Passage>,
}

impl Document<'_> {
    fn words(&self, plan: &Plan) -> Result<Vec<WordWhy>> {
        let asked = Asked::new(plan);
        let finder = Finder::new(&asked.wanted);
        let evidence = self.passages.iter().map(|passage| finder.read(passage));
        let matches = evidence.map(|evidence| Matches::find(&asked, &evidence));
        let matches: Vec<_> = matches.collect();
        let mut words = Vec::new();
        for at in wanted(plan) {
            let leaf = &plan.leaves[at];
            let passages = matches.iter().filter(|matches| matches.has(at)).count() as u64;
            words.push(WordWhy {
                word: typed(leaf),
                passages,
                places: places(at, &matches),
                in_index: self.in_index(leaf)?,
                near: match passages {
                    0 => self.near(leaf)?,
                    _ => Vec::new(),
                },
                weighs_little: leaf.is_soft,
            });
        }
        Ok(words)
    }

    /// Returns the document's own near spellings of a word, in the place where it is looked for.
    fn near(&self, leaf: &Leaf) -> Result<Vec<String>> {
        let mut vocabulary = HashSet::new();
        for passage in &self.passages {
            let headings = passage.headings.join("\n");
            let title = (Place::Title, &passage.title);
            for (place, text) in [
                title,
                (Place::Heading, &headings),
                (Place::Body, &passage.text),
            ] {
                if leaf.place.is_none_or(|wanted| wanted == place) {
                    vocabulary.extend(tokens(text).iter().map(|token| token.term.to_string()));
                }
            }
        }
        spelling::near(&leaf.folded, self.snapshot, &|term| {
            vocabulary.contains(term)
        })
    }

    fn in_index(&self, leaf: &Leaf) -> Result<Option<u64>> {
        if leaf.slop.is_some() {
            return Ok(None);
        }
        let search = Search {
            required: vec![leaf.clause()],
            ..Search::default()
        };
        self.snapshot.count(&search).map(Some)
    }

    fn conditions(&self) -> Result<Vec<ConditionWhy>> {
        let mut conditions = Vec::new();
        let items = self.question.query.items().iter();
        for item in items.filter(|item| !is_plain(item)) {
            let only = Question {
                query: &self.question.query.only(item),
                ..self.question
            };
            let plan = Plan::new(only, self.snapshot)?;
            conditions.push(ConditionWhy {
                condition: item.to_string(),
                passages: self.hits(&plan)?.len() as u64,
            });
        }
        Ok(conditions)
    }

    /// Returns the document's own hits, best first.
    fn hits(&self, plan: &Plan) -> Result<Vec<Hit>> {
        let mut plan = plan.clone();
        let here = Part::Filter(Clause::Id(self.path.to_owned()));
        plan.required.push(here);
        let asked = Asked::new(&plan);
        let page = self.question.query.clone().fold(false).page();
        let ranker = Ranker::new(&plan, &asked, self.snapshot, page, &|_| true)?;
        let most = self.passages.len().max(1);
        let ranked = ranker.ranked(most)?.0;
        ranker.hits(&ranker.shown(&ranked, most)?)
    }

    fn best(&self, plan: &Plan, there: &dyn Fn(&Passage) -> bool) -> Result<Option<BestPassage>> {
        let Some(hit) = self.hits(plan)?.into_iter().next() else {
            return Ok(None);
        };
        let asked = Asked::new(plan);
        let page = self.question.query.page();
        let ranker = Ranker::new(plan, &asked, self.snapshot, page, there)?;
        let (all, _) = ranker.ranked(DEEPEST)?;
        let all = ranker.shown(&all, DEEPEST)?;
        let at = all.iter().position(|shown| shown.is_of(self.path));
        let best = match at {
            Some(at) => ranker.hits(&all[at..=at])?.pop(),
            None => None,
        };
        Ok(Some(BestPassage {
            rank: at.map(|at| at as u64 + 1),
            ranked: (all.len() < DEEPEST).then_some(all.len() as u64),
            hit: best.unwrap_or(hit),
        }))
    }
}

/// Is the part a word that only counts for the ranking?
fn is_plain(item: &Item) -> bool {
    let is_word = matches!(
        item.node,
        Node::Word(_) | Node::Begun(_) | Node::Prefix(_) | Node::Near(_)
    );
    is_word && !item.is_excluded
}

/// Returns the leaves that the query asks for, in its order.
fn wanted(plan: &Plan) -> Vec<usize> {
    let mut leaves = plan.words.clone();
    for part in &plan.required {
        add_leaves(part, &mut leaves);
    }
    leaves.sort_unstable();
    leaves
}

fn add_leaves(part: &Part, leaves: &mut Vec<usize>) {
    match part {
        Part::Leaf(at) => leaves.push(*at),
        Part::Any(parts) | Part::All(parts) => {
            parts.iter().for_each(|part| add_leaves(part, leaves));
        }
        Part::Filter(_) | Part::Not(_) => {}
    }
}

/// Returns a leaf as the user typed it.
fn typed(leaf: &Leaf) -> String {
    let place = leaf.place.map(|place| format!("{place}:"));
    let text = match leaf.row.is_empty() {
        true => leaf.typed.clone(),
        false => format!("\"{}\"", leaf.typed),
    };
    let slop = leaf.slop.map(|slop| format!("~{slop}"));
    place.unwrap_or_default() + &text + &slop.unwrap_or_default()
}

fn places(leaf: usize, matches: &[Matches]) -> Vec<Place> {
    let marks = || matches.iter().flat_map(|matches| matches.of(leaf));
    let is_in = |place: &Place| marks().any(|mark| mark.place == *place);
    [Place::Title, Place::Heading, Place::Body]
        .into_iter()
        .filter(is_in)
        .collect()
}
