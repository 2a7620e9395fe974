//! Full-text search over a folder of documents that answers with the right section and its exact lines.
//!
//! ```text
//! corpus/*  ──read──▶ Document ──split──▶ Passages ──put──▶ Engine (index/)
//!                                                             │ candidates
//! text ─────parse───▶ Query ─────────plan─────────────────────┴──rank──▶ Hits
//! ```
//!
//! A file becomes a `Document` of sections, is split into `Passage`s, and the `engine` keeps them. A text
//! becomes a `Query`, the engine answers with candidates, and the ranking makes `Hits` of them: passages with
//! their headings, exact lines and a snippet. An `Index` is all of this in three verbs.

#![warn(clippy::unwrap_used)]

pub mod analyzer;
pub mod corpus;
pub mod engine;
mod error;
mod hit;
mod passage;
pub mod query;

pub use corpus::{Document, Rules};
pub use error::{Error, Result};
pub use passage::{Origin, Passage, split};
pub use query::Query;
