//! Accents as TeX writes them.

/// Returns `letter` under `accent`, which is written as TeX does (`'`, `"`, `c`, `v`).
pub(crate) fn accented(accent: char, letter: char) -> Option<String> {
    let (_, combining, pairs) = ACCENTS.iter().find(|(name, ..)| *name == accent)?;
    let mut pairs = pairs.chars();
    while let (Some(plain), Some(whole)) = (pairs.next(), pairs.next()) {
        if plain == letter {
            return Some(whole.to_string());
        }
    }
    Some([letter, *combining].iter().collect())
}

/// Each accent as TeX writes it, as a combining mark, and the letters it makes one character with.
const ACCENTS: &[(char, char, &str)] = &[
    (
        '\'',
        '\u{301}',
        "aáeéiíoóuúyýcćlĺnńrŕsśzźAÁEÉIÍOÓUÚYÝCĆLĹNŃRŔSŚZŹ",
    ),
    ('`', '\u{300}', "aàeèiìoòuùnǹAÀEÈIÌOÒUÙNǸ"),
    (
        '^',
        '\u{302}',
        "aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷAÂEÊIÎOÔUÛCĈGĜHĤJĴSŜWŴYŶ",
    ),
    ('"', '\u{308}', "aäeëiïoöuüyÿAÄEËIÏOÖUÜYŸ"),
    ('~', '\u{303}', "aãnñoõiĩuũAÃNÑOÕIĨUŨ"),
    ('=', '\u{304}', "aāeēiīoōuūAĀEĒIĪOŌUŪ"),
    ('.', '\u{307}', "cċeėgġzżCĊEĖGĠIİZŻ"),
    ('c', '\u{327}', "cçgģkķlļnņrŗsştţCÇGĢKĶLĻNŅRŖSŞTŢ"),
    ('v', '\u{30c}', "aǎcčdďeěnňrřsštťzžAǍCČDĎEĚNŇRŘSŠTŤZŽ"),
    ('u', '\u{306}', "aăeĕgğiĭoŏuŭAĂEĔGĞIĬOŎUŬ"),
    ('H', '\u{30b}', "oőuűOŐUŰ"),
    ('k', '\u{328}', "aąeęiįuųAĄEĘIĮUŲ"),
    ('r', '\u{30a}', "aåuůAÅUŮ"),
    ('d', '\u{323}', "aạeẹiịoọuụAẠEẸIỊOỌUỤ"),
];

#[cfg(test)]
mod tests {
    use super::accented;

    #[test]
    fn letters_take_their_accents() {
        for (accent, letter, whole) in [('\'', 'e', "é"), ('c', 'c', "ç"), ('"', 'x', "x\u{308}")]
        {
            assert_eq!(accented(accent, letter).as_deref(), Some(whole));
        }
    }
}
