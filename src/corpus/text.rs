//! The text of a file: decoded once, with the way back to the file's bytes and lines, or pages and the like.

use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::corpus::pieces::Before;

/// A zero byte among the first bytes of a file means that it is no text.
const BINARY_SAMPLE_BYTES: usize = 8 * 1024;
/// Declarations of the encoding stand among the first bytes of a file.
const DECLARATION_BYTES: usize = 1024;

/// Where something stands in a format that has no lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landmark {
    /// A page, counted from 1.
    Page(u32),
    /// What the format has instead, as people call it: `slide 4`, `Sheet1!A1:D20`, `00:01:20`.
    Place(String),
}

/// A file's text as UTF-8, and where each part of it stands in the file.
#[derive(Debug, Clone)]
pub struct Text {
    content: String,
    /// Where each line starts in `content`.
    line_starts: Vec<usize>,
    source: Source,
    /// What stands before it in its file.
    before: Before,
    /// How many bytes and lines at its start do not stand in their place: they are repeated from the file's start.
    head: (usize, u64),
}

/// How offsets in the content lead back to the file.
#[derive(Debug, Clone)]
enum Source {
    /// The file is UTF-8; its text starts after this many bytes.
    Utf8 { start: usize },
    /// The file is in another encoding; each line starts at this byte of it.
    Encoded {
        encoding: &'static Encoding,
        line_starts: Vec<usize>,
    },
    /// The file is no text; from each offset on, the content stands at a landmark of it.
    Rendered(Vec<(usize, Landmark)>),
}

impl Text {
    /// Decodes a file: by its byte order mark, as UTF-8, as it declares, else as it looks; none if it is binary.
    pub fn decode(bytes: Vec<u8>) -> Option<Self> {
        if let Some((encoding, start)) = Encoding::for_bom(&bytes) {
            return Some(Self::from_encoding(encoding, &bytes, start));
        }
        let sample = &bytes[..bytes.len().min(BINARY_SAMPLE_BYTES)];
        if sample.contains(&0) {
            return None;
        }
        Some(Self::without_mark(bytes))
    }

    /// Decodes a piece of a file, and puts `head` before it: whole lines from the start of the file.
    pub(crate) fn piece(bytes: Vec<u8>, head: &str, before: Before) -> Self {
        let mut text = Self::without_mark(bytes);
        text.content.insert_str(0, head);
        text.line_starts = line_starts(&text.content);
        let lines = head.matches('\n').count();
        if let Source::Encoded { line_starts, .. } = &mut text.source {
            line_starts.splice(0..0, std::iter::repeat_n(0, lines));
        }
        text.before = before;
        text.head = (head.len(), lines as u64);
        text
    }

    fn without_mark(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(content) => Self::from_utf8(content, 0),
            Err(error) => {
                let bytes = error.into_bytes();
                let encoding = declared(&bytes).unwrap_or_else(|| looks_like(&bytes));
                Self::from_encoding(encoding, &bytes, 0)
            }
        }
    }

    /// Returns how many bytes of its file stand before it.
    pub(crate) fn bytes_before(&self) -> u64 {
        self.before.bytes
    }

    /// Takes what a file that is no text says, and from which offsets on it stands where.
    pub(crate) fn rendered(content: String, landmarks: Vec<(usize, Landmark)>) -> Self {
        Self {
            line_starts: Vec::new(),
            content,
            source: Source::Rendered(landmarks),
            before: Before::default(),
            head: (0, 0),
        }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// Returns the encoding of the file.
    pub(crate) fn encoding(&self) -> &'static Encoding {
        match &self.source {
            Source::Utf8 { .. } | Source::Rendered(_) => UTF_8,
            Source::Encoded { encoding, .. } => encoding,
        }
    }

    /// Returns the range of the text from one line to another, counted from 1; none if there is no first one.
    pub(crate) fn range_of_lines(&self, from: u64, to: u64) -> Option<Range<usize>> {
        let from = usize::try_from(from.checked_sub(1)?).ok()?;
        let to = usize::try_from(to).ok()?;
        let start = *self.line_starts.get(from)?;
        let end = self
            .line_starts
            .get(to)
            .copied()
            .unwrap_or(self.content.len());
        Some(start..end)
    }

    /// Returns the first and the last line, counted from 1, of a range of the text; none if the file has no lines.
    pub fn lines(&self, range: &Range<usize>) -> Option<[u64; 2]> {
        let last = range.end.max(range.start + 1) - 1;
        (!self.is_rendered()).then(|| [self.line(range.start), self.line(last)])
    }

    /// Returns the bytes of the file that a range of the text comes from; none if the file is no text.
    pub fn file_bytes(&self, range: &Range<usize>) -> Option<[u64; 2]> {
        Some([self.file_byte(range.start)?, self.file_byte(range.end)?])
    }

    /// Returns where a range of the text begins to be seen, in formats that have no lines.
    pub fn landmark(&self, range: &Range<usize>) -> Option<&Landmark> {
        let Source::Rendered(landmarks) = &self.source else {
            return None;
        };
        let text = &self.content[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        let after = landmarks.partition_point(|(from, _)| *from <= start);
        Some(&landmarks[after.checked_sub(1)?].1)
    }

    fn is_rendered(&self) -> bool {
        matches!(self.source, Source::Rendered(_))
    }

    fn line(&self, offset: usize) -> u64 {
        let line = self.line_starts.partition_point(|&start| start <= offset) as u64;
        self.before.lines + line.saturating_sub(self.head.1).max(1)
    }

    fn file_byte(&self, offset: usize) -> Option<u64> {
        let byte = match &self.source {
            Source::Rendered(_) => return None,
            Source::Utf8 { start } => start + offset.saturating_sub(self.head.0),
            Source::Encoded {
                encoding,
                line_starts,
            } => {
                let line = self.line_starts.partition_point(|&start| start <= offset) - 1;
                let before = &self.content[self.line_starts[line]..offset];
                let byte = line_starts[line] + encoded_len(encoding, before);
                line_starts
                    .get(line + 1)
                    .map_or(byte, |&next| byte.min(next))
            }
        };
        Some(self.before.bytes + byte as u64)
    }

    /// Takes a text that was UTF-8 already, and started after `start` bytes.
    pub(crate) fn from_utf8(content: String, start: usize) -> Self {
        Self {
            line_starts: line_starts(&content),
            content,
            source: Source::Utf8 { start },
            before: Before::default(),
            head: (0, 0),
        }
    }

    fn from_encoding(encoding: &'static Encoding, bytes: &[u8], start: usize) -> Self {
        if encoding == UTF_8
            && let Ok(content) = std::str::from_utf8(&bytes[start..])
        {
            return Self::from_utf8(content.to_owned(), start);
        }
        if encoding == UTF_16LE || encoding == UTF_16BE {
            return Self::from_utf16(encoding, bytes, start);
        }
        // No other encoding has the byte of a line break inside a character.
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut content = String::with_capacity(bytes.len() + bytes.len() / 2);
        let mut file_starts = vec![start];
        let mut at = start;
        for line in bytes[start..].split_inclusive(|&byte| byte == b'\n') {
            at += line.len();
            let is_last = at == bytes.len();
            content.reserve(
                decoder
                    .max_utf8_buffer_length(line.len())
                    .unwrap_or(line.len() * 3),
            );
            let _ = decoder.decode_to_string(line, &mut content, is_last);
            if line.ends_with(b"\n") {
                file_starts.push(at);
            }
        }
        Self::encoded(content, encoding, file_starts)
    }

    fn from_utf16(encoding: &'static Encoding, bytes: &[u8], start: usize) -> Self {
        let (content, _) = encoding.decode_without_bom_handling(&bytes[start..]);
        let content = content.into_owned();
        let mut at = start;
        let mut file_starts = vec![at];
        for line in content.split_inclusive('\n') {
            at += encoded_len(encoding, line);
            if line.ends_with('\n') {
                file_starts.push(at);
            }
        }
        Self::encoded(content, encoding, file_starts)
    }

    fn encoded(content: String, encoding: &'static Encoding, mut file_starts: Vec<usize>) -> Self {
        let line_starts = line_starts(&content);
        // Malformed text can lose a line break; then later lines keep the last place known.
        let last = file_starts.last().copied().unwrap_or(0);
        file_starts.resize(line_starts.len(), last);
        Self {
            content,
            line_starts,
            source: Source::Encoded {
                encoding,
                line_starts: file_starts,
            },
            before: Before::default(),
            head: (0, 0),
        }
    }
}

fn line_starts(content: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(
        content
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1),
    );
    starts
}

fn encoded_len(encoding: &'static Encoding, text: &str) -> usize {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return text.encode_utf16().count() * 2;
    }
    encoding.encode(text).0.len()
}

/// Returns the encoding that an HTML, XML, Emacs or Vim line at the top declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let found = ["charset=", "encoding=", "coding:", "coding="]
        .iter()
        .filter_map(|key| head.find(key).map(|at| &head[at + key.len()..]))
        .find_map(|rest| {
            let rest = rest.trim_start_matches(['"', '\'', ' ']);
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))
                .unwrap_or(rest.len());
            Encoding::for_label(&rest.as_bytes()[..end])
        })?;
    // What is not UTF-8 is not UTF-8, whatever it says of itself.
    (found != UTF_8 && !found.name().starts_with("UTF-16")).then_some(found)
}

/// Returns the encoding that the bytes look like; UTF-8 with a few broken bytes stays UTF-8.
fn looks_like(bytes: &[u8]) -> &'static Encoding {
    let (mut valid, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if valid > broken * 4 {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that every word of the text is found in the file at the bytes given for it.
    fn check(bytes: &[u8], encoding: &'static Encoding, expected: &str) {
        let text = Text::decode(bytes.to_vec()).expect("it is text");
        assert_eq!(text.as_str(), expected);
        for (at, word) in expected
            .split_whitespace()
            .map(|word| (word.as_ptr() as usize - expected.as_ptr() as usize, word))
        {
            let places = text.file_bytes(&(at..at + word.len()));
            let [from, to] = places.expect("a text has bytes");
            let (decoded, _) =
                encoding.decode_without_bom_handling(&bytes[from as usize..to as usize]);
            assert_eq!(decoded, word);
        }
    }

    fn utf16le(text: &str) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    }

    #[test]
    fn utf8_with_and_without_mark() {
        check("Keïta came\nback".as_bytes(), UTF_8, "Keïta came\nback");
        check("\u{feff}Keïta\nback".as_bytes(), UTF_8, "Keïta\nback");
    }

    #[test]
    fn utf16_is_known_by_its_mark() {
        check(
            &utf16le("Keïta 𝄞 came\nback 中国\n"),
            UTF_16LE,
            "Keïta 𝄞 came\nback 中国\n",
        );
    }

    #[test]
    fn declared_encodings_are_taken() {
        let (bytes, ..) =
            encoding_rs::ISO_8859_2.encode("<meta charset=\"iso-8859-2\"> Žďárek\nŁódź");
        check(
            &bytes,
            encoding_rs::ISO_8859_2,
            "<meta charset=\"iso-8859-2\"> Žďárek\nŁódź",
        );
    }

    #[test]
    fn undeclared_encodings_are_detected() {
        let russian =
            "Правительство объявило чрезвычайное положение после нападения.\nВторая строка текста.";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(russian);
        check(&bytes, encoding_rs::WINDOWS_1251, russian);
        let japanese = "日本語の文章です。これは試験のための文章です。\n二行目の文章もあります。";
        let (bytes, ..) = encoding_rs::SHIFT_JIS.encode(japanese);
        check(&bytes, encoding_rs::SHIFT_JIS, japanese);
    }

    #[test]
    fn one_broken_byte_does_not_change_the_encoding() {
        let mut bytes = "Keïta, Traoré, Ménaka, Žďárek: ".as_bytes().to_vec();
        bytes.extend(b"\xff end");
        let text = Text::decode(bytes).expect("it is text");
        assert_eq!(text.as_str(), "Keïta, Traoré, Ménaka, Žďárek: \u{fffd} end");
    }

    #[test]
    fn zero_bytes_mean_binary() {
        assert!(Text::decode(b"PK\x03\x04\0\0".to_vec()).is_none());
        assert!(Text::decode(Vec::new()).is_some());
    }

    #[test]
    fn lines_count_from_one() {
        let text = Text::decode(b"a\nb\nc".to_vec()).expect("it is text");
        assert_eq!(text.lines(&(0..2)), Some([1, 1]));
        assert_eq!(text.lines(&(2..5)), Some([2, 3]));
        assert_eq!(text.lines(&(5..5)), Some([3, 3]));
    }

    #[test]
    fn what_is_rendered_has_landmarks_instead_of_lines() {
        let landmarks = vec![
            (2, Landmark::Page(1)),
            (7, Landmark::Place("Sheet1!A1".into())),
        ];
        let text = Text::rendered("  one\n\ntwo".to_owned(), landmarks);
        assert_eq!(
            (text.lines(&(0..5)), text.file_bytes(&(0..5))),
            (None, None)
        );
        assert_eq!(text.landmark(&(0..5)), Some(&Landmark::Page(1)));
        // A range stands where its first visible character does.
        let sheet = Landmark::Place("Sheet1!A1".into());
        assert_eq!(text.landmark(&(5..10)), Some(&sheet));
        assert_eq!(text.landmark(&(0..1)), None);
        let plain = Text::decode(b"a".to_vec()).expect("it is text");
        assert_eq!(plain.landmark(&(0..1)), None);
    }
}
