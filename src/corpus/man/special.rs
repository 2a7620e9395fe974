//! Characters that are written as names.

use crate::corpus::inline::accented;
use crate::corpus::man::escape::Meant;

/// Returns what a string of the macro packages stands for, as in `\*(lq`.
pub(super) fn string(name: &str) -> Meant {
    let text = match name {
        "lq" | "L\"" => "“",
        "rq" | "R\"" => "”",
        "Aq" | "aq" => "'",
        "R" => "®",
        "Tm" => "™",
        "--" => "-",
        _ => return special(name),
    };
    Meant::Text(text.into())
}

/// Returns what a name stands for, as in `\(bu`: a row of the table, a code, or a letter with an accent.
pub(super) fn special(name: &str) -> Meant {
    if let Some((_, text)) = SPECIAL.iter().find(|(known, _)| *known == name) {
        return Meant::Text((*text).into());
    }
    if let Some(codes) = name.strip_prefix('u') {
        let codes = codes.split('_').map(|code| u32::from_str_radix(code, 16));
        let text: Option<String> = codes.map(|code| char::from_u32(code.ok()?)).collect();
        if let Some(text) = text {
            return Meant::Text(text.into());
        }
    }
    let mut letters = name.chars();
    let (Some(accent), Some(letter), None) = (letters.next(), letters.next(), letters.next())
    else {
        return Meant::Nothing;
    };
    let accent = match accent {
        ':' => '"',
        ',' => 'c',
        '\'' | '`' | '^' | '~' | 'v' => accent,
        _ => return Meant::Nothing,
    };
    accented(accent, letter).map_or(Meant::Nothing, |text| Meant::Text(text.into()))
}

/// The special characters by their names.
const SPECIAL: &[(&str, &str)] = &[
    ("bu", "•"),
    ("aq", "'"),
    ("dq", "\""),
    ("cq", "’"),
    ("oq", "‘"),
    ("lq", "“"),
    ("rq", "”"),
    ("Bq", "„"),
    ("em", "—"),
    ("en", "–"),
    ("hy", "-"),
    ("mi", "−"),
    ("co", "©"),
    ("rg", "®"),
    ("tm", "™"),
    ("de", "°"),
    ("ss", "ß"),
    ("ha", "^"),
    ("ti", "~"),
    ("rs", "\\"),
    ("sl", "/"),
    ("at", "@"),
    ("sh", "#"),
    ("Do", "$"),
    ("lB", "["),
    ("rB", "]"),
    ("lC", "{"),
    ("rC", "}"),
    ("la", "⟨"),
    ("ra", "⟩"),
    ("ba", "|"),
    ("or", "|"),
    ("ga", "`"),
    ("aa", "´"),
    ("->", "→"),
    ("<-", "←"),
    ("<=", "≤"),
    (">=", "≥"),
    ("!=", "≠"),
    ("==", "≡"),
    ("mu", "×"),
    ("di", "÷"),
    ("+-", "±"),
    ("pl", "+"),
    ("eq", "="),
    ("Fo", "«"),
    ("Fc", "»"),
    ("Eu", "€"),
    ("eu", "€"),
    ("Po", "£"),
    ("Ye", "¥"),
    ("ct", "¢"),
    ("sc", "§"),
    ("ps", "¶"),
    ("dg", "†"),
    ("dd", "‡"),
    ("12", "½"),
    ("14", "¼"),
    ("34", "¾"),
    ("/o", "ø"),
    ("/O", "Ø"),
    ("/l", "ł"),
    ("/L", "Ł"),
    ("oa", "å"),
    ("oA", "Å"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("ff", "ff"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("Fi", "ffi"),
    ("Fl", "ffl"),
    ("ul", "_"),
    ("ru", "_"),
    ("OK", "✓"),
    ("*a", "α"),
    ("*b", "β"),
    ("*m", "µ"),
    ("*p", "π"),
];
