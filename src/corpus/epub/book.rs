//! What an EPUB's package document says: the book's metadata, and its chapters in reading order.

use std::collections::HashMap;

use crate::corpus::Refusal;
use crate::corpus::office::properties::properties;
use crate::corpus::office::resolve;
use crate::corpus::office::xml::{Piece, Pieces, Tag};
use crate::corpus::packed::Package;

/// A book without its text.
#[derive(Debug)]
pub(super) struct Book {
    /// What it says of itself.
    pub(super) properties: Vec<(&'static str, String)>,
    /// The names of its chapters in the container.
    pub(super) chapters: Vec<String>,
}

/// A file of the book.
#[derive(Debug)]
struct Item {
    part: String,
    is_chapter: bool,
}

impl Book {
    /// Finds and reads the package document.
    ///
    /// # Errors
    ///
    /// Fails if there is none, it declares a document type with entities, or inflates to too much.
    pub(super) fn read(package: &mut Package<'_>) -> Result<Self, Refusal> {
        let container = package.main_text("META-INF/container.xml")?;
        let path = root(&container)?;
        let path =
            path.ok_or_else(|| Refusal::failed("damaged container: it names no package document"))?;
        let xml = package.main_text(&path)?;
        let (folder, _) = path.rsplit_once('/').unwrap_or_default();
        Ok(Self {
            properties: properties(&xml)?,
            chapters: chapters(&xml, folder)?,
        })
    }

    /// Returns what the book says its property is.
    pub(super) fn property(&self, name: &str) -> Option<&str> {
        let found = self.properties.iter().find(|(other, _)| *other == name)?;
        Some(&found.1)
    }
}

fn root(container: &str) -> Result<Option<String>, Refusal> {
    for piece in Pieces::new(container, &[]) {
        if let Piece::Open(tag) = piece?
            && tag.name() == "rootfile"
        {
            let path = tag.attribute("full-path").unwrap_or_default();
            return Ok(Some(resolve("", &decode(&path))));
        }
    }
    Ok(None)
}

fn chapters(xml: &str, folder: &str) -> Result<Vec<String>, Refusal> {
    let mut items = HashMap::new();
    let mut chapters = Vec::new();
    for piece in Pieces::new(xml, &[]) {
        let Piece::Open(tag) = piece? else {
            continue;
        };
        let value = |name| tag.attribute(name).unwrap_or_default().into_owned();
        match tag.name() {
            "item" => {
                items.insert(value("id"), item(&tag, folder));
            }
            // Each is read once, however often a broken book names it.
            "itemref" => chapters.extend(items.remove(&value("idref"))),
            _ => {}
        }
    }
    let chapters = chapters.into_iter().filter(|item: &Item| item.is_chapter);
    Ok(chapters.map(|item| item.part).collect())
}

fn item(tag: &Tag<'_>, folder: &str) -> Item {
    let value = |name| tag.attribute(name).unwrap_or_default();
    let kind = value("media-type");
    let is_page = ["application/xhtml+xml", "text/html", "text/x-oeb1-document"];
    let is_contents = value("properties").split_whitespace().any(|it| it == "nav");
    Item {
        part: resolve(folder, &decode(&value("href"))),
        is_chapter: is_page.contains(&&*kind) && !is_contents,
    }
}

/// Returns a relative address with its `%20` and the like as what they stand for.
fn decode(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_the_pages_of_the_spine() {
        let xml = "<package><manifest>\
            <item id='a' href='text/a%20b.xhtml' media-type='application/xhtml+xml'/>\
            <item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav scripted'/>\
            <item id='c' href='../c.html' media-type='text/html'/>\
            <item id='i' href='i.png' media-type='image/png'/></manifest>\
            <spine><itemref idref='n'/><itemref idref='c'/><itemref idref='a'/><itemref idref='a'/>\
            <itemref idref='i'/><itemref idref='x'/></spine></package>";
        let expected = ["c.html", "OEBPS/text/a b.xhtml"].map(str::to_owned);
        assert_eq!(chapters(xml, "OEBPS"), Ok(expected.to_vec()));
    }

    #[test]
    fn addresses_are_decoded_as_far_as_they_are_right() {
        assert_eq!(decode("a%20b%C3%A9%zz%2"), "a b\u{e9}%zz%2");
    }
}
