//! A format that can be read, and how its files become documents.

#[cfg(feature = "formats")]
use std::io::BufRead;
use std::io::Read;

use crate::corpus::document::Document;
use crate::corpus::formats::FORMATS;
use crate::corpus::input::Input;
use crate::corpus::limits::Limits;
use crate::corpus::names::Records;
#[cfg(feature = "formats")]
use crate::corpus::packed::Members;
use crate::corpus::pieces::{Cut, Pieces, Stop};
use crate::corpus::reading::Refusal;
use crate::corpus::rendering::Rendered;
use crate::corpus::text::Text;

/// A format that can be read.
pub struct Format {
    /// Its name, as `type:` and `docs/formats.md` use it.
    pub name: &'static str,
    /// The extensions of its files, in lower case.
    pub extensions: &'static [&'static str],
    /// Is its source meant to be read as it stands? Otherwise passages are shown as rendered.
    pub is_readable: bool,
    /// Do the bytes of a file give it away, whatever its extension says?
    pub(super) signature: fn(&[u8]) -> bool,
    /// Does a text that has no telling extension look like it?
    pub(super) looks: fn(&str) -> bool,
    pub(super) reader: Reader,
}

/// How the files of a format are read. A reader never panics, whatever it is given, and takes linear time.
#[cfg_attr(
    not(any(test, feature = "formats")),
    expect(dead_code, reason = "only the packed formats need all of it")
)]
#[derive(Clone, Copy)]
pub(crate) enum Reader {
    /// A text that is one document.
    Text(fn(&str) -> Document),
    /// A page of which the main content is read, or the whole.
    Page(fn(&str, bool) -> Document),
    /// A text that is one document, unless there is a reason to refuse it.
    Checked(fn(&str) -> Result<Document, Refusal>),
    /// A text that holds many documents, given one after the other; each tiles its own part of the text. With a cut
    /// it is read piece by piece if it is large.
    Records(fn(&str, &mut dyn FnMut(Document)), Option<Cut>),
    /// A file that is no text; it is known by its signature only.
    Extract(Extract),
    /// A file that holds files; it is known by its signature only.
    #[cfg(feature = "formats")]
    Container(fn(&[u8], &mut Members<'_, '_>) -> Result<(), Refusal>),
    /// A file that is compressed; it is known by its signature only.
    #[cfg(feature = "formats")]
    Compressed(for<'a> fn(&'a mut dyn BufRead) -> Box<dyn Read + 'a>),
}

/// Gives the documents of a file that is no text, one after the other; several of them have names.
pub(crate) type Extract = fn(&[u8], &Limits, &mut dyn FnMut(Rendered)) -> Result<(), Refusal>;

/// Takes a document, the text that its places count in, and what it is called where it is one of several.
pub(crate) type Take<'a> = dyn FnMut(Document, &Text, Option<&str>) + 'a;

/// Takes a document, the text that its places count in, and whether it is one of several.
type TakeUnnamed<'a> = dyn FnMut(Document, &Text, bool) + 'a;

impl Format {
    /// Is its source a text, so that its passages have lines?
    pub fn is_text(&self) -> bool {
        matches!(
            self.reader,
            Reader::Text(_) | Reader::Page(_) | Reader::Checked(_) | Reader::Records(..)
        )
    }

    /// Is it a way to compress a file, which is read as what it holds?
    pub(crate) fn is_compression(&self) -> bool {
        match self.reader {
            #[cfg(feature = "formats")]
            Reader::Compressed(_) => true,
            _ => false,
        }
    }

    /// Returns how a file that begins with `head` is cut into pieces; none if it can only be read as a whole.
    pub(crate) fn cut(&self, head: &[u8]) -> Option<Cut> {
        let Reader::Records(_, cut) = self.reader else {
            return None;
        };
        let is_utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
        cut.filter(|_| !is_utf16)
    }

    /// Gives the documents of a file, each with the text that its places count in, and its name if it is one of
    /// several; returns what is to be told of the file, if anything is.
    pub(crate) fn read(
        &self,
        input: Input<'_>,
        limits: &Limits,
        take: &mut Take<'_>,
    ) -> Result<Option<String>, Refusal> {
        let mut note = None;
        let (mut records, mut count) = (Records::default(), 0);
        let take = &mut |document: Document, text: &Text, is_record| {
            note = note.take().or_else(|| document.note());
            // What comes after a first document is one of several, whatever it says.
            let is_record = is_record || count > 0;
            count += 1;
            let record = is_record.then(|| records.name(document.name.as_deref()));
            take(document, text, record.as_deref());
        };
        if let Some(cut) = self.cut(input.head()).filter(|_| !input.is_whole()) {
            let stopped = self.read_pieces(Pieces::new(input.into_reader(), cut), limits, take)?;
            return Ok(stopped.or(note));
        }
        let bytes = input.into_bytes(limits)?;
        match self.reader {
            Reader::Extract(extract) => extract(&bytes, limits, &mut |rendered| {
                let is_record = rendered.document.name.is_some();
                take(rendered.document, &rendered.text, is_record);
            })?,
            _ => self.read_text(&decode(bytes)?, limits, take)?,
        }
        Ok(note)
    }

    fn read_pieces<R: Read>(
        &self,
        mut pieces: Pieces<R>,
        limits: &Limits,
        take: &mut TakeUnnamed<'_>,
    ) -> Result<Option<String>, Refusal> {
        loop {
            match pieces.next() {
                Ok(Some(text)) => self.read_text(&text, limits, take)?,
                Ok(None) => return Ok(None),
                Err(Stop::TooLong(note)) => return Ok(Some(note)),
                Err(Stop::Unread(refusal)) => return Err(refusal),
            }
        }
    }

    fn read_text(
        &self,
        text: &Text,
        limits: &Limits,
        take: &mut TakeUnnamed<'_>,
    ) -> Result<(), Refusal> {
        match self.reader {
            Reader::Page(parse) => take(parse(text.as_str(), limits.whole_pages), text, false),
            Reader::Text(parse) => take(parse(text.as_str()), text, false),
            Reader::Checked(parse) => take(parse(text.as_str())?, text, false),
            Reader::Records(parse, _) => parse(text.as_str(), &mut |document| {
                let is_record = !document.is_whole;
                take(document, text, is_record);
            }),
            // What they hold is read by the formats of that.
            _ => {}
        }
        Ok(())
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Returns the extension of the file at `path`, in lower case; empty if it has none.
pub fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_ascii_lowercase(),
        _ => String::new(),
    }
}

/// May a file at `path` be one that is read piece by piece, compressed or not?
pub(crate) fn may_come_in_pieces(path: &str) -> bool {
    let extension = extension(uncompressed(path));
    // Dumps have no extension of their own.
    let is_cut = |format: &Format| {
        matches!(format.reader, Reader::Records(_, Some(_)))
            && format.extensions.contains(&extension.as_str())
    };
    extension == "xml" || FORMATS.iter().any(is_cut)
}

/// Is the file at `path`, which begins with `head`, read piece by piece? What is compressed shows that only later.
pub(crate) fn comes_in_pieces(path: &str, head: &[u8]) -> bool {
    let format = Format::of(path, head);
    let is_text = || Text::decode(head.to_vec()).is_some();
    match format.is_text() {
        true => format.cut(head).is_some() && is_text(),
        false => format.is_compression(),
    }
}

/// Returns the path that a compressed file has unpacked: `a.md` of `a.md.gz`, `a.tar` of `a.tgz`.
pub(crate) fn uncompressed(path: &str) -> &str {
    let ends = [".gz", ".bz2", ".zst", ".xz"];
    let extension = extension(path);
    let is_end = |end: &&&str| end[1..] == extension;
    let end = ends.iter().find(is_end);
    end.map_or(path, |end| &path[..path.len() - end.len()])
}

fn decode(bytes: Vec<u8>) -> Result<Text, Refusal> {
    Text::decode(bytes).ok_or_else(|| Refusal::skipped("binary"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A document: what it is called, and the text and the place of each section.
    type Told = (
        Option<String>,
        Option<String>,
        Vec<(String, Option<[u64; 2]>, Option<[u64; 2]>)>,
    );

    fn told(document: &Document, text: &Text) -> Told {
        let sections = document.sections.iter().map(|it| {
            let places = (text.lines(&it.bytes), text.file_bytes(&it.bytes));
            (it.text.clone(), places.0, places.1)
        });
        (
            document.name.clone(),
            document.title.clone(),
            sections.collect(),
        )
    }

    /// Claims that the documents of a file are the same whether it is read as a whole or in pieces of so many bytes.
    fn check(name: &str, source: &str, piece_bytes: usize) {
        let format = Format::named(name).expect("a format");
        let (mut whole, mut pieces) = (Vec::new(), Vec::new());
        let input = Input::whole(source.as_bytes().to_vec());
        let read = format.read(input, &Limits::default(), &mut |document, text, _| {
            whole.push(told(&document, text));
        });
        assert_eq!(read, Ok(None));
        let cut = format.cut(source.as_bytes()).expect("it can be cut");
        let input = Pieces::new(source.as_bytes(), cut).small(piece_bytes);
        let read = format.read_pieces(input, &Limits::default(), &mut |document, text, _| {
            pieces.push(told(&document, text));
        });
        assert_eq!(read, Ok(None));
        assert_eq!(pieces, whole, "{name}: {source}");
    }

    const TEXT: &str =
        "the Niger flows through Bamako and on to Timbuktu, where it turns to the sea";

    proptest! {
        #[test]
        fn pieces_have_the_documents_of_the_whole(
            records in prop::collection::vec((0..4_usize, "[a-zé ]{0,40}"), 1..12),
            piece_bytes in 1..900_usize,
        ) {
            let break_of = |kind: usize| if kind.is_multiple_of(2) { "\n" } else { "\r\n" };
            let join = |record: &dyn Fn(usize, &str) -> String| -> String {
                records.iter().map(|(kind, text)| record(*kind, text)).collect()
            };
            let lines = join(&|kind, text| {
                format!("{{\"id\": {kind}, \"text\": \"{text}\"}}{}", break_of(kind))
            });
            check("jsonl", &lines, piece_bytes);
            let rows = join(&|kind, text| {
                let mark = if kind > 1 { "\n\"\"" } else { "" };
                format!("{kind},\"{text}{mark} {TEXT} {TEXT}\"{}", break_of(kind))
            });
            // What the columns hold is seen by the first rows.
            check("csv", &format!("id,text\n{rows}"), 600 + piece_bytes);
            let messages = join(&|kind, text| {
                let end = break_of(kind);
                format!("From a@x Fri Nov 20 09:12:44 2015{end}Subject: {text}{end}{end}From x{end}{text}{end}{end}")
            });
            check("mailbox", &messages, piece_bytes);
            let pages = join(&|kind, text| {
                let end = ["\n", " \r\n", "", ""][kind];
                format!("<page><title>{text}</title><revision><text>a\n== b ==\n{text}</text></revision>\n  </page>{end}")
            });
            let dump = format!("<mediawiki xml:lang=\"de\">\n{pages}</mediawiki>\n");
            check("mediawiki-dump", &dump, piece_bytes);
        }
    }
}
