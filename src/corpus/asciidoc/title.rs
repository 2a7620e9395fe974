//! Titles, marked or underlined, and their anchors.

use std::ops::Range;

use crate::corpus::asciidoc::list::marker;
use crate::corpus::asciidoc::{Reader, is_comment};
use crate::corpus::lines::Line;

impl<'a> Reader<'a> {
    /// Reads a title; within a block there is none.
    pub(super) fn heading(&mut self, line: &Line<'a>) -> bool {
        if self.blocks.is_open() || !self.containers.is_empty() {
            return false;
        }
        let next = self.lines.get(self.at + 1);
        let (found, len) = match (marked_title(line), next) {
            (Some(found), _) => (Some(found), 1),
            (None, Some(next)) => (underlined_title(line, next), 2),
            _ => (None, 1),
        };
        let Some((level, mut text)) = found else {
            return false;
        };
        let attributes = std::mem::take(&mut self.attributes);
        let inner = title_anchor(line, &mut text);
        self.blocks
            .heading(level, text, inner.or(attributes.anchor), line.start);
        self.at += len;
        true
    }
}

/// Returns level and place of a title such as `== Setup ==` or `## Setup`.
pub(super) fn marked_title(line: &Line<'_>) -> Option<(usize, Range<usize>)> {
    let text = line.text.trim_end();
    let mark = text.chars().next().filter(|&c| c == '=' || c == '#')?;
    let level = text.chars().take_while(|&c| c == mark).count();
    let rest = text[level..].strip_prefix([' ', '\t'])?;
    let title = match rest.strip_suffix(&text[..level]) {
        Some(title) if title.ends_with(' ') => title.trim_end(),
        _ => rest,
    };
    let start = line.start + level + 1;
    let is_title = level <= 6 && !title.trim().is_empty();
    is_title.then(|| (level, start..start + title.len()))
}

/// Returns level and place of a title that the next line underlines.
fn underlined_title(line: &Line<'_>, next: &Line<'_>) -> Option<(usize, Range<usize>)> {
    let mark = next.text.trim_end();
    let first = mark.chars().next()?;
    let level = "=-~^+".find(first)? + 1;
    let text = line.text.trim_end();
    let is_mark = mark.len() >= 2 && mark.chars().all(|c| c == first);
    let fits = text.chars().count().abs_diff(mark.len()) <= 1;
    let is_text = text.chars().any(char::is_alphanumeric)
        && !text.starts_with(['.', ' ', '\t'])
        && !is_comment(text)
        && marker(text).is_none();
    let is_attributes = text.starts_with('[') && text.ends_with(']');
    (is_mark && fits && is_text && !is_attributes)
        .then(|| (level, line.start..line.start + text.len()))
}

/// Returns the `[[id]]` at the start or end of a title, and takes it out of `text`.
fn title_anchor(line: &Line<'_>, text: &mut Range<usize>) -> Option<String> {
    let title = &line.text[text.start - line.start..text.end - line.start];
    let (anchor, rest) = match title.strip_prefix("[[") {
        Some(inner) => inner.split_once("]]")?,
        None => {
            let (before, inner) = title.rsplit_once("[[")?;
            (inner.strip_suffix("]]")?, before)
        }
    };
    match title.starts_with("[[") {
        true => text.start = text.end - rest.len(),
        false => text.end = text.start + rest.len(),
    }
    Some(anchor.split(',').next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use crate::corpus::asciidoc::check::check;

    #[test]
    fn titles_have_the_level_of_their_marks() {
        check(
            "= Doc\n\n== One\n\n=== Two ===\n\n###### Six\n\n== Three",
            "# Doc\n## One\n### Two\n###### Six\n## Three",
        );
        check(
            "==Not\n\n======= Seven\n\n==\n",
            "==Not\n\n======= Seven\n\n==",
        );
        check("== C# ##\n\n## C #\n", "## C# ##\n## C #");
    }

    #[test]
    fn underlined_titles_have_the_level_of_their_line() {
        check(
            "Doc\n===\n\nOne\n---\n\nTwo\n~~~~\n\nThree\n^^^^^\n\nFour\n++++\n\nend",
            "# Doc\n## One\n### Two\n#### Three\n##### Four\nend",
        );
        check("Some text\n----\na\n----\n", "Some text\n\na");
        check("[source]\n--------\n== a\n--------\n", "== a");
    }

    #[test]
    fn anchors_come_before_or_in_the_title() {
        check("[[a-b]]\n== One\n", "## One {#a-b}");
        check("[#x.role]\n== One\n", "## One {#x}");
        check("[id=x,role=y]\n== One\n", "## One {#x}");
        check("[discrete#x]\n== One\n", "## One {#x}");
        check(
            "== [[x]]One\n\n== Two [[y,Why]]\n",
            "## One {#x}\n## Two {#y}",
        );
        check("[#x]\ntext\n\n== One\n", "text\n## One");
    }
}
