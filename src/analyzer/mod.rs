//! Text into terms, described once for every engine.
//!
//! A text becomes [`Token`]s: words by Unicode's rules, folded (NFKC, lower case, Latin accents), compounds as their
//! parts and as a whole, Han, Kana and Hangul by character, Thai and its like by letter. The tokens are the *surface*
//! terms, under which phrases, prefixes and near spellings are found. From them come the *ranked* terms: Snowball
//! stems of the passage's language, single characters and pairs of Han, Kana and Hangul, runs of four Thai letters.

mod fold;
mod language;
mod latin;
mod soft;
mod sounds;
mod stems;
mod words;

use std::sync::LazyLock;

pub use language::Language;
pub use words::{Form, Token, tokens};

pub(crate) use fold::{fold, lower};
pub(crate) use latin::latin;
pub(crate) use soft::{asked_in, is_soft};
pub(crate) use sounds::Sounds;
pub(crate) use stems::with_stem;

/// Letters that make a run: of a Thai-like script, or in the words of languages that join them.
const LETTERS_PER_GRAM: usize = 4;
/// Changed when the rules change in a way that the sample below would not show.
const VERSION: u32 = 2;
/// A text in which every rule has something to do.
const SAMPLE: &str = "The KEÏTA families' al-Mourabitoun don't ﬁne 1,000 3.14 2015-11-20 foo_bar An-124 C++ \
     Straße Łódź 中国铁建 カタカナ 한국어 ภาษาไทย Ὀδυσσεύς йод أنصار running nationalities";
/// Words with endings that stemmers take off, by the language's code. There are few, as every process looks at them.
const INFLECTED: [(&str, &str); 6] = [
    ("de", "Häusern Angriffe freundlichsten"),
    ("fr", "nationalités continuellement parlaient"),
    ("ru", "городами правительственных"),
    ("tr", "evlerinizden"),
    ("ar", "المدرسون"),
    ("el", "ελευθερίας"),
];

/// Returns what the analyzer does, as a hash: an index made under another fingerprint must be rebuilt.
pub fn fingerprint() -> &'static str {
    static FINGERPRINT: LazyLock<String> = LazyLock::new(compute_fingerprint);
    &FINGERPRINT
}

fn compute_fingerprint() -> String {
    let sample = tokens(SAMPLE);
    let mut hasher = blake3::Hasher::new();
    hasher.update(&VERSION.to_le_bytes());
    for token in &sample {
        hasher.update(token.term.as_bytes());
        hasher.update(&token.position.to_le_bytes());
    }
    let mut add_ranked = |tokens: &[Token<'_>], language| {
        each_ranked(tokens, language, |term, _| {
            hasher.update(term.as_bytes());
            hasher.update(b"\n");
        });
    };
    add_ranked(&sample, Language::ENGLISH);
    for (code, words) in INFLECTED {
        let language = Language::from_code(code).unwrap_or(Language::ENGLISH);
        add_ranked(&tokens(words), language);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// A term under which a text is ranked, and the tokens it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedTerm {
    /// The stem, the character or the run of characters.
    pub term: String,
    /// The first and the last token.
    pub tokens: [usize; 2],
}

/// Returns the terms under which `tokens` are ranked in `language`, in order, repeated as often as they occur.
pub fn ranked_terms(tokens: &[Token<'_>], language: Language) -> Vec<RankedTerm> {
    let mut terms = Vec::with_capacity(tokens.len());
    each_ranked(tokens, language, |term, tokens| {
        let term = term.to_owned();
        terms.push(RankedTerm { term, tokens });
    });
    terms
}

/// Returns the words of a name or a heading in the form under which they are compared, without compounds as a whole.
pub(crate) fn plain_terms(text: &str) -> Vec<String> {
    let tokens = tokens(text).into_iter();
    let parts = tokens.filter(|token| token.form != Form::Whole);
    parts.map(|token| token.term.into_owned()).collect()
}

/// Tells the ranked terms one after the other, each with its first and its last token.
pub(crate) fn each_ranked(
    tokens: &[Token<'_>],
    language: Language,
    mut take: impl FnMut(&str, [usize; 2]),
) {
    for (at, token) in tokens.iter().enumerate() {
        match token.form {
            Form::Word | Form::Whole => {
                with_stem(&token.term, language, |stem| take(stem, [at, at]));
            }
            Form::Ideograph | Form::Letter => {
                for gram in grams_at(tokens, at) {
                    take(&gram.term, gram.tokens);
                }
            }
        }
    }
}

/// Returns the ranked terms that end at token `at` where that is no word: characters, pairs of them, runs of letters.
pub(crate) fn grams_at(tokens: &[Token<'_>], at: usize) -> impl Iterator<Item = RankedTerm> {
    let [one, two] = match tokens[at].form {
        Form::Word | Form::Whole => [None, None],
        Form::Ideograph => [gram(tokens, at, 1), gram(tokens, at, 2)],
        Form::Letter => [letters(tokens, at), None],
    };
    one.into_iter().chain(two)
}

/// Returns the runs of four letters in a folded word; none in numbers, ids and shorter words.
pub(crate) fn letter_grams(word: &str) -> Vec<String> {
    if !word.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    let ends = starts.iter().skip(LETTERS_PER_GRAM).copied();
    starts
        .iter()
        .zip(ends.chain([word.len()]))
        .map(|(&start, end)| word[start..end].to_owned())
        .filter(|gram| gram.chars().count() == LETTERS_PER_GRAM)
        .collect()
}

/// Returns the run of letters that ends at token `at`, or a shorter one where the whole run is shorter.
fn letters(tokens: &[Token<'_>], at: usize) -> Option<RankedTerm> {
    if let Some(gram) = gram(tokens, at, LETTERS_PER_GRAM) {
        return Some(gram);
    }
    let run_goes_on = tokens
        .get(at + 1)
        .is_some_and(|next| is_run(&tokens[at], next));
    if run_goes_on {
        return None;
    }
    (1..LETTERS_PER_GRAM)
        .rev()
        .find_map(|len| gram(tokens, at, len))
}

/// Returns the `len` tokens that end with token `last` as one term, where they are one unbroken run.
fn gram(tokens: &[Token<'_>], last: usize, len: usize) -> Option<RankedTerm> {
    let first = (last + 1).checked_sub(len)?;
    let run = &tokens[first..=last];
    let unbroken = run.windows(2).all(|pair| is_run(&pair[0], &pair[1]));
    unbroken.then(|| RankedTerm {
        term: run.iter().map(|token| token.term.as_ref()).collect(),
        tokens: [first, last],
    })
}

/// Do the two characters follow each other with nothing between them?
fn is_run(left: &Token<'_>, right: &Token<'_>) -> bool {
    left.form == right.form && left.range.end == right.range.start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(text: &str) -> Vec<String> {
        let terms = ranked_terms(&tokens(text), Language::ENGLISH);
        terms.into_iter().map(|ranked| ranked.term).collect()
    }

    #[test]
    fn words_are_ranked_by_their_stems() {
        assert_eq!(ranked("Attacks attacking"), ["attack", "attack"]);
    }

    #[test]
    fn han_is_ranked_by_characters_and_pairs() {
        assert_eq!(
            ranked("中国铁 建"),
            ["中", "国", "中国", "铁", "国铁", "建"]
        );
    }

    #[test]
    fn thai_is_ranked_by_runs_of_four_letters() {
        assert_eq!(ranked("กขคงจ"), ["กขคง", "ขคงจ"]);
        assert_eq!(ranked("กข x"), ["กข", "x"]);
    }

    #[test]
    fn words_have_runs_of_four_letters() {
        assert_eq!(letter_grams("schule"), ["schu", "chul", "hule"]);
        assert_eq!(letter_grams("haus"), ["haus"]);
        assert!(letter_grams("an1").is_empty() && letter_grams("der").is_empty());
    }

    #[test]
    fn the_fingerprint_is_the_same_every_time() {
        assert_eq!(fingerprint(), compute_fingerprint());
        assert_eq!(fingerprint().len(), 16);
    }

    #[test]
    fn the_fingerprint_depends_on_stemmers() {
        for (code, words) in INFLECTED {
            let language = Language::from_code(code).expect("it is in the table");
            let tokens = tokens(words);
            let ranked = ranked_terms(&tokens, language);
            let is_stemmed = |(token, ranked): (&Token<'_>, &RankedTerm)| token.term != ranked.term;
            assert!(tokens.iter().zip(&ranked).all(is_stemmed), "{code}");
        }
    }
}
