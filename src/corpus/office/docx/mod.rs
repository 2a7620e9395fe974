//! Word documents (DOCX): headings by the outline levels of their styles, whatever these are called.

mod body;
mod chunks;
mod styles;

use crate::corpus::Limits;
use crate::corpus::Refusal;
use crate::corpus::office;
use crate::corpus::office::docx::body::Body;
use crate::corpus::office::docx::chunks::chunks;
use crate::corpus::office::docx::styles::Styles;
use crate::corpus::office::properties;
use crate::corpus::office::relations::{part, relations};
use crate::corpus::office::story::Story;
use crate::corpus::rendering::Rendered;

/// Reads a Word document.
///
/// # Errors
///
/// Fails if it is encrypted, too damaged, or inflates to too much.
pub(in crate::corpus) fn read(
    bytes: &[u8],
    limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    let mut package = office::open(bytes, limits)?;
    let parts = relations(&mut package, "")?;
    let main = part(&parts, "officeDocument").unwrap_or("word/document.xml");
    let xml = package.main_text(main)?;
    let relations = relations(&mut package, main)?;
    let mut text = |kind| match part(&relations, kind) {
        Some(name) => Ok::<_, Refusal>(package.text(name)?.unwrap_or_default()),
        None => Ok(String::new()),
    };
    let styles = Styles::read(&text("styles")?)?;
    let mut body = Body::new(&styles);
    body.note(&text("footnotes")?, "footnote")?;
    body.note(&text("endnotes")?, "endnote")?;
    body.chunks = chunks(&mut package, &relations, limits)?;
    let mut story = Story::new();
    body.tell(&xml, &mut story)?;
    properties::read(&mut package, part(&parts, "core-properties"), &mut story)?;
    take(story.finish());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::office::sample::{self, container, sections};
    use proptest::prelude::*;

    const STYLES: &str = "<w:styles><w:style w:styleId='h1'><w:name w:val='heading 1'/></w:style>\
        <w:style w:styleId='h2'><w:name w:val='heading 2'/></w:style>\
        <w:style w:styleId='toc'><w:name w:val='toc 1'/></w:style>\
        <w:style w:styleId='title'><w:name w:val='Title'/></w:style>\
        <w:style w:styleId='date'><w:name w:val='Date'/></w:style></w:styles>";
    const NOTES: &str = "<w:footnotes><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>no</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space='preserve'> A note.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    const RELATIONS: &str = "<Relationships><Relationship Id='r1' Type='x/styles' Target='styles.xml'/>\
        <Relationship Id='r2' Type='x/footnotes' Target='/word/footnotes.xml'/></Relationships>";

    fn document(body: &str) -> Vec<u8> {
        container(&[
            ("[Content_Types].xml", ""),
            (
                "word/document.xml",
                &format!("<w:document><w:body>{body}</w:body></w:document>"),
            ),
            ("word/_rels/document.xml.rels", RELATIONS),
            ("word/styles.xml", STYLES),
            ("word/footnotes.xml", NOTES),
        ])
    }

    fn rendered(body: &str) -> Rendered {
        sample::read(read, &document(body)).expect("a document")
    }

    fn check(body: &str, expected: &[(u8, &str, &str, &str)]) {
        assert_eq!(sections(&rendered(body)), expected, "{body}");
    }

    /// Returns a paragraph of a style.
    fn p(style: &str, text: &str) -> String {
        format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn headings_begin_sections_and_bookmarks_are_their_anchors() {
        let body = [
            &p("", "Opening"),
            "<w:bookmarkStart w:name='mine'/>",
            &p("h1", "One"),
            &p("", "a"),
            "<w:p><w:pPr><w:pStyle w:val='h2'/></w:pPr><w:bookmarkStart w:name='_Toc1'/>\
             <w:bookmarkStart w:name='here'/><w:r><w:t>T</w:t></w:r><w:r><w:t>wo</w:t></w:r></w:p>",
            "<w:p><w:pPr><w:outlineLvl w:val='2'/></w:pPr><w:r><w:t>Three</w:t></w:r></w:p>",
            &p("", "b"),
        ];
        let expected = [
            (0, "", "", "Opening"),
            (1, "One", "mine", "a"),
            (2, "Two", "here", ""),
            (3, "Three", "", "b"),
        ];
        check(&body.concat(), &expected);
    }

    #[test]
    fn the_title_is_no_section() {
        let body = [
            p("title", "A title"),
            p("date", "2015-11-20"),
            p("", "x"),
            p("title", "B"),
        ];
        let rendered = rendered(&body.concat());
        assert_eq!(rendered.document.title.as_deref(), Some("A title"));
        assert_eq!(rendered.document.date.as_deref(), Some("2015-11-20"));
        assert_eq!(sections(&rendered), [(0, "", "", "x"), (1, "B", "", "")]);
    }

    #[test]
    fn what_is_not_text_is_left_out() {
        check(
            "<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del>\
             <w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>b</w:t></w:r></w:ins>\
             <w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>c</w:t></w:r>\
             <w:r><w:instrText> PAGE </w:instrText></w:r><w:hyperlink><w:r><w:t>d</w:t></w:r></w:hyperlink>\
             <w:r><mc:AlternateContent><mc:Choice><w:t>e</w:t></mc:Choice><mc:Fallback><w:t>x</w:t></mc:Fallback>\
             </mc:AlternateContent></w:r><w:pPr><w:pPrChange><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:pPrChange></w:pPr></w:p>",
            &[(0, "", "", "abcde")],
        );
        let contents = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>\
             <w:sdtContent><w:sdt><w:sdtContent><w:p><w:r><w:t>x</w:t></w:r></w:p></w:sdtContent></w:sdt></w:sdtContent></w:sdt>";
        let body = [contents, &p("toc", "x"), &p("", "a")];
        check(&body.concat(), &[(0, "", "", "a")]);
    }

    #[test]
    fn lines_items_rows_and_notes() {
        let item = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>item</w:t></w:r></w:p>";
        let cell = |text: &str| format!("<w:tc>{}</w:tc>", p("", text));
        let row = |cells: &[&str]| {
            let cells: String = cells.iter().map(|text| cell(text)).collect();
            format!("<w:tr>{cells}</w:tr>")
        };
        let body = [
            "<w:p><w:r><w:t>one</w:t><w:br/><w:t xml:space='preserve'>  two</w:t><w:footnoteReference w:id='2'/></w:r></w:p>",
            item,
            item,
            &format!(
                "<w:tbl>{}{}</w:tbl>",
                row(&["a", "b", "c"]),
                row(&["", "d", ""])
            ),
            &p("", "end"),
            &p("h1", "Next"),
        ];
        let text = "one\n  two\n\nitem\nitem\n\na | b | c\nd\n\nend\n\nA note.";
        check(&body.concat(), &[(0, "", "", text), (1, "Next", "", "")]);
    }

    #[test]
    fn text_boxes_do_not_break_the_paragraph_around_them() {
        check(
            "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:r>\
             <w:r><w:t>b</w:t></w:r></w:p>",
            &[(0, "", "", "box\n\nab")],
        );
    }

    /// Returns a document that shows another one between two paragraphs.
    fn around(name: &str, chunk: &[u8]) -> Vec<u8> {
        let body = format!(
            "{}<w:altChunk r:id='c'/>{}",
            p("", "before"),
            p("", "after")
        );
        let relations = format!(
            "<Relationships><Relationship Id='c' Type='x/aFChunk' Target='/{name}'/></Relationships>"
        );
        let main = format!("<w:document><w:body>{body}</w:body></w:document>");
        container(&[
            ("[Content_Types].xml", &b""[..]),
            ("word/document.xml", main.as_bytes()),
            ("word/_rels/document.xml.rels", relations.as_bytes()),
            (name, chunk),
        ])
    }

    #[test]
    fn documents_within_a_document_are_read_in_their_place() {
        let page = "<h2>Two</h2><p>a</p>";
        let saved = format!(
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n\
             {page}\n--b--\n"
        );
        let word = container(&[
            ("[Content_Types].xml", &b""[..]),
            (
                "word/document.xml",
                b"<w:document><w:body><w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr><w:r><w:t>Two</w:t></w:r></w:p>\
                  <w:p><w:r><w:t>a</w:t></w:r></w:p></w:body></w:document>",
            ),
        ]);
        let rich = "{\\rtf1{\\stylesheet{\\s1\\outlinelevel1 heading 2;}}\\pard\\s1\\outlinelevel1 Two\\par\\pard a\\par}";
        for (name, chunk) in [
            ("word/a.html", page.as_bytes()),
            ("word/a.mht", saved.as_bytes()),
            ("word/a.docx", &word),
            ("word/a.rtf", rich.as_bytes()),
        ] {
            let rendered = sample::read(read, &around(name, chunk)).expect("a document");
            let expected = [(0, "", "", "before"), (2, "Two", "", "a\n\nafter")];
            assert_eq!(sections(&rendered), expected, "{name}");
        }
        let rendered = sample::read(read, &around("word/a.txt", b"<a>\n\nb")).expect("a document");
        assert_eq!(
            sections(&rendered),
            [(0, "", "", "before\n\n<a>\n\nb\n\nafter")]
        );
        let rendered = sample::read(read, &around("word/a.rtf", b"\0")).expect("a document");
        assert_eq!(sections(&rendered), [(0, "", "", "before\n\nafter")]);
    }

    #[test]
    fn documents_within_documents_end_somewhere() {
        let mut word = document(&p("", "innermost"));
        for _ in 0..4 {
            word = around("word/a.docx", &word);
        }
        let rendered = sample::read(read, &word).expect("a document");
        let text = "before\n\nbefore\n\nbefore\n\nafter\n\nafter\n\nafter";
        assert_eq!(sections(&rendered), [(0, "", "", text)]);
    }

    #[test]
    fn declared_entities_are_refused() {
        let bomb =
            "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><w:document>&b;</w:document>";
        let bytes = container(&[("word/document.xml", bomb)]);
        let reason = "declares a document type, which is refused".to_owned();
        assert_eq!(sample::read(read, &bytes).map(|_| ()), Err(reason));
    }

    proptest! {
        #[test]
        fn any_document_within_a_document_is_read(
            start in proptest::sample::select(vec![&b"PK\x03\x04"[..], b"{\\rtf1", b"MIME-Version: 1.0\n", b"<html>", b""]),
            rest in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let chunk = [start, &rest].concat();
            for name in ["word/a.docx", "word/a.txt"] {
                prop_assert!(sample::read(read, &around(name, &chunk)).is_ok());
            }
        }

        #[test]
        fn any_body_is_read(body in "(<w:p>|</w:p>|<w:r>|</w:r>|<w:t>|</w:t>|<w:tbl>|</w:tbl>|<w:tr>|<w:tc>|</w:tc>|<w:sdt>|</w:sdt>|<w:pStyle w:val='h1'/>|<w:outlineLvl w:val='7'/>|<w:footnoteReference w:id='2'/>|<w:del>|a |&amp;|&x;|<|é){0,100}") {
            prop_assert!(sample::read(read, &document(&body)).is_ok());
        }
    }
}
