//! PDF: the text of its pages, under the headings of its outline.
//!
//! What is read: [`page`] has each page drawn by [`drawing`], which notes the runs of text, [`font`] knows their letters
//! and widths, [`line`] puts them together to lines, [`furniture`] leaves out heads and feet, [`headings`] finds the sections.

mod drawing;
mod font;
mod furniture;
mod glyph;
mod headings;
mod line;
mod matrix;
mod page;
#[cfg(test)]
mod sample;

use lopdf::{Document, Error, LoadOptions, Object, decode_text_string};

use crate::corpus::Landmark;
use crate::corpus::Limits;
use crate::corpus::Refusal;
use crate::corpus::packed::{Budget, encrypted};
use crate::corpus::pdf::headings::Found;
use crate::corpus::pdf::line::Line;
use crate::corpus::pdf::page::Pages;
use crate::corpus::rendering::{Rendered, Rendering};

/// What programs put in front of a title that is only the name of a file.
const NO_TITLES: [&str; 4] = [
    "Microsoft Word",
    "Microsoft PowerPoint",
    "untitled",
    "Untitled",
];
/// How the names of files end.
const FILE_ENDS: [&str; 12] = [
    ".doc", ".docx", ".dvi", ".htm", ".html", ".indd", ".odt", ".pdf", ".ppt", ".ps", ".qxd",
    ".tex",
];

/// A PDF begins so, sometimes after a few bytes of another program.
const SIGNATURE: &[u8] = b"%PDF-";
const SIGNATURE_BYTES: usize = 1024;

/// Is it a PDF?
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(SIGNATURE_BYTES)];
    let is_start = bytes.starts_with(SIGNATURE);
    let is_binary = || head.contains(&0) || std::str::from_utf8(head).is_err();
    is_start || is_binary() && head.windows(SIGNATURE.len()).any(|it| it == SIGNATURE)
}

/// Reads a PDF.
///
/// # Errors
///
/// Fails if it is encrypted, too damaged, has no text, or inflates to too much.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    let budget = Budget::new(limits, bytes.len() as u64);
    let options = LoadOptions {
        max_decompressed_size: Some(budget.left_len()),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).map_err(|it| refusal(&it))?;
    if document.is_encrypted() {
        return Err(encrypted());
    }
    let mut lines = Vec::new();
    let mut pages = Pages::new(&document, budget);
    for (number, page) in document.get_pages() {
        lines.extend(line::lines(&pages.read(page)?, number));
    }
    if lines.is_empty() {
        return Err(Refusal::skipped("no text layer (scanned?)"));
    }
    let text_size = furniture::text_size(&lines);
    furniture::leave_out(&mut lines, text_size);
    line::join_hyphens(&mut lines);
    let mut headings = headings::by_outline(&document, &lines);
    if headings.is_empty() {
        headings = headings::by_size(&lines, text_size);
    }
    let mut rendering = Rendering::new();
    note_fields(&document, &mut rendering);
    tell(&lines, &headings, &mut rendering);
    take(rendering.finish());
    Ok(())
}

fn refusal(error: &Error) -> Refusal {
    match error {
        Error::InvalidPassword | Error::Decryption(_) => encrypted(),
        error => Refusal::failed(format!("damaged PDF: {}", error.to_string().to_lowercase())),
    }
}

/// Writes the lines under their headings; without any, each page is a section.
fn tell(lines: &[Line], headings: &[Found], rendering: &mut Rendering) {
    let mut headings_left = headings.iter().peekable();
    let mut page = 0;
    let mut own = 0;
    for (at, line) in lines.iter().enumerate() {
        let begins_page = line.page != page;
        if begins_page {
            page = line.page;
            rendering.landmark(Landmark::Page(page));
            if headings.is_empty() {
                rendering.heading(1, "", Some(&format!("page-{page}")));
            }
        }
        let mut begins_section = false;
        while let Some(heading) = headings_left.next_if(|heading| heading.line == at) {
            rendering.heading(heading.level, &heading.text, None);
            own = own.max(at + heading.lines);
            begins_section = true;
        }
        if at < own || line.text.is_empty() {
            continue;
        }
        let goes_on = begins_page && at > 0 && goes_on(&lines[at - 1].text, &line.text);
        if begins_section || (line.begins_block && !goes_on) {
            rendering.paragraph();
        } else {
            rendering.line();
        }
        rendering.text(&line.text);
    }
}

/// Does a sentence go on from one page to the next?
fn goes_on(line: &str, next: &str) -> bool {
    !line.ends_with(['.', '!', '?', ':']) && next.starts_with(char::is_lowercase)
}

fn note_fields(document: &Document, rendering: &mut Rendering) {
    let info = document.trailer.get_deref(b"Info", document);
    let info = info.and_then(Object::as_dict).ok();
    let value = |name: &[u8]| {
        let value = info?.get_deref(name, document).ok()?;
        decode_text_string(value)
            .ok()
            .filter(|it| !it.trim().is_empty())
    };
    if let Some(title) = value(b"Title").filter(|it| is_title(it)) {
        rendering.title(&title);
    }
    for (name, field) in [
        (&b"Author"[..], "author"),
        (b"Subject", "description"),
        (b"Keywords", "keywords"),
    ] {
        if let Some(value) = value(name) {
            rendering.field(field, &value);
        }
    }
    if let Some(date) = value(b"CreationDate").and_then(|it| iso(&it)) {
        rendering.field("date", &date);
    }
    let language = document
        .catalog()
        .and_then(|it| it.get_deref(b"Lang", document));
    if let Ok(language) = language.and_then(decode_text_string) {
        rendering.field("lang", &language);
    }
}

/// Is it a title, rather than the name of a file?
fn is_title(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    let is_file = FILE_ENDS.iter().any(|end| lower.ends_with(end));
    !is_file && !NO_TITLES.iter().any(|start| title.starts_with(start))
}

/// Returns the day of a date as PDF writes it: `D:20151120…`.
fn iso(date: &str) -> Option<String> {
    let digits = date.trim().trim_start_matches("D:");
    let part = |range| {
        digits
            .get(range)
            .filter(|it: &&str| it.bytes().all(|it| it.is_ascii_digit()))
    };
    let year = part(0..4)?;
    match (part(4..6), part(6..8)) {
        (Some(month), Some(day)) => Some(format!("{year}-{month}-{day}")),
        (Some(month), None) => Some(format!("{year}-{month}")),
        _ => Some(year.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::office::sample::{self as reading, sections};
    use lopdf::{EncryptionState, EncryptionVersion, Permissions};
    use proptest::prelude::*;

    use crate::corpus::pdf::sample::{bytes, dictionary, document, text};

    fn rendered(pages: &[&str], outline: &[(&str, usize)]) -> Rendered {
        let bytes = bytes(document(pages, outline));
        reading::read(read, &bytes).expect("a document")
    }

    /// Checks the text of a page.
    fn check(page: &str, expected: &str) {
        let page = format!("BT /F 10 Tf {page} ET");
        let rendered = rendered(&[&page], &[]);
        assert_eq!(sections(&rendered), [(1, "", "page-1", expected)], "{page}");
    }

    /// Returns operations that show lines from a height downwards.
    fn lines(size: u32, height: u32, lines: &[&str]) -> String {
        let show = |(line, number): (&&str, u32)| {
            format!(
                "BT /F {size} Tf 50 {} Td ({line}) Tj ET ",
                height - number * 12
            )
        };
        lines.iter().zip(0..).map(show).collect()
    }

    #[test]
    fn words_are_parted_by_gaps_and_not_by_kerning() {
        check("[(W) 80 (ord) -300 (two) -20 (2)] TJ", "Word two2");
        check("(one) Tj 20 0 Td (two) Tj 15 0 Td (3) Tj", "one two3");
        check("3 Tc (ab) Tj 0 Tc 13 0 Td (c) Tj", "a bc");
        check("(a) Tj 3 Ts (2) Tj 0 Ts (b) Tj", "a2b");
        check(
            "(caf\\351 \\(\\223x\\224\\)) Tj",
            "caf\u{e9} (\u{201c}x\u{201d})",
        );
    }

    #[test]
    fn lines_go_down_and_parted_words_together() {
        check(
            "12 TL (one) Tj T* (two) Tj (three) ' 1 2 (four) \"",
            "one\ntwo\nthree\nfour",
        );
        check("12 TL (an exam-) Tj (ple of) '", "an example\nof");
        check(
            "1 0 0 1 0 90 Tm (a) Tj 1 0 0 1 0 78 Tm (b) Tj 1 0 0 1 0 40 Tm (c) Tj",
            "a\nb\n\nc",
        );
    }

    #[test]
    fn marked_parts_say_what_they_are() {
        check(
            "/Artifact BMC (x) Tj EMC (a) Tj /P <</MCID 0>> BDC (b) Tj EMC",
            "ab",
        );
        check(
            "/Span <</ActualText (fi)>> BDC (x) Tj (y) Tj EMC (n) Tj",
            "fin",
        );
    }

    #[test]
    fn sections_follow_the_outline() {
        let first = lines(
            10,
            700,
            &["opening", "1.1 One", "text of", "it", "Two", "more"],
        );
        let second = lines(10, 700, &["still two", "A long", "title", "end"]);
        let pages = [&*first, &*second];
        let outline = [("One", 0), ("Two", 0), ("2 A long title", 1), ("Gone", 1)];
        let rendered = rendered(&pages, &outline);
        let expected = [
            (0, "", "", "opening"),
            (1, "One", "", "text of\nit"),
            (1, "Two", "", "more\nstill two"),
            (1, "2 A long title", "", ""),
            (1, "Gone", "", "end"),
        ];
        assert_eq!(sections(&rendered), expected);
        let page = rendered.text.landmark(&rendered.document.sections[3].bytes);
        assert_eq!(page, Some(&Landmark::Page(2)));
    }

    #[test]
    fn without_an_outline_larger_letters_make_headings() {
        let text = [
            "some text that goes on",
            "for a while and",
            "so on and",
            "on",
        ];
        let page = [
            lines(20, 750, &["Title"]),
            lines(10, 700, &text),
            lines(14, 600, &["Part"]),
            lines(10, 580, &text),
        ];
        let rendered = rendered(&[&page.concat()], &[]);
        let text = text.join("\n");
        let expected = [(1, "Title", "", &*text), (2, "Part", "", &*text)];
        assert_eq!(sections(&rendered), expected);
    }

    #[test]
    fn heads_and_feet_of_pages_are_left_out() {
        let page = |number: u32| {
            let head = lines(10, 800, &[&format!("A report {number}")]);
            let color = ["red", "green", "blue"][number as usize];
            let text = lines(10, 700, &[color, "and", color]);
            let foot = lines(10, 50, &[["i", "ii", "iii"][number as usize]]);
            [head, text, foot].concat()
        };
        let pages = [page(0), page(1), page(2)];
        let rendered = rendered(&pages.each_ref().map(|page| &**page), &[]);
        let texts: Vec<_> = sections(&rendered).into_iter().map(|it| it.3).collect();
        assert_eq!(
            texts,
            ["red\nand\nred", "green\nand\ngreen", "blue\nand\nblue"]
        );
    }

    #[test]
    fn the_document_tells_about_itself() {
        let told = |title: &str| {
            let mut document = document(&["BT /F 1 Tf (a) Tj ET"], &[]);
            let info = [
                ("Title", text(title)),
                ("CreationDate", text("D:20151120101112Z")),
            ];
            let info = document.add_object(dictionary(&info));
            document.trailer.set("Info", info);
            reading::read(read, &bytes(document))
                .expect("a document")
                .document
        };
        assert_eq!(told("A title").title.as_deref(), Some("A title"));
        assert_eq!(told("A title").date.as_deref(), Some("2015-11-20"));
        assert_eq!(told("Microsoft Word - thesis.DOC").title, None);
    }

    #[test]
    fn only_a_password_for_reading_keeps_us_out() {
        let told = |user_password: &str| {
            let mut document = document(&["BT /F 1 Tf (a) Tj ET"], &[]);
            document.trailer.set(
                "ID",
                vec![text("0123456789abcdef"), text("0123456789abcdef")],
            );
            let version = EncryptionVersion::V2 {
                document: &document,
                owner_password: "owner",
                user_password,
                key_length: 128,
                permissions: Permissions::all(),
            };
            let state = EncryptionState::try_from(version).expect("a state");
            document.encrypt(&state).expect("an encrypted document");
            let rendered = reading::read(read, &bytes(document))?;
            Ok(rendered.document.sections[0].text.clone())
        };
        assert_eq!(told("user"), Err("encrypted, needs a password".to_owned()));
        assert_eq!(told(""), Ok("a".to_owned()));
    }

    #[test]
    fn what_cannot_be_read_has_a_reason() {
        let reason = |bytes: &[u8]| reading::read(read, bytes).map(|_| ());
        let scanned = bytes(document(&["q 1 0 0 1 0 0 cm /I Do Q"], &[]));
        assert_eq!(reason(&scanned), Err("no text layer (scanned?)".to_owned()));
        assert!(reason(b"%PDF-1.7\nnothing").is_err_and(|it| it.starts_with("damaged PDF: ")));
    }

    proptest! {
        #[test]
        fn any_page_is_drawn(page in "(BT |ET |/F 10 Tf |/F -1e9 Tf |/X 1 Tf |1 0 0 1 5 9 Tm |0 0 0 0 0 0 Tm |9e38 0 0 9e38 0 0 cm |q |Q |\\(ab-\\) Tj |\\(a\\) ' |\\[\\(a\\) -300 \\(b\\)\\] TJ |T\\* |5 -12 Td |9 TL |3 Tc |/Artifact BMC |/Span <</ActualText \\(x\\)>> BDC |EMC |/F Do |<</|\\( ){0,60}") {
            let bytes = bytes(document(&[&page, &page], &[("a", 0), ("ab", 1), ("b", 0)]));
            let _ = reading::read(read, &bytes);
        }

        #[test]
        fn any_bytes_are_read(start in "%PDF-1\\.[47]\n(1 0 obj\n|<<|>>|/Root |1 0 R |/Pages |endobj\n|xref\n|trailer |[0-9 ]+){0,30}") {
            let _ = reading::read(read, start.as_bytes());
        }
    }
}
