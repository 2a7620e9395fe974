//! What OOXML, OpenDocument and EPUB documents say of themselves, in the words of Dublin Core.

use crate::corpus::Refusal;
use crate::corpus::office::story::Story;
use crate::corpus::office::xml::{Piece, Pieces, Tag};
use crate::corpus::packed::Package;

/// What may be the document's own date, best first: what its author says, when it was made, when it was changed.
const DATES: [&str; 3] = ["written", "created", "changed"];

/// Notes what the part says of the document.
///
/// # Errors
///
/// Fails if the part is encrypted, declares a document type, or inflates to too much.
pub(in crate::corpus) fn read(
    package: &mut Package<'_>,
    part: Option<&str>,
    story: &mut Story,
) -> Result<(), Refusal> {
    let xml = match part {
        Some(part) => package.text(part)?.unwrap_or_default(),
        None => return Ok(()),
    };
    for (name, value) in properties(&xml)? {
        match name {
            "title" => story.title(&value),
            _ => story.field(name, &value),
        }
    }
    Ok(())
}

/// Returns what `xml` says, by the names that we have for it.
///
/// # Errors
///
/// Fails if it declares a document type.
pub(in crate::corpus) fn properties(xml: &str) -> Result<Vec<(&'static str, String)>, Refusal> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut open: Option<(&'static str, String)> = None;
    for piece in Pieces::new(xml, &[]) {
        match piece? {
            Piece::Open(tag) => open = name_of(&tag).map(|name| (name, String::new())),
            Piece::Text(text) => {
                if let Some((_, value)) = &mut open {
                    value.push_str(&text);
                }
            }
            Piece::Close(_) => found.extend(open.take()),
        }
    }
    found.retain(|(_, value)| !value.trim().is_empty());
    found.sort_by_key(|(name, _)| DATES.iter().position(|it| it == name));
    found.dedup();
    for (name, _) in &mut found {
        if DATES.contains(name) {
            *name = "date";
        }
    }
    Ok(found)
}

fn name_of(tag: &Tag<'_>) -> Option<&'static str> {
    Some(match tag.name() {
        "title" => "title",
        "creator" | "initial-creator" => "author",
        "language" => "lang",
        "created" | "creation-date" => "created",
        "date" if !tag.has("event", "modification") => "changed",
        "description" => "description",
        "keyword" | "keywords" | "subject" => "keywords",
        "user-defined" if tag.has("name", "date") => "written",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::properties;

    #[test]
    fn the_best_date_comes_first() {
        let xml = "<m><dc:date>2024-03-01</dc:date><dc:title> </dc:title><dc:creator>A &amp; B</dc:creator>\
            <meta:initial-creator>A &amp; B</meta:initial-creator><meta:creation-date>2023-02-01</meta:creation-date>\
            <meta:user-defined meta:name='date'>2015-11-20</meta:user-defined><dc:language>de</dc:language></m>";
        let expected = [
            ("author", "A & B"),
            ("lang", "de"),
            ("date", "2015-11-20"),
            ("date", "2023-02-01"),
            ("date", "2024-03-01"),
        ];
        let expected = expected.map(|(name, value)| (name, value.to_owned()));
        assert_eq!(properties(xml), Ok(expected.to_vec()));
    }
}
