//! TOML and INI: `[tables]` are headings.

use crate::corpus::document::Document;
use crate::corpus::lines::lines;
use crate::corpus::verbatim::Verbatim;

/// Reads TOML.
pub(crate) fn toml(source: &str) -> Document {
    parse(source, Values::default())
}

/// Reads INI and what is written like it.
pub(crate) fn ini(source: &str) -> Document {
    let values = Values {
        are_lines: true,
        ..Values::default()
    };
    parse(source, values)
}

fn parse(source: &str, mut values: Values) -> Document {
    let mut verbatim = Verbatim::new(source.len());
    verbatim.builder.has_equal_parts();
    let mut is_top = true;
    for line in lines(source) {
        let text = line.text.trim();
        if values.is_inside() {
            values.note(text);
        } else if let Some(name) = table(text) {
            verbatim.heading(1, name, &line);
            is_top = false;
        } else if text.starts_with(['#', ';']) {
            verbatim.hold(line);
            continue;
        } else {
            if is_top && let Some((name, value)) = text.split_once('=') {
                let value = value.trim().trim_matches(['"', '\'']);
                verbatim.builder.field(name.trim(), value);
            }
            values.note(text);
        }
        verbatim.line(&line);
    }
    verbatim.finish()
}

/// Returns the name of the table that a line begins: `[a]`, `[[a.b]]`, `[remote "origin"]`.
fn table(text: &str) -> Option<&str> {
    // A comment may hold brackets, too.
    let comment = ["] #", "] ;", "]#", "]\t#"]
        .iter()
        .filter_map(|mark| text.find(mark))
        .min();
    let text = comment.map_or(text, |at| &text[..=at]);
    let name = text.strip_prefix('[')?.strip_suffix(']')?;
    let inner = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'));
    let name = inner.unwrap_or(name).trim();
    (!name.is_empty()).then_some(name)
}

/// Knows whether a line stands inside of a value that began on another one.
#[derive(Debug, Default)]
struct Values {
    /// Has every value a line of its own?
    are_lines: bool,
    quotes: Option<&'static str>,
    /// How many arrays are open.
    depth: usize,
}

impl Values {
    fn is_inside(&self) -> bool {
        self.quotes.is_some() || self.depth > 0
    }

    fn note(&mut self, text: &str) {
        if self.are_lines {
            return;
        }
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            rest = match self.quotes {
                Some(quotes) => match rest.split_once(quotes) {
                    Some((_, after)) => {
                        self.quotes = None;
                        after
                    }
                    None => return,
                },
                None if c == '#' => return,
                None => self.step(rest, c),
            };
        }
    }

    /// Reads what stands at the start of `rest`, outside of long strings, and returns what follows.
    fn step<'a>(&mut self, rest: &'a str, c: char) -> &'a str {
        if let Some(quotes) = ["\"\"\"", "'''"]
            .iter()
            .find(|quotes| rest.starts_with(**quotes))
        {
            self.quotes = Some(quotes);
            return &rest[quotes.len()..];
        }
        match c {
            '[' => self.depth += 1,
            ']' => self.depth = self.depth.saturating_sub(1),
            '"' | '\'' => return after_string(&rest[1..], c),
            _ => {}
        }
        &rest[c.len_utf8()..]
    }
}

/// Returns what follows the string that `rest` begins with.
fn after_string(rest: &str, quote: char) -> &str {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices() {
        if c == quote && !is_escaped {
            return &rest[at + 1..];
        }
        is_escaped = c == '\\' && quote == '"' && !is_escaped;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{ini, toml};
    use crate::corpus::inline::shown;
    use crate::corpus::settings::check::check;
    use proptest::prelude::*;

    #[test]
    fn tables_of_toml_are_headings() {
        let source = "title = \"Rivers\"\n\n# The package.\n[package]\nname = \"a[\"\nfiles = [\n  [1, 2],\n  [\"b\"]\n]\n\
                      text = \"\"\"\n[no]\n\"\"\"\n[[bin]] # [x]\n[profile . release]\nlate = '''\n[no]'''\n[a.\"b.c\"]\n";
        let expected = [
            (1, "package", 3),
            (1, "bin", 13),
            (1, "profile . release", 14),
            (1, "a.\"b.c\"", 17),
        ];
        check(toml, source, &expected);
        assert_eq!(toml(source).title.as_deref(), Some("Rivers"));
    }

    #[test]
    fn sections_of_ini_are_headings() {
        let source = "; Git's.\n[remote \"origin\"]\r\n\turl = [\r\n[core]\r\npattern = [a-z\r\n[not one\r\n  [color] ; [x]\n";
        let expected = [(1, "remote \"origin\"", 1), (1, "core", 4), (1, "color", 7)];
        check(ini, source, &expected);
        let document = ini("[a]\nb = 1\n\n# c\n");
        assert_eq!(document.sections[0].text, "[a]\nb = 1\n\n# c");
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "([\\[\\]\"'\\\\=#; é\n]|a|\"\"\"|'''|\\[a\\]\n){0,60}") {
            shown(&source, &toml(&source));
            shown(&source, &ini(&source));
        }
    }
}
