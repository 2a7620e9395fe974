//! What a page shows, as its address says it.

use section_search::Fresh;
use serde::Deserialize;

use crate::http::Asked;

/// So many hits are on a page.
pub(super) const LIMIT: usize = 20;

/// What a page shows; fields that nobody knows are nobody's mistake.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct View {
    pub(super) q: String,
    pub(super) path: String,
    #[serde(rename = "type")]
    pub(super) types: String,
    pub(super) lang: String,
    pub(super) date: String,
    /// The passage or document that is open.
    pub(super) open: String,
    /// How many hits are on the pages before.
    pub(super) offset: usize,
}

impl View {
    /// Is nothing asked?
    pub(super) fn is_empty(&self) -> bool {
        self.q.trim().is_empty() && self.filters().next().is_none()
    }

    /// Returns the filters that are set.
    pub(super) fn filters(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = [
            ("path", &self.path),
            ("type", &self.types),
            ("lang", &self.lang),
            ("date", &self.date),
        ];
        let fields = fields.into_iter().map(|(name, value)| (name, value.trim()));
        fields.filter(|(_, value)| !value.is_empty())
    }

    /// Returns what is asked of the index.
    pub(super) fn asked(&self) -> Asked {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Asked {
            limit: LIMIT,
            offset: self.offset,
            path: words(&self.path),
            types: words(&self.types),
            lang: words(&self.lang),
            date: Some(self.date.trim().to_owned()),
            fresh: Fresh::Auto,
            ..Asked::of(&self.q)
        }
    }

    /// Returns the address of the same page with these fields besides.
    pub(super) fn address(&self, more: &[(&str, &str)]) -> String {
        let mut fields = vec![("q", self.q.as_str())];
        fields.extend(self.filters());
        fields.extend(more);
        fields.retain(|(_, value)| !value.is_empty());
        let field = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
        let fields: Vec<_> = fields.iter().map(field).collect();
        format!("/?{}", fields.join("&"))
    }
}

/// Encodes a value of an address.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
                encoded.push(char::from(byte));
            }
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_shown() {
        let view = View {
            q: "a&b é".to_owned(),
            types: " md ".to_owned(),
            ..View::default()
        };
        let address = view.address(&[("open", "x.md#a"), ("offset", "")]);
        assert_eq!(address, "/?q=a%26b%20%C3%A9&type=md&open=x.md%23a");
    }
}
