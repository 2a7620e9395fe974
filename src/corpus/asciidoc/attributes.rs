//! Attribute lists, such as `[source,rust]`: what they say of the block or macro they belong to.

use std::ops::Range;

use crate::corpus::asciidoc::Reader;

/// What a line such as `[source,rust]` says.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub(super) anchor: Option<String>,
    /// How many columns the table has.
    pub(super) columns: Option<usize>,
    pub(super) is_code: bool,
}

impl Attributes {
    fn note(&mut self, inner: &str) {
        if let Some(id) = inner.strip_prefix('[') {
            let id = id.trim_end_matches(']').split(',').next();
            self.anchor = id.map(str::to_owned);
            return;
        }
        let style = inner.split(',').next().unwrap_or_default();
        let name = style.split(['#', '.', '%']).next().unwrap_or_default();
        self.is_code |= matches!(name, "source" | "listing" | "literal");
        if let Some((_, id)) = style.split_once('#') {
            let id = id.split(['.', '%', '#']).next();
            self.anchor = id.map(str::to_owned);
        }
        if let Some(id) = named_attribute(inner, "id") {
            self.anchor = Some(id.to_owned());
        }
        if let Some(columns) = named_attribute(inner, "cols") {
            self.columns = Some(column_count(columns));
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads a line such as `[source,rust]` or `[[id]]`.
    pub(super) fn block_attributes(&mut self, text: &'a str) -> bool {
        let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) else {
            return false;
        };
        let is_list = inner
            .chars()
            .next()
            .is_none_or(|c| c.is_alphabetic() || "_,.#%[\"'{".contains(c));
        if !is_list || inner.starts_with("[[") {
            return false;
        }
        self.blocks.end();
        self.at += 1;
        self.attributes.note(inner);
        true
    }
}

/// Returns where the first positional part of an attribute list stands, without its quotes.
pub(super) fn positional(list: &str) -> Range<usize> {
    if let Some(quoted) = list.strip_prefix('"')
        && let Some(len) = quoted.find('"')
    {
        return 1..1 + len;
    }
    let first = list.split(',').next().unwrap_or_default();
    match first.contains('=') {
        true => 0..0,
        false => 0..first.len(),
    }
}

/// Returns the value of `name=value` in an attribute list, without its quotes.
fn named_attribute<'a>(list: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = list;
    loop {
        let at = rest.find(name)?;
        let before = rest[..at].trim_end();
        let is_whole = before.is_empty() || before.ends_with(',');
        rest = &rest[at + name.len()..];
        if let Some(value) = rest.strip_prefix('=')
            && is_whole
        {
            let quoted = value.strip_prefix('"').and_then(|v| v.split('"').next());
            return quoted.or_else(|| value.split(',').next());
        }
    }
}

/// Returns how many columns `1,2` or `3*` describes.
fn column_count(columns: &str) -> usize {
    const COLUMNS: usize = 1000;
    let count = |column: &str| match column.split_once('*') {
        Some((times, _)) => times.trim().parse().unwrap_or(1),
        None => 1,
    };
    let columns = columns.split([',', ';']).map(count);
    columns.fold(0, usize::saturating_add).clamp(1, COLUMNS)
}
