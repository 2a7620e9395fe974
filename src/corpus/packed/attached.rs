//! Files that come with a document, such as the attachments of a message: each is read as if it lay in an archive.

use std::mem;
use std::rc::Rc;

use crate::corpus::document::Attached;
use crate::corpus::packed::Budget;
use crate::corpus::packed::opening::{Opening, Place, plain};
use crate::corpus::packed::package::too_many;
use crate::corpus::{Format, Inner, Input, Names, Refusal};

impl Opening<'_> {
    /// Reads what comes with a document of the file at `path`; what cannot be read is left out.
    pub(super) fn attached_to(
        &mut self,
        path: &str,
        record: Option<&str>,
        attached: Vec<Attached>,
        place: Place,
    ) {
        if attached.is_empty() {
            return;
        }
        let folder = match record {
            Some(record) => format!("{path}!/{record}/"),
            None => format!("{path}!/"),
        };
        let budget = self.budget_of(&attached);
        let before = budget.map(|budget| mem::replace(&mut self.budget, budget));
        let mut names = Names::default();
        for (count, file) in (0..).zip(attached) {
            let Some(name) = plain(&file.name) else {
                continue;
            };
            self.files += 1;
            let path = folder.clone() + &names.give_file(name);
            let read = match count < self.limits.entries {
                true => file
                    .bytes
                    .and_then(|bytes| self.read_attached(&path, bytes, place)),
                false => Err(too_many(self.limits)),
            };
            if let Err(refusal) = read {
                self.left_out.add(self.inside(&path), &refusal);
            }
        }
        self.budget = before.unwrap_or_else(|| Rc::clone(&self.budget));
    }

    /// Returns what the files of a message may unpack to, if that counts for each message of a large mailbox anew.
    fn budget_of(&self, attached: &[Attached]) -> Option<Rc<Budget>> {
        let lengths = attached.iter().flat_map(|it| &it.bytes).map(Vec::len);
        let size: usize = lengths.sum();
        self.is_large
            .then(|| Rc::new(Budget::new(self.limits, size as u64)))
    }

    fn read_attached(&mut self, path: &str, bytes: Vec<u8>, place: Place) -> Result<(), Refusal> {
        let place = Place {
            depth: place.depth + 1,
            is_unpacked: false,
        };
        if place.depth > self.limits.nesting {
            return Err(self.too_deep());
        }
        self.read(path, Input::whole(bytes), place).map(drop)
    }

    /// Has a file read that must not be read here.
    pub(super) fn read_elsewhere(
        &mut self,
        format: &'static Format,
        path: &str,
        input: Input<'_>,
        place: Place,
    ) -> Result<&'static Format, Refusal> {
        let inner = Inner {
            path,
            archive: self.wanted.archive.unwrap_or(self.wanted.path),
            depth: place.depth,
            bytes: input.into_bytes(self.limits)?,
        };
        let note = self
            .elsewhere
            .as_mut()
            .and_then(|read| read(inner).transpose());
        let told = note
            .transpose()?
            .map(|note| format!("{}: {note}", self.inside(path)));
        self.note = self.note.take().or(told);
        Ok(format)
    }
}
