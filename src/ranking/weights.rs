//! The weights of the ranking, each with its reason. No other file of it has a constant that changes an order.
//!
//! Scores are sums of BM25 terms, idf · tf / (tf + k1 · (1 − b + b · length / average)), with
//! idf = ln(1 + (N − df + 0.5) / (df + 0.5)); Robertson and Zaragoza, "The Probabilistic Relevance Framework:
//! BM25 and Beyond", 2009. The values were chosen on sixteen English test collections (`docs/ranking.md`).

/// How BM25 saturates and how much it minds length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bm25 {
    /// How slowly a term's weight saturates as it is repeated.
    pub(crate) k1: f64,
    /// How much a long text is held against it, from 0 to 1.
    pub(crate) b: f64,
}

/// Title, headings and text together, stemmed. Sections vary in length for good reasons, so b is below the usual 0.75.
pub(crate) const BODY: Bm25 = Bm25 { k1: 1.2, b: 0.5 };
/// Title and headings.
pub(crate) const HEAD: Bm25 = Bm25 { k1: 1.2, b: 0.4 };
/// The words as typed, not stemmed.
pub(crate) const EXACT: Bm25 = Bm25 { k1: 1.2, b: 0.5 };
/// The document that holds the passage; documents vary in length more than sections do.
pub(crate) const DOCUMENT: Bm25 = Bm25 { k1: 1.2, b: 0.6 };
/// Pairs of neighbouring query words.
pub(crate) const PAIR: Bm25 = Bm25 { k1: 1.2, b: 0.4 };

/// The text decides.
pub(crate) const BODY_WEIGHT: f64 = 1.0;
/// A heading says what the text is about; more than this would drown the text.
pub(crate) const HEAD_WEIGHT: f64 = 0.25;
/// A heading that says the same as the query, no more and no less, is what was asked for: counted by the share of the
/// query that is in the passage's own heading and the share of that heading that is in the query (`docs/ranking.md`).
pub(crate) const HEADING_WEIGHT: f64 = 0.5;
/// How much it counts for each word when candidates are found: enough that such a passage is among them.
pub(crate) const HEADING_FOUND: f32 = 3.0;
/// A document about the matter has the section on it, rather than one that mentions it.
pub(crate) const DOCUMENT_WEIGHT: f64 = 0.3;
/// Runs of letters find the parts of joined words; a word has several, so each weighs less than it.
pub(crate) const GRAM_WEIGHT: f32 = 0.5;
/// A character of Han stands in two of the pairs beside it, so it weighs half.
pub(crate) const CHARACTER_WEIGHT: f64 = 0.5;
/// The typed form before other forms of the stem.
pub(crate) const EXACT_WEIGHT: f64 = 0.1;
/// Neighbours in the query that are neighbours in the text, in order.
pub(crate) const ORDERED_WEIGHT: f64 = 0.1;
/// Neighbours in the query that are near each other in the text.
pub(crate) const NEAR_WEIGHT: f64 = 0.1;

/// A heading with nothing under it is short, which BM25 takes for a virtue, but answers nothing.
pub(crate) const HEADING_ALONE: f64 = 0.5;

/// Words that carry no topic count, but little: leaving them out would lose "the who".
pub(crate) const SOFT_WEIGHT: f64 = 0.2;
/// A form with other accents counts half as the exact form.
pub(crate) const OTHER_ACCENTS: f64 = 0.5;
/// A synonym counts a little less than the word as typed: lists of synonyms are never quite true.
pub(crate) const SYNONYM_WEIGHT: f64 = 0.8;
/// How many words apart is near.
pub(crate) const NEAR_WORDS: u32 = 8;
/// A query of more words is a question: the score alone decides. Who types three means each, also one without a topic
/// ("as keyword", "The Book"), and expects the third to narrow; from four on, passages without a word of little weight
/// answer better than some with all (`docs/ranking.md`).
pub(crate) const FEW_WORDS: usize = 3;
/// How many candidates are ranked at a time; more give the same first page (`docs/ranking.md`).
pub(crate) const WINDOW: usize = 50;

/// How many of the best passages are taken for what was looked for, where that is wanted.
pub(crate) const FEEDBACK_PASSAGES: usize = 5;
/// How many of their terms are looked for.
pub(crate) const FEEDBACK_TERMS: usize = 40;
/// How much of the best score they can add at most; more would lead away from what was asked.
pub(crate) const FEEDBACK_WEIGHT: f64 = 0.15;
/// How many candidates are ranked with them.
pub(crate) const FEEDBACK_WINDOW: usize = 300;

/// More suggestions than this are no help to one who types.
pub(crate) const MAX_SUGGESTIONS: usize = 50;
/// A title says most, but a place where there are only titles would hide what a document has inside.
pub(crate) const TENTHS_FOR_HEADINGS: usize = 3;
/// Two words of ten places are enough to see how a word goes on.
pub(crate) const TENTHS_FOR_TERMS: usize = 2;
/// So many terms are looked for beside the words typed before them: each costs a small search.
pub(crate) const TOGETHER_CHECKED: usize = 8;
/// A word that is not finished stands for its most frequent continuations; rarer ones show as it is typed on.
pub(crate) const BEGUN_TERMS: usize = 100;
/// Among so many hits, as a first page has, ...
pub(crate) const FEW_HITS: usize = 10;
/// ... three passages of a document are enough to see what it has; the others follow after these few.
pub(crate) const MOST_OF_A_DOCUMENT: usize = 3;
