//! Escapes: what a backslash and what follows it stand for.

use std::borrow::Cow;
use std::ops::Range;

use crate::corpus::inline::Inline;
use crate::corpus::man::special::{special, string};

/// What an escape stands for.
pub(super) enum Meant {
    Nothing,
    /// The character after the backslash.
    Next,
    Text(Cow<'static, str>),
}

/// Adds a part of the source with its escapes rendered away.
pub(super) fn render(inline: &mut Inline<'_>, source: &str, range: Range<usize>) {
    let mut at = range.start;
    while at < range.end {
        let rest = &source[at..range.end];
        let len = rest.find('\\').unwrap_or(rest.len());
        inline.keep(at, at + len);
        at += len;
        if at >= range.end {
            break;
        }
        let (meant, len) = escape(&source[at..range.end]);
        match meant {
            Meant::Nothing => {}
            Meant::Next => {
                inline.keep(at + 1, at + len);
            }
            Meant::Text(text) => inline.put(text, at),
        }
        at += len;
    }
}

/// Returns what the escape at the start of `text` stands for, and its length.
fn escape(text: &str) -> (Meant, usize) {
    let Some(letter) = text[1..].chars().next() else {
        return (Meant::Nothing, 1);
    };
    let body = &text[1 + letter.len_utf8()..];
    let head = text.len() - body.len();
    match letter {
        'f' | 'F' | 'n' | 'm' | 'M' | 'g' | 'k' | 'V' | 'Y' | 'O' => {
            let sign = body.len() - body.trim_start_matches(['+', '-']).len();
            let sign = if letter == 'n' { sign } else { 0 };
            (Meant::Nothing, head + sign + name(&body[sign..]).1)
        }
        's' => (Meant::Nothing, head + size_len(body)),
        '(' | '[' => {
            let (name, len) = name(&text[1..]);
            (special(name), 1 + len)
        }
        '*' => {
            let (name, len) = name(body);
            (string(name), head + len)
        }
        'N' | 'C' => {
            let (argument, len) = quoted(body);
            let meant = match letter {
                'C' => special(argument),
                _ => numbered(argument),
            };
            (meant, head + len)
        }
        'h' | 'v' | 'w' | 'l' | 'L' | 'D' | 'b' | 'x' | 'X' | 'A' | 'B' | 'H' | 'R' | 'S' | 'Z'
        | 'o' => (Meant::Nothing, head + quoted(body).1),
        '"' | '#' => (Meant::Nothing, text.len()),
        'e' | 'E' | '\\' => (Meant::Text("\\".into()), head),
        '~' | '0' | 't' | ' ' => (Meant::Text(" ".into()), head),
        '&' | ')' | '%' | ':' | '/' | ',' | 'c' | '|' | '^' | '{' | '}' | 'd' | 'u' | 'r' | 'a'
        | 'p' | 'z' | '!' => (Meant::Nothing, head),
        _ => (Meant::Next, head),
    }
}

/// Returns a name written as `x`, `(xx` or `[xxx]`, and its length as written.
fn name(text: &str) -> (&str, usize) {
    const NAME_BYTES: usize = 40;
    if let Some(rest) = text.strip_prefix('[') {
        let end = rest.bytes().take(NAME_BYTES).position(|b| b == b']');
        return end.map_or(("", 1), |end| (&rest[..end], end + 2));
    }
    let (rest, count) = match text.strip_prefix('(') {
        Some(rest) => (rest, 2),
        None => (text, 1),
    };
    let end = rest
        .char_indices()
        .nth(count)
        .map_or(rest.len(), |(at, _)| at);
    (&rest[..end], end + count - 1)
}

/// Returns the length of a size as written after `\s`.
fn size_len(text: &str) -> usize {
    let digits = text.trim_start_matches(['+', '-']);
    let sign = (text.len() - digits.len()).min(1);
    let rest = &text[sign..];
    match rest.chars().next() {
        Some('(' | '[') => sign + name(rest).1,
        Some('\'') => sign + quoted(rest).1,
        // Sizes from 10 to 39 have two digits.
        Some('1'..='3') if rest[1..].starts_with(|c: char| c.is_ascii_digit()) && sign == 0 => 2,
        Some('0'..='9') => sign + 1,
        _ => sign,
    }
}

/// Returns an argument written as `'x'`, and its length as written.
fn quoted(text: &str) -> (&str, usize) {
    const ARGUMENT_BYTES: usize = 200;
    let Some(rest) = text.strip_prefix('\'') else {
        return ("", 0);
    };
    let end = rest.bytes().take(ARGUMENT_BYTES).position(|b| b == b'\'');
    end.map_or(("", 1), |end| (&rest[..end], end + 2))
}

/// Returns the character with a number, as in `\N'65'`.
fn numbered(number: &str) -> Meant {
    let character = number.parse().ok().and_then(char::from_u32);
    character.map_or(Meant::Nothing, |c| Meant::Text(c.to_string().into()))
}

#[cfg(test)]
mod tests {
    use crate::corpus::man::check::check;

    #[test]
    fn escapes_are_characters() {
        for (source, expected) in [
            ("\\fBa\\fP\\f[I]b\\fR \\f(CWc\\fR", "ab c"),
            (
                "\\-x a\\(enb\\(em \\[em] \\(aqq\\(aq \\(bu",
                "-x a–b— — 'q' •",
            ),
            ("\\e\\\\ \\&.x a\\~b\\ c\\|d\\^e\\%f\\c", "\\\\ .x a b cdef"),
            ("\\s+1A\\s-1 \\s10B\\s0 \\*(lqq\\*(rq \\*R", "A B “q” ®"),
            ("\\h'1n'a\\n(xxb\\n+xc\\w'abc'd \\m[red]e\\m[]", "abcd e"),
            ("\\('e\\[:u]\\[,c]\\[oa] \\[u00E9] \\N'65'", "éüçå é A"),
            ("\\", ""),
            ("x\\(", "x"),
            ("\\[open \\*[open é\\é", "open open éé"),
        ] {
            check(source, expected);
        }
    }
}
