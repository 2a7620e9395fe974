//! The text of a cue, its markup rendered away.

use std::ops::Range;

use crate::corpus::inline::{Inline, entity, plain_end};

/// A tag is not longer than this.
const TAG_BYTES: usize = 200;

/// Renders a line of a cue: tags and settings left out, voices as names, entities decoded.
pub(super) fn render(source: &str, range: Range<usize>) -> Inline<'_> {
    let text = &source[..range.end];
    let mut inline = Inline::new(source);
    let mut at = range.start;
    while let Some(&byte) = text.as_bytes().get(at) {
        let markup = match byte {
            b'<' => tag(text, at, &mut inline),
            b'{' => setting(text, at),
            b'&' => entity(&text[at..]).map(|(meant, len)| {
                inline.put(meant, at);
                at + len
            }),
            _ => None,
        };
        at = markup.unwrap_or_else(|| inline.keep(at, plain_end(text, at, &['<', '{', '&'])));
    }
    inline
}

/// Returns where the tag at `at` ends; the voice that it names is shown.
fn tag(text: &str, at: usize, inline: &mut Inline<'_>) -> Option<usize> {
    let end = markup_end(text, at, b'>')?;
    let inner = &text[at + 1..end - 1];
    let is_tag = inner.starts_with(|c: char| c == '/' || c.is_ascii_alphanumeric());
    if !is_tag {
        return None;
    }
    let (name, voice) = inner.split_once(' ').unwrap_or((inner, ""));
    let voice = voice.trim();
    let is_voice = name == "v" || name.starts_with("v.");
    if is_voice && !voice.is_empty() {
        let start = at + 1 + name.len() + inner[name.len()..].find(voice).unwrap_or(0);
        inline.keep(start, start + voice.len());
        inline.put(": ", start + voice.len());
    }
    Some(end)
}

/// Returns where the setting at `at` ends, such as `{\an8}`.
fn setting(text: &str, at: usize) -> Option<usize> {
    let is_setting = text[at..].starts_with("{\\");
    is_setting.then(|| markup_end(text, at, b'}')).flatten()
}

fn markup_end(text: &str, at: usize, mark: u8) -> Option<usize> {
    let mut bytes = text.bytes().skip(at).take(TAG_BYTES);
    bytes.position(|byte| byte == mark).map(|len| at + len + 1)
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn markup_is_rendered_away() {
        for (line, text) in [
            ("<i>a</i> <font color=\"red\">b</font>", "a b"),
            ("{\\an8}a {b}", "a {b}"),
            ("<v Ann Lee>a<00:01.000><c> b</c>", "Ann Lee: a b"),
            ("a &lt; b &foo; < c > d", "a < b &foo; < c > d"),
            ("<open {\\open &", "<open {\\open &"),
        ] {
            assert_eq!(render(line, 0..line.len()).plain(), text, "{line}");
        }
    }
}
