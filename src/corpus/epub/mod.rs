//! Books (EPUB 2 and 3): their chapters in reading order, each read as a page of HTML.

mod book;

use std::collections::HashSet;

use crate::corpus::Landmark;
use crate::corpus::Limits;
use crate::corpus::Refusal;
use crate::corpus::document::{Document, squeeze};
use crate::corpus::epub::book::Book;
use crate::corpus::html;
use crate::corpus::office;
use crate::corpus::office::story::Story;
use crate::corpus::packed::encrypted;
use crate::corpus::rendering::Rendered;

/// A document type that declares entities does so in its first bytes.
const DECLARATION_BYTES: usize = 4096;

/// Reads a book.
///
/// # Errors
///
/// Fails if it is encrypted, too damaged, or inflates to too much.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    let mut package = office::open(bytes, limits)?;
    let book = Book::read(&mut package)?;
    let encryption = package.text("META-INF/encryption.xml")?.unwrap_or_default();
    let mut story = Story::new();
    for (name, value) in &book.properties {
        match *name {
            "title" => story.title(value),
            _ => story.field(name, value),
        }
    }
    let mut is_any = false;
    for chapter in &book.chapters {
        // Fonts may be disguised in any book; a chapter that is locked means that the book is.
        if encryption.contains(&format!("\"{chapter}\"")) {
            return Err(encrypted());
        }
        let Some(source) = package.text(chapter)? else {
            continue;
        };
        is_any = true;
        refuse_entities(&source)?;
        tell(&book, chapter, html::parse(&source), &mut story);
    }
    if !is_any {
        return Err(Refusal::failed("damaged container: it has no chapters"));
    }
    take(story.finish());
    Ok(())
}

fn refuse_entities(source: &str) -> Result<(), Refusal> {
    let head = source.floor_char_boundary(DECLARATION_BYTES);
    if source[..head].contains("<!ENTITY") {
        return Err(Refusal::failed("declares entities, which is refused"));
    }
    Ok(())
}

/// Adds a chapter, but not a page that only repeats what the book says of itself.
fn tell(book: &Book, chapter: &str, mut document: Document, story: &mut Story) {
    if is_title_page(book, &document) {
        return;
    }
    // Some programs repeat the title over what stands before the first chapter.
    if story.is_empty()
        && let Some(title) = book.property("title")
        && let Some(section) = document.sections.iter_mut().find(|it| it.level > 0)
        && section.level == 1
        && section.heading == squeeze(title)
    {
        section.level = 0;
    }
    story.landmark(Landmark::Place(chapter.to_owned()));
    story.part(&document);
}

fn is_title_page(book: &Book, document: &Document) -> bool {
    let said: HashSet<String> = book.properties.iter().map(|(_, it)| squeeze(it)).collect();
    let headings = document.sections.iter().map(|section| &*section.heading);
    let texts = document
        .sections
        .iter()
        .flat_map(|it| it.text.split("\n\n"));
    let mut shown = headings.chain(texts).map(squeeze);
    shown.all(|text| text.is_empty() || said.contains(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::office::sample::{self, container, sections};

    const CONTAINER: &str =
        "<container><rootfiles><rootfile full-path='B/book.opf'/></rootfiles></container>";
    const BOOK: &str = "<package><metadata><dc:title>The Book</dc:title><dc:creator>An Author</dc:creator>\
        <dc:language>en</dc:language><dc:date>2015-11-20</dc:date></metadata><manifest>\
        <item id='t' href='title.xhtml' media-type='application/xhtml+xml'/>\
        <item id='1' href='one.xhtml' media-type='application/xhtml+xml'/>\
        <item id='2' href='two.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine><itemref idref='t'/><itemref idref='2'/><itemref idref='1'/></spine></package>";

    fn book(chapter: &str, other: (&str, &str)) -> Vec<u8> {
        container(&[
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", CONTAINER),
            ("B/book.opf", BOOK),
            (
                "B/title.xhtml",
                "<h1>The Book</h1><p>An Author</p><p>2015-11-20</p>",
            ),
            ("B/one.xhtml", chapter),
            (
                "B/two.xhtml",
                "<!DOCTYPE html><h1 id='p'>Preface</h1><p>b<ul><li>c<li>d</ul>",
            ),
            other,
        ])
    }

    #[test]
    fn chapters_follow_the_spine() {
        let bytes = book("<h1>One</h1><p>a</p><h2>Two</h2>", ("x", ""));
        let rendered = sample::read(read, &bytes).expect("a book");
        let expected = [
            (1, "Preface", "p", "b\n\nc\nd"),
            (1, "One", "", "a"),
            (2, "Two", "", ""),
        ];
        assert_eq!(sections(&rendered), expected);
        let document = &rendered.document;
        assert_eq!(document.title.as_deref(), Some("The Book"));
        assert_eq!(document.date.as_deref(), Some("2015-11-20"));
        let place = rendered.text.landmark(&document.sections[1].bytes);
        assert_eq!(place, Some(&Landmark::Place("B/one.xhtml".to_owned())));
    }

    #[test]
    fn entities_and_locked_chapters_are_refused() {
        let reason = |bytes: &[u8]| sample::read(read, bytes).map(|_| ());
        let bomb = "<!DOCTYPE html [<!ENTITY a 'aaa'>]><p>&a;";
        let refused = Err("declares entities, which is refused".to_owned());
        assert_eq!(reason(&book(bomb, ("x", ""))), refused);
        let lock = "<enc:CipherReference URI=\"B/one.xhtml\"/>";
        let locked = book("", ("META-INF/encryption.xml", lock));
        assert_eq!(
            reason(&locked),
            Err("encrypted, needs a password".to_owned())
        );
        let font = "<enc:CipherReference URI=\"B/font.otf\"/>";
        assert_eq!(reason(&book("", ("META-INF/encryption.xml", font))), Ok(()));
    }

    #[test]
    fn a_book_without_chapters_is_damaged() {
        let empty = "<package><spine><itemref idref='x'/></spine></package>";
        let bytes = container(&[("META-INF/container.xml", CONTAINER), ("B/book.opf", empty)]);
        let reason = "damaged container: it has no chapters".to_owned();
        assert_eq!(sample::read(read, &bytes).map(|_| ()), Err(reason));
    }
}
