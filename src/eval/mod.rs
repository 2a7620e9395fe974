//! Scoring the ranking with judged queries.
//!
//! ```text
//! queries, judgements ──read──▶ Judgements ──ask──▶ Run ──measure──▶ Measures, Comparison
//!                                            │
//!                        Index or Collection ┘
//! ```
//!
//! [`Judgements`] are queries, each with documents or sections and how well they answer it. They are asked of an index
//! or of a [`Collection`] that comes with them; the ranked names are a [`Run`], which other programs can read and
//! write, too. [`Measures`] say how good a run is, a [`Comparison`] whether one is better than another.
//!
//! ```
//! use section_search::Index;
//! use section_search::eval::{Judgements, Measures, Run};
//!
//! # fn main() -> section_search::Result<()> {
//! # let folder = tempfile::tempdir().expect("a folder");
//! # let (corpus, queries) = (folder.path().join("corpus"), folder.path().join("queries.tsv"));
//! # std::fs::create_dir(&corpus).expect("a folder");
//! # std::fs::write(corpus.join("mali.md"), "# Mali\n\n## Rivers\n\nThe Niger flows north.\n").expect("a file");
//! # std::fs::write(&queries, "niger\tmali.md\tRivers\t1\n").expect("a file");
//! let mut index = Index::open(&corpus)?;
//! index.update()?;
//! let mut judgements = Judgements::read(&queries, "test")?;
//! let names = judgements.resolve(&index)?;
//! let run = Run::ask(&judgements, names.unit, &index, &|_| {})?;
//! let scores = judgements.measure(&run);
//! assert_eq!(Measures::mean(scores.iter().map(|(_, measures)| measures)).ndcg_10, 1.0);
//! # Ok(())
//! # }
//! ```

mod ask;
mod beir;
mod collection;
mod comparison;
mod judgements;
mod layout;
mod lines;
mod measures;
mod names;
mod record;
mod records;
mod run;

pub use ask::{Answers, DEPTH, Found, Unit};
pub use collection::Collection;
pub use comparison::Comparison;
pub use judgements::{Judged, Judgements};
pub use measures::Measures;
pub use names::Names;
pub use run::Run;
