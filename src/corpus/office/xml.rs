//! The pieces of XML: elements by their local names, and text; nothing is declared, fetched or expanded.

use std::borrow::Cow;

use crate::corpus::Refusal;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

/// Said of XML that could be made to expand or to fetch something.
const DECLARES: &str = "declares a document type, which is refused";

/// A tag or a run of text.
#[derive(Debug)]
pub(in crate::corpus) enum Piece<'a> {
    /// A start tag; `<x/>` is one, too, followed by its end.
    Open(Tag<'a>),
    /// An end tag, by its local name.
    Close(Cow<'a, str>),
    /// What stands between two tags, or a part of it.
    Text(Cow<'a, str>),
}

/// A start tag.
#[derive(Debug)]
pub(in crate::corpus) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Returns its name without the prefix.
    pub(in crate::corpus) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Returns the value of the first attribute that has that name without its prefix.
    pub(in crate::corpus) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|it| it.key.local_name().into_inner() == name)?;
        match found.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
            Ok(value) => Some(value),
            // An entity that is not known is text.
            Err(_) => Some(found.value),
        }
    }

    /// Returns the values of all attributes that have that name without its prefix, as they are written.
    pub(in crate::corpus) fn all(&self, name: &str) -> Vec<String> {
        let mut attributes = self.0.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let found = attributes.filter(|it| it.key.local_name().into_inner() == name);
        found.map(|it| it.value.into_owned()).collect()
    }

    /// Has it an attribute of that name and value?
    pub(in crate::corpus) fn has(&self, name: &str, value: &str) -> bool {
        self.attribute(name).is_some_and(|it| it == value)
    }
}

/// The pieces of a document, as far as it can be read.
pub(in crate::corpus) struct Pieces<'a> {
    reader: Reader<&'a [u8]>,
    /// Elements that are left out with all that is in them.
    left_out: &'static [&'static str],
    /// How many elements are open that are left out.
    hidden: usize,
}

impl<'a> Pieces<'a> {
    /// Reads `xml` without the elements of the names in `left_out`.
    pub(in crate::corpus) fn new(xml: &'a str, left_out: &'static [&'static str]) -> Self {
        let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            left_out,
            hidden: 0,
        }
    }

    /// Returns the next piece that is shown; none at the end, or where what follows is not XML.
    fn advance(&mut self) -> Result<Option<Piece<'a>>, Refusal> {
        loop {
            let Ok(event) = self.reader.read_event() else {
                return Ok(None);
            };
            if matches!(event, Event::Eof) {
                return Ok(None);
            }
            if let Some(piece) = piece(event)?
                && !self.hides(&piece)
            {
                return Ok(Some(piece));
            }
        }
    }

    fn hides(&mut self, piece: &Piece<'_>) -> bool {
        let was_hidden = self.hidden > 0;
        match piece {
            Piece::Open(tag) if was_hidden || self.left_out.contains(&tag.name()) => {
                self.hidden += 1;
                true
            }
            Piece::Close(_) if was_hidden => {
                self.hidden -= 1;
                true
            }
            _ => was_hidden,
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

fn piece(event: Event<'_>) -> Result<Option<Piece<'_>>, Refusal> {
    Ok(match event {
        Event::Start(tag) => Some(Piece::Open(Tag(tag))),
        Event::End(tag) => {
            let name = tag.local_name().into_inner().to_owned();
            Some(Piece::Close(Cow::Owned(name)))
        }
        Event::Text(text) => Some(Piece::Text(text.into_inner())),
        Event::CData(text) => Some(Piece::Text(text.into_inner())),
        Event::GeneralRef(reference) => {
            let known = resolve_xml_entity(&reference).map(Cow::Borrowed);
            let shown = known.or_else(|| {
                let character = reference.resolve_char_ref().ok().flatten()?;
                Some(Cow::Owned(character.to_string()))
            });
            let written = || Cow::Owned(format!("&{};", &*reference));
            Some(Piece::Text(shown.unwrap_or_else(written)))
        }
        Event::DocType(_) => return Err(Refusal::failed(DECLARES)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(xml: &str) -> Result<String, Refusal> {
        let mut shown = String::new();
        for piece in Pieces::new(xml, &["hidden"]) {
            match piece? {
                Piece::Open(tag) => shown += &format!("<{}>", tag.name()),
                Piece::Close(name) => shown += &format!("</{name}>"),
                Piece::Text(text) => shown += &text,
            }
        }
        Ok(shown)
    }

    #[test]
    fn names_have_no_prefix_and_references_are_resolved() {
        let xml = "\u{feff}<?xml version=\"1.0\"?><w:p a:b='1'>x &amp; &#233;&#xe9;<w:t/>y<![CDATA[<z>&]]></w:p>";
        assert_eq!(
            shown(xml).as_deref(),
            Ok("<p>x & \u{e9}\u{e9}<t></t>y<z>&</p>")
        );
    }

    #[test]
    fn what_is_left_out_is_left_out_with_all_in_it() {
        let xml = "<a>1<hidden>2<hidden/><b>3</b></hidden>4<hidden/>5</a>";
        assert_eq!(shown(xml).as_deref(), Ok("<a>145</a>"));
    }

    #[test]
    fn document_types_are_refused_and_entities_are_text() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbb\">]><a>&b;</a>";
        assert_eq!(shown(bomb), Err(Refusal::failed(DECLARES)));
        assert_eq!(shown("<a>&b; & c</a>").as_deref(), Ok("<a>&b; & c</a>"));
    }

    #[test]
    fn broken_xml_is_read_up_to_where_it_breaks() {
        assert_eq!(shown("<a>b</c>d").as_deref(), Ok("<a>b</c>d"));
        assert_eq!(shown("<a>b<c d=").as_deref(), Ok("<a>b"));
        assert_eq!(shown("no xml").as_deref(), Ok("no xml"));
    }

    proptest! {
        #[test]
        fn any_text_is_read(xml in "(<a|<hidden|/>|>|</a>|</hidden>| b='c'|=|'|&amp;|&#0;|&|<!--|-->|<!\\[CDATA\\[|\\]\\]>|<\\?|é){0,40}") {
            let _ = shown(&xml);
        }
    }

    #[test]
    fn attributes_are_found_by_their_local_name() {
        let xml = "<a w:val='x &amp; y &z;' val='2'/>";
        let Some(Ok(Piece::Open(tag))) = Pieces::new(xml, &[]).next() else {
            panic!("a tag");
        };
        assert_eq!(tag.attribute("val").as_deref(), Some("x &amp; y &z;"));
        assert_eq!(tag.attribute("other"), None);
    }
}
