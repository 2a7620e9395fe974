//! Files that are no text, read in a process of their own: one that a file breaks, or keeps busy, costs that file only.
//!
//! ```text
//! index ──Job, bytes──▶ stdin of a worker ──read, split──▶ frames on its stdout ──Split──▶ index
//! ```
//!
//! A worker is this program started once more by [`Workers`], for which it does [`work`]. It sets limits on itself
//! before it reads, is used for file after file, and is killed when it takes too long or says too much.

mod bounds;
mod converter;
mod frame;
mod job;
mod pool;
mod process;
mod serve;
mod stream;

pub use converter::Converter;
pub use serve::work;

pub(crate) use job::{Answer, Halt, Job};
pub(crate) use pool::Workers;

/// The argument with which the program is started as a worker.
const ARGUMENT: &str = "--worker";
/// A worker of another version may read otherwise.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Why a file was not read that its reader stumbled over.
pub(crate) const BROKEN: &str = "the reader of this format failed; please report it";
