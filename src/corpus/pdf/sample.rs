//! PDFs for tests, written by hand: pages of drawing operations.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// A font whose letters all are half as wide as they are high, and the space, too.
const WIDTH: i64 = 500;

/// Returns a document with these pages, and an outline of titles on pages counted from 0.
pub(super) fn document(pages: &[&str], outline: &[(&str, usize)]) -> Document {
    let mut document = Document::with_version("1.7");
    let parent = document.new_object_id();
    let font = document.add_object(font());
    let page = |content: &&str| {
        let content = Stream::new(Dictionary::new(), content.as_bytes().to_vec());
        let content = document.add_object(content);
        let fonts = dictionary(&[("F", font.into())]);
        let resources = dictionary(&[("Font", fonts.into())]);
        document.add_object(dictionary(&[
            ("Type", name("Page")),
            ("Parent", parent.into()),
            ("Contents", content.into()),
            ("Resources", resources.into()),
        ]))
    };
    let pages: Vec<ObjectId> = pages.iter().map(page).collect();
    let kids: Vec<Object> = pages.iter().map(|&page| page.into()).collect();
    let tree = dictionary(&[
        ("Type", name("Pages")),
        ("Count", (kids.len() as i64).into()),
        ("Kids", kids.into()),
    ]);
    document.objects.insert(parent, tree.into());
    let mut catalog = dictionary(&[("Type", name("Catalog")), ("Pages", parent.into())]);
    if let Some(outline) = outlines(&mut document, &pages, outline) {
        catalog.set("Outlines", outline);
    }
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    document
}

/// Returns the bytes of a document.
pub(super) fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a file");
    bytes
}

/// Returns a dictionary.
pub(super) fn dictionary(entries: &[(&str, Object)]) -> Dictionary {
    entries
        .iter()
        .map(|(key, value)| (*key, value.clone()))
        .collect()
}

/// Returns a text.
pub(super) fn text(text: &str) -> Object {
    Object::string_literal(text)
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn font() -> Dictionary {
    dictionary(&[
        ("Type", name("Font")),
        ("Subtype", name("Type1")),
        ("BaseFont", name("Test")),
        ("Encoding", name("WinAnsiEncoding")),
        ("FirstChar", 0.into()),
        ("Widths", vec![Object::from(WIDTH); 256].into()),
    ])
}

fn outlines(
    document: &mut Document,
    pages: &[ObjectId],
    titles: &[(&str, usize)],
) -> Option<ObjectId> {
    let mut next = None;
    for (title, page) in titles.iter().rev() {
        let destination = vec![pages[*page].into(), name("Fit")];
        let mut item = dictionary(&[("Title", text(title)), ("Dest", destination.into())]);
        if let Some(next) = next {
            item.set("Next", next);
        }
        next = Some(Object::from(document.add_object(item)));
    }
    let outline = dictionary(&[("Type", name("Outlines")), ("First", next?)]);
    Some(document.add_object(outline))
}
