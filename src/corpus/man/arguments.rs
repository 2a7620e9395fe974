//! The arguments of requests and macros.

use std::ops::Range;

use crate::corpus::lines::Line;

/// Returns where the arguments stand in the rest of a line.
pub(super) fn arguments(line: &Line<'_>, rest: &str) -> Vec<Range<usize>> {
    let base = line.start + line.text.len() - rest.len();
    let bytes = rest.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b' ' || byte == b'\t' {
            at += 1;
            continue;
        }
        if rest[at..].starts_with("\\\"") {
            break;
        }
        let is_quoted = byte == b'"';
        let start = at + usize::from(is_quoted);
        let end = argument_end(bytes, start, is_quoted);
        words.push(base + start..base + end);
        at = end + usize::from(is_quoted);
    }
    words
}

fn argument_end(bytes: &[u8], start: usize, is_quoted: bool) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' if is_quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if is_quoted => return at,
            b' ' | b'\t' if !is_quoted => return at,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii) => at += 1,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}
