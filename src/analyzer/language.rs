//! Languages: their names, how they are recognised, and how their words are stemmed.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};
use whatlang::{Detector, Lang};

use crate::analyzer::fold::fold;
use crate::analyzer::soft::is_soft;

/// The longest piece of text, in characters, that is looked at to recognise a language.
const SAMPLE_CHARS: usize = 600;
/// The shortest piece of text, in characters, whose language can be told.
const MIN_CHARS: usize = 40;

/// The fewest words whose small ones tell English.
const MIN_WORDS: usize = 30;
/// A text of which more than one word in so many is a small word of English may well be English.
const PLAUSIBLE_SHARE: usize = 7;
/// A text of which more than one word in so many is a small word of English is English: four in ten are in prose, and
/// one in ten, by chance, in Dutch or Danish.
const CERTAIN_SHARE: usize = 4;

/// A text of which more than one byte in so many is a sign or a digit is code, or a table, and in no language.
const SIGNS_SHARE: usize = 5;

/// A language we know: its ISO 639-1 code, what the recogniser calls it, and its stemmer.
type Row = (&'static str, Lang, Option<Algorithm>);

/// The languages, each in one row; English first, as it is the default.
const LANGUAGES: &[Row] = &[
    ("en", Lang::Eng, Some(Algorithm::English)),
    ("ar", Lang::Ara, Some(Algorithm::Arabic)),
    ("bg", Lang::Bul, None),
    ("bn", Lang::Ben, None),
    ("ca", Lang::Cat, Some(Algorithm::Catalan)),
    ("cs", Lang::Ces, Some(Algorithm::Czech)),
    ("da", Lang::Dan, Some(Algorithm::Danish)),
    ("de", Lang::Deu, Some(Algorithm::German)),
    ("el", Lang::Ell, Some(Algorithm::Greek)),
    ("eo", Lang::Epo, Some(Algorithm::Esperanto)),
    ("es", Lang::Spa, Some(Algorithm::Spanish)),
    ("et", Lang::Est, Some(Algorithm::Estonian)),
    ("fa", Lang::Pes, Some(Algorithm::Persian)),
    ("fi", Lang::Fin, Some(Algorithm::Finnish)),
    ("fr", Lang::Fra, Some(Algorithm::French)),
    ("he", Lang::Heb, None),
    ("hi", Lang::Hin, Some(Algorithm::Hindi)),
    ("hr", Lang::Hrv, None),
    ("hu", Lang::Hun, Some(Algorithm::Hungarian)),
    ("hy", Lang::Hye, Some(Algorithm::Armenian)),
    ("id", Lang::Ind, Some(Algorithm::Indonesian)),
    ("it", Lang::Ita, Some(Algorithm::Italian)),
    ("ja", Lang::Jpn, None),
    ("km", Lang::Khm, None),
    ("ko", Lang::Kor, None),
    ("lt", Lang::Lit, Some(Algorithm::Lithuanian)),
    ("lv", Lang::Lav, None),
    ("my", Lang::Mya, None),
    ("nb", Lang::Nob, Some(Algorithm::Norwegian)),
    ("ne", Lang::Nep, Some(Algorithm::Nepali)),
    ("nl", Lang::Nld, Some(Algorithm::Dutch)),
    ("pl", Lang::Pol, Some(Algorithm::Polish)),
    ("pt", Lang::Por, Some(Algorithm::Portuguese)),
    ("ro", Lang::Ron, Some(Algorithm::Romanian)),
    ("ru", Lang::Rus, Some(Algorithm::Russian)),
    ("sk", Lang::Slk, None),
    ("sl", Lang::Slv, None),
    ("sr", Lang::Srp, Some(Algorithm::Serbian)),
    ("sv", Lang::Swe, Some(Algorithm::Swedish)),
    ("ta", Lang::Tam, Some(Algorithm::Tamil)),
    ("th", Lang::Tha, None),
    ("tr", Lang::Tur, Some(Algorithm::Turkish)),
    ("uk", Lang::Ukr, Some(Algorithm::Ukrainian)),
    ("ur", Lang::Urd, None),
    ("vi", Lang::Vie, None),
    ("yi", Lang::Yid, Some(Algorithm::Yiddish)),
    ("zh", Lang::Cmn, None),
];

/// Languages that join words into one or add many endings: their words are found by their parts, too.
const JOINING: [&str; 11] = [
    "ar", "da", "de", "el", "et", "fi", "hu", "nb", "nl", "sv", "tr",
];

/// A language of the table: what stems a passage's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(u8);

impl Language {
    /// The language taken where none is told or recognised.
    pub const ENGLISH: Self = Self(0);

    /// Returns the language that `code` names: `en`, `en-GB`, `EN_us`; none if it is not in the table.
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        let primary = if primary == "no" { "nb" } else { &primary };
        Self::find(|row| row.0 == primary || row.1.code() == primary)
    }

    /// Returns the language of `text` where it can be told with confidence.
    pub fn detect(text: &str) -> Option<Self> {
        Sample::of(text).language()
    }

    /// Returns the language of a part of a text in this language: its own where that is certain and it could be another.
    pub(crate) fn of_part(self, text: &str) -> Self {
        let sample = Sample::of(text);
        match sample.may_be(self) {
            true => self,
            false => sample.language().unwrap_or(self),
        }
    }

    /// Returns the ISO 639-1 code.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// Returns the stem of a folded word (Snowball), or the word where the language has no stemmer.
    pub fn stem(self, word: &str) -> Cow<'_, str> {
        match self.row().2 {
            Some(algorithm) if self.stems(word) => Stemmer::new(algorithm).stem(word),
            _ => Cow::Borrowed(word),
        }
    }

    /// Are there forms of a word? Numbers and ids are exact.
    pub(crate) fn stems(self, word: &str) -> bool {
        self.row().2.is_some() && !word.contains(char::is_numeric)
    }

    /// Are words of the language indexed by their runs of four letters, too?
    pub(crate) fn has_grams(self) -> bool {
        JOINING.contains(&self.code())
    }

    fn row(self) -> &'static Row {
        &LANGUAGES[usize::from(self.0)]
    }

    fn find(is_wanted: impl Fn(&Row) -> bool) -> Option<Self> {
        let at = LANGUAGES.iter().position(is_wanted)?;
        u8::try_from(at).ok().map(Self)
    }
}

/// The beginning of a text, by which its language is told.
struct Sample<'a> {
    text: &'a str,
    words: usize,
    /// How many of the words are small words of English.
    small: usize,
}

impl<'a> Sample<'a> {
    fn of(text: &'a str) -> Self {
        let end = text.char_indices().nth(SAMPLE_CHARS);
        let text = &text[..end.map_or(text.len(), |(at, _)| at)];
        let mut sample = Self {
            text,
            words: 0,
            small: 0,
        };
        for word in text.split_ascii_whitespace() {
            sample.words += 1;
            let is_small = word.is_ascii() && is_soft(&fold(word), Language::ENGLISH);
            sample.small += usize::from(is_small);
        }
        sample
    }

    /// Returns the language where it can be told with confidence.
    fn language(&self) -> Option<Language> {
        if self.words >= MIN_WORDS && self.small * CERTAIN_SHARE > self.words {
            return Some(Language::ENGLISH);
        }
        if self.is_code() || self.is_short() {
            return None;
        }
        let info = Detector::new().detect(self.text)?;
        if !info.is_reliable() {
            return None;
        }
        Language::find(|row| row.1 == info.lang())
    }

    /// Could the text well be in this language? A cheap look, to spare most texts the costly one.
    fn may_be(&self, language: Language) -> bool {
        let others = self.text.bytes().filter(|byte| !byte.is_ascii()).count();
        if others * 4 > self.text.len() {
            return false;
        }
        // Too short to tell, or English with its many small words.
        self.words < MIN_WORDS
            || (language == Language::ENGLISH && self.small * PLAUSIBLE_SHARE > self.words)
    }

    /// Are there too many signs and digits for a text in any language?
    fn is_code(&self) -> bool {
        let is_sign = |byte: &u8| byte.is_ascii_punctuation() || byte.is_ascii_digit();
        self.text.bytes().filter(is_sign).count() * SIGNS_SHARE > self.text.len()
    }

    fn is_short(&self) -> bool {
        self.text.is_ascii() && self.text.len() <= MIN_CHARS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_their_usual_forms() {
        for code in ["en", "EN", "en-GB", "en_us", "eng"] {
            assert_eq!(Language::from_code(code), Some(Language::ENGLISH), "{code}");
        }
        assert_eq!(Language::from_code("no").map(Language::code), Some("nb"));
        assert_eq!(Language::from_code("tlh"), None);
    }

    #[test]
    fn sentences_tell_their_language() {
        for (code, text) in [
            (
                "en",
                "The government declared a state of emergency after the attack on the hotel in the capital.",
            ),
            (
                "de",
                "Die Regierung rief nach dem Angriff auf das Hotel in der Hauptstadt den Notstand aus.",
            ),
            (
                "fr",
                "Le gouvernement a décrété l'état d'urgence après l'attaque contre l'hôtel. Les forces spéciales sont entrées dans le bâtiment pour libérer les otages qui étaient encore à l'intérieur.",
            ),
            (
                "ru",
                "После нападения на гостиницу в столице правительство объявило чрезвычайное положение. Сегодня президент вернулся из поездки, чтобы обсудить, что делать дальше, и это было правильно.",
            ),
            ("zh", "袭击发生后，政府宣布进入紧急状态。"),
        ] {
            assert_eq!(
                Language::detect(text).map(Language::code),
                Some(code),
                "{text}"
            );
        }
        assert_eq!(Language::detect("foo bar"), None);
        let code = "for (const auto& [key, value] : table) { std::cout << key << \": \" << value.size() << '\\n'; }";
        assert_eq!(Language::detect(code), None);
    }

    #[test]
    fn stems_follow_the_language() {
        assert_eq!(Language::ENGLISH.stem("attacks"), "attack");
        let german = Language::from_code("de").expect("German is in the table");
        assert_eq!(german.stem("angriffe"), "angriff");
        assert_eq!(Language::ENGLISH.stem("2100s"), "2100s");
    }
}
