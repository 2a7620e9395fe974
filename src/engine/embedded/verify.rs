//! Reading all that is kept, to tell whether it is as it was written.

use crate::engine::Flaw;
use crate::engine::embedded::directory::{Access, IndexDirectory};
use crate::engine::embedded::{Embedded, generation, reader};
use crate::error::{Error, Result};

/// How often the files are read again because a writer replaced them meanwhile.
const TRIES: usize = 5;

/// Returns what is wrong with the files of the generation that answers.
pub(crate) fn flaws(place: &Embedded) -> Result<Vec<Flaw>> {
    let mut flaws = Vec::new();
    for _ in 0..TRIES {
        let before = generation::committed(place)?;
        flaws = look(place)?;
        // Files that a writer removed while we read are no flaws.
        if flaws.is_empty() || before == generation::committed(place)? {
            break;
        }
    }
    Ok(flaws)
}

fn look(place: &Embedded) -> Result<Vec<Flaw>> {
    let Some(generation) = generation::current(place)? else {
        return Ok(Vec::new());
    };
    let directory = IndexDirectory::open(&place.disk, &generation, Access::Read);
    let damages = match directory {
        Ok(directory) => directory.damages(),
        Err(source) => match generation::engine(&generation, source) {
            Error::Damaged { reason, .. } => return Ok(vec![flaw("meta.json", reason)]),
            error => return Err(error),
        },
    };
    if !damages.is_empty() {
        let flaws = damages
            .into_iter()
            .map(|(name, reason)| flaw(&name, reason));
        return Ok(flaws.collect());
    }
    // Sound files may still not make an index, where one of them is missing.
    match reader::open_current(place) {
        Err(Error::Damaged { reason, .. }) => Ok(vec![flaw("meta.json", reason)]),
        Err(error) => Err(error),
        Ok(_) => Ok(Vec::new()),
    }
}

fn flaw(name: &str, reason: String) -> Flaw {
    Flaw {
        name: name.to_owned(),
        reason,
    }
}
