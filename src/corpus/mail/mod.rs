//! E-mail: messages, and mailboxes of many.
//!
//! A message is a document: its subject is the title, and who wrote to whom stands before its text. Of a text that is
//! there as plain text and as HTML, the plain one is read; attachments are named.

mod attachment;
mod mailbox;
mod part;

use std::ops::Range;

use mail_parser::{Address, Encoding, HeaderName, Message, MessageParser, MessagePart, PartType};

use crate::corpus::document::{Builder, Document};
use crate::corpus::html;
use crate::corpus::mail::attachment::name;
use crate::corpus::mail::mailbox::messages;
use crate::corpus::mail::part::transcript;
use crate::corpus::plain;

pub(crate) use mailbox::{MESSAGES, looks_like_mailbox};

/// A message of more parts than this is none that people sent; each part costs memory.
const MOST_PARTS: usize = 100_000;
/// What stands before each part.
const BORDER: &str = "\n--";

/// Reads a message.
pub(crate) fn parse(source: &str) -> Document {
    message(source, 0..source.len(), 0).unwrap_or_else(|| plain::parse(source))
}

/// Reads a mailbox.
pub(crate) fn parse_mailbox(source: &str, take: &mut dyn FnMut(Document)) {
    for (part, start) in messages(source) {
        if let Some(document) = message(source, part, start) {
            take(document);
        }
    }
}

/// Does a text begin with the header of a message?
pub(crate) fn looks_like_mail(source: &str) -> bool {
    let header = source.split("\n\n").next().unwrap_or_default();
    let mut lines = header.lines().take(100);
    let is_field = |line: &str| {
        let name = line.split_once(':').map_or("", |(name, _)| name);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        line.starts_with([' ', '\t'])
            || !name.is_empty() && name.chars().all(is_name)
            || line.is_empty()
    };
    let has = |name: &str| header.starts_with(&name[1..]) || header.contains(name);
    lines.all(is_field)
        && has("\nFrom:")
        && has("\nDate:")
        && (has("\nMessage-I") || has("\nReceived:"))
}

/// Reads the message that begins at `start` in a part of `source`.
fn message(source: &str, part: Range<usize>, start: usize) -> Option<Document> {
    let text = &source[start..part.end];
    if text.matches(BORDER).nth(MOST_PARTS).is_some() {
        return None;
    }
    let message = MessageParser::default().parse(text.as_bytes())?;
    let is_known = |name: &HeaderName<'_>| !matches!(name, HeaderName::Other(_));
    if !message.headers().iter().any(|it| is_known(&it.name)) {
        return None;
    }
    let mut builder = Builder::within(part);
    builder.name(message.message_id().unwrap_or_default());
    builder.field("title", message.subject().unwrap_or_default());
    let date = message
        .date()
        .filter(|date| date.is_valid())
        .map(|date| date.to_rfc3339());
    builder.field("date", &date.unwrap_or_default());
    let mut reader = Reader {
        text,
        start,
        message: &message,
        builder,
    };
    reader.people();
    reader.body();
    reader.attachments();
    let mut document = reader.builder.finish();
    document.attached = attachment::files(text, message);
    Some(document)
}

/// Writes what a message says, in the order of its source.
struct Reader<'a> {
    text: &'a str,
    /// Where the text starts in its source.
    start: usize,
    message: &'a Message<'a>,
    builder: Builder,
}

impl Reader<'_> {
    fn people(&mut self) {
        for header in self.message.headers() {
            let label = match header.name {
                HeaderName::From => "From",
                HeaderName::To => "To",
                HeaderName::Cc => "Cc",
                _ => continue,
            };
            let people = header.value.as_address().map(people).unwrap_or_default();
            if people.is_empty() {
                continue;
            }
            let start = self.start + header.offset_field as usize;
            self.builder.line(start);
            self.builder.text(&format!("{label}: {people}"), start);
            self.builder.field(&label.to_ascii_lowercase(), &people);
        }
    }

    fn body(&mut self) {
        let mut has_text = false;
        for &id in &self.message.text_body {
            if let Some(part) = self.message.part(id)
                && let PartType::Text(text) | PartType::Html(text) = &part.body
            {
                has_text |= !text.trim().is_empty();
                self.text(part, text, part.is_text_html());
            }
        }
        if !has_text {
            self.body_as_written();
        }
    }

    /// Shows a body that is not understood, such as of the type `text` alone, or of parts without borders.
    fn body_as_written(&mut self) {
        let has_attachments = self.message.attachments().any(|it| name(it).is_some());
        let Some(root) = self.message.parts.first().filter(|_| !has_attachments) else {
            return;
        };
        let start = self.text.floor_char_boundary(root.offset_body as usize);
        if root.encoding == Encoding::None {
            let text = &self.text[start..];
            self.text(root, text, false);
        }
    }

    fn text(&mut self, part: &MessagePart<'_>, text: &str, is_html: bool) {
        let transcript = transcript(self.text, part, text, self.start);
        if is_html {
            let document = html::parse(transcript.as_str());
            self.builder.include(document, &transcript);
        } else {
            self.builder.paragraph(transcript.source_at(0));
            self.builder.quote(&transcript);
        }
    }

    fn attachments(&mut self) {
        for part in self.message.attachments() {
            let Some(name) = name(part) else {
                continue;
            };
            let start = self.start + part.offset_header as usize;
            self.builder.paragraph(start);
            self.builder.text(&format!("Attachment: {name}"), start);
        }
    }
}

/// Returns names and addresses, as people write them.
fn people(address: &Address<'_>) -> String {
    let people = address.iter().map(|it| match (it.name(), it.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    });
    let people: Vec<_> = people.filter(|it| !it.is_empty()).collect();
    people.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{looks_like_mail, parse, parse_mailbox};
    use crate::corpus::inline::{documents, shown_part};
    use proptest::prelude::*;

    /// Checks the headings and the text; words of encoded text have no exact places.
    fn check(source: &str, expected: &str) {
        let document = parse(source);
        let shown = document.sections.iter().map(|it| match it.level {
            0 => it.text.clone(),
            _ => format!("## {}\n{}", it.heading, it.text),
        });
        let shown: Vec<_> = shown.collect();
        assert_eq!(shown.join("\n"), expected, "{source}");
    }

    /// Returns the line of the source at which a word of the text stands.
    fn line_of(source: &str, word: &str) -> usize {
        let document = parse(source);
        let section = &document.sections[0];
        let place = section.source_at(section.text.find(word).expect("the word"));
        1 + source[..place].matches('\n').count()
    }

    #[test]
    fn a_message_has_a_subject_people_and_a_text() {
        let source = "Received: by x\r\nMessage-ID: <a.1@x.org>\r\nDate: Fri, 20 Nov 2015 10:00:00 +0100\r\n\
                      From: =?utf-8?Q?Didier_Fofan=C3=A9?= <d@x.org>\r\nTo: a@x.org, \"B, C\" <b@x.org>\r\n\
                      Subject: Re: =?iso-8859-1?Q?Fl=FCsse?=\r\n\r\nHello,\r\n\r\n> the Niger\r\n> flows\r\nIt does.\r\n";
        check(
            source,
            "From: Didier Fofané <d@x.org>\nTo: a@x.org, B, C <b@x.org>\n\nHello,\n\n> the Niger\n> flows\nIt does.",
        );
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("Re: Flüsse"));
        assert_eq!(document.name.as_deref(), Some("a.1@x.org"));
        assert_eq!(document.date.as_deref(), Some("2015-11-20T10:00:00+01:00"));
        assert!(
            looks_like_mail(&source.replace('\r', ""))
                && !looks_like_mail("From: x\n\nDate: y\nReceived: z")
        );
    }

    #[test]
    fn the_plain_text_is_taken_and_attachments_are_named() {
        let source = "Subject: S\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n\
                      --c\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n\
                      The river Kou=\nfa is=\n long.\n\nCaf=E9 au lait.\n--c\nContent-Type: text/html\n\n<p>no</p>\n--c--\n\
                      --b\nContent-Type: application/pdf; name=\"map.pdf\"\nContent-Disposition: attachment; filename=\"map.pdf\"\n\
                      Content-Transfer-Encoding: base64\n\naGVsbG8=\n--b--\n";
        check(
            source,
            "The river Koufa is long.\n\nCafé au lait.\n\nAttachment: map.pdf",
        );
        assert_eq!(
            [line_of(source, "river"), line_of(source, "lait")],
            [11, 15]
        );
    }

    #[test]
    fn html_is_read_where_there_is_no_plain_text() {
        let source = "Subject: S\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n\
                      PHA+QSBwYXJhZ3JhcGguPC9wPg0KPGgyPlJpdmVyczwvaDI+DQo8cD5UaGUgPGI+TmlnZXI8\nL2I+LjwvcD4NCg==\n";
        check(source, "A paragraph.\n## Rivers\nThe Niger.");
    }

    #[test]
    fn text_in_the_encoding_of_the_file_stays() {
        check(
            "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\nCafé\n",
            "Café",
        );
        let japanese =
            "Content-Type: text/plain; charset=iso-2022-jp\n\n\u{1b}$BF|K\\\u{1b}(B\nx\n";
        check(japanese, "日本\nx");
        check("Content-Type: text\n\nno subtype\n", "no subtype");
        check(
            "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nneedle\n--",
            "--x\n\nneedle\n--",
        );
        check("no message", "no message");
    }

    #[test]
    fn a_message_of_too_many_parts_is_a_text() {
        let source = |parts| {
            let head = "Subject: S\nContent-Type: multipart/mixed; boundary=b\n";
            format!("{head}{}\n--b--\n", "\n--b\n\nx".repeat(parts))
        };
        assert_eq!(parse(&source(99_999)).title.as_deref(), Some("S"));
        assert_eq!(parse(&source(100_000)).title, None);
    }

    #[test]
    fn each_message_of_a_mailbox_is_a_document() {
        let source = "From a@x Fri Nov 20 09:12:44 2015\nMessage-ID: <1@x>\nSubject: One\n\nfirst\n\nFrom b@x Sat Nov 21 10:00:00 2015\nSubject: Two\n\nsecond\n";
        let found: Vec<_> = documents(parse_mailbox, source)
            .iter()
            .map(|it| {
                let (text, part) = shown_part(source, it);
                (
                    it.name.clone(),
                    it.title.clone().unwrap_or_default(),
                    text,
                    part,
                )
            })
            .collect();
        assert_eq!(
            found[0],
            (
                Some("1@x".to_owned()),
                "One".to_owned(),
                "first".to_owned(),
                0..73
            )
        );
        assert_eq!(
            found[1],
            (
                None,
                "Two".to_owned(),
                "second".to_owned(),
                73..source.len()
            )
        );
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(From a 10:00 2015\n|\n\n|Subject: é\n|Content-Type: text/html\n|Content-Type: multipart/mixed; boundary=b\n|\n--b\n|Content-Transfer-Encoding: (base64|quoted-printable)\n|=C3=A9=\n|aGVsbG8=|<h1>x</h1>|[ -~é]|\n){0,40}") {
            // Of broken encodings no more is asked than that the sections follow each other.
            let documents = documents(parse_mailbox, &source);
            let sections = documents.iter().flat_map(|it| &it.sections);
            let ends = sections.map(|it| (it.bytes.start, it.bytes.end));
            ends.fold(0, |end, (start, next)| {
                assert!(start >= end && next >= start && source.is_char_boundary(start));
                next
            });
            parse(&source);
        }
    }
}
