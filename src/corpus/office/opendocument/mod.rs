//! OpenDocument texts and slides (ODT, ODP): headings by their outline levels, slides by their titles.

mod body;
mod styles;

use crate::corpus::Limits;
use crate::corpus::Refusal;
use crate::corpus::office;
use crate::corpus::office::opendocument::body::Body;
use crate::corpus::office::opendocument::styles::Styles;
use crate::corpus::office::properties;
use crate::corpus::office::story::Story;
use crate::corpus::rendering::Rendered;

/// Reads a text or slides.
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
    package.refuse_encrypted()?;
    let content = package.main_text("content.xml")?;
    let mut styles = Styles::default();
    styles.read(&package.text("styles.xml")?.unwrap_or_default())?;
    styles.read(&content)?;
    let mut story = Story::new();
    Body::new(&styles).tell(&content, &mut story)?;
    properties::read(&mut package, Some("meta.xml"), &mut story)?;
    take(story.finish());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Landmark;
    use crate::corpus::office::sample::{self, container, sections};
    use proptest::prelude::*;

    fn file(body: &str) -> Vec<u8> {
        let content = format!(
            "<office:document-content><office:automatic-styles>\
             <style:style style:name='P1' style:family='paragraph' style:parent-style-name='Preformatted_20_Text'/>\
             </office:automatic-styles><office:body>{body}</office:body></office:document-content>"
        );
        let meta = "<office:meta><dc:title>T</dc:title><dc:language>fr</dc:language></office:meta>";
        container(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", &content),
            ("meta.xml", meta),
        ])
    }

    fn check(body: &str, expected: &[(u8, &str, &str, &str)]) {
        let rendered = sample::read(read, &file(body)).expect("a document");
        assert_eq!(sections(&rendered), expected, "{body}");
        assert_eq!(rendered.document.title.as_deref(), Some("T"));
        assert_eq!(rendered.document.language.as_deref(), Some("fr"));
    }

    #[test]
    fn headings_begin_sections() {
        check(
            "<text:p>a</text:p><text:h text:outline-level='2'><text:bookmark-start text:name='x'/>One <text:span>two</text:span>\
             </text:h><text:p>b</text:p><text:h>Three</text:h>",
            &[
                (0, "", "", "a"),
                (2, "One two", "x", "b"),
                (1, "Three", "", ""),
            ],
        );
    }

    #[test]
    fn white_space_is_what_is_said_to_be_white_space() {
        check(
            "<text:p>  a\n  b<text:s/>c<text:s text:c='3'/>d<text:tab/>e<text:line-break/><text:s text:c='2'/>f </text:p>",
            &[(0, "", "", "a b c   d\te\n  f")],
        );
        check(
            "<text:p>a<text:s text:c='999999999'/></text:p>",
            &[(0, "", "", "a")],
        );
    }

    #[test]
    fn items_rows_code_and_notes() {
        check(
            "<text:p>one<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>\
             </text:note-body></text:note> two</text:p>\
             <text:list><text:list-item><text:p>i</text:p><text:list><text:list-item><text:p>j</text:p></text:list-item>\
             </text:list></text:list-item></text:list><text:list><text:list-item><text:p>k</text:p></text:list-item></text:list>\
             <text:p text:style-name='P1'>x {</text:p><text:p text:style-name='P1'>}</text:p>\
             <table:table><table:table-row><table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell>\
             <table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>",
            &[(
                0,
                "",
                "",
                "one two\n\ni\nj\n\nk\n\nx {\n}\n\na\nb | c\n\nA note.",
            )],
        );
    }

    #[test]
    fn what_is_not_text_is_left_out() {
        check(
            "<text:tracked-changes><text:deletion><text:p>x</text:p></text:deletion></text:tracked-changes>\
             <text:table-of-content><text:p>x</text:p></text:table-of-content>\
             <text:p>a<office:annotation><text:p>x</text:p></office:annotation>b<draw:frame><svg:desc>x</svg:desc></draw:frame></text:p>",
            &[(0, "", "", "ab")],
        );
    }

    #[test]
    fn slides_have_titles_texts_and_notes() {
        let slide = |inner: &str| format!("<draw:page>{inner}</draw:page>");
        let body = [
            slide(
                "<draw:frame presentation:class='outline'><draw:text-box><text:list><text:list-item><text:p>point</text:p>\
                 </text:list-item></text:list></draw:text-box></draw:frame>\
                 <draw:frame presentation:class='title'><text:p>First</text:p></draw:frame>\
                 <presentation:notes><draw:frame><text:p>said</text:p></draw:frame></presentation:notes>",
            ),
            slide("<draw:frame><text:p>alone</text:p></draw:frame>"),
        ];
        let rendered = sample::read(read, &file(&body.concat())).expect("slides");
        let expected = [
            (1, "First", "", "point\n\nsaid"),
            (1, "", "slide-2", "alone"),
        ];
        assert_eq!(sections(&rendered), expected);
        let place = rendered.text.landmark(&rendered.document.sections[1].bytes);
        assert_eq!(place, Some(&Landmark::Place("slide 2".to_owned())));
    }

    #[test]
    fn encrypted_files_are_named_so() {
        let manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
        let bytes = container(&[
            ("META-INF/manifest.xml", manifest),
            ("content.xml", "\u{1}"),
        ]);
        let reason = "encrypted, needs a password".to_owned();
        assert_eq!(sample::read(read, &bytes).map(|_| ()), Err(reason));
    }

    proptest! {
        #[test]
        fn any_body_is_read(body in "(<text:p>|</text:p>|<text:h text:outline-level='2'>|</text:h>|<text:note>|</text:note>|<text:list-item>|</text:list-item>|<table:table>|</table:table>|<table:table-row>|<table:table-cell>|<draw:page>|<draw:frame presentation:class='title'>|<presentation:notes>|<text:s/>|a |&amp;|<|é){0,100}") {
            prop_assert!(sample::read(read, &file(&body)).is_ok());
        }
    }
}
