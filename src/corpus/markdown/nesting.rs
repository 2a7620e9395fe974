//! How deep quotes and lists may be nested.

/// The parser looks at every open quote and list on every line; nobody writes this many.
const NESTING_DEPTH: usize = 250;

/// May a line of `source` open more quotes and list items than anyone writes?
pub(super) fn is_too_deep(source: &str) -> bool {
    source.lines().any(|line| depth(line) > NESTING_DEPTH)
}

/// Returns how many quotes and list items `line` may open.
fn depth(line: &str) -> usize {
    let is_mark = |byte: &u8| b" \t>*+-.)".contains(byte) || byte.is_ascii_digit();
    let len = line.bytes().take_while(|byte| is_mark(byte)).count();
    let marks = &line.as_bytes()[..len];
    let quotes = marks.iter().filter(|&&byte| byte == b'>').count();
    let items = marks.windows(2).filter(|pair| {
        let is_bullet = b"*+-.)".contains(&pair[0]);
        is_bullet && b" \t".contains(&pair[1])
    });
    quotes + items.count()
}

#[cfg(test)]
mod tests {
    use crate::corpus::markdown::check::check_text;
    use crate::corpus::markdown::parse;

    #[test]
    fn nesting_too_deep_for_markdown_is_plain_text() {
        let source = format!("{}a\n", "> ".repeat(100_000)) + &"b\n".repeat(100_000);
        assert_eq!(parse(&source).sections.len(), 1);
        check_text(&format!("{}a\n", "> ".repeat(200)), "a");
        check_text(&"- ".repeat(200), "");
    }
}
