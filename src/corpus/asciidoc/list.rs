//! The markers that list items begin with, and description lists.

use crate::corpus::lines::Line;

/// Returns the length of the list marker that `text` begins with.
pub(super) fn marker(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let len = match first {
        '*' | '.' => text.chars().take_while(|&c| c == first).count(),
        '-' | '•' => first.len_utf8(),
        '<' => text.find('>').filter(|&end| end <= 4 && end > 1)? + 1,
        _ => numbered(text)?,
    };
    let rest = text[len..].strip_prefix([' ', '\t'])?.trim_start();
    let is_bullet = matches!(first, '*' | '-');
    let rest = match rest.get(..4) {
        Some("[ ] " | "[x] " | "[*] ") if is_bullet => &rest[4..],
        _ => rest,
    };
    (len <= 6 && !rest.is_empty()).then(|| text.len() - rest.len())
}

/// Returns the length of the number or letter with its dot that `text` begins with.
fn numbered(text: &str) -> Option<usize> {
    let len = text.find('.').filter(|&len| (1..=4).contains(&len))?;
    let name = &text[..len];
    let is_digits = name.chars().all(|c| c.is_ascii_digit());
    let is_letter = len == 1 && name.chars().all(|c| c.is_ascii_alphabetic());
    (is_digits || is_letter).then_some(len + 1)
}

/// Returns the term and the text of a line such as `term:: text`.
pub(super) fn description<'a>(line: &Line<'a>) -> Option<(Line<'a>, Line<'a>)> {
    let text = line.text.trim_end();
    let len = match text.find(":: ") {
        Some(len) => len,
        None => text.strip_suffix("::")?.len(),
    };
    let term = Line {
        text: text[..len].trim_end_matches(':'),
        start: line.start,
    };
    let rest = Line {
        text: &text[len + 2..],
        start: line.start + len + 2,
    };
    (!term.is_blank()).then_some((term, rest))
}

#[cfg(test)]
mod tests {
    use crate::corpus::asciidoc::check::check;

    #[test]
    fn lists_have_a_line_per_item() {
        check(
            "* a\n** [x] b\nmore\n- c\n. d\n.. e\n1. f\n+\npart\n\nterm:: g\nb::\n  h\n",
            "a\nb\nmore\nc\nd\ne\nf\n\npart\n\nterm\ng\nb\nh",
        );
        check("* one\n* two\n\n== three", "one\ntwo\n## three");
    }
}
