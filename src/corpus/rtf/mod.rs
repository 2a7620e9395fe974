//! Rich text (RTF): headings by outline levels, of paragraphs or of their styles.
//!
//! What is read: [`token`] cuts the source, [`destination`] knows which groups are text, [`state`] what holds within
//! a group, and the [`Reader`] puts paragraphs together.

mod destination;
mod reader;
mod state;
mod token;

use crate::corpus::Limits;
use crate::corpus::Refusal;
use crate::corpus::rendering::Rendered;
use crate::corpus::rtf::reader::Reader;
use crate::corpus::rtf::token::tokens;

/// Is it rich text?
pub(super) fn is_rtf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{\\rtf")
}

/// Reads rich text.
///
/// # Errors
///
/// Never fails: what it does not understand is left out.
pub(super) fn read(
    bytes: &[u8],
    _limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    let mut reader = Reader::new();
    for token in tokens(bytes) {
        reader.add(token);
    }
    take(reader.finish());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Document;
    use proptest::prelude::*;

    fn parse(source: &[u8]) -> Document {
        let mut found = None;
        let taken = read(source, &Limits::default(), &mut |it| {
            found = Some(it.document)
        });
        assert_eq!(taken, Ok(()));
        found.expect("a document")
    }

    fn check(source: &str, expected: &[(u8, &str, &str)]) {
        let document = parse(format!("{{\\rtf1\\ansi {source}}}").as_bytes());
        let sections = document.sections.iter();
        let sections: Vec<_> = sections
            .map(|it| (it.level, &*it.heading, &*it.text))
            .collect();
        assert_eq!(sections, expected, "{source}");
    }

    #[test]
    fn headings_have_outline_levels_of_their_own_or_of_their_styles() {
        check(
            "{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 heading 1;}{\\*\\cs3 x;}{\\s2 heading 2;}}\
             \\pard Intro\\par\\pard\\s1 A\\par\\pard\\s0 text\\par\\pard\\s2 B\\par\
             {\\pard\\outlinelevel2 C\\par}\\pard end",
            &[
                (0, "", "Intro"),
                (1, "A", "text"),
                (2, "B", ""),
                (3, "C", "end"),
            ],
        );
        check(
            "{\\stylesheet{\\s1 Heading1;}{\\s2\\fs28 \\snext0 pod-head2;}{\\s3 header 1;}}\
             \\pard\\s1 A\\par\\pard\\s2 B\\par\\pard\\s3 end",
            &[(1, "A", ""), (2, "B", "end")],
        );
    }

    #[test]
    fn characters_come_in_many_forms() {
        check(
            "caf\\'e9 \\u233?\\uc2\\u8364 xx\\uc0\\u-10179\\u-8701 \\endash\\~\\{\\emdash x\\_y",
            &[(0, "", "café é€😃–\u{a0}{—x-y")],
        );
        check(
            "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial;}}\\f1 \\'cc\\'e8\\f0 \\'e9",
            &[(0, "", "Миé")],
        );
        let japanese = "{\\fonttbl{\\f2\\fcharset128 X;}}\\f2 \\'93\\'fa\\'96\\'7b";
        check(japanese, &[(0, "", "日本")]);
    }

    #[test]
    fn what_is_not_text_is_left_out() {
        check(
            "{\\fonttbl x;}{\\*\\generator x;}{\\pict 00ff}{\\header x}a{\\v x}\
             {\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt b}}{\\*\\unknown x}{\\upr{x}{\\*\\ud c}}\\bin2 xyd",
            &[(0, "", "abcd")],
        );
    }

    #[test]
    fn tables_lists_and_notes() {
        check(
            "one{\\footnote\\chftn  note}\\par{\\listtext 1.}x\\par{\\listtext 2.}y\\par\
             \\trowd\\intbl a\\cell b\\par b\\cell\\row\\trowd\\intbl c\\cell\\cell\\row\\pard end\\par",
            &[(0, "", "one\n\nx\ny\n\na | b\nb\nc\n\nend\n\nnote")],
        );
    }

    #[test]
    fn labels_of_items_are_left_out() {
        check(
            "\\pard\\fi-360 \\bullet\\tab one\\par 2.\\tab two\\par no\\tab item\\par\\pard 3.\\tab text\\par",
            &[(0, "", "one\ntwo\n\nno\titem\n\n3.\ttext")],
        );
    }

    #[test]
    fn the_document_tells_about_itself() {
        let source = b"{\\rtf1{\\info{\\title A {\\b title}}{\\author B}{\\creatim\\yr2015\\mo11\\dy2\\hr3}}\
            {\\*\\bkmkstart here}{\\*\\bkmkend here}\\outlinelevel0 C\\par}";
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("A title"));
        assert_eq!(document.date.as_deref(), Some("2015-11-02"));
        assert_eq!(document.fields[0], ("author".to_owned(), "B".to_owned()));
        assert_eq!(document.sections[0].anchor.as_deref(), Some("here"));
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(\\{|\\}|\\\\par |\\\\cell |\\\\row |\\\\intbl |\\\\u-1 |\\\\uc9|\\\\'e9|\\\\bin9 |\\\\footnote |\\\\stylesheet|\\\\s1 |\\\\title |\\\\\\*|[a-z\\\\ ]){0,200}") {
            parse(source.as_bytes());
        }

        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            parse(&bytes);
        }
    }
}
