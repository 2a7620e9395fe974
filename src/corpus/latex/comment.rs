//! Comments, and the backslashes that make a character part of the text.

/// Returns what of a line stands before its comment.
pub(super) fn uncommented(line: &str) -> &str {
    let mut comments = line.match_indices('%');
    let comment = comments.find(|&(at, _)| !is_escaped(line, at) && !is_in_address(line, at));
    comment.map_or(line, |(at, _)| &line[..at])
}

/// Does the percent sign at `at` belong to an address such as `http://x/%20`?
fn is_in_address(line: &str, at: usize) -> bool {
    const ADDRESS_CHARS: usize = 300;
    let hex = line.as_bytes()[at + 1..].iter().take(2);
    if hex.filter(|byte| byte.is_ascii_hexdigit()).count() < 2 {
        return false;
    }
    let word = line[..at].chars().rev().take(ADDRESS_CHARS);
    let word: String = word.take_while(|c| !c.is_whitespace()).collect();
    word.contains("//:")
}

/// Does an odd number of backslashes stand before `at`?
pub(super) fn is_escaped(text: &str, at: usize) -> bool {
    const BACKSLASHES: usize = 16;
    let before = text.as_bytes()[..at].iter().rev().take(BACKSLASHES);
    before.take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use crate::corpus::latex::check::check;

    #[test]
    fn comments_are_left_out() {
        check(
            "a % \\section{b}\nc 5\\% d\n% e\nf\n%\n\ng",
            "a\nc 5% d\nf\n\ng",
        );
        check("a\\\\% b\nc", "a\nc");
        check(
            "a\n\\begin{comment}\n\\section{b}\n\\end{comment}\nc",
            "a\n\nc",
        );
    }
}
