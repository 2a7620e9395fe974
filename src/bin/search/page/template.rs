//! HTML with places to fill.

use std::fmt::Write;

/// Text that is HTML already.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Adds markup.
    pub(super) fn markup(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds text, whatever it says.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // What HTML cannot have, even escaped.
                '\0' => self.0.push('\u{fffd}'),
                c => self.0.push(c),
            }
        }
        self
    }

    /// Adds a number.
    pub(super) fn number(&mut self, number: u64) -> &mut Self {
        // Strings can always be written to.
        let _ = write!(self.0, "{number}");
        self
    }

    /// Returns text as HTML.
    pub(super) fn of(text: &str) -> Self {
        let mut html = Self::default();
        html.text(text);
        html
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Fills the places of a template, each written `{{name}}`; what is filled in is not looked at again.
pub(super) fn fill(template: &str, values: &[(&str, Html)]) -> String {
    let mut parts = template.split("{{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or(("", part));
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map_or("", |(_, html)| html.as_str()));
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_as_they_are() {
        let values = [("a", Html::of("{{b}} <i>")), ("b", Html::of("'\""))];
        let filled = fill("<p title=\"{{b}}\">{{a}}</p>{{c}}", &values);
        assert_eq!(filled, "<p title=\"&#39;&quot;\">{{b}} &lt;i&gt;</p>");
    }
}
