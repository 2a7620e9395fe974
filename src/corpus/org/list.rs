//! List items.

/// Returns the length of the list marker and check box that `text` begins with.
pub(super) fn item(text: &str, indent: usize) -> Option<usize> {
    let len = match text.chars().next()? {
        '-' | '+' => 1,
        '*' if indent > 0 => 1,
        _ => numbered(text)?,
    };
    let rest = &text[len..];
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let mut rest = rest.trim_start();
    if let Some((_, after)) = rest.strip_prefix("[@").and_then(|r| r.split_once(']')) {
        rest = after.trim_start();
    }
    if matches!(rest.get(..4), Some("[ ] " | "[X] " | "[x] " | "[-] ")) {
        rest = rest[4..].trim_start();
    }
    Some(text.len() - rest.len())
}

/// Returns the length of a marker such as `1.` or `a)`.
fn numbered(text: &str) -> Option<usize> {
    let len = text
        .find(['.', ')'])
        .filter(|&len| (1..=4).contains(&len))?;
    let name = &text[..len];
    let is_digits = name.chars().all(|c| c.is_ascii_digit());
    let is_letter = len == 1 && name.chars().all(|c| c.is_ascii_alphabetic());
    (is_digits || is_letter).then_some(len + 1)
}

#[cfg(test)]
mod tests {
    use crate::corpus::org::check::check;

    #[test]
    fn lists_have_a_line_per_item() {
        check(
            "- [X] a\n  more\n+ b :: c\n1. d\n2) [@3] e\n",
            "a\nmore\nb :: c\nd\ne",
        );
        check("-notitem 1.5 x", "-notitem 1.5 x");
    }
}
