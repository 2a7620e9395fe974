//! What is kept of documents that are in no file: it outlives every version of the format, and damage elsewhere.
//!
//! It is read from the stored documents alone, by the name of one field, so that neither the terms nor the columns of a
//! generation need to be sound or of this version.

use std::path::{Path, PathBuf};

use tantivy::fastfield::AliveBitSet;
use tantivy::index::SegmentComponent;
use tantivy::schema::{Field, Value};
use tantivy::store::StoreReader;
use tantivy::{Segment, TantivyDocument};

use crate::engine::Flaw;
use crate::engine::embedded::directory::{Access, IndexDirectory};
use crate::engine::embedded::generation::storage;
use crate::engine::embedded::schema::OWN;
use crate::engine::embedded::{Embedded, disk, generation};
use crate::error::Result;

/// The file that tells programs and people that something here is in no other place.
const MARK: &str = "OWN_DOCUMENTS";
const WARNING: &str = "This index keeps documents that an application put into it and that are in no file.\n\
    Do not delete this folder unless the application can put them again.\n";
/// Documents are read in their order: no block is needed again.
const BLOCKS_KEPT: usize = 1;

/// Says durably that the index keeps something that is in no file.
pub(crate) fn mark(place: &Embedded) -> Result<()> {
    let path = place.dir.join(MARK);
    if path.exists() {
        return Ok(());
    }
    let written = disk::replace(place.disk.as_ref(), &place.dir, MARK, WARNING.as_bytes());
    written.map_err(|source| storage(&path, source))
}

/// Says that the index keeps nothing any more.
pub(crate) fn unmark(place: &Embedded) {
    // A mark that stays costs a look at what is stored, no more.
    let _ = place.disk.remove(&place.dir.join(MARK));
}

/// Returns the generation that keeps something that is in no file, even if nothing says any more that it answers.
pub(crate) fn source(place: &Embedded) -> Result<Option<PathBuf>> {
    if !place.dir.join(MARK).exists() {
        return Ok(None);
    }
    let named = generation::named(&place.dir)?.filter(|named| named.is_dir());
    match named {
        Some(named) => Ok(Some(named)),
        None => {
            let mut all = generation::all(&place.dir)?.into_iter();
            Ok(all.find(|generation| is_committed(place, generation)))
        }
    }
}

/// Was anything ever committed to a generation?
fn is_committed(place: &Embedded, generation: &Path) -> bool {
    let payload = open(place, generation).and_then(|index| Ok(index.load_metas()?.payload));
    // What cannot be read may have been.
    payload.map_or(true, |payload| payload.is_some())
}

/// Hands over all that a generation keeps; returns what of it cannot be read.
pub(crate) fn read(
    place: &Embedded,
    generation: &Path,
    take: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Vec<Flaw>> {
    let mut flaws = Vec::new();
    let opened = open(place, generation).and_then(|index| {
        let segments = index.searchable_segments()?;
        Ok((index.schema().get_field(OWN), segments))
    });
    match opened {
        // A format that could not keep anything.
        Ok((Err(_), _)) => {}
        Ok((Ok(field), segments)) => {
            for segment in segments {
                read_segment(&segment, field, take, &mut flaws)?;
            }
        }
        Err(error) => flaws.push(flaw("meta.json", &error)),
    }
    Ok(flaws)
}

/// Returns what is kept in a stored document.
pub(crate) fn of(document: &TantivyDocument, field: Field) -> Option<String> {
    let bytes = document.get_first(field)?.as_bytes()?;
    Some(String::from_utf8_lossy(bytes).into_owned())
}

fn open(place: &Embedded, generation: &Path) -> tantivy::Result<tantivy::Index> {
    let directory = IndexDirectory::open(&place.disk, generation, Access::Read)?;
    tantivy::Index::open(directory)
}

fn read_segment(
    segment: &Segment,
    field: Field,
    take: &mut dyn FnMut(&str) -> Result<()>,
    flaws: &mut Vec<Flaw>,
) -> Result<()> {
    let name = segment.id().uuid_string();
    let (store, alive) = match open_segment(segment) {
        Ok(opened) => opened,
        Err(error) => {
            flaws.push(flaw(&name, &error));
            return Ok(());
        }
    };
    let mut error = None;
    for doc in 0..segment.meta().max_doc() {
        if alive.as_ref().is_some_and(|alive| alive.is_deleted(doc)) {
            continue;
        }
        match store.get::<TantivyDocument>(doc) {
            Ok(document) => {
                if let Some(kept) = of(&document, field) {
                    take(&kept)?;
                }
            }
            Err(failed) => error = Some(failed),
        }
    }
    flaws.extend(error.map(|error| flaw(&name, &error)));
    Ok(())
}

fn open_segment(segment: &Segment) -> tantivy::Result<(StoreReader, Option<AliveBitSet>)> {
    let store = StoreReader::open(segment.open_read(SegmentComponent::Store)?, BLOCKS_KEPT)?;
    let alive = match segment.meta().has_deletes() {
        true => {
            let file = segment.open_read(SegmentComponent::Delete)?;
            Some(AliveBitSet::open(file.read_bytes()?))
        }
        false => None,
    };
    Ok((store, alive))
}

fn flaw(name: &str, error: &tantivy::TantivyError) -> Flaw {
    Flaw {
        name: name.to_owned(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tantivy::schema::{STORED, STRING, Schema};
    use tantivy::{IndexSettings, IndexWriter};

    use super::*;
    use crate::engine::embedded::disk::Disk;

    #[test]
    fn what_another_format_keeps_is_read_by_the_name_of_its_field() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Embedded::new(folder.path(), "");
        let disk: Arc<dyn Disk> = Arc::clone(&place.disk);
        let mut schema = Schema::builder();
        let path = schema.add_text_field("some_path", STRING | STORED);
        let own = schema.add_bytes_field("own", STORED);
        let directory = IndexDirectory::open(&disk, folder.path(), Access::Write);
        let directory = directory.expect("a folder");
        let index = tantivy::Index::create(directory, schema.build(), IndexSettings::default());
        let index = index.expect("an index");
        let mut writer: IndexWriter = index
            .writer_with_num_threads(1, 16 << 20)
            .expect("a writer");
        for name in ["a", "b", "c"] {
            let mut document = TantivyDocument::new();
            document.add_text(path, name);
            if name != "b" {
                document.add_bytes(own, name.as_bytes());
            }
            writer.add_document(document).expect("it is added");
        }
        writer.commit().expect("a commit");
        writer.delete_term(tantivy::Term::from_field_text(path, "a"));
        writer.commit().expect("a commit");
        let mut kept = Vec::new();
        let flaws = read(&place, folder.path(), &mut |it| {
            kept.push(it.to_owned());
            Ok(())
        });
        assert_eq!(flaws.expect("it is read"), []);
        assert_eq!(kept, ["c"]);
    }
}
