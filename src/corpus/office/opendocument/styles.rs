//! The styles of an OpenDocument text: which of them make headings, titles and lines of code.

use std::collections::HashMap;

use crate::corpus::Refusal;
use crate::corpus::office::xml::{Piece, Pieces, Tag};

/// Styles build on each other; more steps than this are a circle.
const MOST_STEPS: usize = 32;

/// The styles of paragraphs, by their names.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
}

/// A style as it is defined.
#[derive(Debug)]
struct Style {
    base: Option<String>,
    level: Option<u8>,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    /// A line that follows the one before it without a gap.
    Line,
    Heading(u8),
    Title,
    Author,
    Date,
}

impl Styles {
    /// Reads the definitions in a part, which end where the text begins.
    ///
    /// # Errors
    ///
    /// Fails if it declares a document type.
    pub(super) fn read(&mut self, xml: &str) -> Result<(), Refusal> {
        for piece in Pieces::new(xml, &[]) {
            match piece? {
                Piece::Open(tag) if tag.name() == "body" => break,
                Piece::Open(tag) if tag.name() == "style" => self.define(&tag),
                _ => {}
            }
        }
        Ok(())
    }

    fn define(&mut self, tag: &Tag<'_>) {
        let value = |name| tag.attribute(name).map(String::from);
        let Some(name) = value("name").filter(|_| tag.has("family", "paragraph")) else {
            return;
        };
        let level = value("default-outline-level").and_then(|level| level.parse().ok());
        let style = Style {
            base: value("parent-style-name"),
            level: level.filter(|&level| level > 0),
        };
        self.styles.insert(name, style);
    }

    /// Returns what a paragraph of that style is.
    pub(super) fn role(&self, name: &str) -> Role {
        let mut name = name;
        for _ in 0..MOST_STEPS {
            if let Some(role) = role_of(name) {
                return role;
            }
            let Some(style) = self.styles.get(name) else {
                break;
            };
            if let Some(level) = style.level {
                return Role::Heading(level);
            }
            let Some(base) = &style.base else {
                break;
            };
            name = base;
        }
        Role::Text
    }
}

/// Returns what a paragraph is by the style's name, which is the same in every language.
fn role_of(name: &str) -> Option<Role> {
    match name {
        "Title" => Some(Role::Title),
        "Author" => Some(Role::Author),
        "Date" => Some(Role::Date),
        "Preformatted_20_Text" => Some(Role::Line),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_what_they_build_on() {
        let xml = "<office:styles>\
            <style:style style:name='P1' style:family='paragraph' style:parent-style-name='Title'/>\
            <style:style style:name='Head' style:family='paragraph' style:default-outline-level='2'/>\
            <style:style style:name='P2' style:family='paragraph' style:parent-style-name='Head'/>\
            <style:style style:name='P3' style:family='paragraph' style:parent-style-name='P3'/>\
            <style:style style:name='P4' style:family='text' style:parent-style-name='Title'/>\
            <office:body/><style:style style:name='P3' style:family='paragraph' style:parent-style-name='Title'/>";
        let mut styles = Styles::default();
        styles.read(xml).expect("styles");
        for (name, role) in [
            ("P1", Role::Title),
            ("P2", Role::Heading(2)),
            ("P3", Role::Text),
            ("P4", Role::Text),
            ("Preformatted_20_Text", Role::Line),
        ] {
            assert_eq!(styles.role(name), role, "{name}");
        }
    }
}
