//! How far an answer reflects the files, for models.

use rmcp::schemars::{self, JsonSchema};
use section_search::{Freshness, State};
use serde::Serialize;

/// How far an answer reflects the files as they are.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Age {
    /// fresh: as the files are; stale: some files have changed since; unchecked: nobody looked.
    #[schemars(with = "String")]
    state: State,
    /// How many files are known to have changed since they were indexed.
    changed: u64,
    /// When the index was last brought up to date (RFC 3339).
    indexed_at: Option<String>,
}

impl Age {
    /// Returns what the library tells.
    pub(crate) fn of(freshness: &Freshness) -> Self {
        Self {
            state: freshness.state,
            changed: freshness.changed,
            indexed_at: freshness.indexed_at.clone(),
        }
    }
}
