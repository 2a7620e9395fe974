//! The best passages of a query, the same ones however they are spread over segments.
//!
//! tantivy takes the first document it meets where several score the same. Here they are taken by a key that is the
//! passage's own, so that what is found does not depend on the order in which files were indexed.

use tantivy::DocAddress;
use tantivy::collector::TopDocs;
use tantivy::query::{EnableScoring, Query};

use crate::engine::Candidate;
use crate::engine::embedded::columns::number;
use crate::engine::embedded::evidence::pack;
use crate::engine::embedded::reader::Reader;
use crate::engine::embedded::statistics::Statistics;

/// What of a score does not count: the order in which terms are added up changes its last bits.
const NOISE_BITS: u32 = 6;

/// Returns the `limit` best passages, best first; the score of those that are as good is the same.
pub(crate) fn best(
    reader: &Reader,
    query: &dyn Query,
    limit: usize,
) -> tantivy::Result<Vec<Candidate>> {
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
    let mut candidates = candidates(reader, found)?;
    candidates.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.key.cmp(&b.key)));
    candidates.truncate(limit);
    Ok(candidates)
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

/// Looks up what decides among passages.
fn candidates(reader: &Reader, found: Vec<(f32, DocAddress)>) -> tantivy::Result<Vec<Candidate>> {
    let columns = reader.columns()?;
    let candidate = |(score, address): (f32, DocAddress)| {
        let columns = &columns[address.segment_ord as usize];
        let doc = address.doc_id;
        let document = doc + number(&columns.to_document, doc);
        Candidate {
            score,
            address: pack(address),
            key: columns.key.first(doc).unwrap_or_default(),
            document: pack(DocAddress::new(address.segment_ord, document)),
            twin: number(&columns.twin, doc),
        }
    };
    Ok(found.into_iter().map(candidate).collect())
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
