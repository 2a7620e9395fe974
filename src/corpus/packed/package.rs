//! Zip packages: documents of several parts, such as DOCX and EPUB, and archives.

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::corpus::packed::Budget;
use crate::corpus::{Limits, Refusal};

/// The end of the list of entries stands among so many last bytes: itself, and a comment.
const END_BYTES: usize = 22 + 0xFFFF;

/// A zip package whose parts are unpacked within limits.
pub(crate) struct Package<'a> {
    pub(super) archive: ZipArchive<Cursor<&'a [u8]>>,
    pub(super) budget: Budget,
}

impl<'a> Package<'a> {
    /// Opens a package; unpacks nothing yet.
    ///
    /// # Errors
    ///
    /// Fails if it is damaged or has too many entries.
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Refusal> {
        Ok(Self {
            archive: archive(bytes, limits)?,
            budget: Budget::new(limits, bytes.len() as u64),
        })
    }
}

/// Opens a package or an archive, but not one with too many entries: each takes memory.
pub(super) fn archive<'a>(
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<ZipArchive<Cursor<&'a [u8]>>, Refusal> {
    let most = usize::try_from(limits.entries).unwrap_or(usize::MAX);
    if entries(bytes).take(most.saturating_add(1)).count() > most {
        return Err(too_many(limits));
    }
    ZipArchive::new(Cursor::new(bytes)).map_err(refusal)
}

/// Tells that there are too many entries.
pub(super) fn too_many(limits: &Limits) -> Refusal {
    Refusal::failed(format!("has more than {} entries", limits.entries))
}

/// Says that only a password opens a file.
pub(crate) fn encrypted() -> Refusal {
    Refusal::failed("encrypted, needs a password")
}

/// Tells what is wrong with a package.
pub(super) fn refusal(error: ZipError) -> Refusal {
    Refusal::failed(match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => return encrypted(),
        ZipError::CompressionMethodNotSupported(method) => {
            format!("compressed by a method that is not known ({method})")
        }
        error => format!("damaged: {error}"),
    })
}

/// Does `bytes` look like a zip package that has an entry whose name begins so? Unpacks nothing.
pub(crate) fn holds(bytes: &[u8], start: &str) -> bool {
    entries(bytes).any(|entry| entry.starts_with(start.as_bytes()))
}

/// Returns the names of the entries that the list at the end of a package has; none if it is no package.
fn entries(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = list(bytes).unwrap_or_default();
    std::iter::from_fn(move || {
        let header: &[u8; 46] = rest.first_chunk()?;
        if !header.starts_with(b"PK\x01\x02") {
            return None;
        }
        let len = |at| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
        let (name, extra, comment) = (len(28), len(30), len(32));
        let entry = rest.get(46..46 + name)?;
        rest = rest.get(46 + name + extra + comment..).unwrap_or_default();
        Some(entry)
    })
}

/// Returns the list of entries of a package.
fn list(bytes: &[u8]) -> Option<&[u8]> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let tail = &bytes[bytes.len().saturating_sub(END_BYTES)..];
    let at = tail.windows(4).rposition(|mark| mark == b"PK\x05\x06")?;
    let start: &[u8; 4] = tail.get(at + 16..at + 20)?.first_chunk()?;
    bytes.get(u32::from_le_bytes(*start) as usize..)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            let started = writer.start_file(*name, SimpleFileOptions::default());
            started.expect("an entry");
            writer.write_all(content).expect("a part");
        }
        writer.finish().expect("a package").into_inner()
    }

    #[test]
    fn parts_are_found_by_name() {
        let bytes = zip(&[("word/document.xml", b"<w/>"), ("a b", b"x")]);
        let mut package = Package::open(&bytes, &Limits::default()).expect("a package");
        let part = |package: &mut Package<'_>, name| package.text(name).expect("no error");
        assert_eq!(
            part(&mut package, "word/document.xml").as_deref(),
            Some("<w/>")
        );
        assert_eq!(part(&mut package, "none"), None);
        assert!(holds(&bytes, "word/document.xml"));
        assert!(!holds(&bytes, "document.xml") && !holds(b"PK\x03\x04", ""));
    }

    #[test]
    fn a_package_that_breaks_a_limit_is_refused() {
        let reason = |bytes: &[u8], limits: &Limits| match Package::open(bytes, limits) {
            Ok(mut package) => package.text("0").expect_err("a refusal").reason,
            Err(refusal) => refusal.reason,
        };
        let zeros = vec![0; 2 << 20];
        let bomb = zip(&[("0", &zeros)]);
        let limits = Limits::default();
        assert_eq!(
            reason(&bomb, &limits),
            "unpacks to more than 100 times its size"
        );
        let few = Limits {
            entries: 2,
            ..Limits::default()
        };
        let parts = zip(&[("0", b""), ("1", b""), ("2", b"")]);
        assert_eq!(reason(&parts, &few), "has more than 2 entries");
        let cut = &parts[..parts.len() - 30];
        assert!(reason(cut, &limits).starts_with("damaged: "));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(
            at in any::<prop::sample::Index>(),
            change in prop::collection::vec(any::<u8>(), 0..8),
        ) {
            let mut bytes = zip(&[("a", b"some words in a part"), ("b", b"")]);
            let from = at.index(bytes.len());
            let to = bytes.len().min(from + change.len());
            bytes.splice(from..to, change);
            holds(&bytes, "a");
            if let Ok(mut package) = Package::open(&bytes, &Limits::default()) {
                let _ = package.text("a");
                let _ = package.check();
            }
        }
    }
}
