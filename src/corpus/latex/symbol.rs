//! Letters and signs that are written as commands: accents and symbols.

use crate::corpus::inline::accented;
use crate::corpus::latex::scanner::Scanner;

impl Scanner<'_> {
    /// Reads the accent between `at` and `after`, and the letter that it stands over.
    pub(super) fn accent(&mut self, at: usize, after: usize) -> usize {
        let rest = &self.source[after..self.end];
        let inner = rest.trim_start_matches(' ');
        let is_braced = inner.starts_with('{');
        let name = self.source[at + 1..after].chars().next();
        let is_word = name.is_some_and(char::is_alphabetic);
        if is_word && !is_braced && inner.len() == rest.len() {
            return after;
        }
        let inner = inner.strip_prefix('{').unwrap_or(inner);
        let dotless = inner
            .strip_prefix('\\')
            .filter(|i| i.starts_with(['i', 'j']));
        let inner = dotless.unwrap_or(inner);
        let Some(letter) = inner.chars().next().filter(|c| c.is_alphabetic()) else {
            return after;
        };
        let Some(text) = name.and_then(|name| accented(name, letter)) else {
            return after;
        };
        self.inline.put(text, at);
        let mut rest = &inner[letter.len_utf8()..];
        if dotless.is_some() {
            rest = rest.trim_start_matches(' ');
            rest = rest.strip_prefix("{}").unwrap_or(rest);
        }
        if is_braced {
            rest = rest.strip_prefix('}').unwrap_or(rest);
        }
        self.end - rest.len()
    }
}

/// Commands that stand for a character or a word.
pub(super) const SYMBOLS: &[(&str, &str)] = &[
    ("ss", "ß"),
    ("o", "ø"),
    ("O", "Ø"),
    ("aa", "å"),
    ("AA", "Å"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("l", "ł"),
    ("L", "Ł"),
    ("i", "ı"),
    ("j", "ȷ"),
    ("dh", "ð"),
    ("th", "þ"),
    ("S", "§"),
    ("P", "¶"),
    ("dag", "†"),
    ("ddag", "‡"),
    ("copyright", "©"),
    ("textcopyright", "©"),
    ("textregistered", "®"),
    ("texttrademark", "™"),
    ("pounds", "£"),
    ("euro", "€"),
    ("texteuro", "€"),
    ("textdegree", "°"),
    ("ldots", "…"),
    ("dots", "…"),
    ("textellipsis", "…"),
    ("textbackslash", "\\"),
    ("textasciitilde", "~"),
    ("textasciicircum", "^"),
    ("textunderscore", "_"),
    ("textbar", "|"),
    ("textquotesingle", "'"),
    ("textquotedbl", "\""),
    ("textless", "<"),
    ("textgreater", ">"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("og", "« "),
    ("fg", " »"),
    ("textbullet", "•"),
    ("slash", "/"),
    ("LaTeX", "LaTeX"),
    ("TeX", "TeX"),
    ("quad", " "),
    ("qquad", " "),
    ("space", " "),
    ("hfill", " "),
    ("today", ""),
];

#[cfg(test)]
mod tests {
    use crate::corpus::latex::check::check;

    #[test]
    fn accents_and_symbols_are_characters() {
        for (source, expected) in [
            ("caf\\'e \\'{e} \\^a \\~n \\\"{o} \\\"o", "café é â ñ ö ö"),
            (
                "\\c{c} \\c c \\v{s} \\H{o} \\.z na\\\"{\\i}ve \\'\\i",
                "ç ç š ő ż naïve í",
            ),
            (
                "Stra\\ss e \\aa ngstr\\\"om \\o{} {\\L}",
                "Straße ångström ø Ł",
            ),
            ("a---b c--d ``e'' `f' g's", "a—b c–d “e” ‘f' g's"),
            (
                "a~b a\\,b a\\-b \\{c\\} \\_ \\# \\&",
                "a b a b ab {c} _ # &",
            ),
            ("\\LaTeX{} is \\ldots\\ here", "LaTeX is … here"),
        ] {
            check(source, expected);
        }
    }
}
