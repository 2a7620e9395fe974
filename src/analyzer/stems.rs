//! Stems of words that were met before: most words of a text are, and a stem takes ten times as long as a look.

use std::cell::RefCell;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::analyzer::language::Language;

/// So many words are remembered; then all are forgotten, which costs less than to tell which are rare.
const MOST_WORDS: usize = 1 << 16;

thread_local! {
    static MET: RefCell<Stems> = RefCell::default();
}

/// Words with their stems.
type Known = HashMap<Box<str>, Box<str>, RandomState>;

/// The stems of the words that a thread has met.
#[derive(Default)]
struct Stems {
    /// Of each language; there are few.
    languages: Vec<(Language, Known)>,
    count: usize,
}

/// Does something with the stem of a folded word.
pub(crate) fn with_stem<T>(word: &str, language: Language, take: impl FnOnce(&str) -> T) -> T {
    if !language.stems(word) {
        return take(word);
    }
    MET.with_borrow_mut(|met| met.stem(word, language, take))
}

impl Stems {
    fn stem<T>(&mut self, word: &str, language: Language, take: impl FnOnce(&str) -> T) -> T {
        let stems = self.of(language);
        if let Some(stem) = stems.get(word) {
            return take(stem);
        }
        let stem = language.stem(word);
        stems.insert(word.into(), stem.as_ref().into());
        self.count += 1;
        if self.count >= MOST_WORDS {
            *self = Self::default();
        }
        take(&stem)
    }

    fn of(&mut self, language: Language) -> &mut Known {
        let known = self.languages.iter().position(|(it, _)| *it == language);
        let at = known.unwrap_or_else(|| {
            self.languages.push((language, Known::default()));
            self.languages.len() - 1
        });
        &mut self.languages[at].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_its_stem_in_each_language_however_often_it_is_met() {
        let german = Language::from_code("de").expect("German is in the table");
        for _ in 0..2 {
            for (word, language, stem) in [
                ("attacks", Language::ENGLISH, "attack"),
                ("angriffe", german, "angriff"),
                ("angriffe", Language::ENGLISH, "angriff"),
                ("2100s", Language::ENGLISH, "2100s"),
                ("attacks", german, "attack"),
            ] {
                assert_eq!(with_stem(word, language, str::to_owned), stem, "{word}");
                assert_eq!(language.stem(word), stem, "{word}");
            }
        }
    }

    #[test]
    fn no_more_words_are_remembered_than_may_be() {
        let mut stems = Stems::default();
        for number in 0..=MOST_WORDS {
            stems.stem(&format!("word{number}"), Language::ENGLISH, |_| ());
        }
        assert!(stems.count <= MOST_WORDS);
        let words: usize = stems.languages.iter().map(|(_, words)| words.len()).sum();
        assert_eq!(words, stems.count);
    }
}
