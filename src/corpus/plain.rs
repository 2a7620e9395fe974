//! Plain text: paragraphs, `== Heading ==` lines, and lines underlined with `===` or `---`.

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::lines::{Line, lines};

/// A heading longer than this is a sentence that looks like one.
const HEADING_CHARS: usize = 120;

/// Reads plain text.
pub(crate) fn parse(source: &str) -> Document {
    let lines = lines(source);
    let mut builder = Builder::new(source.len());
    let mut in_paragraph = false;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if let Some((level, text)) = equals_heading(line.text) {
            builder.heading(heading(line, level, text));
            in_paragraph = false;
            continue;
        }
        if !in_paragraph && let Some(level) = lines.get(at).and_then(|next| underline(line, next)) {
            builder.heading(heading(line, level, line.text));
            at += 1;
            continue;
        }
        if line.is_blank() {
            in_paragraph = false;
            continue;
        }
        if in_paragraph {
            builder.line(line.start);
        } else {
            builder.paragraph(line.start);
        }
        in_paragraph = true;
        builder.text(line.text.trim(), line.text_start());
    }
    builder.finish()
}

fn heading(line: &Line<'_>, level: u8, text: &str) -> Heading {
    Heading {
        level,
        text: text.to_owned(),
        anchor: None,
        start: line.start,
    }
}

/// Returns level and text of a line such as `== History ==`, its right side missing or uneven or not.
fn equals_heading(line: &str) -> Option<(u8, &str)> {
    let line = line.trim_end();
    let left = line.bytes().take_while(|&byte| byte == b'=').count();
    let rest = &line[left..];
    let right = rest.bytes().rev().take_while(|&byte| byte == b'=').count();
    let text = rest[..rest.len() - right].trim();
    let has_words = text.chars().any(char::is_alphanumeric);
    let is_heading = match (left, right) {
        (1, 1) | (2..=6, 1..=6) => true,
        // Without a right side, only with a space: `==x` is code.
        (2..=6, 0) => rest.starts_with(' '),
        _ => false,
    };
    let level = if right == 0 {
        left
    } else {
        left.min(right.max(2))
    };
    (is_heading && has_words && text.chars().count() <= HEADING_CHARS)
        .then_some((level as u8, text))
}

/// Returns the level of `line` as a heading when `next` underlines it.
fn underline(line: &Line<'_>, next: &Line<'_>) -> Option<u8> {
    let mark = next.text.trim_end();
    let first = mark.chars().next()?;
    let level = match first {
        '=' => 1,
        '-' => 2,
        '~' => 3,
        _ => return None,
    };
    let text = line.text.trim_end();
    let width = text.chars().count();
    let is_line = mark.len() >= 3 && mark.chars().all(|c| c == first);
    let fits = mark.len().abs_diff(width) <= 2 && width <= HEADING_CHARS;
    let is_text = !text.starts_with(char::is_whitespace) && text.chars().any(char::is_alphanumeric);
    (is_line && fits && is_text).then_some(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(source: &str) -> Vec<(u8, String)> {
        parse(source)
            .sections
            .into_iter()
            .map(|section| (section.level, section.heading))
            .collect()
    }

    #[test]
    fn equals_headings_need_no_blank_lines_around_them() {
        let source = "Opening.\n== History ==\nText.\n=== Early ===\nMore.";
        let expected = [(0, ""), (2, "History"), (3, "Early")];
        assert_eq!(headings(source), expected.map(|(l, h)| (l, h.to_owned())));
    }

    #[test]
    fn uneven_headings_are_headings() {
        for (line, level) in [
            ("== History =", 2),
            ("=== History ==", 2),
            ("== History ===", 2),
            ("== History", 2),
            ("==History==", 2),
            ("= History =", 1),
        ] {
            assert_eq!(headings(line), [(level, "History".to_owned())], "{line}");
        }
    }

    #[test]
    fn rules_and_code_are_not_headings() {
        for line in ["=====", "== ==", "==x", "a == b", "= x", "x\n-------------"] {
            assert_eq!(headings(line), [(0, String::new())], "{line}");
        }
    }

    #[test]
    fn underlined_lines_are_headings() {
        let source = "Guide\n=====\n\nText\n\nSetup\n-----\nMore";
        let expected = [(1, "Guide"), (2, "Setup")];
        assert_eq!(headings(source), expected.map(|(l, h)| (l, h.to_owned())));
    }

    #[test]
    fn paragraphs_and_lines_stay_apart() {
        let document = parse("one\r\ntwo\r\n\r\nthree");
        assert_eq!(document.sections[0].text, "one\ntwo\n\nthree");
    }
}
