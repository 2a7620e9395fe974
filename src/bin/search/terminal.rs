//! What a terminal can show: color, links, its width, no control characters from documents, and progress.

use std::env;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::OnceLock;

use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Color;

/// Lines are not wider than this, for reading.
const MAX_WIDTH: usize = 100;
/// Fewer files than this are done before a bar could be read.
const MIN_FILES: u64 = 200;
/// The same for documents in files.
const MIN_DOCUMENTS: u64 = 2_000;

/// Are color and links wanted on stdout, and can it show them?
pub(crate) fn has_color(color: Color) -> bool {
    let is_off = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => io::stdout().is_terminal() && !is_off && !is_dumb,
    }
}

/// Returns how many characters a line has on stdout; none if it is no terminal.
pub(crate) fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let (width, _) = terminal_size::terminal_size()?;
    Some(usize::from(width.0).clamp(20, MAX_WIDTH))
}

/// Returns `text` without control characters and marks that turn the direction of text; line breaks may stay.
pub(crate) fn clean(text: &str, keeps_lines: bool) -> String {
    let is_plain = |c: &char| match c {
        '\n' | '\t' => keeps_lines,
        c => !c.is_control() && !is_direction(*c),
    };
    text.chars().filter(is_plain).collect()
}

/// Is it a mark that turns the direction of text, so that it reads as what it is not?
pub(crate) fn is_direction(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Returns `text` as a link to a place in a file (OSC 8).
pub(crate) fn link(text: &str, file: &Path) -> String {
    let mut address = String::from("file://");
    for byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'~' => address.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(*byte)),
            byte => address += &format!("%{byte:02X}"),
        }
    }
    format!("\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\")
}

/// A bar on stderr while many files are indexed; nothing where stderr is no terminal.
pub(crate) struct Progress {
    what: &'static str,
    unit: &'static str,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Prepares a bar that says `what` is being done with files.
    pub(crate) fn new(what: &'static str) -> Self {
        Self::of(what, "files")
    }

    /// Prepares a bar that says `what` is being done, and what is counted.
    pub(crate) fn of(what: &'static str, unit: &'static str) -> Self {
        Self {
            what,
            unit,
            bar: OnceLock::new(),
        }
    }

    /// Shows how far it is.
    pub(crate) fn show(&self, progress: section_search::Progress) {
        if progress.total >= MIN_FILES {
            self.bar
                .get_or_init(|| bar(self.what, self.unit, progress.total))
                .set_position(progress.done);
        } else if progress.documents >= MIN_DOCUMENTS {
            self.bar
                .get_or_init(|| count(self.what))
                .set_position(progress.documents);
        }
    }

    /// Removes the bar.
    pub(crate) fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// Returns a count of documents, for files that do not tell how many they hold.
fn count(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::no_length().with_message(what);
    match ProgressStyle::with_template("{spinner} {msg} {pos} documents") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn bar(what: &'static str, unit: &'static str, total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {prefix}");
    let bar = ProgressBar::new(total).with_message(what).with_prefix(unit);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(
            clean("a\x1b[31mb\u{9b}c\u{7f}\u{202e}d\ne\tf", false),
            "a[31mbcdef"
        );
        assert_eq!(clean("d\ne\tf\r", true), "d\ne\tf");
    }

    #[test]
    fn links_are_escaped() {
        let link = link("x", Path::new("/a b/é;.md"));
        assert_eq!(
            link,
            "\x1b]8;;file:///a%20b/%C3%A9%3B.md\x1b\\x\x1b]8;;\x1b\\"
        );
    }
}
