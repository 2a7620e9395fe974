//! What glyphs are called, and which letters they are.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object};

/// The cleartext of a Type 1 font names no more glyphs than this.
const MOST_GLYPHS: usize = 256;

/// Returns the text that a glyph shows, by its name in Adobe's list or by the conventions for other names.
pub(super) fn text_of(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    // `a.alt` is another form of `a`; `f_i` is `f` and `i` in one.
    let (base, _) = name.split_once('.').unwrap_or((name, ""));
    let parts: Option<String> = base.split('_').map(part).collect();
    parts.filter(|text| !text.is_empty())
}

fn part(name: &str) -> Option<String> {
    if let Some(text) = listed(name) {
        return Some(text);
    }
    let hex = name
        .strip_prefix("uni")
        .or_else(|| name.strip_prefix('u'))?;
    let is_hex = (4..=6).contains(&hex.len()) && hex.bytes().all(|it| it.is_ascii_hexdigit());
    let code = u32::from_str_radix(hex, 16).ok().filter(|_| is_hex)?;
    char::from_u32(code).map(String::from)
}

/// Returns what the list of the library says, which it has for encodings only.
fn listed(name: &str) -> Option<String> {
    let difference = vec![Object::Integer(1), Object::Name(name.as_bytes().to_vec())];
    let mut encoding = Dictionary::new();
    encoding.set("Differences", difference);
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", encoding);
    let document = Document::new();
    let text = font.get_font_encoding(&document).ok()?;
    text.bytes_to_string(&[1]).ok().filter(|it| !it.is_empty())
}

/// Returns the glyphs that a Type 1 font program itself gives its codes: `dup 65 /A put`.
pub(super) fn built_in(program: &[u8]) -> HashMap<u8, Vec<u8>> {
    let end = find(program, b"eexec").unwrap_or(program.len());
    let start = find(program, b"/Encoding").unwrap_or(end);
    let words = program[start.min(end)..end].split(u8::is_ascii_whitespace);
    let words: Vec<&[u8]> = words.filter(|word| !word.is_empty()).collect();
    let entries = words.windows(4).filter_map(|words| match words {
        [b"dup", code, [b'/', name @ ..], b"put"] => {
            let code = std::str::from_utf8(code).ok()?.parse().ok()?;
            Some((code, name.to_vec()))
        }
        _ => None,
    });
    entries.take(MOST_GLYPHS).collect()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_letters() {
        for (name, text) in [
            ("A", Some("A")),
            ("eacute", Some("\u{e9}")),
            ("f_f_i", Some("ffi")),
            ("a.sc", Some("a")),
            ("uni00E9", Some("\u{e9}")),
            ("u1F600", Some("\u{1f600}")),
            ("g123", None),
            (".notdef", None),
            ("", None),
        ] {
            assert_eq!(text_of(name.as_bytes()).as_deref(), text, "{name}");
        }
    }

    #[test]
    fn type_1_fonts_have_their_own_codes() {
        let program = b"%!PS\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\n\
            dup 12 /fi put\ndup 65 /A put\nreadonly def\ncurrentfile eexec\ndup 66 /B put";
        let mut found: Vec<_> = built_in(program).into_iter().collect();
        found.sort();
        assert_eq!(found, [(12, b"fi".to_vec()), (65, b"A".to_vec())]);
    }
}
