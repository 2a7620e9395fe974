//! The named and numbered entities of HTML.

use std::borrow::Cow;

use crate::corpus::inline::accents::accented;

/// Returns what the HTML entity at the start of `text` stands for, and its length.
pub(crate) fn entity(text: &str) -> Option<(Cow<'static, str>, usize)> {
    const NAME_BYTES: usize = 10;
    let rest = text.strip_prefix('&')?;
    let end = rest.bytes().take(NAME_BYTES).position(|b| b == b';')?;
    let name = &rest[..end];
    let meant = match name.strip_prefix('#') {
        Some(number) => Cow::Owned(character(number)?.to_string()),
        None => named(name)?,
    };
    Some((meant, end + 2))
}

/// The named HTML entities that prose uses, the accented letters left to [`accented`].
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("shy", ""),
    ("zwj", ""),
    ("zwnj", ""),
    ("ndash", "–"),
    ("mdash", "—"),
    ("minus", "−"),
    ("hellip", "…"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("middot", "·"),
    ("bull", "•"),
    ("times", "×"),
    ("divide", "÷"),
    ("plusmn", "±"),
    ("deg", "°"),
    ("prime", "′"),
    ("frac12", "½"),
    ("sup2", "²"),
    ("sup3", "³"),
    ("micro", "µ"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("sect", "§"),
    ("para", "¶"),
    ("dagger", "†"),
    ("euro", "€"),
    ("pound", "£"),
    ("yen", "¥"),
    ("cent", "¢"),
    ("larr", "←"),
    ("rarr", "→"),
    ("le", "≤"),
    ("ge", "≥"),
    ("ne", "≠"),
    ("szlig", "ß"),
    ("oslash", "ø"),
    ("Oslash", "Ø"),
    ("aelig", "æ"),
    ("AElig", "Æ"),
    ("oelig", "œ"),
    ("OElig", "Œ"),
];

fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(|c| if c == '\u{a0}' { ' ' } else { c })
}

fn named(name: &str) -> Option<Cow<'static, str>> {
    if let Some((_, text)) = ENTITIES.iter().find(|(known, _)| *known == name) {
        return Some(Cow::Borrowed(text));
    }
    let letter = name.chars().next()?;
    let accent = match name.get(letter.len_utf8()..)? {
        "acute" => '\'',
        "grave" => '`',
        "circ" => '^',
        "uml" => '"',
        "tilde" => '~',
        "cedil" => 'c',
        "caron" => 'v',
        "ring" => 'r',
        _ => return None,
    };
    accented(accent, letter).map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::entity;

    #[test]
    fn entities_are_decoded_and_ampersands_are_not() {
        for (text, meant) in [
            ("&amp;", "&"),
            ("&eacute;", "é"),
            ("&#233;", "é"),
            ("&#xE9;", "é"),
            ("&ndash;", "–"),
        ] {
            assert_eq!(entity(text), Some((meant.into(), text.len())));
        }
        for text in ["& b;", "&foo;", "&", "&#xD800;", "&é;", "&verylongname;"] {
            assert_eq!(entity(text), None, "{text}");
        }
    }
}
