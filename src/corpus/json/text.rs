//! The strings of JSON, decoded.

use std::ops::Range;

use crate::corpus::transcript::Transcript;

/// Adds the string between the quotes at `range` to `transcript`.
pub(crate) fn decode(source: &str, range: Range<usize>, transcript: &mut Transcript) {
    let mut at = range.start;
    while let Some(gap) = source[at..range.end].find('\\') {
        transcript.keep(&source[at..at + gap], at);
        at += gap;
        match escape(&source[at + 1..range.end]) {
            Some((c, len)) => {
                transcript.put(c, at);
                at += 1 + len;
            }
            None => {
                transcript.keep("\\", at);
                at += 1;
            }
        }
    }
    transcript.keep(&source[at..range.end], at);
}

/// Returns the decoded string between the quotes at `range`.
pub(crate) fn decoded(source: &str, range: Range<usize>) -> String {
    let mut transcript = Transcript::default();
    decode(source, range, &mut transcript);
    transcript.as_str().to_owned()
}

/// Returns the character that stands behind a backslash, and how long its spelling is.
fn escape(text: &str) -> Option<(char, usize)> {
    let c = match text.bytes().next()? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' | b'f' => ' ',
        b'u' => return unicode(text),
        c @ (b'"' | b'\\' | b'/' | b'\'') => char::from(c),
        _ => return None,
    };
    Some((c, 1))
}

/// Returns the character of `uXXXX`, or of two such halves.
fn unicode(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| {
        let digits = text.strip_prefix('u')?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(text)?;
    let second = text.get(5..).and_then(|rest| rest.strip_prefix('\\'));
    let second = second.and_then(unit);
    if let Some(second) = second
        && let Some(Ok(c)) = char::decode_utf16([first, second]).next()
        && c.len_utf16() == 2
    {
        return Some((c, 11));
    }
    let c = char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((c, 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        assert_eq!(decoded(source, 0..source.len()), expected, "{source}");
    }

    #[test]
    fn escapes_are_decoded() {
        check(r#"a\nb\t\"c\" \\ \/"#, "a\nb\t\"c\" \\ /");
        check(r"Ke\u00efta \ud834\udd1e!", "Keïta 𝄞!");
        // Half a pair is no character.
        check(r"\ud834\u0041 \udd1e \ud834", "\u{fffd}A \u{fffd} \u{fffd}");
        check(r"C:\x \u12 \", r"C:\x \u12 \");
    }
}
