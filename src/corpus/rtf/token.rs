//! The pieces of RTF: groups, control words and text.

/// A piece of RTF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// A control word, or a control sign such as `~`, and its number.
    Word(&'a str, Option<i32>),
    /// A byte written as `\'e9`.
    Byte(u8),
    Text(&'a [u8]),
}

/// Returns the pieces of `source`.
pub(super) fn tokens(source: &[u8]) -> impl Iterator<Item = Token<'_>> {
    let mut rest = source;
    std::iter::from_fn(move || {
        // Line breaks mean nothing.
        while let [b'\r' | b'\n' | 0, after @ ..] = rest {
            rest = after;
        }
        let (token, after) = next(rest)?;
        rest = after;
        if let Token::Word("bin", Some(len)) = token {
            let len = usize::try_from(len).unwrap_or(0);
            rest = rest.get(len..).unwrap_or_default();
        }
        Some(token)
    })
}

fn next(rest: &[u8]) -> Option<(Token<'_>, &[u8])> {
    let (first, after) = rest.split_first()?;
    Some(match first {
        b'{' => (Token::Open, after),
        b'}' => (Token::Close, after),
        b'\\' => control(after),
        _ => {
            let is_end = |byte: &u8| b"{}\\\r\n".contains(byte);
            let end = rest.iter().position(is_end).unwrap_or(rest.len());
            (Token::Text(&rest[..end]), &rest[end..])
        }
    })
}

/// Reads what follows a backslash.
fn control(rest: &[u8]) -> (Token<'_>, &[u8]) {
    let len = count(rest, u8::is_ascii_alphabetic);
    if len == 0 {
        return sign(rest);
    }
    let (word, after) = rest.split_at(len);
    let minus = usize::from(after.first() == Some(&b'-'));
    let digits = count(&after[minus..], u8::is_ascii_digit);
    let (number, after) = after.split_at(if digits > 0 { minus + digits } else { 0 });
    let after = after.strip_prefix(b" ").unwrap_or(after);
    let number = ascii(number).parse().ok();
    (Token::Word(ascii(word), number), after)
}

fn sign(rest: &[u8]) -> (Token<'_>, &[u8]) {
    match rest {
        [b'\'', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            let byte = u8::from_str_radix(ascii(&rest[1..3]), 16).unwrap_or(b'?');
            (Token::Byte(byte), after)
        }
        [b'\r' | b'\n', after @ ..] => (Token::Word("par", None), after),
        [first, after @ ..] if first.is_ascii() => (Token::Word(ascii(&rest[..1]), None), after),
        _ => (Token::Text(b"\\"), rest),
    }
}

fn count(bytes: &[u8], is: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is(byte)).count()
}

/// Returns what are letters and digits only as a text.
fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_cut_into_words_and_text() {
        let source = b"{\\rtf1\\ansi\\fs-20 a\r\nb\\'e9\\~\\\\\\bin3 {}{c}\\\nd\\";
        let expected = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Word("ansi", None),
            Token::Word("fs", Some(-20)),
            Token::Text(b"a"),
            Token::Text(b"b"),
            Token::Byte(0xe9),
            Token::Word("~", None),
            Token::Word("\\", None),
            Token::Word("bin", Some(3)),
            Token::Text(b"c"),
            Token::Close,
            Token::Word("par", None),
            Token::Text(b"d"),
            Token::Text(b"\\"),
        ];
        assert_eq!(tokens(source).collect::<Vec<_>>(), expected);
    }
}
