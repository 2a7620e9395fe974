//! The words of a text in one string, compounds as their parts and as one.

use crate::analyzer::{Form, tokens};

/// Ends a word; no word has white space in it.
pub(crate) const END: char = '\n';
/// Begins a compound written as one, which stands where the word before it stands.
pub(crate) const SAME_PLACE: char = '\t';

/// Packs the words of a text: what is the same but for case, accents and signs becomes the same.
pub(crate) fn packed(text: &str) -> String {
    let mut packed = String::new();
    for token in tokens(text) {
        if token.form == Form::Whole {
            packed.push(SAME_PLACE);
        }
        packed.push_str(&token.term);
        packed.push(END);
    }
    packed
}

/// Unpacks words with their positions.
pub(crate) fn unpacked(words: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut next = 0;
    words
        .split_terminator(END)
        .map(move |word| match word.strip_prefix(SAME_PLACE) {
            Some(whole) => (next - 1, whole),
            None => {
                next += 1;
                (next - 1, word)
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unpacked_with_their_positions() {
        let words = packed("Get-ChildItem help");
        let unpacked: Vec<_> = unpacked(&words).collect();
        let expected = [
            (0, "get"),
            (0, "getchilditem"),
            (1, "childitem"),
            (2, "help"),
        ];
        assert_eq!(unpacked, expected);
    }
}
