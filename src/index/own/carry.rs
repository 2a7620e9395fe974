//! Documents that are in no file, carried over into an index that is made anew.

use std::collections::{BTreeMap, HashSet};

use crate::engine::{Batch, Entry, Flaw};
use crate::error::{Error, Result};
use crate::index::Index;
use crate::index::own::{Edits, intake};

/// What was carried over.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// The names of the documents.
    pub(crate) names: HashSet<String>,
    /// How many passages they have.
    pub(crate) passages: u64,
    /// What could not be read, and is gone.
    pub(crate) lost: Vec<Flaw>,
    /// Documents that are edited, and so were not carried over.
    pub(crate) replaced: BTreeMap<String, Entry>,
}

/// Reads all that the index before kept into a batch, but for what `edits` puts or removes.
///
/// # Errors
///
/// Fails if any of it cannot be read, unless that is allowed.
pub(crate) fn carry(
    index: &Index,
    batch: &dyn Batch,
    edits: &Edits,
    may_lose: bool,
) -> Result<Carried> {
    let mut carried = Carried::default();
    let mut unread = Vec::new();
    let flaws = batch.kept(&mut |kept| {
        index.cancel.refuse()?;
        let kept = match index.read_kept(kept) {
            Ok(kept) => kept,
            Err(Error::OwnLost { reason, .. }) => {
                let name = "what was kept".to_owned();
                unread.push(Flaw { name, reason });
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if edits.has(&kept.name) {
            carried.replaced.insert(kept.name.clone(), kept.entry());
            return Ok(());
        }
        carried.passages += intake::add(index, batch, &kept)?;
        carried.names.insert(kept.name);
        Ok(())
    })?;
    carried.lost = flaws;
    carried.lost.append(&mut unread);
    match carried.lost.first() {
        Some(flaw) if !may_lose => Err(Error::OwnLost {
            path: index.dir.clone(),
            reason: format!("{}: {}", flaw.name, flaw.reason),
        }),
        _ => Ok(carried),
    }
}
