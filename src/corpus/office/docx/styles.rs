//! The styles of a Word document: which of them make headings, titles and items of lists.

use std::collections::HashMap;

use crate::corpus::Refusal;
use crate::corpus::office::xml::{Piece, Pieces, Tag};

/// Styles build on each other; more steps than this are a circle.
const MOST_STEPS: usize = 32;
/// The outline level that means text.
const TEXT_LEVEL: u8 = 9;

/// The styles of paragraphs, by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
}

/// A style as it is defined.
#[derive(Debug, Default)]
struct Style {
    /// Its name, the same in whatever language the document was written.
    name: String,
    base: Option<String>,
    level: Option<u8>,
    is_item: bool,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    Item,
    Heading(u8),
    Title,
    Author,
    Date,
    /// A line of a table of contents.
    Contents,
}

impl Styles {
    /// Reads the part that defines the styles.
    ///
    /// # Errors
    ///
    /// Fails if it declares a document type.
    pub(super) fn read(xml: &str) -> Result<Self, Refusal> {
        let mut styles = Self::default();
        let mut open: Option<(String, Style)> = None;
        for piece in Pieces::new(xml, &["pPrChange", "rPrChange"]) {
            match piece? {
                Piece::Open(tag) if tag.name() == "style" => {
                    let id = tag.attribute("styleId").unwrap_or_default().into_owned();
                    open = Some((id, Style::default()));
                }
                Piece::Open(tag) => {
                    if let Some((_, style)) = &mut open {
                        style.note(&tag);
                    }
                }
                Piece::Close(name) if name == "style" => styles.styles.extend(open.take()),
                _ => {}
            }
        }
        Ok(styles)
    }

    /// Returns what a paragraph is whose style has that id.
    pub(super) fn role(&self, id: &str) -> Role {
        let mut is_item = false;
        for style in self.with_bases(id) {
            if let Some(role) = role_of(&style.name) {
                return role;
            }
            if let Some(level) = style.level.or_else(|| level_of(&style.name)) {
                return role_at(level);
            }
            is_item |= style.is_item;
        }
        if is_item { Role::Item } else { Role::Text }
    }

    /// Returns a style and those that it builds on.
    fn with_bases(&self, id: &str) -> impl Iterator<Item = &Style> {
        let first = self.styles.get(id);
        let base = |style: &&Style| self.styles.get(style.base.as_ref()?);
        std::iter::successors(first, base).take(MOST_STEPS)
    }
}

impl Style {
    fn note(&mut self, tag: &Tag<'_>) {
        let value = || tag.attribute("val").unwrap_or_default();
        match tag.name() {
            "name" => self.name = value().to_lowercase(),
            "basedOn" => self.base = Some(value().into_owned()),
            "outlineLvl" => self.level = value().parse().ok(),
            "numPr" => self.is_item = true,
            _ => {}
        }
    }
}

/// Returns what a paragraph is that has that outline level.
pub(super) fn role_at(level: u8) -> Role {
    if level < TEXT_LEVEL {
        Role::Heading(level + 1)
    } else {
        Role::Text
    }
}

fn role_of(name: &str) -> Option<Role> {
    match name {
        "title" => Some(Role::Title),
        "author" => Some(Role::Author),
        "date" => Some(Role::Date),
        _ if name.starts_with("toc ") => Some(Role::Contents),
        _ => None,
    }
}

/// Returns the outline level of the style of that name, `heading 1` to `heading 9`.
fn level_of(name: &str) -> Option<u8> {
    let number: u8 = name.strip_prefix("heading ")?.trim().parse().ok()?;
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_come_from_the_style_or_those_it_builds_on() {
        let xml = "<w:styles>\
            <w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
            <w:style w:styleId='Mine'><w:name w:val='Mine'/><w:basedOn w:val='berschrift1'/></w:style>\
            <w:style w:styleId='Deep'><w:name w:val='Deep'/><w:basedOn w:val='Mine'/>\
              <w:pPr><w:outlineLvl w:val='3'/></w:pPr></w:style>\
            <w:style w:styleId='Plain'><w:name w:val='Plain'/><w:basedOn w:val='berschrift1'/>\
              <w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>\
            <w:style w:styleId='Titel'><w:name w:val='Title'/></w:style>\
            <w:style w:styleId='Liste'><w:name w:val='List Bullet'/><w:pPr><w:numPr/></w:pPr></w:style>\
            <w:style w:styleId='a'><w:name w:val='a'/><w:basedOn w:val='b'/></w:style>\
            <w:style w:styleId='b'><w:name w:val='b'/><w:basedOn w:val='a'/></w:style>\
            </w:styles>";
        let styles = Styles::read(xml).expect("styles");
        for (id, role) in [
            ("berschrift1", Role::Heading(1)),
            ("Mine", Role::Heading(1)),
            ("Deep", Role::Heading(4)),
            ("Plain", Role::Text),
            ("Titel", Role::Title),
            ("Liste", Role::Item),
            ("a", Role::Text),
            ("unknown", Role::Text),
        ] {
            assert_eq!(styles.role(id), role, "{id}");
        }
    }
}
