//! Lines that define something, in the words of many languages.

use crate::corpus::code::callable::callable;
use crate::corpus::code::words::{FILLERS, FOLLOWERS, KEYWORDS, MODIFIERS, TABLES};
use crate::corpus::lines::Line;

/// What a line defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    /// Its name; of an implementation, what it implements for what.
    pub(super) name: String,
    /// May it hold definitions that are headings, too?
    pub(super) holds: bool,
}

/// Returns what `line` of `source` defines, if anything.
pub(super) fn definition(source: &str, line: &Line<'_>) -> Option<Definition> {
    let text = line.text.trim();
    let (first, rest) = word(text);
    if first.eq_ignore_ascii_case("create") {
        let name = created(rest)?;
        return Some(Definition { name, holds: false });
    }
    let text = after_modifiers(text);
    let (keyword, rest) = word(text);
    let known = KEYWORDS.iter().find(|known| known.0 == keyword);
    if let Some(&(keyword, holds)) = known
        && let Some(name) = named(keyword, rest)
    {
        return Some(Definition { name, holds });
    }
    let name = assigned(text).or_else(|| callable(source, line))?;
    Some(Definition { name, holds: false })
}

/// Parts the word off with which `text` begins.
fn word(text: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let len = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    text.split_at(len)
}

fn after_modifiers(mut text: &str) -> &str {
    loop {
        let (first, rest) = word(text);
        if !MODIFIERS.contains(&first) {
            return text;
        }
        // `pub(crate)`, `extern "C"`.
        let rest = skip_group(rest, '(', ')').trim_start();
        let rest = skip_group(rest, '"', '"').trim_start();
        text = rest;
    }
}

/// Returns what stands behind a group such as `<T>`, if `text` begins with one.
fn skip_group(text: &str, open: char, close: char) -> &str {
    let Some(inner) = text.strip_prefix(open) else {
        return text;
    };
    let mut depth = 1;
    for (at, c) in inner.char_indices() {
        if c == close {
            depth -= 1;
        } else if c == open {
            depth += 1;
        }
        if depth == 0 {
            return &inner[at + close.len_utf8()..];
        }
    }
    ""
}

/// Returns the name behind a keyword.
fn named(keyword: &str, rest: &str) -> Option<String> {
    let rest = rest.strip_prefix(['!', '*']).unwrap_or(rest);
    let is_parted = rest.starts_with([' ', '\t', '<', '(']);
    let rest = skip_group(rest, '<', '>').trim_start();
    if !is_parted {
        return None;
    }
    if keyword == "impl" {
        return implemented(rest);
    }
    // `enum class Color`.
    let rest = ["class ", "struct "]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    let (receiver, rest) = receiver(rest);
    let (name, after) = path(rest);
    // Ruby's parameters need no parentheses.
    if name.is_empty() || !keyword.starts_with("def") && !follows(after) {
        return None;
    }
    let receiver = receiver.map(|receiver| format!("{receiver}."));
    Some(receiver.unwrap_or_default() + name)
}

/// Returns what is implemented, as it is written.
fn implemented(rest: &str) -> Option<String> {
    let end = rest.find('{').unwrap_or(rest.len());
    let rest = rest[..end]
        .split(" where")
        .next()
        .unwrap_or_default()
        .trim();
    let is_there = rest.starts_with(|c: char| c.is_alphabetic() || "!&[(*_".contains(c));
    is_there.then(|| format!("impl {rest}"))
}

/// Parts off the type of Go's receiver, as in `func (s *Server) Serve()`.
fn receiver(rest: &str) -> (Option<&str>, &str) {
    let Some(inner) = rest.strip_prefix('(') else {
        return (None, rest);
    };
    let Some((inner, after)) = inner.split_once(')') else {
        return (None, rest);
    };
    let inner = inner.split('[').next().unwrap_or_default();
    let name = inner.rsplit([' ', '*']).next();
    (name.filter(|name| !name.is_empty()), after.trim_start())
}

/// Parts off a name, which may be one of many parts: `a::b`, `a.b`, `M:a`, `a\b`, `a-b`, `empty?`.
fn path(text: &str) -> (&str, &str) {
    let mut len = word(text).0.len();
    loop {
        let rest = &text[len..];
        let gap = ["::", ".", ":", "\\", "-"]
            .iter()
            .find(|gap| rest.starts_with(**gap));
        let Some(gap) = gap else { break };
        let next = word(&rest[gap.len()..]).0;
        if next.is_empty() {
            break;
        }
        len += gap.len() + next.len();
    }
    let is_mark =
        len > 0 && text[len..].starts_with(['?', '!']) && !text[len + 1..].starts_with('=');
    text.split_at(len + usize::from(is_mark))
}

/// May that follow the name of a definition? In a sentence, a word does.
fn follows(after: &str) -> bool {
    let after = after.trim();
    let first = after.split(|c: char| c.is_whitespace() || c == '{').next();
    let is_sign = after.starts_with(['(', '<', '{', '[', ':', '=', ',', '-', '/', '\'', '#']);
    after.is_empty() || is_sign || first.is_some_and(|first| FOLLOWERS.contains(&first))
}

/// Returns what SQL creates: `create or replace view name as`.
fn created(rest: &str) -> Option<String> {
    let mut words = rest.split([' ', '\t', '(']).filter(|word| !word.is_empty());
    let is_in = |list: &[&str], word: &str| list.contains(&word.to_ascii_lowercase().as_str());
    let made = words.find(|word| !is_in(FILLERS, word))?;
    let mut names = words.filter(|word| !is_in(FILLERS, word) && !is_in(TABLES, word));
    let name = names
        .next()
        .map(|name| name.trim_matches(['"', '`', '[', ']', ';']));
    name.filter(|name| is_in(TABLES, made) && !name.is_empty())
        .map(str::to_owned)
}

/// Returns the name that a function is given: `const f = (a) => …`, `f <- function(a)`.
fn assigned(text: &str) -> Option<String> {
    let text = ["let ", "var ", "val "]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text);
    let (name, rest) = path(text);
    let rest = rest.trim_start();
    let value = rest
        .strip_prefix("<-")
        .or_else(|| rest.strip_prefix('='))?
        .trim_start();
    let value = value.strip_prefix("async").unwrap_or(value).trim_start();
    let is_arrow = value.starts_with('(') && (value.contains("=>") || value.ends_with('('));
    let is_function = value.starts_with("function");
    (!name.is_empty() && (is_arrow || is_function)).then(|| name.to_owned())
}
