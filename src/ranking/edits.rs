//! How many edits lie between two words: a letter more, less or another, or two neighbours swapped.

/// Returns the number of edits; no letter is edited twice (optimal string alignment).
pub(crate) fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (row, letter) in from.chars().enumerate() {
        let mut next = vec![row + 1];
        for (at, &other) in to.iter().enumerate() {
            let change = last[at] + usize::from(letter != other);
            let mut least = change.min(last[at + 1] + 1).min(next[at] + 1);
            if at > 0 && previous == Some(other) && to[at - 1] == letter {
                least = least.min(before_last[at - 1] + 1);
            }
            next.push(least);
        }
        before_last = std::mem::replace(&mut last, next);
        previous = Some(letter);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_or_a_swap_is_one_edit() {
        for (from, to, expected) in [
            ("", "", 0),
            ("mali", "mali", 0),
            ("belmoktar", "belmokhtar", 1),
            ("mohktar", "mokhtar", 1),
            ("gaddafi", "kadhafi", 2),
            ("abc", "", 3),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("дидье", "дидие", 1),
        ] {
            assert_eq!(edits(from, to), expected, "{from} {to}");
        }
    }
}
