//! The grammar: every text is a query.

use crate::query::dates::When;
use crate::query::{Item, MAX_DEPTH, MAX_WORDS, Node, Place};

/// Returns the parts of `text`.
pub(crate) fn items(text: &str) -> Vec<Item> {
    let mut parser = Parser {
        rest: text,
        depth: 0,
        words: 0,
    };
    parser.items()
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
    words: usize,
}

impl<'a> Parser<'a> {
    /// Reads parts up to the end, or to the parenthesis that ends a group.
    fn items(&mut self) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() || (self.depth > 0 && self.rest.starts_with(')')) {
                return items;
            }
            if self.takes_or(!items.is_empty()) {
                self.either(&mut items);
                continue;
            }
            let before = self.rest;
            items.extend(self.item());
            if self.rest.len() == before.len() {
                self.skip_char();
            }
        }
    }

    /// Takes an `OR` or `|` that has something on both sides.
    fn takes_or(&mut self, has_left: bool) -> bool {
        let after = match self.rest.strip_prefix('|') {
            Some(after) => Some(after.trim_start_matches('|')),
            None => self
                .rest
                .strip_prefix("OR")
                .filter(|after| after.starts_with(char::is_whitespace)),
        };
        let Some(after) = after else {
            return false;
        };
        let right = after.trim_start();
        let has_right = !right.is_empty() && !right.starts_with([')', '-']);
        if has_left && has_right {
            self.rest = right;
        }
        has_left && has_right
    }

    /// Joins the last part and the next one into an alternative.
    fn either(&mut self, items: &mut Vec<Item>) {
        let Some(right) = self.item() else {
            return;
        };
        match items.pop() {
            Some(left) if !left.is_excluded => {
                let mut nodes = match left.node {
                    Node::Any(nodes) => nodes,
                    node => vec![node],
                };
                nodes.push(right.node);
                items.push(Item {
                    is_excluded: false,
                    node: Node::Any(nodes),
                });
            }
            left => {
                items.extend(left);
                items.push(right);
            }
        }
    }

    fn item(&mut self) -> Option<Item> {
        let is_excluded = self.rest.strip_prefix('-').is_some_and(|after| {
            after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '('))
        });
        if is_excluded {
            self.skip_char();
        }
        let node = self.node()?;
        Some(Item { is_excluded, node })
    }

    fn node(&mut self) -> Option<Node> {
        if let Some(node) = self.field() {
            return Some(node);
        }
        self.atom()
    }

    /// Reads `name:` and what follows it, if the name is one of ours and what follows makes sense.
    fn field(&mut self) -> Option<Node> {
        let (name, value) = self.rest.split_once(':')?;
        if !name.bytes().all(|byte| byte.is_ascii_alphabetic())
            || value.starts_with(char::is_whitespace)
        {
            return None;
        }
        let before = self.rest;
        self.rest = value;
        let node = match name.to_ascii_lowercase().as_str() {
            "title" => self.placed(Place::Title),
            "heading" => self.placed(Place::Heading),
            "body" => self.placed(Place::Body),
            "path" => self.value().map(Node::Path),
            "type" => self.value().map(|value| Node::Type(value.to_lowercase())),
            "lang" => self
                .value()
                .map(|value| Node::Language(value.to_lowercase())),
            "author" => {
                let has_words = |name: &String| name.chars().any(char::is_alphanumeric);
                self.value().filter(has_words).map(Node::Author)
            }
            "id" => self.value().map(Node::Id),
            "date" => self
                .value()
                .and_then(|value| When::parse(&value))
                .map(Node::Date),
            "modified" => self
                .value()
                .and_then(|value| When::parse(&value))
                .map(Node::Modified),
            _ => None,
        };
        if node.is_none() {
            self.rest = before;
        }
        node
    }

    fn placed(&mut self, place: Place) -> Option<Node> {
        if self.rest.starts_with([')', ':']) {
            return None;
        }
        self.atom().map(|node| Node::In(place, Box::new(node)))
    }

    /// Reads the value of a filter: quoted, or up to the next space or the end of the group.
    fn value(&mut self) -> Option<String> {
        if let Some(text) = self.quoted() {
            return (!text.is_empty()).then(|| text.to_owned());
        }
        let in_group = self.depth > 0;
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || (in_group && c == ')'))
            .unwrap_or(self.rest.len());
        let (value, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!value.is_empty()).then(|| value.to_owned())
    }

    fn atom(&mut self) -> Option<Node> {
        match self.rest.chars().next()? {
            '"' => self.phrase(),
            '(' => self.group(),
            _ => self.word(),
        }
    }

    fn phrase(&mut self) -> Option<Node> {
        let Some(text) = self.quoted() else {
            // A quote that nothing closes is a sign like any other.
            self.skip_char();
            return None;
        };
        let slop = self.slop();
        self.counted(Node::Phrase {
            text: text.to_owned(),
            slop,
        })
        .filter(|_| text.chars().any(char::is_alphanumeric))
    }

    fn quoted(&mut self) -> Option<&'a str> {
        let (text, rest) = self.rest.strip_prefix('"')?.split_once('"')?;
        self.rest = rest;
        Some(text)
    }

    fn slop(&mut self) -> Option<u32> {
        let after = self.rest.strip_prefix('~')?;
        let end = after
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(after.len());
        let slop = after[..end].parse().ok()?;
        self.rest = &after[end..];
        Some(slop)
    }

    fn group(&mut self) -> Option<Node> {
        self.skip_char();
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let mut items = self.items();
        self.depth -= 1;
        if self.rest.starts_with(')') {
            self.skip_char();
        }
        match items.len() {
            0 => None,
            1 if !items[0].is_excluded => items.pop().map(|item| item.node),
            _ => Some(Node::All(items)),
        }
    }

    fn word(&mut self) -> Option<Node> {
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | '|'))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        let node = match word.char_indices().next_back()? {
            (at, '*') => Node::Prefix(word[..at].to_owned()),
            (at, '~') => Node::Near(word[..at].to_owned()),
            _ => Node::Word(word.to_owned()),
        };
        self.counted(node)
            .filter(|_| word.chars().any(char::is_alphanumeric))
    }

    /// Counts a word, and leaves it out where there are too many.
    fn counted(&mut self, node: Node) -> Option<Node> {
        self.words += 1;
        (self.words <= MAX_WORDS).then_some(node)
    }

    fn skip_char(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes the parts of a query in full, for reading in tests.
    fn written(items: &[Item]) -> String {
        let parts = items.iter().map(|item| {
            let sign = if item.is_excluded { "-" } else { "" };
            format!("{sign}{}", node(&item.node))
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    fn node(value: &Node) -> String {
        match value {
            Node::Word(word) => word.clone(),
            Node::Prefix(word) => format!("prefix({word})"),
            Node::Near(word) => format!("near({word})"),
            Node::Phrase { text, slop: None } => format!("[{text}]"),
            Node::Phrase {
                text,
                slop: Some(slop),
            } => format!("[{text}]~{slop}"),
            Node::In(place, inner) => format!("{place:?}:{}", node(inner)),
            Node::Any(nodes) => format!(
                "({})",
                nodes.iter().map(node).collect::<Vec<_>>().join(" OR ")
            ),
            Node::All(items) => format!("({})", written(items)),
            other => format!("{other:?}"),
        }
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(written(&items(text)), expected, "{text}");
    }

    #[test]
    fn words_phrases_and_signs() {
        check("state emergency", "state emergency");
        check("\"state of emergency\" -Chad", "[state of emergency] -Chad");
        check("\"mali france\"~5", "[mali france]~5");
        check("belmo* belmoktar~", "prefix(belmo) near(belmoktar)");
        check("-\"a b\" -(c d)", "-[a b] -(c d)");
        check("al-Mourabitoun", "al-Mourabitoun");
    }

    #[test]
    fn alternatives_bind_closer_than_a_space() {
        check("mali OR chad france", "(mali OR chad) france");
        check("a|b|c d", "(a OR b OR c) d");
        check("(a b) OR \"c d\"", "((a b) OR [c d])");
    }

    #[test]
    fn places_and_filters() {
        check(
            "title:mali heading:\"peace process\"",
            "Title:mali Heading:[peace process]",
        );
        check("body:(a OR b)", "Body:(a OR b)");
        check("path:docs/*.md x", "Path(\"docs/*.md\") x");
        check("path:\"my docs/*\"", "Path(\"my docs/*\")");
        check("(type:MD)", "Type(\"md\")");
        check("-lang:fr", "-Language(\"fr\")");
        check("id:a.md#b", "Id(\"a.md#b\")");
        check(
            "author:Keita -author:\"A. Diarra\"",
            "Author(\"Keita\") -Author(\"A. Diarra\")",
        );
        check(
            "date:2015",
            "Date(Between(Some(1420070400), Some(1451606400)))",
        );
        check("modified:7d", "Modified(Last(604800))");
    }

    #[test]
    fn what_is_not_understood_is_text() {
        check("OR", "OR");
        check("OR a", "OR a");
        check("a OR", "a OR");
        check("a OR -b", "a OR -b");
        check("\"open", "open");
        check("(a", "a");
        check("a)", "a");
        check("- a", "a");
        check("foo:bar", "foo:bar");
        check("date:yesterday", "date:yesterday");
        check("author:--", "author:--");
        check("title:", "title:");
        check("std::io", "std::io");
        check("() \"\" - * ~", "");
        check("don't C++ 26/11", "don't C++ 26/11");
    }

    #[test]
    fn depth_and_length_have_limits() {
        let deep = format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(written(&items(&deep)), "x");
        assert_eq!(items(&"x ".repeat(5000)).len(), MAX_WORDS);
    }

    proptest! {
        #[test]
        fn every_text_is_a_query(text in "[-a-c\"()|*~: OR5]{0,40}") {
            items(&text);
        }

        #[test]
        fn every_string_is_a_query(text in any::<String>()) {
            items(&text);
        }
    }
}
