//! Opening what is packed: each file inside is read as if it lay in a folder, archives in archives too.

use std::collections::HashSet;
use std::io::Read;
use std::mem;
use std::rc::Rc;

use crate::corpus::format::Reader;
use crate::corpus::packed::Budget;
use crate::corpus::packed::left_out::LeftOut;
use crate::corpus::packed::package::too_many;
use crate::corpus::reading::Opened;
use crate::corpus::{Elsewhere, Format, Input, Limits, Reading, Refusal, Wanted, uncompressed};

/// A file that is being opened, and all that is in it.
pub(crate) struct Opening<'a> {
    pub(super) wanted: Wanted<'a>,
    pub(super) limits: &'a Limits,
    pub(super) budget: Rc<Budget>,
    /// Is the file read piece by piece?
    pub(super) is_large: bool,
    /// The paths that were met.
    seen: HashSet<String>,
    pub(super) files: u64,
    documents: u64,
    pub(super) left_out: LeftOut,
    /// What is to be told of a file that is no archive.
    pub(super) note: Option<String>,
    take: &'a mut dyn FnMut(Reading<'_>),
    /// Reads what is no text, if that must not be done here.
    pub(super) elsewhere: Option<&'a mut Elsewhere<'a>>,
}

/// A container that is being opened: its reader gives each file in it.
pub(crate) struct Members<'a, 'b> {
    opening: &'b mut Opening<'a>,
    path: &'b str,
    place: Place,
}

/// Where something stands in what is packed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// How many containers are around it.
    pub(super) depth: u32,
    /// Was it a compressed file a moment ago?
    pub(super) is_unpacked: bool,
}

impl<'a> Opening<'a> {
    /// Opens a file and reads all that is in it.
    pub(crate) fn open(
        wanted: Wanted<'a>,
        input: Input<'_>,
        take: &'a mut dyn FnMut(Reading<'_>),
        elsewhere: Option<&'a mut Elsewhere<'a>>,
    ) -> Result<Opened, Refusal> {
        let limits = wanted.limits;
        let mut opening = Self {
            wanted,
            limits,
            budget: Rc::new(Budget::new(limits, wanted.size)),
            is_large: false,
            seen: HashSet::new(),
            files: 0,
            documents: 0,
            left_out: LeftOut::default(),
            note: None,
            take,
            elsewhere,
        };
        let place = Place {
            depth: wanted.depth,
            is_unpacked: false,
        };
        let format = opening.read(wanted.path, input, place)?;
        let left_out = opening.left_out.refusal(opening.files);
        let left_out = left_out.or_else(|| opening.note.map(Refusal::failed));
        match left_out {
            Some(refusal) if opening.documents == 0 => Err(refusal),
            left_out => Ok(Opened {
                format,
                left_out: left_out.map(|refusal| refusal.reason),
            }),
        }
    }

    pub(super) fn read(
        &mut self,
        path: &str,
        input: Input<'_>,
        place: Place,
    ) -> Result<&'static Format, Refusal> {
        let name = match place.is_unpacked {
            true => uncompressed(path),
            false => path,
        };
        let format = Format::of(name, input.head());
        if !format.is_text() && self.elsewhere.is_some() {
            return self.read_elsewhere(format, path, input, place);
        }
        if let Reader::Compressed(unpack) = format.reader {
            let place = self.within(format, place)?;
            let budget = Rc::clone(&self.budget);
            let mut packed = input.into_reader();
            let mut unpacked = budget.count(unpack(&mut packed));
            let inner = Input::begin(&mut unpacked).map_err(Refusal::of)?;
            return self.read(path, inner, place);
        }
        if !input.is_whole() && path == self.wanted.path && format.cut(input.head()).is_some() {
            self.is_large = true;
            self.budget.keep_nothing();
            return self.documents_of(format, path, input, place);
        }
        let bytes = input.into_bytes(self.limits)?;
        // Some formats are known by their end.
        let format = Format::of(name, &bytes);
        let Reader::Container(unpack) = format.reader else {
            return self.documents_of(format, path, Input::whole(bytes), place);
        };
        let mut members = Members {
            place: self.within(format, place)?,
            opening: self,
            path,
        };
        unpack(&bytes, &mut members)?;
        Ok(format)
    }

    /// Returns the place of what is inside of a container.
    fn within(&self, format: &Format, place: Place) -> Result<Place, Refusal> {
        // A compressed archive is one container, not two.
        let is_within = place.is_unpacked && !format.is_compression();
        let depth = place.depth + u32::from(!is_within);
        if depth > self.limits.nesting {
            return Err(self.too_deep());
        }
        Ok(Place {
            depth,
            is_unpacked: format.is_compression(),
        })
    }

    pub(super) fn too_deep(&self) -> Refusal {
        let most = self.limits.nesting;
        Refusal::skipped(format!(
            "more than {most} archives or messages in each other"
        ))
    }

    fn documents_of(
        &mut self,
        format: &'static Format,
        path: &str,
        input: Input<'_>,
        place: Place,
    ) -> Result<&'static Format, Refusal> {
        let limits = Limits {
            unpacked_bytes: self.limits.unpacked_bytes.min(self.budget.left()),
            ..self.limits.clone()
        };
        let root = self.wanted;
        let archive = root
            .archive
            .or_else(|| (path != root.path).then_some(root.path));
        let note = format.read(input, &limits, &mut |mut document, text, record| {
            self.documents += 1;
            let attached = mem::take(&mut document.attached);
            (self.take)(Reading {
                path,
                archive,
                document,
                text,
                format,
                record,
            });
            self.attached_to(path, record, attached, place);
        })?;
        self.note = self.note.take().or(note);
        Ok(format)
    }

    /// Returns the path that a file is told by: the one in the file of the corpus.
    pub(super) fn inside<'b>(&self, path: &'b str) -> &'b str {
        path.get(self.wanted.path.len() + 2..).unwrap_or(path)
    }
}

impl Members<'_, '_> {
    /// Returns how much may be read.
    pub(crate) fn limits(&self) -> &Limits {
        self.opening.limits
    }

    /// Unpacks a file and reads it; its name is that in the container.
    ///
    /// # Errors
    ///
    /// Fails if that breaks a limit of the file as a whole; what is only damaged is left out.
    pub(crate) fn unpack(&mut self, name: &str, content: impl Read) -> Result<(), Refusal> {
        let unpacked = self.opening.budget.unpack(content);
        if self.opening.budget.is_spent() {
            return unpacked.map(drop);
        }
        self.add(name, unpacked)
    }

    /// Reads a file that was not packed, or leaves it out.
    ///
    /// # Errors
    ///
    /// Fails if that breaks a limit of the file as a whole.
    pub(crate) fn add(
        &mut self,
        name: &str,
        bytes: Result<Vec<u8>, Refusal>,
    ) -> Result<(), Refusal> {
        let Some(name) = plain(name) else {
            return Ok(());
        };
        let opening = &mut *self.opening;
        opening.files += 1;
        if opening.files > opening.limits.entries {
            return Err(too_many(opening.limits));
        }
        let path = format!("{}!/{name}", self.path);
        let read = match opening.seen.insert(path.clone()) {
            true => bytes.and_then(|bytes| {
                let place = Place {
                    is_unpacked: false,
                    ..self.place
                };
                opening.read(&path, Input::whole(bytes), place).map(drop)
            }),
            false => Err(Refusal::skipped("another one has its name")),
        };
        match read {
            Err(refusal) if opening.budget.is_spent() => Err(refusal),
            Err(refusal) => {
                opening.left_out.add(opening.inside(&path), &refusal);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }
}

/// Returns the name of a file in an archive as a path below it, whatever it was; none if it is hidden.
pub(super) fn plain(name: &str) -> Option<String> {
    let parts = name.split(['/', '\\']);
    let parts: Vec<_> = parts
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .collect();
    let is_hidden = |part: &&str| part.starts_with('.') || *part == "__MACOSX";
    (!parts.is_empty() && !parts.iter().any(is_hidden)).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_below_their_archive() {
        for (name, expected) in [
            ("a/b.md", Some("a/b.md")),
            ("../../x", Some("x")),
            ("/etc/x", Some("etc/x")),
            ("C:\\x\\..\\y", Some("C:/x/y")),
            ("./a//b", Some("a/b")),
            (".git/config", None),
            ("__MACOSX/a", None),
            ("..", None),
            ("", None),
        ] {
            assert_eq!(plain(name).as_deref(), expected, "{name}");
        }
    }
}
