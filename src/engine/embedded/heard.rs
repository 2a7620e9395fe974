//! The words that sound as one does, as an automaton: whole branches of a dictionary are passed over.

use tantivy_fst::Automaton;

use crate::analyzer::Sounds;

/// Finds the words that sound so. A state is the beginning of a word; none if no word that begins so can sound so.
pub(crate) struct Heard<'a>(pub(crate) &'a Sounds);

impl Automaton for Heard<'_> {
    type State = Option<Vec<u8>>;

    fn start(&self) -> Self::State {
        Some(Vec::new())
    }

    fn is_match(&self, state: &Self::State) -> bool {
        let word = state.as_deref().and_then(|word| str::from_utf8(word).ok());
        word.is_some_and(|word| self.0.are_of(word))
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.is_some()
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        let before = state.as_ref()?;
        let mut beginning = Vec::with_capacity(before.len() + 1);
        beginning.extend_from_slice(before);
        beginning.push(byte);
        // A letter of which there are not all bytes says nothing yet.
        let may_be = str::from_utf8(&beginning).map_or(true, |word| self.0.may_begin(word));
        may_be.then_some(beginning)
    }
}
