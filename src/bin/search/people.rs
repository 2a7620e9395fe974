//! The form that people read.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use section_search::{Hit, Hits, Index, Matched, Outline, Passage, Snippet, State};

use crate::args::Form;
use crate::settings::Settings;
use crate::{reports, terminal};

const INDENT: &str = "  ";
/// How many of the passages that say the same are named.
const MOST_NAMED: usize = 3;
/// Stands between the headings of a trail.
const STEP: &str = " › ";

/// How hits look.
pub(crate) struct Page {
    path: Style,
    trail: Style,
    mark: Style,
    note: Style,
    width: Option<usize>,
    /// The folder of the corpus, where links are wanted and there is but one.
    folder: Option<PathBuf>,
}

impl Page {
    /// Prepares a page for the answers of `index`.
    pub(crate) fn new(index: &Index, settings: &Settings) -> Self {
        let corpora: Vec<_> = index.corpora().collect();
        let folder = match corpora[..] {
            [folder] if settings.has_color && folder.is_dir() => Some(folder.to_owned()),
            _ => None,
        };
        let style = |style: Style| {
            if settings.has_color {
                style
            } else {
                Style::new()
            }
        };
        Self {
            path: style(AnsiColor::Magenta.on_default()),
            trail: style(Style::new().bold()),
            mark: style(AnsiColor::Red.on_default().bold()),
            note: style(Style::new().dimmed()),
            width: terminal::width(),
            folder,
        }
    }

    /// Returns a hit: its place, its trail, its snippet.
    pub(crate) fn hit(&self, hit: &Hit) -> String {
        let passage = &hit.passage;
        let mut text = format!(
            "{}  {}",
            self.place(passage),
            paint(&trail(passage), self.trail)
        );
        if !hit.missing.is_empty() {
            let words: Vec<_> = hit
                .missing
                .iter()
                .map(|word| terminal::clean(word, false))
                .collect();
            let _ = write!(
                text,
                "  {}",
                paint(&format!("without {}", words.join(", ")), self.note)
            );
        }
        for share in &hit.explanation {
            let line = format!(
                "{:8.3}  {:8} {}",
                share.score,
                share.evidence,
                terminal::clean(&share.term, false)
            );
            let _ = write!(text, "\n{INDENT}{}", paint(&line, self.note));
        }
        for passage in &hit.before {
            self.neighbour(&mut text, passage);
        }
        self.add(&mut text, &hit.snippet, Style::new());
        for passage in &hit.after {
            self.neighbour(&mut text, passage);
        }
        if !hit.same.is_empty() {
            let line = paint(&same(&hit.same), self.note);
            let _ = write!(text, "\n{INDENT}{line}");
        }
        text
    }

    /// Adds a passage beside a hit, with a line of its own as `grep` would write it.
    fn neighbour(&self, text: &mut String, passage: &Passage) {
        let address = match passage.lines {
            Some([first, _]) => format!("{}-{first}", terminal::clean(&passage.path, false)),
            None => address(passage),
        };
        let place = format!("{address}-  {}", trail(passage));
        let _ = write!(text, "\n{INDENT}{}", paint(&place, self.note));
        self.add(text, &plain(passage), self.note);
    }

    fn place(&self, passage: &Passage) -> String {
        let painted = paint(&address(passage), self.path);
        match &self.folder {
            Some(folder) if !passage.is_own => {
                terminal::link(&painted, &folder.join(passage.file()))
            }
            _ => painted,
        }
    }

    /// Adds a snippet below, its lines indented and, on a terminal, not wider than it.
    fn add(&self, text: &mut String, snippet: &Snippet, style: Style) {
        let mut column = usize::MAX;
        for (word, is_marked) in words(snippet) {
            let width = word.chars().count();
            let is_full = self
                .width
                .is_some_and(|most| column.saturating_add(width + 1) > most);
            if column == usize::MAX || is_full {
                *text += "\n";
                *text += INDENT;
                column = INDENT.len();
            } else {
                text.push(' ');
                column += 1;
            }
            *text += &self.painted(&word, &is_marked, style);
            column += width;
        }
    }

    fn painted(&self, word: &str, is_marked: &[bool], style: Style) -> String {
        let mut painted = String::new();
        let mut run = String::new();
        let mut run_is_marked = false;
        for (c, &is_marked) in word.chars().zip(is_marked) {
            if is_marked != run_is_marked {
                painted += &paint(&run, if run_is_marked { self.mark } else { style });
                run.clear();
            }
            run_is_marked = is_marked;
            run.push(c);
        }
        painted + &paint(&run, if run_is_marked { self.mark } else { style })
    }
}

/// Tells on stderr what is to be known of an answer besides its hits.
pub(crate) fn notes(hits: &Hits, settings: &Settings) -> Result<()> {
    reports::repaired(hits.freshness.repaired.as_deref())?;
    let mut notes = Vec::new();
    if hits.freshness.state == State::Stale {
        let changed = match hits.freshness.changed {
            1 => "1 file has".to_owned(),
            count => format!("{count} files have"),
        };
        notes.push(format!(
            "the index is stale: {changed} changed since; search --update brings it up to date"
        ));
    }
    notes.extend(spellings(hits));
    let shown = settings.query.page().offset as u64 + hits.hits.len() as u64;
    if let Some(total) = hits
        .total
        .filter(|total| settings.form == Form::Text && *total > shown)
        && io::stderr().is_terminal()
    {
        notes.push(format!(
            "{shown} of {total} passages; --limit and --offset show more"
        ));
    }
    for note in notes {
        writeln!(io::stderr(), "search: {}", terminal::clean(&note, false))?;
    }
    Ok(())
}

/// Tells which near spellings the hits were found by: those asked for with `~`, and those of words that nothing has.
fn spellings(hits: &Hits) -> Option<String> {
    let mut found = hits.hits.iter();
    let is_corrected = found.any(|hit| hit.matched == Matched::Corrected);
    let made = hits.corrections.iter();
    let made = made.filter(|made| is_corrected || made.from.ends_with('~'));
    let told: Vec<_> = made
        .map(|made| format!("{} for {}", made.to, made.from))
        .collect();
    let is_told = !told.is_empty() && !hits.hits.is_empty();
    is_told.then(|| format!("near spellings: {}", told.join(", ")))
}

/// Prints passages as text.
pub(crate) fn passages(
    passages: &[Passage],
    settings: &Settings,
    out: &mut dyn Write,
) -> Result<()> {
    let is_terminal = io::stdout().is_terminal();
    for (at, passage) in passages.iter().enumerate() {
        let text = match is_terminal || settings.has_color {
            true => terminal::clean(&passage.text, true),
            false => passage.text.clone(),
        };
        // The pieces of a document follow each other as they stand in it.
        let is_last = at + 1 == passages.len();
        out.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            out.write_all(if is_last { b"\n" } else { b"\n\n" })?;
        }
    }
    Ok(())
}

/// Prints documents or headings, each with what `--get` takes.
pub(crate) fn outline(outline: &Outline, settings: &Settings, out: &mut dyn Write) -> Result<()> {
    let dim = dim(settings);
    match outline {
        Outline::Corpus { documents, .. } => {
            for document in documents {
                let [path, title] =
                    [&document.path, &document.title].map(|text| terminal::clean(text, false));
                writeln!(out, "{path}  {}", paint(&title, dim))?;
            }
        }
        Outline::Document {
            title, sections, ..
        } => {
            for section in sections {
                let depth = section.headings.len();
                let heading = section.headings.last().unwrap_or(title);
                let [id, heading] = [&section.id, heading].map(|text| terminal::clean(text, false));
                writeln!(
                    out,
                    "{}{heading}  {}",
                    INDENT.repeat(depth),
                    paint(&id, dim)
                )?;
            }
        }
    }
    Ok(())
}

pub(crate) fn dim(settings: &Settings) -> Style {
    if settings.has_color {
        Style::new().dimmed()
    } else {
        Style::new()
    }
}

pub(crate) fn paint(text: &str, style: Style) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("{style}{text}{style:#}")
}

/// Returns `path:line`, or what the format has instead of lines: `path#page=12` (RFC 8118), `path#slide 4`.
pub(crate) fn address(passage: &Passage) -> String {
    let address = match (passage.lines, passage.page, &passage.place) {
        (Some([first, _]), ..) => format!("{}:{first}", passage.path),
        (None, Some(page), _) => format!("{}#page={page}", passage.path),
        (None, None, Some(place)) => format!("{}#{place}", passage.path),
        (None, None, None) => passage.path.clone(),
    };
    terminal::clean(&address, false)
}

pub(crate) fn trail(passage: &Passage) -> String {
    let steps = std::iter::once(&passage.title).chain(&passage.headings);
    let steps: Vec<_> = steps.map(|step| terminal::clean(step, false)).collect();
    steps.join(STEP)
}

/// Returns the line that names the passages which say the same.
fn same(ids: &[String]) -> String {
    let named: Vec<_> = ids
        .iter()
        .take(MOST_NAMED)
        .map(|id| terminal::clean(id, false))
        .collect();
    let line = format!("the same in {}", named.join(", "));
    match ids.len() - named.len() {
        0 => line,
        more => format!("{line} and {more} more"),
    }
}

fn plain(passage: &Passage) -> Snippet {
    Snippet {
        text: passage.text.clone(),
        highlights: Vec::new(),
    }
}

/// Returns the words of a snippet, each with what of it is marked, character by character.
fn words(snippet: &Snippet) -> Vec<(String, Vec<bool>)> {
    let mut words: Vec<(String, Vec<bool>)> = Vec::new();
    let mut in_word = false;
    let mut marks = snippet.highlights.iter().peekable();
    for (at, c) in snippet.text.char_indices() {
        while marks.next_if(|mark| mark[1] <= at).is_some() {}
        let is_marked = marks.peek().is_some_and(|mark| mark[0] <= at);
        if c.is_whitespace() {
            in_word = false;
            continue;
        }
        if terminal::clean(c.encode_utf8(&mut [0; 4]), false).is_empty() {
            continue;
        }
        if !in_word {
            words.push((String::new(), Vec::new()));
        }
        in_word = true;
        if let Some((word, is_marked_at)) = words.last_mut() {
            word.push(c);
            is_marked_at.push(is_marked);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_line_a_page_or_a_place() {
        let passage = |lines, page, place: Option<&str>| Passage {
            path: "a".to_owned(),
            lines,
            page,
            place: place.map(str::to_owned),
            ..Passage::default()
        };
        assert_eq!(address(&passage(Some([3, 9]), None, None)), "a:3");
        assert_eq!(address(&passage(None, Some(12), None)), "a#page=12");
        assert_eq!(address(&passage(None, None, Some("slide 4"))), "a#slide 4");
        assert_eq!(address(&passage(None, None, None)), "a");
    }
}
