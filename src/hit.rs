//! The answer: passages that matched, best first, and what the answer says of itself.

use serde::{Deserialize, Serialize};

use crate::passage::Passage;

/// The version of the answer's form: raised when a field changes its meaning.
pub(crate) const VERSION: u32 = 1;

/// A page of hits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Hits {
    /// The version of this form.
    pub version: u32,
    /// The query as typed.
    pub query: String,
    /// What the first hit is; none if there is no hit.
    pub matched: Option<Matched>,
    /// The near spellings that were tried for words the index does not have, and the nearest of those that `word~` means.
    pub corrections: Vec<Correction>,
    /// How far the answer reflects the files as they are.
    pub freshness: Freshness,
    /// How many passages are of the first hit's kind; none where counting was not free.
    pub total: Option<u64>,
    /// Was the time up before all was looked at? There may then be better hits, and more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub timed_out: bool,
    /// How long the search took, in milliseconds.
    pub took_ms: f64,
    /// The hits, best first.
    pub hits: Vec<Hit>,
}

/// How a hit was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Matched {
    /// It has all the words.
    All,
    /// It has some of the words.
    Some,
    /// It has a near spelling of a word.
    Corrected,
}

/// A word that the index does not have, or `word~`, and a near spelling that the index has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Correction {
    /// The word as typed.
    pub from: String,
    /// The word as found.
    pub to: String,
}

/// How far an answer reflects the files as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Freshness {
    /// What is known.
    pub state: State,
    /// How many files are known to have changed since they were indexed.
    pub changed: u64,
    /// When the index was last brought up to date (RFC 3339); none if never.
    pub indexed_at: Option<String>,
    /// What was damaged in the index, if it was therefore made anew just now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repaired: Option<String>,
}

/// What is known of an index and the files it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The index reflects the files.
    Fresh,
    /// Some files have changed since.
    Stale,
    /// Nobody looked.
    Unchecked,
}

/// A passage that matched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Hit {
    /// The passage; its text is empty, the snippet shows it.
    #[serde(flatten)]
    pub passage: Passage,
    /// Its rank value: comparable within one answer only.
    pub score: f64,
    /// How it was found.
    pub matched: Matched,
    /// The words of the query that it lacks.
    pub missing: Vec<String>,
    /// The ids of other passages that say the same, under the same title and headings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<String>,
    /// The text to show.
    pub snippet: Snippet,
    /// How the score came about, where that was asked for; the shares add up to the score.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<Share>,
    /// The passages before it in its file, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Passage>,
    /// The passages after it in its file, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<Passage>,
}

/// The text to show for a hit, without markup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Snippet {
    /// The text; `…` stands where something is left out.
    pub text: String,
    /// The byte ranges of `text` that match the query, in order.
    pub highlights: Vec<[usize; 2]>,
}

/// What a piece of evidence adds to a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Share {
    /// The kind of evidence: `body`, `head`, `exact`, `ordered`, `near`, `heading`, `document`, `part`.
    pub evidence: String,
    /// The word or words it is about.
    pub term: String,
    /// Its part of the score.
    pub score: f64,
}
