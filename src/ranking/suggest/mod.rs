//! What the text typed so far may become: titles, headings and terms.

mod heads;
mod packed;
mod reading;
mod terms;
mod typed;

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::{Commit, Snapshot};
use crate::error::Result;
use crate::hit::VERSION;
use crate::ranking::suggest::heads::{Heads, Name};
use crate::ranking::suggest::packed::packed;
use crate::ranking::suggest::terms::Terms;
use crate::ranking::suggest::typed::Typed;
use crate::ranking::weights::{MAX_SUGGESTIONS, TENTHS_FOR_HEADINGS, TENTHS_FOR_TERMS};

/// What the text typed so far may become, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Suggestions {
    /// The version of this form.
    pub version: u32,
    /// What was typed.
    pub typed: String,
    /// The suggestions: titles, then headings, then terms.
    pub suggestions: Vec<Suggestion>,
}

/// A text that the one typed so far may become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// The text to put into the box.
    pub text: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// The passage that a heading leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The file that a title or heading leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The byte ranges of `text` that were typed, in order.
    pub highlights: Vec<[usize; 2]>,
}

/// What a [`Suggestion`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SuggestionKind {
    /// The title of a document.
    Title,
    /// The heading of a section.
    Heading,
    /// A word of the index, after the words typed before it.
    Term,
}

/// Suggests from one state of an index, as fast as one types; a clone of it is cheap.
#[derive(Clone)]
pub struct Suggester(Arc<State>);

struct State {
    snapshot: Arc<dyn Snapshot>,
    heads: Heads,
    terms: Terms,
}

impl std::fmt::Debug for Suggester {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Suggester")
            .field("generation", &self.generation())
            .finish_non_exhaustive()
    }
}

impl Suggester {
    /// Reads the titles and headings of a state, and its most frequent terms.
    pub(crate) fn new(snapshot: Arc<dyn Snapshot>) -> Result<Self> {
        let heads = Heads::new(snapshot.heads()?);
        let terms = Terms::default();
        for initial in heads.initials() {
            terms.frequent(&initial.to_string(), snapshot.as_ref())?;
        }
        Ok(Self(Arc::new(State {
            snapshot,
            heads,
            terms,
        })))
    }

    /// Returns at most `limit` suggestions, and never more than 50.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn suggest(&self, typed: &str, limit: usize) -> Result<Suggestions> {
        let mut suggestions = Suggestions::none(typed);
        if let Some(typed) = Typed::read(typed) {
            suggestions.suggestions = self.best(&typed, limit.min(MAX_SUGGESTIONS))?;
        }
        Ok(suggestions)
    }

    /// Returns the number of the commit that made the state, which is the generation that `status` tells.
    pub fn generation(&self) -> u64 {
        self.commit().number
    }

    /// Returns which commit made the state.
    pub(crate) fn commit(&self) -> &Commit {
        self.0.snapshot.commit()
    }

    fn best(&self, typed: &Typed, limit: usize) -> Result<Vec<Suggestion>> {
        let [titles, headings] = self.0.heads.find(typed, limit);
        let found: HashSet<_> = titles.iter().chain(&headings).map(words).collect();
        let [_, _, wanted] = shares(limit, [titles.len(), headings.len(), limit]);
        // A few more, as some may be titles or headings already.
        let wanted = wanted + titles.len().min(wanted);
        let terms = (self.0.terms).find(typed, self.0.snapshot.as_ref(), wanted)?;
        let mut terms: Vec<_> = terms.iter().map(|term| of_term(typed, term)).collect();
        terms.retain(|term| !found.contains(packed(&term.text).as_str()));
        let shares = shares(limit, [titles.len(), headings.len(), terms.len()]);
        let titles = titles.into_iter().take(shares[0]);
        let headings = headings.into_iter().take(shares[1]);
        Ok(titles
            .chain(headings)
            .map(|name| of_name(typed, name))
            .chain(terms.into_iter().take(shares[2]))
            .collect())
    }
}

impl Suggestions {
    /// Returns no suggestions.
    pub(crate) fn none(typed: &str) -> Self {
        Self {
            version: VERSION,
            typed: typed.to_owned(),
            suggestions: Vec::new(),
        }
    }
}

fn words<'a>(name: &&'a Name) -> &'a str {
    &name.words
}

/// Shares the places out: some are kept for headings and terms, and the others go to titles, headings, terms in turn.
fn shares(limit: usize, [titles, headings, terms]: [usize; 3]) -> [usize; 3] {
    let for_headings = headings.min(limit * TENTHS_FOR_HEADINGS / 10);
    let for_terms = terms.min(limit * TENTHS_FOR_TERMS / 10);
    let titles = titles.min(limit - for_headings - for_terms);
    let headings = headings.min(limit - titles - for_terms);
    [titles, headings, terms.min(limit - titles - headings)]
}

fn of_name(typed: &Typed, name: &Name) -> Suggestion {
    Suggestion {
        kind: match name.id {
            Some(_) => SuggestionKind::Heading,
            None => SuggestionKind::Title,
        },
        highlights: typed.highlights(&name.text),
        text: name.text.clone(),
        id: name.id.clone(),
        path: Some(name.path.clone()),
    }
}

fn of_term(typed: &Typed, term: &str) -> Suggestion {
    let text = format!("{}{term}", typed.before);
    Suggestion {
        kind: SuggestionKind::Term,
        highlights: typed.highlights(&text),
        text,
        id: None,
        path: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_share_and_no_place_stays_empty() {
        assert_eq!(shares(10, [50, 50, 50]), [5, 3, 2]);
        assert_eq!(shares(10, [50, 1, 0]), [9, 1, 0]);
        assert_eq!(shares(10, [2, 50, 50]), [2, 6, 2]);
        assert_eq!(shares(10, [2, 2, 50]), [2, 2, 6]);
        assert_eq!(shares(10, [1, 1, 1]), [1, 1, 1]);
        assert_eq!(shares(3, [50, 50, 50]), [3, 0, 0]);
        assert_eq!(shares(0, [50, 50, 50]), [0, 0, 0]);
    }

    #[test]
    fn a_term_completes_what_was_typed() {
        let typed = Typed::read(" the Mali wa").expect("words");
        let term = of_term(&typed, "war");
        assert_eq!(term.text, "the Mali war");
        assert_eq!(term.highlights, [[0, 3], [4, 8], [9, 11]]);
    }
}
