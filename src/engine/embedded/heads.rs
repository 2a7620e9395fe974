//! What the passages are called, without their texts.

use rayon::prelude::*;
use serde::Deserialize;
use tantivy::schema::Value;
use tantivy::{SegmentReader, TantivyDocument};

use crate::engine::Head;
use crate::engine::embedded::generation;
use crate::engine::embedded::reader::Reader;
use crate::engine::embedded::schema::read_record;
use crate::error::{Error, Result};

/// The stored documents are read once, in their order: no block is needed again.
const BLOCKS_KEPT: usize = 1;

/// A record of a passage, read no further than its head; the entry of a file has no id.
#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    id: Option<String>,
    path: String,
    #[serde(default)]
    record: Option<String>,
    title: String,
    #[serde(default)]
    headings: Vec<String>,
}

impl Record {
    fn head(mut self) -> Option<Head> {
        Some(Head {
            id: self.id?,
            path: self.path,
            record: self.record,
            title: self.title,
            heading: self.headings.pop(),
        })
    }
}

/// Returns the heads of all passages, in no order.
pub(crate) fn heads(reader: &Reader) -> Result<Vec<Head>> {
    let segments = reader.searcher.segment_readers().par_iter();
    let heads: Vec<_> = segments
        .map(|segment| heads_in(segment, reader))
        .collect::<Result<_>>()?;
    Ok(heads.into_iter().flatten().collect())
}

fn heads_in(segment: &SegmentReader, reader: &Reader) -> Result<Vec<Head>> {
    let failed = |source| generation::engine(&reader.dir, source);
    let store = segment
        .get_store_reader(BLOCKS_KEPT)
        .map_err(|error| failed(error.into()))?;
    let mut heads = Vec::new();
    for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
        let document = document.map_err(failed)?;
        // What is known of a document as a whole has no record.
        let Some(record) = document
            .get_first(reader.fields.record)
            .and_then(|value| value.as_bytes())
        else {
            continue;
        };
        let record: Record = read_record(record).map_err(|reason| Error::Damaged {
            path: reader.dir.clone(),
            reason,
        })?;
        heads.extend(record.head());
    }
    Ok(heads)
}
