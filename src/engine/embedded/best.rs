//! The best passages of a query, the same ones however they are spread over segments.
//!
//! tantivy takes the first document it meets where several score the same. Here they are taken by a key that is the
//! passage's own, so that what is found does not depend on the order in which files were indexed.

use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, SegmentReader};

use crate::engine::embedded::reader::Reader;
use crate::engine::embedded::statistics::Statistics;

/// What of a score does not count: the order in which terms are added up changes its last bits.
const NOISE_BITS: u32 = 6;

/// Returns the `limit` best passages, best first; the score of those that are as good is the same.
pub(crate) fn best(
    reader: &Reader,
    query: &dyn Query,
    limit: usize,
) -> tantivy::Result<Vec<(f32, DocAddress)>> {
    let statistics = Statistics(reader);
    // A few more, to see whether others are as good as the last one.
    let wanted = limit + limit / 4 + 1;
    let collector = TopDocs::with_limit(wanted).order_by_score();
    let found = reader
        .searcher
        .search_with_statistics_provider(query, &collector, &statistics)?;
    let mut found: Vec<_> = found
        .into_iter()
        .map(|(score, address)| (without_noise(score), address))
        .collect();
    if let Some(&(last, _)) = found.get(limit.saturating_sub(1))
        && found.len() == wanted
        && found.last().is_some_and(|&(score, _)| score == last)
    {
        found.retain(|&(score, _)| score > last);
        found.extend(scored(reader, query, &statistics, last)?);
    }
    let mut keyed = keyed(reader, found)?;
    keyed.sort_unstable_by(|(a, _), (b, _)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    keyed.truncate(limit);
    Ok(keyed
        .into_iter()
        .map(|((score, _), address)| (score, address))
        .collect())
}

/// Returns the passages with a score, however many there are.
fn scored(
    reader: &Reader,
    query: &dyn Query,
    statistics: &Statistics<'_>,
    wanted: f32,
) -> tantivy::Result<Vec<(f32, DocAddress)>> {
    let scoring = EnableScoring::enabled_from_statistics_provider(statistics, &reader.searcher);
    let weight = query.weight(scoring)?;
    // Only what scores more than the threshold is looked at.
    let threshold = match wanted > 0.0 {
        true => f32::from_bits(wanted.to_bits() - 1),
        false => -1.0,
    };
    let mut found = Vec::new();
    for (segment_ord, segment) in reader.searcher.segment_readers().iter().enumerate() {
        let mut take = |doc, score| {
            if without_noise(score) == wanted && !segment.is_deleted(doc) {
                found.push((wanted, DocAddress::new(segment_ord as u32, doc)));
            }
            threshold
        };
        weight.for_each_pruning(threshold, segment, &mut take)?;
    }
    Ok(found)
}

fn without_noise(score: f32) -> f32 {
    f32::from_bits(score.to_bits() >> NOISE_BITS << NOISE_BITS)
}

/// A passage with its score and its own key.
type Keyed = ((f32, u64), DocAddress);

fn keyed(reader: &Reader, found: Vec<(f32, DocAddress)>) -> tantivy::Result<Vec<Keyed>> {
    let keys: Vec<Column<u64>> = reader
        .searcher
        .segment_readers()
        .iter()
        .map(|segment: &SegmentReader| segment.fast_fields().u64("key"))
        .collect::<tantivy::Result<_>>()?;
    let key = |address: DocAddress| {
        let key = keys[address.segment_ord as usize].first(address.doc_id);
        key.unwrap_or_default()
    };
    Ok(found
        .into_iter()
        .map(|(score, address)| ((score, key(address)), address))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bits_of_a_score_do_not_count() {
        let score = 12.345_678_f32;
        let neighbour = f32::from_bits(score.to_bits() + 1);
        assert_eq!(without_noise(score), without_noise(neighbour));
        assert_ne!(without_noise(score), without_noise(score * 1.0001));
        assert_eq!(without_noise(0.0), 0.0);
    }
}
