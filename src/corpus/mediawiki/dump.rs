//! Dumps of a MediaWiki, XML of many pages: each page is a document.
//!
//! Pages are read one after the other, and nothing of a page is kept when it has been given away.

use std::io::BufRead;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use crate::corpus::document::{Builder, Document};
use crate::corpus::inline::entity;
use crate::corpus::mediawiki;
use crate::corpus::pieces::Cut;
use crate::corpus::transcript::Transcript;

/// Namespaces that are not for reading: messages, templates and modules.
const HIDDEN_NAMESPACES: &[&str] = &["8", "10", "828"];
/// So many bytes show what a file is.
const HEAD_BYTES: usize = 1024;

/// Pages end with their last tag and its line; all are in the language that the first tag tells.
pub(crate) const PAGES: Cut = Cut {
    end: pages_end,
    head: |first| {
        let start = first.find("<mediawiki").unwrap_or(first.len());
        let end = first[start..].find('>').map_or(start, |at| start + at + 1);
        format!("{}\n", &first[start..end])
    },
};

/// A page of a dump.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) title: String,
    /// When it was last changed.
    pub(crate) date: String,
    /// The language of its wiki.
    pub(crate) language: String,
    /// Its wikitext, and where it stands in the dump.
    pub(crate) text: Transcript,
    /// Where it stands in the dump.
    pub(crate) range: Range<usize>,
    namespace: String,
    model: String,
    is_redirect: bool,
}

impl Page {
    fn is_for_reading(&self) -> bool {
        let is_hidden = HIDDEN_NAMESPACES.contains(&self.namespace.trim());
        let is_text = ["", "wikitext"].contains(&self.model.trim());
        is_text && !is_hidden && !self.is_redirect
    }

    /// Returns the page as a document that has `part` of its source.
    pub(crate) fn document(&self, part: Range<usize>) -> Document {
        let mut builder = Builder::within(part);
        builder.name(&self.title);
        builder.field("title", &self.title);
        builder.field("date", &self.date);
        builder.field("lang", &self.language);
        builder.include(mediawiki::parse(self.text.as_str()), &self.text);
        builder.finish()
    }
}

/// Do the bytes of a file begin as a dump does?
pub(crate) fn looks_like_dump(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let is_declared = head.starts_with("<?xml") && head.contains("<mediawiki ");
    is_declared || head.starts_with("<mediawiki ")
}

/// Returns where the last complete page ends, and its line if nothing else is on it.
fn pages_end(bytes: &[u8]) -> Option<usize> {
    const TAG: &[u8] = b"</page>";
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r');
    let mut ends = (TAG.len()..=bytes.len()).rev();
    // What follows must show whether the line ends, too.
    let end =
        ends.find(|&end| bytes[..end].ends_with(TAG) && !bytes[end..].iter().all(is_blank))?;
    let blank = bytes[end..]
        .iter()
        .take_while(|byte| is_blank(byte))
        .count();
    let has_break = bytes[end + blank] == b'\n';
    Some(if has_break { end + blank + 1 } else { end })
}

/// Reads a dump: each page has the lines from its first tag to its last.
pub(crate) fn parse(source: &str, take: &mut dyn FnMut(Document)) {
    let mut end = 0;
    pages(source.as_bytes(), &mut |page| {
        let before = source[end..page.range.start].trim_end_matches([' ', '\t']);
        let start = match before.ends_with('\n') {
            true => end + before.len(),
            false => page.range.start,
        };
        let after = &source[page.range.end..];
        let rest = after.trim_start_matches([' ', '\t', '\r']);
        end = match rest.strip_prefix('\n') {
            Some(next) => source.len() - next.len(),
            None => page.range.end,
        };
        take(page.document(start..end));
    });
}

/// Reads the pages of a dump, one after the other; of several revisions the last one counts.
pub(crate) fn pages(input: impl BufRead, take: &mut dyn FnMut(Page)) {
    let mut events = quick_xml::Reader::from_reader(input);
    let config = events.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut reader = Reader {
        page: None,
        field: Field::None,
        language: String::new(),
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let start = place(&events);
        match events.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => reader.open(&tag, start),
            Ok(Event::Empty(tag)) => {
                reader.open(&tag, start);
                reader.field = Field::None;
            }
            Ok(Event::End(tag)) => {
                if reader.close(tag.name().into_inner(), place(&events)) {
                    reader.give(take);
                }
            }
            Ok(Event::Text(text)) => reader.text(&text, start),
            Ok(Event::CData(text)) => reader.text(&text, start + "<![CDATA[".len()),
            Ok(Event::GeneralRef(name)) => reader.reference(&format!("&{};", &*name), start),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    // The last page of a dump that is cut off.
    let end = place(&events);
    if let Some(page) = &mut reader.page {
        page.range.end = end;
    }
    reader.give(take);
}

fn place<R>(events: &quick_xml::Reader<R>) -> usize {
    usize::try_from(events.buffer_position()).unwrap_or(usize::MAX)
}

/// What the text at hand tells of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    None,
    Title,
    Namespace,
    Date,
    Model,
    Text,
}

/// Knows the open page.
struct Reader {
    page: Option<Page>,
    field: Field,
    language: String,
}

impl Reader {
    fn open(&mut self, tag: &BytesStart<'_>, start: usize) {
        let name = tag.name();
        self.field = Field::None;
        match (name.into_inner(), &mut self.page) {
            ("mediawiki", _) => {
                let language = tag.try_get_attribute("xml:lang").ok().flatten();
                self.language = language.map_or_else(String::new, |it| it.value.into_owned());
            }
            ("page", None) => {
                self.page = Some(Page {
                    language: self.language.clone(),
                    range: start..start,
                    ..Page::default()
                });
            }
            ("redirect", Some(page)) => page.is_redirect = true,
            ("title", Some(_)) => self.field = Field::Title,
            ("ns", Some(_)) => self.field = Field::Namespace,
            ("timestamp", Some(page)) => {
                page.date.clear();
                self.field = Field::Date;
            }
            ("model", Some(page)) => {
                page.model.clear();
                self.field = Field::Model;
            }
            ("text", Some(page)) => {
                page.text = Transcript::default();
                self.field = Field::Text;
            }
            _ => {}
        }
    }

    /// Ends an element and returns whether it was a page, which ends at `end`.
    fn close(&mut self, name: &str, end: usize) -> bool {
        self.field = Field::None;
        let page = self.page.as_mut().filter(|_| name == "page");
        page.is_some_and(|page| {
            page.range.end = end;
            true
        })
    }

    fn give(&mut self, take: &mut dyn FnMut(Page)) {
        if let Some(page) = self.page.take().filter(Page::is_for_reading) {
            take(page);
        }
    }

    fn text(&mut self, text: &str, start: usize) {
        let Some(page) = &mut self.page else {
            return;
        };
        match self.field {
            Field::None => {}
            Field::Title => page.title.push_str(text),
            Field::Namespace => page.namespace.push_str(text),
            Field::Date => page.date.push_str(text),
            Field::Model => page.model.push_str(text),
            Field::Text => page.text.keep(text, start),
        }
    }

    fn reference(&mut self, written: &str, start: usize) {
        let meant = entity(written).map(|(meant, _)| meant);
        let meant = meant.as_deref().unwrap_or(written);
        match (&mut self.page, self.field) {
            (Some(page), Field::Text) => meant.chars().for_each(|c| page.text.put(c, start)),
            _ => self.text(meant, start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{looks_like_dump, parse};
    use crate::corpus::inline::{documents, shown_part};
    use proptest::prelude::*;

    const DUMP: &str = r#"<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="de">
  <siteinfo><sitename>W</sitename><namespaces><namespace key="0"/></namespaces></siteinfo>
  <page>
    <title>Niger &amp; Bani</title>
    <ns>0</ns>
    <id>7</id>
    <revision>
      <timestamp>2014-01-01T00:00:00Z</timestamp>
      <text>old</text>
    </revision>
    <revision>
      <timestamp>2015-11-20T10:00:00Z</timestamp>
      <model>wikitext</model>
      <text bytes="9" xml:space="preserve">The '''Niger''' &lt;!-- x --&gt; is &quot;long&quot;.

== Towns ==
* [[Bamako|B&amp;ko]] &amp;mdash; old
</text>
    </revision>
  </page>
  <page><title>Template:X</title><ns>10</ns><revision><text>no</text></revision></page>
  <page><title>Away</title><ns>0</ns><redirect title="Niger" /><revision><text>#REDIRECT [[Niger]]</text></revision></page>
  <page><title>Module:Y.css</title><ns>0</ns><revision><model>css</model><text>a {}</text></revision></page>
  <page><title>Last</title><ns>4</ns><revision><text />
"#;

    #[test]
    fn each_page_is_a_document() {
        let found = documents(parse, DUMP);
        assert_eq!(found.len(), 2);
        let first = &found[0];
        let known = [&first.name, &first.title, &first.date, &first.language];
        let expected = ["Niger & Bani", "Niger & Bani", "2015-11-20T10:00:00Z", "de"];
        assert_eq!(known.map(|it| it.as_deref().unwrap_or("")), expected);
        let (text, part) = shown_part(DUMP, first);
        assert_eq!(text, "The Niger is \"long\".\n## Towns\nB&ko — old");
        let line = |at: usize| 1 + DUMP[..at].matches('\n').count();
        assert_eq!([line(part.start), line(part.end - 1)], [3, 20]);
        assert_eq!(line(first.sections[1].bytes.start), 16);
        assert_eq!(found[1].title.as_deref(), Some("Last"));
    }

    #[test]
    fn dumps_are_known_by_their_beginning() {
        assert!(looks_like_dump(DUMP.as_bytes()));
        assert!(looks_like_dump(
            b"<?xml version=\"1.0\"?>\n<mediawiki xml:lang=\"en\">"
        ));
        assert!(
            !looks_like_dump(b"<?xml version=\"1.0\"?><page>") && !looks_like_dump(b"mediawiki")
        );
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(<page>|</page>|<text>|</text>|<title>|</title>|== a ==\n|&amp;|&lt;|<!\\[CDATA\\[|\\]\\]>|[<>&;/é\n]|\\{\\{){0,60}") {
            let mut end = 0;
            for document in documents(parse, &source) {
                let (_, part) = shown_part(&source, &document);
                prop_assert!(part.start >= end);
                end = part.end;
            }
        }
    }
}
