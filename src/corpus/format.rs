//! A format that can be read, and how its files become documents.

use crate::corpus::document::Document;
use crate::corpus::limits::Limits;
#[cfg(feature = "formats")]
use crate::corpus::packed::Members;
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
    /// A text that is one document, unless there is a reason to refuse it.
    Checked(fn(&str) -> Result<Document, Refusal>),
    /// A text that holds many documents, given one after the other; each tiles its own part of the text.
    Records(fn(&str, &mut dyn FnMut(Document))),
    /// A file that is no text; it is known by its signature only.
    Extract(Extract),
    /// A file that holds files, or one that is compressed; it is known by its signature only.
    #[cfg(feature = "formats")]
    Container(fn(&[u8], &mut Members<'_, '_>) -> Result<(), Refusal>),
}

/// Gives the documents of a file that is no text, one after the other; several of them have names.
pub(crate) type Extract = fn(&[u8], &Limits, &mut dyn FnMut(Rendered)) -> Result<(), Refusal>;

impl Format {
    /// Is its source a text, so that its passages have lines?
    pub fn is_text(&self) -> bool {
        matches!(
            self.reader,
            Reader::Text(_) | Reader::Checked(_) | Reader::Records(_)
        )
    }

    /// Is it a way to compress a file, which is read as what it holds?
    #[cfg(feature = "formats")]
    pub(crate) fn is_compression(&self) -> bool {
        ["gzip", "bzip2", "zstd", "xz"].contains(&self.name)
    }

    /// Gives the documents of a file, each with the text that its places count in, and whether it is one of several.
    pub(crate) fn read(
        &self,
        bytes: Vec<u8>,
        limits: &Limits,
        take: &mut dyn FnMut(Document, &Text, bool),
    ) -> Result<(), Refusal> {
        match self.reader {
            Reader::Text(parse) => {
                let text = decode(bytes)?;
                take(parse(text.as_str()), &text, false);
                Ok(())
            }
            Reader::Checked(parse) => {
                let text = decode(bytes)?;
                take(parse(text.as_str())?, &text, false);
                Ok(())
            }
            Reader::Records(parse) => {
                let text = decode(bytes)?;
                parse(text.as_str(), &mut |document| {
                    let is_record = !document.is_whole;
                    take(document, &text, is_record);
                });
                Ok(())
            }
            Reader::Extract(extract) => extract(&bytes, limits, &mut |rendered| {
                let is_record = rendered.document.name.is_some();
                take(rendered.document, &rendered.text, is_record);
            }),
            #[cfg(feature = "formats")]
            Reader::Container(_) => Ok(()),
        }
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
