//! Full-text search over a folder of documents that answers with the right section and its exact lines.
//!
//! ```text
//! corpus/*  ──read──▶ Document ──split──▶ Passages ──put──▶ Engine (index/)
//!                                                             │ candidates
//! text ─────parse───▶ Query ─────────plan─────────────────────┴──rank──▶ Hits
//! ```
//!
//! A file becomes a [`Document`] of sections, is split into [`Passage`]s, and the [`engine`] keeps them. A text
//! becomes a [`Query`], the engine answers with candidates, and the ranking makes [`Hits`] of them: passages with
//! their headings, exact lines and a snippet. An [`Index`] is all of this in three verbs.
//!
//! ```no_run
//! use section_search::{Index, Query};
//!
//! # fn main() -> section_search::Result<()> {
//! let mut index = Index::open("corpus")?;
//! let report = index.update()?;
//! eprintln!("{} passages", report.passages);
//! for hit in index.search(&Query::parse("\"state of emergency\" -Chad"))?.hits {
//!     println!("{} {}", hit.passage.id, hit.snippet.text);
//! }
//! # Ok(())
//! # }
//! ```

#![warn(clippy::unwrap_used)]

pub mod analyzer;
pub mod corpus;
pub mod engine;
mod error;
pub mod eval;
mod hit;
mod index;
mod passage;
pub mod query;
mod ranking;
mod worker;

pub use corpus::{Document, Limits, OwnDocument, Rule, RuleKind, Rules};
pub use engine::{Flaw, Status};
pub use error::{Error, Result};
pub use hit::{Correction, Freshness, Hit, Hits, Matched, Share, Snippet, State};
pub use index::{
    Builder, Cancel, DocumentOutline, DocumentWhy, Edited, Edits, FileReport, FileState,
    FileStatus, Fresh, Index, IndexStatus, Look, Lookout, Noticing, Outline, Progress, Report,
    SectionOutline, Verification, WatchOptions, Watched, Watcher, Why,
};
pub use passage::{Origin, Passage, split};
pub use query::Query;
pub use ranking::{
    BestPassage, ConditionWhy, QueryWhy, Suggester, Suggestion, SuggestionKind, Suggestions,
    Synonyms, WordWhy,
};
pub use worker::{Converter, work};

/// Runs the examples of `docs/library.md` as tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct LibraryGuide;

/// Runs the examples of `docs/embedding.md` as tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/embedding.md")]
struct EmbeddingGuide;
