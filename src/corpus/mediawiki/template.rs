//! Templates, of which a few are seen.

use crate::corpus::mediawiki::inline::{Frame, Scanner};
use crate::corpus::mediawiki::is_in;
use crate::corpus::mediawiki::spans::Span;

/// Each method reads a template and returns where to go on.
impl Scanner<'_> {
    /// Of a template that wraps text the text is seen, of one that stands for a mark the mark.
    pub(super) fn template(&mut self, span: &Span) -> usize {
        const NAME_BYTES: usize = 40;
        let inner = span.start + 2..span.end - 2;
        let text = &self.source[inner.clone()];
        let limit = text.char_indices().take(NAME_BYTES);
        let mut limit = limit.take_while(|&(_, c)| !"|{}[\n".contains(c));
        let len = limit.by_ref().last().map_or(0, |(at, c)| at + c.len_utf8());
        let name = text[..len].trim().to_ascii_lowercase().replace('_', " ");
        let argument = match name.as_str() {
            "convert" | "cvt" => return self.convert(span, inner.start + len),
            "lang" | "langx" | "transl" | "transliteration" => 2,
            name if name.starts_with("lang-") || is_in(WRAPPERS, name) => 1,
            name => {
                let mark = MARKS.iter().find(|(known, _)| *known == name);
                return mark.map_or(span.end, |(_, text)| self.put(text, span.start, span.end));
            }
        };
        match argument_start(text, len, argument) {
            Some(start) => {
                self.frames.push(Frame {
                    end: inner.end,
                    next: span.end,
                    is_template: true,
                    is_caption: false,
                });
                inner.start + start
            }
            None => span.end,
        }
    }

    /// Of `{{convert|12|km|mi}}` the given measure is seen, `12 km`.
    fn convert(&mut self, span: &Span, bar: usize) -> usize {
        const PARTS: usize = 5;
        let mut at = bar + 1;
        let mut parts = Vec::new();
        let text = self.source.get(at..span.end - 2).unwrap_or_default();
        for part in text.splitn(PARTS, '|').take(PARTS - 1) {
            parts.push(at..at + part.len());
            at += part.len() + 1;
        }
        let joins = ["to", "-", "–", "and", "or", "x", "by", "×"];
        let second = parts.get(1).map(|part| self.source[part.clone()].trim());
        let count = if second.is_some_and(|s| joins.contains(&s)) {
            4
        } else {
            2
        };
        for part in parts.into_iter().take(count) {
            if self.source[part.clone()].contains(['=', '{']) {
                break;
            }
            self.put(" ", part.start, part.start);
            self.keep(part.start, part.end);
        }
        span.end
    }
}

/// Templates that show their first argument.
const WRAPPERS: &str = "\
    nowrap|nobr|small|big|lower|sc|smallcaps|strong|em|quote|blockquote|cquote|abbr|\
    tooltip|as of|circa|c.|ill|interlanguage link|flag|flagu|flagcountry|val|num|math|mvar|\
    center|angbr|ipa|native name|midsize|larger|smaller|resize|no wrap|notatypo|not a typo|\
    sic|visible anchor|vanchor|us$|gbp|ship|hms|uss";

/// Templates that stand for a mark.
const MARKS: &[(&str, &str)] = &[
    ("!", "|"),
    ("=", "="),
    ("'", "'"),
    ("ndash", "–"),
    ("spaced ndash", " – "),
    ("snd", " – "),
    ("dash", " – "),
    ("mdash", "—"),
    ("emdash", "—"),
    ("nbsp", " "),
    ("spaces", " "),
    ("·", " · "),
    ("dot", " · "),
    ("•", " • "),
    ("bullet", " • "),
];

/// Returns where the text of positional argument `number` begins, after the name's `len` bytes.
fn argument_start(template: &str, len: usize, number: usize) -> Option<usize> {
    const BEFORE_BYTES: usize = 200;
    let bytes = template.as_bytes();
    let mut bars = (len..bytes.len().min(len + BEFORE_BYTES)).filter(|&at| bytes[at] == b'|');
    let bar = bars.nth(number - 1)?;
    let start = bar + 1;
    let is_numbered =
        template[start..].starts_with(['1', '2']) && bytes.get(start + 1) == Some(&b'=');
    Some(if is_numbered { start + 2 } else { start })
}

#[cfg(test)]
mod tests {
    use crate::corpus::mediawiki::check::check;

    #[test]
    fn templates_that_wrap_text_show_it() {
        for (source, expected) in [
            ("{{lang|fr|Le ''nom''|italic=no}}", "Le nom"),
            ("{{lang-de|Haus}} {{nowrap|1=a [[b|c]]}}", "Haus a c"),
            (
                "{{convert|12|km|mi|abbr=on}}, {{cvt|10|to|20|m}}",
                "12 km, 10 to 20 m",
            ),
            ("{{nowrap|{{lang|fr|x}} {{cite}} y}}z", "x yz"),
            ("a{{snd}}b{{!}}c {{convert}} {{lang|fr}}", "a – b|c"),
        ] {
            check(source, expected);
        }
    }
}
