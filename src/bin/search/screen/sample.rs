//! Hits and typing, for tests.

use section_search::Hits;
use serde_json::json;

use crate::screen::keys::Action;
use crate::screen::line::Edit;
use crate::screen::state::{Effect, Question, State};

/// Types a text; returns what was asked.
pub(crate) fn typed(state: &mut State, text: &str) -> Vec<Question> {
    let letters = text
        .chars()
        .map(|c| Action::Edit(Edit::Insert(c.to_string())));
    let effects: Vec<_> = letters.filter_map(|letter| state.act(letter)).collect();
    let asked = effects.into_iter().filter_map(|effect| match effect {
        Effect::Ask(question) => Some(question),
        _ => None,
    });
    asked.collect()
}

/// Returns an answer with hits of these ids, at lines 7 to 9, in which "niger" is marked.
pub(crate) fn hits(query: &str, ids: &[&str]) -> Hits {
    let hits = ids.iter().map(|id| {
        let (path, anchor) = id.split_once('#').unwrap_or((id, ""));
        json!({
            "id": id, "path": path, "title": "Mali", "headings": ["Rivers"], "anchor": anchor,
            "lines": [7, 9], "bytes": null, "page": null, "language": "en", "score": 1.0,
            "matched": "all", "missing": [],
            "snippet": {"text": "the niger flows north", "highlights": [[4, 9]]}
        })
    });
    let hits: Vec<_> = hits.collect();
    let answer = json!({
        "version": 1, "query": query, "matched": "all", "corrections": [],
        "freshness": {"state": "fresh", "changed": 0, "indexed_at": null},
        "total": hits.len(), "took_ms": 0.5, "hits": hits
    });
    serde_json::from_value(answer).expect("an answer")
}
