//! The markers that list items begin with.

use crate::corpus::inline::indent_of;
use crate::corpus::lines::Line;
use crate::corpus::restructured::field::field;

/// Returns the length of the list marker, field colon or line mark that `text` begins with.
pub(super) fn marker(text: &str, next: Option<&Line<'_>>) -> Option<usize> {
    if text.starts_with(':') && field(text).is_some() {
        return Some(1);
    }
    if text == "|" || text.starts_with("| ") {
        return Some(2.min(text.len()));
    }
    bullet(text).or_else(|| {
        let number = enumerator(text)?;
        // `A. Einstein` is a name when the text just goes on under it.
        let goes_on = next.is_some_and(|next| {
            !next.is_blank() && indent_of(next.text) == 0 && enumerator(next.text).is_none()
        });
        (!goes_on).then_some(number)
    })
}

/// Returns the length of the bullet and the space after it that `text` begins with.
pub(super) fn bullet(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(['-', '+', '*', '•', '‣', '⁃'])?;
    (rest.starts_with(' ')).then(|| text.len() - rest.trim_start().len())
}

/// Returns the length of the number, such as `1. ` or `(a) `, that `text` begins with.
fn enumerator(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches('(');
    let number = rest.find([')', '.']).filter(|&len| len > 0 && len <= 5)?;
    let name = &rest[..number];
    let is_number = name == "#"
        || name.chars().all(|c| c.is_ascii_digit())
        || name.chars().all(|c| "ivxlcIVXLC".contains(c))
        || name.len() == 1 && name.chars().all(|c| c.is_ascii_alphabetic());
    let after = &rest[number + 1..];
    (is_number && after.starts_with(' ')).then(|| text.len() - after.trim_start().len())
}

#[cfg(test)]
mod tests {
    use crate::corpus::restructured::check::check;

    #[test]
    fn lists_keep_a_line_per_item() {
        check("- a\n- b\n  more\n\n1) c\n\n#. d\n", "a\nb\nmore\n\nc\n\nd");
        check("| one\n| two\n", "one\ntwo");
        check("\u{a0}:a: b\n\n\u{a0}- c\n", ":a: b\n\n- c");
        check(".. [1] Note\n   more\n", "[1] Note\nmore");
        check(">>> x = 1\n>>> *y*\n", ">>> x = 1\n>>> *y*");
    }
}
