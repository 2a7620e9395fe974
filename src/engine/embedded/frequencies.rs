//! How often terms stand in candidates and their documents, read from postings.

use tantivy::columnar::Column;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, Term};

use crate::engine::embedded::reader::Reader;
use crate::engine::{Candidate, Frequencies, Of};

/// A document of a segment, and the candidate that it is of.
type Place = (DocId, usize);

/// Returns the frequencies of `terms`, for each candidate.
pub(crate) fn frequencies(
    reader: &Reader,
    of: Of,
    candidates: &[Candidate],
    terms: &[String],
) -> tantivy::Result<Vec<Frequencies>> {
    let mut found = vec![
        Frequencies {
            counts: vec![0; terms.len()],
            terms: 0,
        };
        candidates.len()
    ];
    for (segment_ord, segment) in reader.searcher.segment_readers().iter().enumerate() {
        let inside = candidates.iter().enumerate().filter_map(|(at, candidate)| {
            let address = unpack(candidate.address);
            (address.segment_ord as usize == segment_ord).then_some((address.doc_id, at))
        });
        let mut places: Vec<Place> = inside.collect();
        if of == Of::Document {
            add_lengths(segment, &mut places, &mut found)?;
        }
        places.sort_unstable();
        count(reader, of, segment, &places, terms, &mut found)?;
    }
    Ok(found)
}

/// Turns passages into their documents, and notes how long these are.
fn add_lengths(
    segment: &SegmentReader,
    places: &mut [Place],
    found: &mut [Frequencies],
) -> tantivy::Result<()> {
    let distances: Column<u64> = segment.fast_fields().u64("to_document")?;
    let lengths: Column<u64> = segment.fast_fields().u64("document_terms")?;
    for (doc, at) in places {
        *doc += distances.first(*doc).unwrap_or_default() as DocId;
        found[*at].terms = lengths.first(*doc).unwrap_or_default();
    }
    Ok(())
}

fn count(
    reader: &Reader,
    of: Of,
    segment: &SegmentReader,
    places: &[Place],
    terms: &[String],
    found: &mut [Frequencies],
) -> tantivy::Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    let field = match of {
        Of::Document => reader.fields.document,
        Of::Grams => reader.fields.grams,
    };
    let index = segment.inverted_index(field)?;
    for (number, term) in terms.iter().enumerate() {
        let term = Term::from_field_text(field, term);
        let Some(mut postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? else {
            continue;
        };
        for &(doc, at) in places {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                found[at].counts[number] = postings.term_freq();
            }
        }
    }
    Ok(())
}

/// Returns an address as a number.
pub(crate) fn pack(address: DocAddress) -> u64 {
    u64::from(address.segment_ord) << 32 | u64::from(address.doc_id)
}

fn unpack(number: u64) -> DocAddress {
    DocAddress::new((number >> 32) as u32, number as u32)
}
