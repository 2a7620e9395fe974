//! The fonts of a PDF: which text their codes are, and how wide it is.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Encoding, Object, Stream};

use crate::corpus::pdf::glyph;

/// So much of a font may be inflated.
const MOST_FONT_BYTES: usize = 16 * 1024 * 1024;
/// The width of a glyph of which nothing is known, in parts of the font's size.
const GUESSED_WIDTH: f64 = 0.5;

/// A font.
pub(super) struct Font<'a> {
    codes: Codes<'a>,
    widths: Widths,
    /// Are the widths no more than a guess?
    pub(super) is_guessed: bool,
}

/// What the codes of a font mean.
enum Codes<'a> {
    /// The text of each byte.
    Bytes(Vec<String>),
    /// The text of two bytes or more.
    Wide(Encoding<'a>),
    /// Nobody knows: the glyphs have numbers only.
    Unknown,
}

/// How wide the glyphs are, in parts of the font's size.
enum Widths {
    Bytes(Vec<f64>),
    Wide {
        default: f64,
        single: HashMap<u16, f64>,
        /// From one code to another, in order.
        ranges: Vec<(u16, u16, f64)>,
    },
}

/// Text that a font shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) text: String,
    /// Its width in parts of the font's size, without what the page adds.
    pub(super) width: f64,
    /// How many glyphs, and how many of them are spaces that the page may widen.
    pub(super) glyphs: f64,
    pub(super) spaces: f64,
}

impl<'a> Font<'a> {
    /// Reads the font that `dictionary` describes.
    pub(super) fn read(document: &'a Document, dictionary: &'a Dictionary) -> Self {
        let kind = dictionary.get(b"Subtype").and_then(Object::as_name);
        if matches!(kind, Ok(b"Type0")) {
            return Self::wide(document, dictionary);
        }
        let widths = byte_widths(document, dictionary);
        Self {
            codes: Codes::Bytes(byte_texts(document, dictionary)),
            is_guessed: widths.is_none(),
            widths: Widths::Bytes(widths.unwrap_or_else(|| vec![GUESSED_WIDTH; 256])),
        }
    }

    fn wide(document: &'a Document, dictionary: &'a Dictionary) -> Self {
        let has_map = dictionary.has(b"ToUnicode");
        let name = dictionary.get(b"Encoding").and_then(Object::as_name);
        let is_unicode = matches!(name, Ok(b"UniGB-UCS2-H" | b"UniGB-UTF16-H"));
        let encoding = dictionary.get_font_encoding_with_limit(document, MOST_FONT_BYTES);
        let codes = match encoding {
            Ok(encoding @ Encoding::UnicodeMapEncoding(_)) if has_map => Codes::Wide(encoding),
            Ok(encoding) if is_unicode => Codes::Wide(encoding),
            _ => Codes::Unknown,
        };
        Self {
            codes,
            widths: wide_widths(document, dictionary).unwrap_or(Widths::Wide {
                default: 1.0,
                single: HashMap::new(),
                ranges: Vec::new(),
            }),
            is_guessed: false,
        }
    }

    /// Returns how many bytes a code mostly has.
    pub(super) fn code_len(&self) -> usize {
        match self.codes {
            Codes::Bytes(_) => 1,
            Codes::Wide(_) | Codes::Unknown => 2,
        }
    }

    /// Returns what the font shows for `bytes`.
    pub(super) fn show(&self, bytes: &[u8]) -> Shown {
        let mut shown = Shown::default();
        match &self.widths {
            Widths::Bytes(widths) => {
                for &byte in bytes {
                    shown.width += widths[usize::from(byte)];
                    shown.glyphs += 1.0;
                    shown.spaces += f64::from(u8::from(byte == b' '));
                }
            }
            Widths::Wide { .. } => {
                for pair in bytes.chunks(2) {
                    let code = pair.iter().fold(0, |code, &it| code << 8 | u16::from(it));
                    shown.width += self.widths.wide(code);
                    shown.glyphs += 1.0;
                }
            }
        }
        match &self.codes {
            Codes::Bytes(texts) => {
                for &byte in bytes {
                    shown.text.push_str(&texts[usize::from(byte)]);
                }
            }
            Codes::Wide(encoding) => {
                let text = encoding.bytes_to_string(bytes).unwrap_or_default();
                shown.text.extend(text.chars().filter(|&it| is_shown(it)));
            }
            Codes::Unknown => {}
        }
        shown
    }
}

impl Widths {
    fn wide(&self, code: u16) -> f64 {
        let Self::Wide {
            default,
            single,
            ranges,
        } = self
        else {
            return GUESSED_WIDTH;
        };
        if let Some(width) = single.get(&code) {
            return *width;
        }
        let after = ranges.partition_point(|(from, ..)| *from <= code);
        match after.checked_sub(1).map(|at| ranges[at]) {
            Some((_, to, width)) if code <= to => width,
            _ => *default,
        }
    }
}

/// Is it a character, and not the sign that there is none?
fn is_shown(c: char) -> bool {
    c != '\u{fffd}' && (!c.is_control() || c == '\t')
}

/// Returns the text of each code of a font with codes of one byte.
fn byte_texts(document: &Document, font: &Dictionary) -> Vec<String> {
    let mapped = mapped_texts(document, font);
    let named = named_texts(document, font);
    let texts = mapped.into_iter().zip(named);
    texts
        .map(|(mapped, named)| mapped.unwrap_or(named))
        .collect()
}

/// Returns what the font's map to Unicode says, which counts more than the names of its glyphs.
fn mapped_texts(document: &Document, font: &Dictionary) -> Vec<Option<String>> {
    let mut only_map = Dictionary::new();
    only_map.set("Type", Object::Name(b"Font".to_vec()));
    if let Ok(map) = font.get(b"ToUnicode") {
        only_map.set("ToUnicode", map.clone());
    }
    let encoding = only_map.get_font_encoding_with_limit(document, MOST_FONT_BYTES);
    let Ok(encoding @ Encoding::UnicodeMapEncoding(_)) = encoding else {
        return vec![None; 256];
    };
    let text = |byte| {
        let text = encoding.bytes_to_string(&[byte]).ok()?;
        let text: String = text.chars().filter(|&it| is_shown(it)).collect();
        (!text.is_empty()).then_some(text)
    };
    (0..=255).map(text).collect()
}

/// Returns what the names of the glyphs say: by the font's encoding and what differs from it.
fn named_texts(document: &Document, font: &Dictionary) -> Vec<String> {
    let encoding = font.get_deref(b"Encoding", document).ok();
    let details = encoding.and_then(|it| it.as_dict().ok());
    let named = match details {
        Some(details) => details.get(b"BaseEncoding").ok(),
        None => encoding,
    };
    let base = named.and_then(|it| it.as_name().ok());
    let mut texts = base_texts(document, base);
    if base.is_none() {
        for (code, name) in built_in(document, font).unwrap_or_default() {
            texts[usize::from(code)] = glyph::text_of(&name).unwrap_or_default();
        }
    }
    let differences = details.and_then(|it| it.get_deref(b"Differences", document).ok());
    let differences = differences.and_then(|it| it.as_array().ok());
    let mut code = 0;
    for item in differences.into_iter().flatten() {
        match item {
            Object::Integer(number) => code = usize::try_from(*number).unwrap_or(256),
            Object::Name(name) if code < 256 => {
                texts[code] = glyph::text_of(name).unwrap_or_default();
                code += 1;
            }
            _ => {}
        }
    }
    texts
}

fn base_texts(document: &Document, base: Option<&[u8]>) -> Vec<String> {
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    let name = base.unwrap_or(b"StandardEncoding");
    font.set("Encoding", Object::Name(name.to_vec()));
    let encoding = font.get_font_encoding(document);
    let text = |byte| match &encoding {
        Ok(encoding) => encoding.bytes_to_string(&[byte]).unwrap_or_default(),
        Err(_) => String::new(),
    };
    (0..=255).map(text).collect()
}

/// Returns the encoding that the program of a Type 1 font has.
fn built_in(document: &Document, font: &Dictionary) -> Option<HashMap<u8, Vec<u8>>> {
    let descriptor = font.get_deref(b"FontDescriptor", document).ok()?;
    let file = descriptor.as_dict().ok()?.get_deref(b"FontFile", document);
    let program = file.and_then(Object::as_stream).ok()?;
    Some(glyph::built_in(&inflate(program)?))
}

fn inflate(stream: &Stream) -> Option<Vec<u8>> {
    stream.get_plain_content_with_limit(MOST_FONT_BYTES).ok()
}

/// Returns the widths of a font with codes of one byte, if it tells them.
fn byte_widths(document: &Document, font: &Dictionary) -> Option<Vec<f64>> {
    let given = font.get_deref(b"Widths", document).ok()?.as_array().ok()?;
    let number = |object: &Object| number(document, object);
    let scale = match font.get_deref(b"FontMatrix", document) {
        Ok(Object::Array(matrix)) => matrix.first().and_then(number).unwrap_or(0.001).abs(),
        _ => 0.001,
    };
    let descriptor = font.get_deref(b"FontDescriptor", document);
    let missing = descriptor.and_then(Object::as_dict);
    let missing = missing.and_then(|it| it.get(b"MissingWidth")).ok();
    let missing = missing.and_then(number).unwrap_or(0.0);
    let mut widths = vec![missing * scale; 256];
    let first = font.get_deref(b"FirstChar", document).ok();
    let first = first.and_then(number).unwrap_or(0.0).max(0.0) as usize;
    for (width, given) in widths.iter_mut().skip(first).zip(given) {
        *width = number(given).unwrap_or(missing) * scale;
    }
    Some(widths)
}

/// Returns the widths of a font with codes of two bytes, if it tells them.
fn wide_widths(document: &Document, font: &Dictionary) -> Option<Widths> {
    let inner = font.get_deref(b"DescendantFonts", document).ok()?;
    let inner = inner.as_array().ok()?.first()?;
    let (_, inner) = document.dereference(inner).ok()?;
    let inner = inner.as_dict().ok()?;
    let default = inner.get(b"DW").ok().and_then(|it| number(document, it));
    let mut single = HashMap::new();
    let mut ranges = Vec::new();
    let given = inner.get_deref(b"W", document).and_then(Object::as_array);
    let mut given = given.map_or(&[][..], |given| given).iter();
    while let (Some(first), Some(second)) = (given.next(), given.next()) {
        let Some(first) = code(document, first) else {
            continue;
        };
        match document.dereference(second) {
            Ok((_, Object::Array(widths))) => {
                let widths = widths.iter().filter_map(|it| number(document, it));
                single.extend((first..=u16::MAX).zip(widths.map(|it| it / 1000.0)));
            }
            Ok((_, second)) => {
                let last = code(document, second).unwrap_or(first);
                let width = given.next().and_then(|it| number(document, it));
                ranges.push((first, last, width.unwrap_or(0.0) / 1000.0));
            }
            Err(_) => {}
        }
    }
    ranges.sort_by_key(|(first, ..)| *first);
    Some(Widths::Wide {
        default: default.unwrap_or(1000.0) / 1000.0,
        single,
        ranges,
    })
}

fn code(document: &Document, object: &Object) -> Option<u16> {
    number(document, object).map(|number| number as u16)
}

fn number(document: &Document, object: &Object) -> Option<f64> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_float().ok().map(f64::from)
}
