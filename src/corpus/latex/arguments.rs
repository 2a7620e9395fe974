//! The arguments of commands: where their braces and brackets open and close.

use std::ops::Range;

use crate::corpus::inline::Pairs;
use crate::corpus::latex::comment::{is_escaped, uncommented};
use crate::corpus::lines::lines;

/// Returns which brace closes which; an empty line ends what is open.
pub(super) fn braces(source: &str) -> Pairs {
    let mut braces = Pairs::default();
    for line in lines(source) {
        if line.is_blank() {
            braces.forget_open();
        }
        let code = uncommented(line.text);
        for (at, brace) in code.match_indices(['{', '}']) {
            match brace {
                _ if is_escaped(code, at) => {}
                "{" => braces.open(line.start + at),
                _ => braces.close(line.start + at),
            }
        }
    }
    braces
}

/// Returns the content of the braces at `at`, after a star and what is optional.
pub(super) fn group(source: &str, braces: &Pairs, at: usize) -> Option<Range<usize>> {
    let open = skip_options(source, braces, at);
    let close = braces.partner(open)?;
    Some(open + 1..close)
}

/// Returns where to go on after a star, optional arguments and white space.
pub(super) fn skip_options(source: &str, braces: &Pairs, at: usize) -> usize {
    let rest = &source[at..];
    let mut at = at + rest.len() - rest.strip_prefix('*').unwrap_or(rest).len();
    while let Some(end) = option_end(source, braces, at) {
        at = end;
    }
    let rest = source[at..].trim_start_matches([' ', '\t', '\r']);
    let rest = rest.strip_prefix('\n').unwrap_or(rest);
    let rest = rest.trim_start_matches([' ', '\t']);
    match rest.starts_with('{') {
        true => source.len() - rest.len(),
        false => at,
    }
}

/// Returns where the optional argument at `at` ends.
pub(super) fn option_end(source: &str, braces: &Pairs, at: usize) -> Option<usize> {
    const OPTION_BYTES: usize = 300;
    let bytes = source.as_bytes();
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    let mut end = at + 1;
    while end < at + OPTION_BYTES {
        match bytes.get(end)? {
            b']' => return Some(end + 1),
            b'{' => end = braces.partner(end)?,
            _ => {}
        }
        end += 1;
    }
    None
}
