//! Start tags.

use quick_xml::events::BytesStart;

use crate::corpus::inline::entity;

/// Attributes that hold text for people, in formats that are not known.
const TEXTS: &[&str] = &[
    "_note",
    "alt",
    "caption",
    "comment",
    "content",
    "desc",
    "description",
    "label",
    "name",
    "summary",
    "text",
    "title",
    "value",
];

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag<'a, 'e> {
    source: &'a str,
    /// Its name, without the prefix of its namespace.
    pub(super) name: &'a str,
    pub(super) start: usize,
    event: &'e BytesStart<'a>,
}

impl<'a, 'e> Tag<'a, 'e> {
    /// Takes the start tag at byte `start`.
    pub(super) fn new(source: &'a str, event: &'e BytesStart<'a>, start: usize) -> Self {
        let len = event.name().into_inner().len();
        let name = source.get(start + 1..start + 1 + len).unwrap_or_default();
        Self {
            source,
            name: local(name),
            start,
            event,
        }
    }

    /// Returns the value of the first of the attributes that it has, decoded.
    pub(super) fn attribute(&self, names: &[&str]) -> Option<String> {
        let mut attributes = self.event.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let mut found = attributes.filter(|it| names.contains(&it.key.into_inner()));
        found.next().map(|it| decoded(&it.value))
    }

    /// Returns the values of attributes that hold text for people, and where they stand.
    pub(super) fn texts(&self) -> Vec<(String, usize)> {
        let mut texts = Vec::new();
        let mut at = self.start;
        for attribute in self.event.attributes().with_checks(false).flatten() {
            let value = &*attribute.value;
            let gap = self.source[at..].find(value);
            at += gap.unwrap_or_default();
            if TEXTS.contains(&local(attribute.key.into_inner())) && !value.trim().is_empty() {
                texts.push((decoded(value), at));
            }
            at += value.len();
        }
        texts
    }
}

/// Returns a name without the prefix of its namespace.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Returns `text` with its entities decoded.
fn decoded(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let (meant, len) = entity(rest).unwrap_or(("&".into(), 1));
        decoded.push_str(&meant);
        rest = &rest[len..];
    }
    decoded + rest
}
