//! Hits into the forms that programs read, and into the one that people read.

use std::io::Write;

use anyhow::Result;
use section_search::{Fresh, Hit, Hits, Index, Passage};
use serde::Serialize;

use crate::args::Form;
use crate::settings::Settings;
use crate::{people, terminal};

/// Passages as `--get --json` prints them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub(crate) struct Passages<'a> {
    version: u32,
    passages: &'a [Passage],
}

impl<'a> Passages<'a> {
    pub(crate) fn new(passages: &'a [Passage]) -> Self {
        Self {
            version: 1,
            passages,
        }
    }
}

/// Prints a value as JSON on a line.
pub(crate) fn json(value: &impl Serialize, out: &mut dyn Write) -> Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Prints hits in the form that is wanted.
pub(crate) fn hits(
    hits: &Hits,
    index: &Index,
    settings: &Settings,
    out: &mut dyn Write,
) -> Result<()> {
    match settings.form {
        Form::Count => writeln!(out, "{}", hits.total.unwrap_or(0))?,
        Form::Json => out.write_all(object(hits, settings.max_bytes)?.as_bytes())?,
        Form::Jsonl => lines(hits, settings.max_bytes, out, |hit| {
            Ok(serde_json::to_string(hit)?)
        })?,
        Form::Paths => lines(hits, settings.max_bytes, out, |hit| {
            Ok(terminal::clean(&hit.passage.path, false))
        })?,
        Form::Vimgrep => {
            // The search has just looked for changes; looking again for each hit would find the same.
            let index = index.with_fresh(Fresh::Never);
            lines(hits, settings.max_bytes, out, |hit| {
                Ok(vimgrep(hit, &index))
            })?
        }
        Form::Text => {
            let page = people::Page::new(index, settings);
            let mut first = true;
            lines(hits, settings.max_bytes, out, |hit| {
                let gap = if std::mem::take(&mut first) { "" } else { "\n" };
                Ok(format!("{gap}{}", page.hit(hit)))
            })?;
        }
    }
    Ok(())
}

/// Prints what `form` makes of each hit, as long as it fits.
fn lines(
    hits: &Hits,
    max_bytes: Option<usize>,
    out: &mut dyn Write,
    mut form: impl FnMut(&Hit) -> Result<String>,
) -> Result<()> {
    let mut left = max_bytes.unwrap_or(usize::MAX);
    for hit in &hits.hits {
        let line = form(hit)?;
        let Some(rest) = left.checked_sub(line.len() + 1) else {
            break;
        };
        left = rest;
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Returns the one object, with as many hits as fit.
pub(crate) fn object(hits: &Hits, max_bytes: Option<usize>) -> Result<String> {
    let mut hits = hits.clone();
    loop {
        let object = serde_json::to_string(&hits)? + "\n";
        if max_bytes.is_none_or(|most| object.len() <= most) || hits.hits.pop().is_none() {
            return Ok(object);
        }
    }
}

/// Returns `path:line:column:text` of the first match, or of the passage's start if that cannot be told.
fn vimgrep(hit: &Hit, index: &Index) -> String {
    let passage = &hit.passage;
    let written = index.get(&passage.id).ok();
    let written = written.and_then(|found| found.into_iter().find(|found| found.id == passage.id));
    let source = written.map(|passage| passage.text).unwrap_or_default();
    let word = hit
        .snippet
        .highlights
        .first()
        .and_then(|&[from, to]| hit.snippet.text.get(from..to));
    let (line, column) = word.and_then(|word| place(&source, word)).unwrap_or((0, 0));
    let text = source.lines().nth(line).unwrap_or_default();
    let (number, column) = match passage.lines {
        Some([first, _]) => (first + line as u64, column + 1),
        // Where there are no lines, an editor can but open the file.
        None => (1, 1),
    };
    let path = terminal::clean(&passage.path, false);
    format!("{path}:{number}:{column}:{}", terminal::clean(text, false))
}

/// Returns the line and the byte in it, counted from 0, at which `word` first stands in `text`.
fn place(text: &str, word: &str) -> Option<(usize, usize)> {
    let is_whole = |line: &str, at: usize| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        ![before, after]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric)
    };
    text.lines().enumerate().find_map(|(number, line)| {
        let column = line
            .match_indices(word)
            .map(|(at, _)| at)
            .find(|&at| is_whole(line, at))?;
        Some((number, column))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_at_its_line_and_column() {
        assert_eq!(
            place("## Mali\nthe malian, mali too", "mali"),
            Some((1, 12))
        );
        assert_eq!(place("nothing", "mali"), None);
    }
}
