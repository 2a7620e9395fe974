//! Spreading hits over documents: one that has much on a matter leaves room for others on the first page.

use std::collections::{HashMap, VecDeque};

use crate::ranking::weights::{FEW_HITS, MOST_OF_A_DOCUMENT};

/// Puts off what is more than enough of one document among each few hits, where others are there to take its place.
pub(crate) fn spread<T>(ranked: Vec<T>, document: impl Fn(&T) -> u64) -> Vec<T> {
    let mut waiting: VecDeque<T> = ranked.into();
    let mut spread = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        let mut put_off = VecDeque::new();
        let mut few = Vec::with_capacity(FEW_HITS);
        while few.len() < FEW_HITS
            && let Some(next) = waiting.pop_front()
        {
            let count = counts.entry(document(&next)).or_default();
            if *count < MOST_OF_A_DOCUMENT {
                *count += 1;
                few.push(next);
            } else {
                put_off.push_back(next);
            }
        }
        put_off.append(&mut waiting);
        waiting = put_off;
        // With no others, its own are welcome.
        let room = FEW_HITS.saturating_sub(few.len()).min(waiting.len());
        few.extend(waiting.drain(..room));
        spread.append(&mut few);
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread_of(documents: &str) -> String {
        let ranked: Vec<char> = documents.chars().collect();
        let spread = spread(ranked, |&document| document.into());
        spread.into_iter().collect()
    }

    #[test]
    fn a_document_leaves_room_for_others() {
        assert_eq!(spread_of("aaaaabcdefghij"), "aaabcdefghaaij");
        assert_eq!(spread_of("aaaab"), "aaaba");
    }

    #[test]
    fn nothing_is_lost_where_there_are_no_others() {
        assert_eq!(spread_of("aaaaaaaaaaaa"), "aaaaaaaaaaaa");
        assert_eq!(spread_of("ab"), "ab");
        assert_eq!(spread_of(""), "");
    }
}
