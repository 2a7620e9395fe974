//! Inline markup rendered away, and blocks gathered line by line: what the readers of markup languages share.

use std::borrow::Cow;
use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::lines::Line;

/// Text between its source and the [`Builder`]: what is kept of the source, and what stands instead.
#[derive(Debug)]
pub(crate) struct Inline<'a> {
    source: &'a str,
    runs: Vec<Run>,
    /// The marks that wait for their partner.
    open: Vec<usize>,
}

#[derive(Debug)]
enum Run {
    Kept(Range<usize>),
    /// Kept unless it turns out to be one of a pair.
    Mark(Range<usize>),
    Put(Cow<'static, str>, usize),
    Line(usize),
    Paragraph(usize),
    Gone,
}

impl<'a> Inline<'a> {
    /// Starts with nothing rendered.
    pub(crate) fn new(source: &'a str) -> Self {
        Self {
            source,
            runs: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Adds the source from `start` to `end` as it stands.
    pub(crate) fn keep(&mut self, start: usize, end: usize) {
        if start >= end {
            return;
        }
        match self.runs.last_mut() {
            Some(Run::Kept(last)) if last.end == start => last.end = end,
            _ => self.runs.push(Run::Kept(start..end)),
        }
    }

    /// Adds `text` in the place of the markup at `start`.
    pub(crate) fn put(&mut self, text: impl Into<Cow<'static, str>>, start: usize) {
        self.runs.push(Run::Put(text.into(), start));
    }

    /// Begins a line of a block at `start`.
    pub(crate) fn line(&mut self, start: usize) {
        self.runs.push(Run::Line(start));
    }

    /// Begins a block at `start`.
    pub(crate) fn paragraph(&mut self, start: usize) {
        self.runs.push(Run::Paragraph(start));
    }

    /// Adds a mark such as `*`, which is left out when it pairs with an equal one.
    pub(crate) fn mark(&mut self, mark: Range<usize>, opens: bool, closes: bool) {
        let waiting = self.open.iter().position(|&at| match &self.runs[at] {
            Run::Mark(other) => self.source[other.clone()] == self.source[mark.clone()],
            _ => false,
        });
        match waiting {
            // A pair holds something.
            Some(waiting) if closes && self.open[waiting] + 1 < self.runs.len() => {
                let opener = self.open.swap_remove(waiting);
                self.runs[opener] = Run::Gone;
                self.runs.push(Run::Gone);
            }
            None if opens => {
                self.open.push(self.runs.len());
                self.runs.push(Run::Mark(mark));
            }
            _ => self.keep(mark.start, mark.end),
        }
    }

    /// Returns the rendered text on one line.
    pub(crate) fn plain(&self) -> String {
        let mut text = String::new();
        for run in &self.runs {
            match run {
                Run::Kept(range) | Run::Mark(range) => text.push_str(&self.source[range.clone()]),
                Run::Put(put, _) => text.push_str(put),
                Run::Line(_) | Run::Paragraph(_) => text.push(' '),
                Run::Gone => {}
            }
        }
        text
    }

    /// Writes the rendered text; the line breaks of the source stay, its empty lines part blocks.
    pub(crate) fn write(&self, builder: &mut Builder) {
        let mut pen = Pen {
            builder,
            is_line_start: true,
            space: None,
        };
        for run in &self.runs {
            match run {
                Run::Kept(range) | Run::Mark(range) => {
                    pen.lines(&self.source[range.clone()], range.start);
                }
                Run::Put(text, start) => pen.put(text, *start),
                Run::Line(start) => pen.line(*start),
                Run::Paragraph(start) => {
                    pen.line(*start);
                    pen.builder.paragraph(*start);
                }
                Run::Gone => {}
            }
        }
    }
}

/// Writes text so that markup left out leaves neither double spaces nor spaces at a line's ends.
struct Pen<'b> {
    builder: &'b mut Builder,
    is_line_start: bool,
    /// Where a space stands that is written only when more text follows on its line.
    space: Option<usize>,
}

impl Pen<'_> {
    fn lines(&mut self, text: &str, mut start: usize) {
        let mut parts = text.split('\n').peekable();
        let mut is_first = true;
        while let Some(part) = parts.next() {
            if !is_first {
                self.line(start);
                if parts.peek().is_some() && part.trim().is_empty() {
                    self.builder.paragraph(start);
                }
            }
            self.text(part, start);
            start += part.len() + 1;
            is_first = false;
        }
    }

    fn text(&mut self, text: &str, start: usize) {
        let body = text.trim();
        if body.is_empty() {
            if !text.is_empty() && !self.is_line_start {
                self.space.get_or_insert(start);
            }
            return;
        }
        let lead = text.len() - text.trim_start().len();
        let own_space = (lead > 0).then_some(start);
        if let Some(at) = self.space.take().or(own_space)
            && !self.is_line_start
        {
            self.builder.text(" ", at);
        }
        self.builder.text(body, start + lead);
        self.is_line_start = false;
        let end = lead + body.len();
        self.space = (end < text.len()).then_some(start + end);
    }

    /// Writes text that stands for the markup at `start`, each character of it in that place.
    fn put(&mut self, text: &str, start: usize) {
        let mut buffer = [0; 4];
        for c in text.chars() {
            self.text(c.encode_utf8(&mut buffer), start);
        }
    }

    fn line(&mut self, start: usize) {
        self.is_line_start = true;
        self.space = None;
        self.builder.line(start);
    }
}

/// Finds the next place of a mark, and looks at each byte once however often it is asked.
///
/// That holds when the questions for one mark move forward and always come with the same condition.
#[derive(Debug)]
pub(crate) struct Finder<'a> {
    text: &'a str,
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    mark: &'static str,
    from: usize,
    found: Option<usize>,
}

impl<'a> Finder<'a> {
    /// Starts with nothing known about `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            known: Vec::new(),
        }
    }

    /// Returns the first place of `mark` at or after `from`.
    pub(crate) fn next(&mut self, mark: &'static str, from: usize) -> Option<usize> {
        self.next_where(mark, from, |_, _| true)
    }

    /// Returns the first place of `mark` at or after `from` that meets the condition.
    pub(crate) fn next_where(
        &mut self,
        mark: &'static str,
        from: usize,
        is_meant: fn(&str, usize) -> bool,
    ) -> Option<usize> {
        let slot = self.known.iter().position(|known| known.mark == mark);
        if let Some(slot) = slot {
            let known = &self.known[slot];
            if known.from <= from && known.found.is_none_or(|found| found >= from) {
                return known.found;
            }
        }
        let found = search(self.text, mark, from, is_meant);
        let known = Known { mark, from, found };
        match slot {
            Some(slot) => self.known[slot] = known,
            None => self.known.push(known),
        }
        found
    }
}

fn search(text: &str, mark: &str, from: usize, is_meant: fn(&str, usize) -> bool) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find(mark)?;
        if is_meant(text, at) {
            return Some(at);
        }
        at += 1;
    }
}

/// Which bracket closes which, known for all of them after one look at the text.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    pairs: Vec<(usize, Option<usize>)>,
    waiting: Vec<usize>,
}

impl Pairs {
    /// Notes an opening bracket; they come in order.
    pub(crate) fn open(&mut self, at: usize) {
        self.waiting.push(self.pairs.len());
        self.pairs.push((at, None));
    }

    /// Notes a closing bracket, which closes the last open one.
    pub(crate) fn close(&mut self, at: usize) {
        if let Some(open) = self.waiting.pop() {
            self.pairs[open].1 = Some(at);
        }
    }

    /// Leaves the brackets that are still open without a partner.
    pub(crate) fn forget_open(&mut self) {
        self.waiting.clear();
    }

    /// Returns where the bracket that opens at `open` is closed.
    pub(crate) fn partner(&self, open: usize) -> Option<usize> {
        let found = self.pairs.binary_search_by_key(&open, |pair| pair.0);
        self.pairs[found.ok()?].1
    }
}

/// Gathers the lines of a block and renders them when the block ends.
pub(crate) struct Blocks<'a> {
    /// Where all of it goes.
    pub(crate) builder: Builder,
    source: &'a str,
    render: fn(&'a str, Range<usize>) -> Inline<'a>,
    is_open: bool,
    chunk: Range<usize>,
}

impl<'a> Blocks<'a> {
    /// Starts a document whose inline markup `render` renders.
    pub(crate) fn new(source: &'a str, render: fn(&'a str, Range<usize>) -> Inline<'a>) -> Self {
        Self {
            builder: Builder::new(source.len()),
            source,
            render,
            is_open: false,
            chunk: 0..0,
        }
    }

    /// Is the line before this one part of a block that could go on?
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Adds a line whose text begins at `from`: the block's next, or the first of a new one.
    pub(crate) fn text(&mut self, line: &Line<'_>, from: usize) {
        let end = line.start + line.text.len();
        // Only a line break may stand between two lines that are rendered together.
        if !self.chunk.is_empty() && line.start <= self.chunk.end + 2 {
            self.chunk.end = end;
        } else {
            self.item(line, from);
        }
    }

    /// Adds a line that stands for itself, such as a list item, with its text from `from` on.
    pub(crate) fn item(&mut self, line: &Line<'_>, from: usize) {
        self.begin(line.start);
        self.chunk = from..line.start + line.text.len();
    }

    /// Adds a line of code as it stands, up to `indent` of its white space left out.
    pub(crate) fn code(&mut self, line: &Line<'_>, indent: usize) {
        self.begin(line.start);
        let lead = indent_of(line.text).min(indent);
        self.builder
            .text(line.text[lead..].trim_end(), line.start + lead);
    }

    /// Adds a table row with these cells.
    pub(crate) fn row(&mut self, line: &Line<'_>, cells: impl IntoIterator<Item = Range<usize>>) {
        let mut is_first = true;
        for cell in cells {
            is_first &= !self.cell(line.start, cell, is_first);
        }
    }

    /// Adds a cell of a table row unless it is empty, and returns whether it did.
    pub(crate) fn cell(&mut self, start: usize, cell: Range<usize>, is_first: bool) -> bool {
        if self.source[cell.clone()].trim().is_empty() {
            return false;
        }
        self.flush();
        match is_first {
            true => self.begin(start),
            false => self.builder.text(" | ", cell.start),
        }
        (self.render)(self.source, cell).write(&mut self.builder);
        true
    }

    /// Ends the block.
    pub(crate) fn end(&mut self) {
        self.flush();
        self.is_open = false;
    }

    /// Adds a heading whose text stands at `text` in the source.
    pub(crate) fn heading(
        &mut self,
        level: usize,
        text: Range<usize>,
        anchor: Option<String>,
        start: usize,
    ) {
        self.end();
        self.builder.heading(Heading {
            level: u8::try_from(level).unwrap_or(u8::MAX),
            text: self.plain(text),
            anchor,
            start,
        });
    }

    /// Returns the source at `range` as rendered.
    pub(crate) fn plain(&self, range: Range<usize>) -> String {
        (self.render)(self.source, range).plain()
    }

    /// Returns the finished document.
    pub(crate) fn finish(mut self) -> Document {
        self.end();
        self.builder.finish()
    }

    fn begin(&mut self, start: usize) {
        self.flush();
        match self.is_open {
            true => self.builder.line(start),
            false => self.builder.paragraph(start),
        }
        self.is_open = true;
    }

    fn flush(&mut self) {
        let chunk = std::mem::take(&mut self.chunk);
        if !chunk.is_empty() {
            (self.render)(self.source, chunk).write(&mut self.builder);
        }
    }
}

/// Returns how many bytes of spaces and tabs `text` begins with.
pub(crate) fn indent_of(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// Returns the character before and the one after `range`.
pub(crate) fn neighbours(text: &str, range: &Range<usize>) -> (Option<char>, Option<char>) {
    let before = text[..range.start].chars().next_back();
    (before, text[range.end..].chars().next())
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

/// Returns `document` as the tests write it, and checks every word's place in `source` on the way.
///
/// A section is its heading as `## Heading {#anchor}`, then its text.
#[cfg(test)]
pub(crate) fn shown(source: &str, document: &Document) -> String {
    let mut shown = Vec::new();
    let mut end = 0;
    for section in &document.sections {
        assert_eq!(section.bytes.start, end, "sections tile the source");
        end = section.bytes.end;
        check_places(source, section);
        if section.level > 0 {
            let anchor = section.anchor.as_ref().map(|a| format!(" {{#{a}}}"));
            let marks = "#".repeat(section.level.into());
            let anchor = anchor.unwrap_or_default();
            shown.push(format!("{marks} {}{anchor}", section.heading));
        }
        if !section.text.is_empty() {
            shown.push(section.text.clone());
        }
    }
    assert_eq!(end, source.len(), "sections end where the source ends");
    shown.join("\n")
}

#[cfg(test)]
fn check_places(source: &str, section: &crate::corpus::document::Section) {
    let text = &section.text;
    for word in text.split_whitespace() {
        let offset = word.as_ptr() as usize - text.as_ptr() as usize;
        let at = section.source_at(offset);
        let rest = &source[at..section.bytes.end];
        let line = rest.lines().next().unwrap_or_default();
        let is_line_start = offset == 0 || text[..offset].ends_with('\n');
        let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric());
        // A word of several runs, such as `caf\'e`, has its place in its first.
        let is_here = rest.starts_with(word) || !line.contains(word);
        assert!(
            is_line_start || !is_plain || is_here,
            "{word:?} is not at {rest:?}"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paired_marks_are_left_out() {
        let source = "*a* * *b";
        let mut inline = Inline::new(source);
        inline.mark(0..1, true, false);
        inline.keep(1, 2);
        inline.mark(2..3, false, true);
        inline.keep(3, 6);
        inline.mark(6..7, true, false);
        inline.keep(7, 8);
        assert_eq!(inline.plain(), "a * *b");
    }

    #[test]
    fn markup_left_out_leaves_no_spaces_behind() {
        let source = "one <x> two <y>\n  three <z>";
        let mut inline = Inline::new(source);
        for (start, end) in [(0, 4), (7, 12), (15, 24)] {
            inline.keep(start, end);
        }
        let mut builder = Builder::new(source.len());
        inline.write(&mut builder);
        let document = builder.finish();
        assert_eq!(shown(source, &document), "one two\nthree");
    }

    #[test]
    fn empty_lines_part_blocks() {
        let source = "a\r\nb\r\n \r\nc";
        let mut inline = Inline::new(source);
        inline.keep(0, source.len());
        let mut builder = Builder::new(source.len());
        inline.write(&mut builder);
        assert_eq!(builder.finish().sections[0].text, "a\nb\n\nc");
    }

    #[test]
    fn a_finder_answers_as_a_search_does() {
        let mut finder = Finder::new("a]b]c");
        assert_eq!(finder.next("]", 0), Some(1));
        assert_eq!(finder.next("]", 1), Some(1));
        assert_eq!(finder.next("]", 2), Some(3));
        assert_eq!(finder.next("]", 4), None);
        assert_eq!(finder.next("]", 0), Some(1));
    }

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

    #[test]
    fn letters_take_their_accents() {
        for (accent, letter, whole) in [('\'', 'e', "é"), ('c', 'c', "ç"), ('"', 'x', "x\u{308}")]
        {
            assert_eq!(accented(accent, letter).as_deref(), Some(whole));
        }
    }
}
