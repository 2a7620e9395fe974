//! Where a name leads that a user typed: a name as answers print it, or a path on the disk.

use std::path::{Path, PathBuf};

use crate::corpus::{Corpus, Root, real, walk};

/// A place in the corpus; there need not be a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Its name relative to the corpus, as in [`crate::corpus::Source`].
    pub(crate) path: String,
    /// Its name as bytes in base64, where it is not UTF-8.
    pub(crate) path_bytes: Option<String>,
    /// Where it is.
    pub(crate) file: PathBuf,
    /// Which folder of the corpus it is in.
    pub(crate) root: usize,
}

impl Corpus {
    /// Returns the places that `name` may mean, as answers print it first; none if all lie outside of the corpus.
    pub(crate) fn spots(&self, name: &str, path_bytes: Option<&str>) -> Vec<Spot> {
        let mut spots = Vec::new();
        let plain = name.strip_prefix("./").unwrap_or(name);
        let plain = plain.trim_end_matches('/');
        if let Some(file) = self.locate(plain, path_bytes) {
            spots = self.spots_of(&file);
            // The name of a sole file counts, though there is no other that could be meant.
            spots.retain(|spot| spot.path == plain);
        }
        for spot in self.spots_at(Path::new(name)) {
            if !spots.contains(&spot) {
                spots.push(spot);
            }
        }
        spots
    }

    /// Returns the places that a path on the disk leads to; none if all lie outside of the corpus.
    pub(crate) fn spots_at(&self, path: &Path) -> Vec<Spot> {
        let mut spots = Vec::new();
        for file in on_disk(path) {
            for spot in self.spots_of(&file) {
                if !spots.contains(&spot) {
                    spots.push(spot);
                }
            }
        }
        spots
    }

    /// Returns the names that a file has in the folders of the corpus.
    fn spots_of(&self, file: &Path) -> Vec<Spot> {
        let roots = self.roots.iter().enumerate();
        roots
            .filter(|(_, root)| file.starts_with(&root.dir))
            .map(|(at, root)| spot(file, at, root))
            .collect()
    }
}

fn spot(file: &Path, at: usize, root: &Root) -> Spot {
    let is_whole_folder = file == root.dir && !root.dir.is_file();
    let (path, path_bytes) = match is_whole_folder {
        true => (root.prefix.trim_end_matches('/').to_owned(), None),
        false => walk::name(file, &root.dir, &root.prefix),
    };
    Spot {
        path,
        path_bytes,
        file: file.to_owned(),
        root: at,
    }
}

/// Returns where a path leads from the working directory: as typed, and with the links above it resolved.
fn on_disk(path: &Path) -> Vec<PathBuf> {
    let Ok(typed) = std::path::absolute(path) else {
        return Vec::new();
    };
    let resolved = match (typed.parent(), typed.file_name()) {
        (Some(folder), Some(name)) => real(folder).join(name),
        _ => real(&typed),
    };
    let is_plain = !typed.components().any(|part| part.as_os_str() == "..");
    is_plain
        .then_some(typed)
        .into_iter()
        .chain([resolved])
        .collect()
}
