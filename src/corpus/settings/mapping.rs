//! YAML: keys that hold more than a line are headings, outermost ones and those right below.

use crate::corpus::document::Document;
use crate::corpus::lines::{Line, lines};
use crate::corpus::verbatim::Verbatim;

/// A longer key is a sentence.
const KEY_BYTES: usize = 120;

/// Reads YAML.
pub(crate) fn parse(source: &str) -> Document {
    let mut reader = Reader {
        verbatim: Verbatim::new(source.len()),
        has_heading: false,
        inner: Inner::None,
    };
    reader.verbatim.builder.has_equal_parts();
    for line in lines(source) {
        reader.line(line);
    }
    reader.verbatim.finish()
}

/// Where the keys below an outermost one are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inner {
    /// There are none.
    None,
    /// The next line shows it.
    Next,
    /// Indented so far.
    Indented(usize),
}

/// Reads line by line.
struct Reader<'a> {
    verbatim: Verbatim<'a>,
    has_heading: bool,
    inner: Inner,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: Line<'a>) {
        let text = line.text.trim();
        if text.starts_with('#') {
            return self.verbatim.hold(line);
        }
        let indent = line.text_start() - line.start;
        if let Some(heading) = self.heading(text, indent) {
            self.verbatim
                .heading(usize::from(indent > 0) + 1, heading, &line);
            self.has_heading = true;
        }
        self.verbatim.line(&line);
    }

    /// Returns the heading that a line is.
    fn heading<'t>(&mut self, text: &'t str, indent: usize) -> Option<&'t str> {
        if text.is_empty() {
            return None;
        }
        if indent > 0 {
            return self.inner_heading(text, indent);
        }
        self.inner = Inner::None;
        if let Some(item) = text.strip_prefix("- ") {
            let (key, value) = entry(item)?;
            let is_name = ["name", "title", "alias"].contains(&key) && !value.is_empty();
            return is_name.then(|| unquoted(value));
        }
        let (key, value) = entry(text)?;
        let has_keys = value.is_empty() || value.starts_with(['&', '!']);
        if has_keys {
            self.inner = Inner::Next;
        }
        if self.has_heading || has_keys || value.starts_with(['|', '>']) {
            return Some(key);
        }
        self.verbatim.builder.field(key, unquoted(value));
        None
    }

    fn inner_heading<'t>(&mut self, text: &'t str, indent: usize) -> Option<&'t str> {
        if self.inner == Inner::Next {
            self.inner = match entry(text) {
                Some(_) => Inner::Indented(indent),
                None => Inner::None,
            };
        }
        if self.inner != Inner::Indented(indent) {
            return None;
        }
        let (key, value) = entry(text)?;
        value.is_empty().then_some(key)
    }
}

/// Returns key and value of a line, without its comment.
fn entry(text: &str) -> Option<(&str, &str)> {
    if text.starts_with(['-', '{', '[', '%', '*', '|', '>', '@']) {
        return None;
    }
    let (key, rest) = match text.chars().next()? {
        quote @ ('"' | '\'') => text[1..].split_once(quote)?,
        _ => text.split_at(colon(text)?),
    };
    let value = rest.strip_prefix(':')?;
    if key.is_empty() || key.len() > KEY_BYTES || key.contains(" #") {
        return None;
    }
    let value = value.split(" #").next().unwrap_or_default();
    Some((key, value.trim()))
}

/// Returns a value without the quotes around it.
fn unquoted(value: &str) -> &str {
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

/// Returns where the colon behind a key stands.
fn colon(text: &str) -> Option<usize> {
    let mut colons = text.match_indices(':').map(|(at, _)| at);
    colons.find(|at| text[at + 1..].is_empty() || text[at + 1..].starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::corpus::inline::shown;
    use crate::corpus::settings::check::check;
    use proptest::prelude::*;

    #[test]
    fn outermost_keys_and_those_below_are_headings() {
        let source = "# Compose.\nversion: '3'\ntitle: \"Rivers\" # x\n\n# What runs.\nservices:\n  # Flows.\n  web:\n    image: a:1\n    run: |\n      b:\n  db: {image: c}\n\
                      \x20 \"http://x\":\n\nnote: >\n  This:\n  is text\nitems:\n  - a:\n  - b:\n---\nlast: 1\n";
        let expected = [
            (1, "services", 5),
            (2, "web", 7),
            (2, "http://x", 13),
            (1, "note", 15),
            (1, "items", 18),
            (1, "last", 22),
        ];
        check(parse, source, &expected);
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("Rivers"));
        assert_eq!(
            document.sections[0].text,
            "# Compose.\nversion: '3'\ntitle: \"Rivers\" # x"
        );
    }

    #[test]
    fn items_with_names_are_headings() {
        let source = "- name: Install \"it\"\n  apt:\n    name: x\n- hosts: all\n- title: 'B'\n";
        check(parse, source, &[(1, "Install \"it\"", 1), (1, "B", 5)]);
    }

    #[test]
    fn what_is_no_mapping_has_no_headings() {
        check(parse, "- a\n- b: c\n", &[]);
        check(parse, "just: text\nhttp://x\n{a: b}\n", &[]);
        check(parse, "", &[]);
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(a: |b:|- |name: |é|[\"'#|>{}&: \t\n]|  |---\n|\n){0,60}") {
            shown(&source, &parse(&source));
        }
    }
}
