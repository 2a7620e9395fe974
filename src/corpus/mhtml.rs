//! Saved web pages (MHTML): the page is read, what belongs to it is left out.

use mail_parser::{Message, MessageParser, MimeHeaders};

use crate::corpus::Limits;
use crate::corpus::Refusal;
use crate::corpus::html;
use crate::corpus::office::story::Story;
use crate::corpus::rendering::Rendered;

/// The header of a saved page is among its first bytes.
const HEADER_BYTES: usize = 4096;

/// Is it a saved page, rather than a message? It is sent to nobody, though what made it may have given it an id.
pub(super) fn is_page(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEADER_BYTES)];
    let is_header = |byte: &u8| byte.is_ascii_alphanumeric() || b"-:".contains(byte);
    if head.len() < 4 || !head[..4].iter().all(is_header) {
        return false;
    }
    let head = String::from_utf8_lossy(head)
        .to_ascii_lowercase()
        .replace("\r\n", "\n");
    let (header, _) = head.split_once("\n\n").unwrap_or((&head, ""));
    let has = |name: &str| header.starts_with(name) || header.contains(&format!("\n{name}"));
    let is_sent = [
        "to:",
        "cc:",
        "bcc:",
        "newsgroups:",
        "received:",
        "delivered-to:",
    ]
    .iter()
    .any(|it| has(it));
    has("content-type:") && header.contains("multipart/related") && !is_sent
}

/// Reads a saved page.
///
/// # Errors
///
/// Fails if it has no page.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    let message = MessageParser::default().parse(bytes);
    let message = message.ok_or_else(|| Refusal::failed("damaged page: it has no header"))?;
    let page =
        page(&message).ok_or_else(|| Refusal::failed("damaged page: no part of it is HTML"))?;
    let document = html::parse_page(page, limits.whole_pages);
    let mut story = Story::new();
    if let Some(title) = &document.title {
        story.title(title);
    }
    for (name, value) in &document.fields {
        story.field(name, value);
    }
    if let Some(address) = message.header_raw("Snapshot-Content-Location") {
        story.field("source", address);
    }
    if let Some(date) = message.date() {
        story.field("date", &date.to_rfc3339());
    }
    story.part(&document);
    take(story.finish());
    Ok(())
}

/// Returns the source of the page: the part that the header names, else the first that is HTML.
fn page<'a>(message: &'a Message<'_>) -> Option<&'a str> {
    let root = message.content_type().and_then(|it| it.attribute("start"));
    let root = root.map(|root| root.trim_matches(['<', '>']));
    let pages = || {
        let parts = message.parts.iter();
        parts.filter(|part| part.is_text_html())
    };
    let is_root = |id: Option<&str>| id.is_some() && id == root;
    let found = pages().find(|part| is_root(part.content_id()));
    found.or_else(|| pages().next())?.text_contents()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::office::sample::{self, sections};
    use proptest::prelude::*;

    const PAGE: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/a\r\nSubject: A\r\n\
        Date: Fri, 20 Nov 2015 10:00:00 +0000\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"b\"\r\n\r\n\r\n\
        --b\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <title>T</title><h2 id=3Dx>Ke=EFta</h2><p>a=\r\nb</p>\r\n\
        --b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n";

    #[test]
    fn the_page_is_read_and_its_images_are_not() {
        let rendered = sample::read(read, PAGE.as_bytes()).expect("a page");
        assert_eq!(sections(&rendered), [(2, "Ke\u{ef}ta", "x", "ab")]);
        assert_eq!(rendered.document.title.as_deref(), Some("T"));
        assert_eq!(
            rendered.document.date.as_deref(),
            Some("2015-11-20T10:00:00Z")
        );
    }

    #[test]
    fn pages_are_told_from_messages() {
        assert!(is_page(PAGE.as_bytes()));
        assert!(is_page(format!("Message-ID: <a@b>\r\n{PAGE}").as_bytes()));
        assert!(!is_page(
            format!("To: <a@example.org>\r\n{PAGE}").as_bytes()
        ));
        assert!(!is_page(
            b"Content-Type: text/plain\r\n\r\nmultipart/related"
        ));
        assert!(!is_page(b""));
    }

    #[test]
    fn without_a_page_there_is_nothing_to_read() {
        let reason = Err("damaged page: no part of it is HTML".to_owned());
        let source = PAGE.replace("text/html", "text/css");
        assert_eq!(sample::read(read, source.as_bytes()).map(|_| ()), reason);
    }

    proptest! {
        #[test]
        fn any_page_is_read(rest in "(--b\r\n|--b--|Content-Type: |text/html|charset=x|=3D|=\r\n|\r\n\r\n|<h1>|é){0,40}") {
            let source = format!("Content-Type: multipart/related; boundary=b\r\n\r\n{rest}");
            is_page(source.as_bytes());
            let _ = sample::read(read, source.as_bytes());
        }
    }
}
