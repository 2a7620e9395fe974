//! Words in a row and words within others, found by the positions of the words.

/// How far from the first word of a phrase each of its words stands, and which one it is of those that are wanted.
pub(crate) type Row = [(u32, usize)];
/// An occurrence of a wanted word: its position, and which word it is.
pub(crate) type Spot = (u32, usize);

/// Returns the first and the last word of each occurrence of a phrase; `positions` are those of each wanted word.
pub(crate) fn in_a_row<'p>(row: &Row, positions: impl Fn(usize) -> &'p [u32]) -> Vec<[Spot; 2]> {
    let [(_, first), rest @ ..] = row else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for &start in positions(*first) {
        let is_there = |&(distance, word): &(u32, usize)| {
            positions(word).binary_search(&(start + distance)).is_ok()
        };
        if rest.iter().all(is_there) {
            let (distance, last) = rest.last().copied().unwrap_or((0, *first));
            found.push([(start, *first), (start + distance, last)]);
        }
    }
    found
}

/// Returns the first and the last word of each shortest window that has all the words, and at most `slop` others.
///
/// A word that is wanted twice must be there twice.
pub(crate) fn within<'p>(
    row: &Row,
    slop: u32,
    positions: impl Fn(usize) -> &'p [u32],
) -> Vec<[Spot; 2]> {
    let mut wanted: Vec<usize> = row.iter().map(|&(_, word)| word).collect();
    let width = slop.saturating_add(row.len() as u32 - 1);
    wanted.sort_unstable();
    let mut different = wanted.clone();
    different.dedup();
    let spots = different.iter().flat_map(|&word| {
        let positions = positions(word).iter();
        positions.map(move |&position| (position, word))
    });
    let mut spots: Vec<Spot> = spots.collect();
    spots.sort_unstable();
    let mut found = Vec::new();
    let mut window: Vec<Spot> = Vec::new();
    for spot in spots {
        window.push(spot);
        window.retain(|&(position, _)| spot.0 - position <= width);
        // The shortest window that ends here begins as late as it can.
        let start = (0..window.len())
            .rev()
            .find(|&from| has_all(&wanted, &window[from..]));
        if let Some(from) = start {
            found.push([window[from], spot]);
            window.drain(..=from);
        }
    }
    found
}

/// Does the window have every wanted word, a repeated one as often as it is wanted?
fn has_all(wanted: &[usize], window: &[Spot]) -> bool {
    wanted.chunk_by(|a, b| a == b).all(|same| {
        let there = window.iter().filter(|(_, word)| *word == same[0]);
        there.count() >= same.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the positions of the words of a text, by the words of a query.
    fn positions(words: &[&str], text: &str) -> Vec<Vec<u32>> {
        let of = |word: &&str| {
            let places = text.split(' ').zip(0..);
            let places = places.filter(|(other, _)| other == word);
            places.map(|(_, position)| position).collect()
        };
        words.iter().map(of).collect()
    }

    #[test]
    fn phrases_stand_in_a_row() {
        let count = |text: &str| {
            let positions = positions(&["peace", "process"], text);
            in_a_row(&[(0, 0), (1, 1)], |word| &positions[word]).len()
        };
        assert_eq!(count("the peace process of a peace process"), 2);
        assert_eq!(count("peace in process"), 0);
        assert_eq!(count("process peace"), 0);
    }

    #[test]
    fn words_within_others_stand_in_any_order() {
        let count = |text: &str, slop| {
            let positions = positions(&["mali", "france"], text);
            within(&[(0, 0), (1, 1)], slop, |word| &positions[word]).len()
        };
        assert_eq!(count("france left mali", 1), 1);
        assert_eq!(count("france left mali", 0), 0);
        assert_eq!(count("mali france", 0), 1);
        assert_eq!(count("mali a b c d e france", 5), 1);
        assert_eq!(count("mali a b c d e f france", 5), 0);
    }

    #[test]
    fn a_word_wanted_twice_must_be_there_twice() {
        let count = |text: &str| {
            let positions = positions(&["new"], text);
            within(&[(0, 0), (1, 0)], 3, |word| &positions[word]).len()
        };
        assert_eq!(count("new york"), 0);
        assert_eq!(count("new york new"), 1);
    }
}
