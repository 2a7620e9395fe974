//! Why a file is, or is not, in the results, for people.

use std::io::Write;

use anyhow::Result;
use section_search::{BestPassage, ConditionWhy, FileState, QueryWhy, RuleKind, Why, WordWhy};

use crate::people::Page;
use crate::terminal;

/// What is told stands behind a column at least so wide, and at most so wide.
const WIDTHS: [usize; 2] = [10, 24];

/// What a line is about, and what it tells.
type Line = (String, String);

/// Prints why a file is, or is not, in the results.
pub(crate) fn print(why: &Why, page: &Page, out: &mut dyn Write) -> Result<()> {
    lines(&about_file(why), out)?;
    let (Some(document), Some(query)) = (&why.document, &why.query) else {
        return Ok(());
    };
    writeln!(out)?;
    lines(&about_query(query, document.passages), out)?;
    if let Some(best) = &query.best {
        writeln!(out, "\n{}", page.hit(&best.hit))?;
    }
    Ok(())
}

fn about_file(why: &Why) -> Vec<Line> {
    let path = if why.path.is_empty() { "." } else { &why.path };
    let mut lines = vec![told("file", path), told("indexed", &indexed(why))];
    if let Some(document) = &why.document {
        lines.push(told("title", &document.title));
        lines.push(told("format", &document.format));
        if !document.languages.is_empty() {
            lines.push(told("language", &document.languages.join(", ")));
        }
        lines.push(told("passages", &document.passages.to_string()));
    }
    lines
}

/// Says whether a file is indexed, and why not.
fn indexed(why: &Why) -> String {
    let reason = why.reason.as_deref().unwrap_or_default();
    let until = match (why.has_index, why.indexed) {
        (false, _) => "; there is no index yet",
        (true, true) => "; its passages stay until the index is brought up to date",
        (true, false) => "",
    };
    match why.state {
        FileState::Fresh => "yes, as the file is now".to_owned(),
        FileState::Changed => "yes, but the file has changed since".to_owned(),
        FileState::New if why.has_index => {
            "not yet; the next search or --update reads it".to_owned()
        }
        FileState::New => "not yet; there is no index yet, the first search makes it".to_owned(),
        FileState::Skipped => format!("no: {reason}{}{until}", remedy(why)),
        FileState::Failed => format!("no, it cannot be read: {reason}{until}"),
        FileState::Gone => format!("no more: there is no such file{until}"),
        FileState::Missing => "no: there is no such file".to_owned(),
        FileState::Outside => "no: it lies outside of the corpus".to_owned(),
        FileState::Folder => below(why.files),
        FileState::Own => "yes, as an application put it; it is no file".to_owned(),
        _ => reason.to_owned(),
    }
}

/// Says how many files are below a folder.
fn below(files: Option<u64>) -> String {
    match files {
        Some(1) => "1 file below this folder".to_owned(),
        Some(files) => format!("{files} files below this folder"),
        None => "nothing below this folder; there is no index yet".to_owned(),
    }
}

/// Says which option reads what a rule leaves out.
fn remedy(why: &Why) -> &'static str {
    match why.rule.as_ref().map(|rule| rule.kind) {
        Some(RuleKind::Hidden) => " (--hidden reads it)",
        Some(RuleKind::Ignored) => " (--no-ignore reads it)",
        Some(RuleKind::Excluded | RuleKind::NotIncluded) => " (search.toml)",
        _ => "",
    }
}

fn about_query(query: &QueryWhy, passages: u64) -> Vec<Line> {
    let words = query.words.iter();
    let words = words.map(|word| told(&word.word, &about_word(word, query, passages)));
    let conditions = query.conditions.iter();
    let conditions = conditions
        .filter(|condition| !is_word(condition, query))
        .map(|condition| told(&condition.condition, &about_condition(condition, passages)));
    let rank = match &query.best {
        Some(best) => rank(best),
        None => format!("none: {}", obstacle(query)),
    };
    words
        .chain(conditions)
        .chain([told("rank", &rank)])
        .collect()
}

/// Is the condition a word or phrase of which all is told?
fn is_word(condition: &ConditionWhy, query: &QueryWhy) -> bool {
    query
        .words
        .iter()
        .any(|word| word.word == condition.condition)
}

fn about_word(word: &WordWhy, query: &QueryWhy, passages: u64) -> String {
    let mut parts = vec![match word.passages {
        0 => "not in the file".to_owned(),
        count => {
            let places: Vec<_> = word.places.iter().map(ToString::to_string).collect();
            format!("{} ({})", share(count, passages), places.join(", "))
        }
    }];
    if !word.near.is_empty() {
        parts.push(format!("near: {}", word.near.join(", ")));
    }
    parts.extend(word.in_index.map(|count| format!("{count} in the index")));
    let made = query.corrections.iter();
    let made = made.filter(|made| made.from == word.word);
    let tried: Vec<_> = made.map(|made| made.to.as_str()).collect();
    if !tried.is_empty() {
        parts.push(format!("searched as {}", tried.join(", ")));
    }
    if word.weighs_little {
        parts.push("weighs little".to_owned());
    }
    parts.join("; ")
}

fn about_condition(condition: &ConditionWhy, passages: u64) -> String {
    match condition.passages {
        0 => "leaves out the whole file".to_owned(),
        count if count == passages => "leaves out nothing of it".to_owned(),
        count => format!("leaves {}", share(count, passages)),
    }
}

fn share(count: u64, passages: u64) -> String {
    let noun = if passages == 1 { "passage" } else { "passages" };
    format!("{count} of {passages} {noun}")
}

fn rank(best: &BestPassage) -> String {
    match (best.rank, best.ranked) {
        (Some(rank), Some(ranked)) => format!("{rank} of {ranked}"),
        (Some(rank), None) => format!("{rank} of 1,000 or more"),
        (None, _) => "beyond the first 1,000".to_owned(),
    }
}

/// Says what keeps a file out of the results.
fn obstacle(query: &QueryWhy) -> String {
    let closed = query
        .conditions
        .iter()
        .filter(|condition| condition.passages == 0);
    let closed: Vec<_> = closed
        .map(|condition| condition.condition.as_str())
        .collect();
    if !closed.is_empty() {
        return format!("kept out by {}", closed.join(", "));
    }
    if !query.words.is_empty() && query.words.iter().all(|word| word.passages == 0) {
        return "it has none of the words".to_owned();
    }
    "no passage has all of this together".to_owned()
}

fn told(about: &str, text: &str) -> Line {
    (terminal::clean(about, false), terminal::clean(text, false))
}

/// Prints lines, what they tell in a column.
fn lines(lines: &[Line], out: &mut dyn Write) -> Result<()> {
    let widths = lines.iter().map(|(about, _)| about.chars().count());
    let width = widths.max().unwrap_or_default().clamp(WIDTHS[0], WIDTHS[1]);
    for (about, text) in lines {
        writeln!(out, "{about:width$} {text}")?;
    }
    Ok(())
}
