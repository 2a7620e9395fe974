//! The most frequent terms that begin so.

use std::cmp::Ordering;
use std::collections::HashMap;

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::engine::embedded::reader::Reader;

/// A term, and how many documents have it.
type Counted = (String, u64);

/// Returns the most frequent surface terms that begin so, with their counts.
pub(crate) fn frequent(
    reader: &Reader,
    prefix: &str,
    limit: usize,
) -> tantivy::Result<Vec<Counted>> {
    let field = reader.fields.surface;
    let bounds = bounds(&reader.searcher, field, prefix)?;
    let mut most: Vec<Counted> = bounds.into_iter().collect();
    most.sort_unstable_by(order);
    best(&most, limit, |term| {
        let term = Term::from_field_text(field, term);
        reader.counts.of(&term, &reader.searcher)
    })
}

/// Returns how many documents of a field have each term that begins so, deleted ones included.
fn bounds(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
) -> tantivy::Result<HashMap<String, u64>> {
    let mut bounds: HashMap<String, u64> = HashMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().range().ge(prefix).into_stream()?;
        while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            let count = u64::from(terms.value().doc_freq);
            let term = String::from_utf8_lossy(terms.key());
            match bounds.get_mut(term.as_ref()) {
                Some(sum) => *sum += count,
                None => drop(bounds.insert(term.into_owned(), count)),
            }
        }
    }
    Ok(bounds)
}

/// Counts the terms, of which `most` tells no more than that they are not more frequent, until the best are known.
fn best(
    most: &[Counted],
    limit: usize,
    count: impl Fn(&str) -> tantivy::Result<u64>,
) -> tantivy::Result<Vec<Counted>> {
    let mut found: Vec<Counted> = Vec::new();
    for at_best in most {
        let is_full = found.len() >= limit;
        if is_full && found.last().is_none_or(|last| order(last, at_best).is_lt()) {
            break;
        }
        let counted = (at_best.0.clone(), count(&at_best.0)?);
        if counted.1 > 0 {
            let at = found.partition_point(|known| order(known, &counted).is_lt());
            found.insert(at, counted);
            found.truncate(limit);
        }
    }
    Ok(found)
}

fn order(a: &Counted, b: &Counted) -> Ordering {
    b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deleted_documents_do_not_make_a_term_frequent() {
        let most = [("c", 9), ("a", 5), ("b", 5), ("d", 4), ("e", 2)];
        let most = most.map(|(term, count)| (term.to_owned(), count));
        let alive = |term: &str| {
            Ok(match term {
                "c" => 0,
                "a" => 2,
                "b" => 4,
                "d" => 4,
                _ => panic!("no need to count {term}"),
            })
        };
        let found = best(&most, 2, alive).expect("counts");
        assert_eq!(found, [("b".to_owned(), 4), ("d".to_owned(), 4)]);
    }
}
