//! What may stand right above a definition and belongs to it, and where text stands that is no code.

/// Knows which lines are comments, and which stand in a string of many lines.
#[derive(Debug, Default)]
pub(super) struct Comments {
    in_comment: bool,
    /// The quotes that end the open string.
    quotes: Option<&'static str>,
}

impl Comments {
    /// Is the line one that belongs to a definition if one follows? Each line is asked about once, in order.
    pub(super) fn takes(&mut self, line: &str) -> bool {
        let text = line.trim();
        if self.in_comment {
            self.in_comment = !text.contains("*/");
            return true;
        }
        if self.quotes.is_none() && text.starts_with("/*") {
            self.in_comment = !text[2..].contains("*/");
            // Code may follow the comment on its line.
            return self.in_comment || text.ends_with("*/");
        }
        let was_text = self.is_text();
        self.note_quotes(text);
        !was_text && !self.is_text() && is_lead(text)
    }

    /// Does the line that was asked about end in a string of many lines?
    pub(super) fn is_text(&self) -> bool {
        self.quotes.is_some()
    }

    fn note_quotes(&mut self, text: &str) {
        for quotes in ["\"\"\"", "'''"] {
            let is_odd = text.matches(quotes).count() % 2 == 1;
            match self.quotes {
                None if is_odd => self.quotes = Some(quotes),
                Some(open) if open == quotes && is_odd => self.quotes = None,
                _ => {}
            }
        }
    }
}

/// Is it a comment of one line, or an attribute?
fn is_lead(text: &str) -> bool {
    let is_attribute = text.starts_with('[') && text.ends_with(']');
    let is_template = text.starts_with("template") && text.ends_with('>');
    let is_comment = ["//", "--", "@", "#[", ";;"]
        .iter()
        .any(|mark| text.starts_with(mark));
    is_comment || is_attribute || is_template || is_hash_comment(text)
}

fn is_hash_comment(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('#') else {
        return false;
    };
    // `#include` and the like are no comments.
    !rest.starts_with(|c: char| c.is_ascii_lowercase()) && !rest.starts_with('!')
}

/// Is the line a type alone, such as `static int`, of a function whose name may stand on the next one?
pub(super) fn is_type(line: &str) -> bool {
    const WORDS: &[&str] = &["begin", "do", "done", "else", "end", "esac", "fi", "then"];
    let text = line.trim();
    let is_word = |c: char| c.is_alphanumeric() || " _*&:<>".contains(c);
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(is_word)
        && !text.ends_with(':')
        && !WORDS.contains(&text)
}

#[cfg(test)]
mod tests {
    use super::{Comments, is_type};

    /// Returns which lines may belong to a definition after them.
    fn taken(source: &str) -> Vec<bool> {
        let mut comments = Comments::default();
        source.lines().map(|line| comments.takes(line)).collect()
    }

    #[test]
    fn comments_attributes_and_types_are_told() {
        let source = "/// a\n#[test]\n# b\n@c\n/* d\ne\n*/\n-- f\n[G(\"h\")]";
        assert_eq!(taken(source), [true; 9]);
        let source = "\n#include <a>\n#!/bin/sh\nx = 1\nelse:\nend\ny();\nrm /tmp/*\n}";
        assert_eq!(taken(source), [false; 9]);
    }

    #[test]
    fn types_may_stand_alone() {
        for (line, is_so) in [
            ("static const char *", true),
            ("std::vector<int>", true),
            ("else", false),
            ("default:", false),
            ("return x;", false),
            ("", false),
        ] {
            assert_eq!(is_type(line), is_so, "{line}");
        }
    }

    #[test]
    fn strings_of_many_lines_are_no_comments() {
        let source = "\"\"\"a\n# b\n'''\n\"\"\"\n# c";
        assert_eq!(taken(source), [false, false, false, false, true]);
    }
}
