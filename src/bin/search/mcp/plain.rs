//! What documents say and how files are named, without the signs that would mislead a model or its user.

use crate::terminal;

/// Returns a text without control characters, marks that turn the direction of text, and tags: letters that nobody
/// sees but a model reads. Line breaks and tabs stay.
pub(crate) fn text(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// Returns a text of one line, cut after so many characters.
pub(crate) fn line(text: &str, most: usize) -> String {
    let visible = text.chars().filter(|c| !is_hidden(*c));
    let mut visible = visible.map(|c| if c.is_whitespace() { ' ' } else { c });
    let mut line: String = visible.by_ref().take(most).collect();
    if visible.next().is_some() {
        line.pop();
        line.push('…');
    }
    line
}

/// Returns a name with what is hidden in it written out, as `\u{202e}`: it must still lead to its file.
pub(crate) fn name(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for c in name.chars() {
        match is_hidden(c) || c == '\n' || c == '\t' {
            true => shown.extend(c.escape_unicode()),
            false => shown.push(c),
        }
    }
    shown
}

/// Returns the name that was shown as `shown`; none if nothing in it was written out.
pub(crate) fn meant(shown: &str) -> Option<String> {
    let mut name = String::with_capacity(shown.len());
    let mut rest = shown;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let escaped = after.split_once('}').and_then(|(digits, after)| {
            let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            Some((c, after))
        });
        let (c, after) = escaped?;
        name += before;
        name.push(c);
        rest = after;
    }
    (rest.len() < shown.len()).then(|| name + rest)
}

fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Tags, and marks of annotations.
        '\u{e0000}'..='\u{e007f}' | '\u{fff9}'..='\u{fffb}' => true,
        c => c.is_control() || terminal::is_direction(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_is_left() {
        let hidden = "a\u{202e}b\u{e0069}\u{e0067}c\u{1b}[0md\u{200f}\r\n\te\u{9b}";
        assert_eq!(text(hidden), "abc[0md\n\te");
        assert_eq!(line(hidden, 100), "abc[0md  e");
        // What writing needs stays: joiners, accents, emoji.
        let written = "می\u{200c}خواهم é 👩\u{200d}🚀 永";
        assert_eq!(text(written), written);
    }

    #[test]
    fn a_line_is_cut_by_characters() {
        assert_eq!(line("état d'urgence", 5), "état…");
        assert_eq!(line("état", 4), "état");
    }

    #[test]
    fn a_name_leads_back_to_its_file() {
        let file = "a\u{202e}fdp.md#x\ny";
        assert_eq!(name(file), "a\\u{202e}fdp.md#x\\u{a}y");
        assert_eq!(meant(&name(file)).as_deref(), Some(file));
        assert_eq!(meant("plain.md"), None);
        assert_eq!(meant("a\\u{zz}.md"), None);
    }
}
