//! What is attached to a message: files, and other messages.

use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use crate::corpus::Refusal;
use crate::corpus::document::Attached;

/// Returns what an attachment is called: its name, or the subject of a message that is attached.
pub(super) fn name<'a>(part: &'a MessagePart<'_>) -> Option<&'a str> {
    let subject = || part.message().and_then(|message| message.subject());
    part.attachment_name().or_else(subject)
}

/// Returns the files that are attached to the message `source`, but for those that have nothing to read.
pub(super) fn files(source: &str, mut message: Message<'_>) -> Vec<Attached> {
    let mut files = Vec::new();
    for (number, id) in (1..).zip(std::mem::take(&mut message.attachments)) {
        let part = message.parts.get_mut(id as usize);
        let Some(part) = part.filter(|part| !is_mute(part)) else {
            continue;
        };
        let name = file_name(part, number);
        if let Some(bytes) = bytes(source, part) {
            files.push(Attached { name, bytes });
        }
    }
    files
}

/// Is it a picture, a sound, a film or a signature? Those are no documents, and most messages have some.
fn is_mute(part: &MessagePart<'_>) -> bool {
    const SIGNATURES: [&str; 3] = ["pgp-signature", "pkcs7-signature", "x-pkcs7-signature"];
    let Some(kind) = part.content_type() else {
        return false;
    };
    let subtype = kind.subtype().unwrap_or_default();
    match kind.ctype() {
        // A drawing in SVG is a text.
        "image" => subtype != "svg+xml",
        "audio" | "video" => true,
        "application" => SIGNATURES.contains(&subtype),
        _ => false,
    }
}

/// Returns what the file is called; one without a name by its number.
fn file_name(part: &MessagePart<'_>, number: u64) -> String {
    if let Some(name) = part.attachment_name() {
        return name.to_owned();
    }
    let numbered = |extension: &str| format!("attachment-{number}{extension}");
    match &part.body {
        // A subject is no path.
        PartType::Message(message) => match message.subject() {
            Some(subject) => format!("{}.eml", subject.replace(['/', '\\'], "-")),
            None => numbered(".eml"),
        },
        PartType::Html(_) => numbered(".html"),
        _ => numbered(""),
    }
}

/// Takes what an attachment holds; none if it only has parts, each of which is an attachment of its own.
fn bytes(source: &str, part: &mut MessagePart<'_>) -> Option<Result<Vec<u8>, Refusal>> {
    if part.is_encoding_problem && part.attachment_name().is_none() {
        // The message shows it as it is written.
        return None;
    }
    let encoding = part.content_transfer_encoding().unwrap_or_default();
    let is_encoded =
        ["base64", "quoted-printable"].contains(&encoding.to_ascii_lowercase().as_str());
    if part.is_encoding_problem && is_encoded {
        return Some(Err(Refusal::failed("damaged: it cannot be decoded")));
    }
    let start = source.floor_char_boundary(part.offset_body as usize);
    let end = source.floor_char_boundary(part.offset_end as usize);
    let written = || source.get(start..end).unwrap_or_default();
    let bytes = match std::mem::take(&mut part.body) {
        PartType::Text(text) | PartType::Html(text) => text.into_owned().into_bytes(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.into_owned(),
        PartType::Message(_) if part.encoding == Encoding::None => written().as_bytes().to_vec(),
        PartType::Message(message) => message.raw_message.into_owned(),
        PartType::Multipart(_) => return None,
    };
    Some(Ok(bytes))
}
