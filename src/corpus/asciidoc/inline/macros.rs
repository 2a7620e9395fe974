//! Inline macros, such as `link:target[text]`, and bare addresses.

use crate::corpus::asciidoc::attributes::positional;
use crate::corpus::asciidoc::inline::Scanner;

/// The macros whose text is seen.
const TEXT_MACROS: &[&str] = &[
    "kbd",
    "btn",
    "menu",
    "footnote",
    "stem",
    "latexmath",
    "asciimath",
    "pass",
    "indexterm2",
];

/// The macros whose text is seen, or else their target.
const LINK_MACROS: &[&str] = &["link", "xref", "mailto"];

/// The macros whose alternative text is seen.
const IMAGE_MACROS: &[&str] = &["image", "icon"];

/// The macros of which nothing is seen.
const HIDDEN_MACROS: &[&str] = &["anchor", "indexterm", "counter", "counter2"];

/// The schemes of addresses that need no macro.
const SCHEMES: &[&str] = &["http", "https", "ftp", "irc", "file"];

impl Scanner<'_> {
    /// Reads the macro or address whose name stands from `start` to `colon`, after plain text.
    pub(super) fn named_macro(&mut self, start: usize, colon: usize) -> Option<usize> {
        let name = &self.text[start..colon];
        let is_address = SCHEMES.contains(&name) && self.text[colon..].starts_with("://");
        let lists = [TEXT_MACROS, LINK_MACROS, IMAGE_MACROS, HIDDEN_MACROS];
        if !is_address && !lists.iter().any(|names| names.contains(&name)) {
            return None;
        }
        if self.target_end <= colon {
            let target = &self.text[colon + 1..];
            let len = target.find(|c: char| c.is_whitespace() || "[<>\"".contains(c));
            self.target_end = colon + 1 + len.unwrap_or(target.len());
        }
        let stop = self.target_end;
        match self.brackets.partner(stop) {
            Some(close) => Some(self.read_macro(start, colon, stop, close)),
            None if is_address => Some(self.inline.keep(start, stop)),
            None => None,
        }
    }

    /// Reads a macro whose text stands between the brackets at `open` and `close`.
    fn read_macro(&mut self, start: usize, colon: usize, open: usize, close: usize) -> usize {
        let name = &self.text[start..colon];
        if HIDDEN_MACROS.contains(&name) {
            return close + 1;
        }
        if TEXT_MACROS.contains(&name) {
            if name == "menu" {
                self.inline.keep(colon + 1, open);
            }
            if matches!(name, "menu" | "footnote") {
                self.inline.put(" ", open);
            }
            self.ends.push((close, close + 1));
            return open + 1;
        }
        let inner = &self.text[open + 1..close];
        let is_image = IMAGE_MACROS.contains(&name);
        let has_list = is_image || inner.contains('=') || inner.starts_with('"');
        let text = if has_list {
            positional(inner)
        } else {
            0..inner.len()
        };
        let shown = inner[text.clone()].trim_end_matches('^');
        if !shown.trim().is_empty() {
            let text_start = open + 1 + text.start;
            self.ends.push((text_start + shown.len(), close + 1));
            return text_start;
        }
        let target = match SCHEMES.contains(&name) {
            true => start,
            false => colon + 1,
        };
        if !is_image {
            self.inline.keep(target, open);
        }
        close + 1
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::asciidoc::check::check;

    #[test]
    fn macros_show_their_text() {
        for (source, expected) in [
            (
                "https://a.b/c_d_e[the _text_] https://a.b/_c_.",
                "the text https://a.b/_c_.",
            ),
            (
                "link:a.html[a, b] link:b[] link:c[\"t, u\",window=_blank] link:d[e^]",
                "a, b b t, u e",
            ),
            (
                "a.footnote:[See link:x[y] *z*.] kbd:[Ctrl] menu:File[Save]",
                "a. See y z. Ctrl File Save",
            ),
            ("image:a.png[Alt,20] icon:x[] [[id]]a anchor:y[]", "Alt a"),
            ("std::vec NOTE: link: x", "std::vec NOTE: link: x"),
        ] {
            check(source, expected);
        }
    }
}
