//! One spelling for the many ways to write a word: NFKC, lower case, Latin accents folded.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns `word` in the form under which it is indexed.
pub(crate) fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(word.to_ascii_lowercase()),
            false => Cow::Borrowed(word),
        };
    }
    let lower = word.nfkc().collect::<String>().to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    let mut after_latin = false;
    for c in lower.nfd() {
        if is_combining_mark(c) {
            if !after_latin {
                folded.push(c);
            }
            continue;
        }
        after_latin = is_latin(c);
        match letters(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        }
    }
    Cow::Owned(folded.nfc().collect())
}

/// Returns `word` as `fold` does, but with its accents: what an exact match compares.
pub(crate) fn lower(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkc().collect::<String>().to_lowercase()
}

fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | '\u{df}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Returns the plain letters for a Latin letter that has no decomposition, and `σ` for a final `ς`.
fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŋ' => "n",
        'þ' => "th",
        'ŧ' => "t",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_width_do_not_matter() {
        for (word, folded) in [
            ("Keïta", "keita"),
            ("KEI\u{308}TA", "keita"),
            ("Žďárek", "zdarek"),
            ("Straße", "strasse"),
            ("Ærø", "aero"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
            ("２０１５", "2015"),
            ("ﬁne", "fine"),
            ("Ὀδυσσεύς", "ὀδυσσεύσ"),
        ] {
            assert_eq!(fold(word), folded, "{word}");
        }
    }

    #[test]
    fn marks_of_other_scripts_are_letters_and_stay() {
        assert_eq!(fold("Йод"), "йод");
        assert_eq!(fold("हिन्दी"), "हिन्दी");
        assert_eq!(fold("が"), "が");
    }

    #[test]
    fn lower_keeps_accents() {
        assert_eq!(lower("KEI\u{308}TA"), "keïta");
    }
}
