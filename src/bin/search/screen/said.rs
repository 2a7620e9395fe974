//! What the screen says besides hits and documents.

use section_search::{Hits, Matched, State as Known};
use unicode_width::UnicodeWidthStr;

use crate::screen::state::State;
use crate::terminal;

/// What keys do, the most useful first: as many as there is room for.
const KEYS: &[&str] = &[
    "Enter opens",
    "F1 help",
    "Tab reads",
    "↑↓ choose",
    "Esc ends",
    "F2 type",
    "F3 language",
    "F4 folder",
];
/// What keys do, in full.
pub(crate) const HELP: &str = "\
Type to search: words, \"a phrase\", -without, begin*, near~, this OR that
title: heading: path: type: lang: date:2015..2016 modified:7d

↑ ↓ · Ctrl-P Ctrl-N    choose a hit                PgUp PgDn   a page of them
Tab                    read the document with the same keys, and back
Shift-↑ ↓ · wheel      scroll the document
Enter · second click   open the file at the line in $VISUAL or $EDITOR
Ctrl-Y                 end, and print the id of the hit
F2 · F3 · F4           only this type, language, folder; again for the next
Ctrl-U · Ctrl-W        remove what is typed, a word of it
Ctrl-R                 look for changed files and search again
Esc · Ctrl-C           end

Shift with the mouse selects text in most terminals.   Any key goes back.";

/// Returns what keys do, as far as a row of so many columns holds it.
pub(crate) fn keys(width: usize) -> String {
    let mut keys = String::new();
    for key in KEYS {
        if keys.width() + key.width() + 3 > width {
            break;
        }
        if !keys.is_empty() {
            keys += " · ";
        }
        keys += key;
    }
    keys
}

/// Returns what tells which words a hit lacks.
pub(crate) fn without(missing: &[String]) -> String {
    match missing {
        [] => String::new(),
        missing => format!("  without {}", terminal::clean(&missing.join(", "), false)),
    }
}

/// Returns how many hits there are.
pub(crate) fn count(state: &State) -> String {
    if state.waits {
        return "…".to_owned();
    }
    match &state.hits {
        Some(Hits { hits, .. }) if hits.is_empty() => "0".to_owned(),
        Some(Hits { hits, total, .. }) => {
            let at = state.chosen + 1;
            // Beyond the hits of the first kind there are those of others.
            let count = total.unwrap_or(0).max(hits.len() as u64);
            let more = if state.may_have_more() { "+" } else { "" };
            format!("{at} of {count}{more}")
        }
        None => String::new(),
    }
}

/// Returns what there is to say of the answer.
pub(crate) fn note(state: &State) -> Option<String> {
    if let Some(note) = &state.note {
        return Some(note.clone());
    }
    let hits = state.hits.as_ref()?;
    let is_corrected = hits
        .hits
        .iter()
        .any(|hit| hit.matched == Matched::Corrected);
    if is_corrected && !hits.corrections.is_empty() {
        let made = hits.corrections.iter();
        let made = made.map(|made| format!("{} for {}", made.to, made.from));
        let made: Vec<_> = made.collect();
        return Some(format!("near spellings: {}", made.join(", ")));
    }
    match state.freshness {
        Some((Known::Stale, 1)) => {
            Some("stale: 1 file has changed since it was indexed".to_owned())
        }
        Some((Known::Stale, count)) => Some(format!(
            "stale: {count} files have changed since they were indexed"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    use crate::screen::sample::{hits, typed};

    #[test]
    fn the_most_useful_keys_are_told_where_there_is_little_room() {
        assert_eq!(keys(10), "");
        assert_eq!(keys(25), "Enter opens · F1 help");
    }

    #[test]
    fn near_spellings_and_old_answers_are_told() {
        let mut state = State::new(Rect::new(0, 0, 80, 24), "");
        let asked = typed(&mut state, "x");
        let mut answer = hits("x", &["a.md#"]);
        answer.freshness.state = Known::Stale;
        answer.freshness.changed = 3;
        state.answer(asked[0].number, Ok(answer.clone()));
        let stale = "stale: 3 files have changed since they were indexed";
        assert_eq!(note(&state).as_deref(), Some(stale));
        answer.hits[0].matched = Matched::Corrected;
        let made = serde_json::json!([{"from": "nigr", "to": "niger"}]);
        answer.corrections = serde_json::from_value(made).expect("corrections");
        let again = state.ask(true);
        assert!(again.is_some());
        state.answer(2, Ok(answer));
        assert_eq!(
            note(&state).as_deref(),
            Some("near spellings: niger for nigr")
        );
    }
}
