//! MediaWiki's wikitext: `== headings ==`, links, templates, tables and lists.
//!
//! A template is left out from its `{{` to the `}}` that matches, over empty lines too; a few that only
//! wrap text show it. A `{{` that nothing matches before the next heading is left out alone.

use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::inline::{Finder, Inline, entity};

/// Reads wikitext.
pub(crate) fn parse(source: &str) -> Document {
    let spans = spans(source);
    let mut reader = Reader {
        scanner: Scanner::new(source, &spans, source.len()),
        builder: Builder::new(source.len()),
        tables: 0,
        is_gallery: false,
    };
    let mut at = 0;
    let mut is_line_start = true;
    while at < source.len() {
        if is_line_start {
            at = reader.line_start(at);
            is_line_start = false;
        } else if source.as_bytes()[at] == b'\n' {
            at += 1;
            is_line_start = true;
        } else {
            at = reader.scanner.step(at);
        }
    }
    reader.finish()
}

/// A construct of the source whose end is known.
#[derive(Debug)]
struct Span {
    start: usize,
    end: usize,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Comment,
    /// A tag with content that is not seen.
    Hidden,
    /// Text in which nothing is markup, and whether it is a block.
    Raw(Range<usize>, bool),
    Template,
    Link,
}

/// The tags with content of their own, how they end, and whether it is seen: not, in line, as a block.
const EXTENSIONS: &[(&str, &str, Option<bool>)] = &[
    ("nowiki", "</nowiki", Some(false)),
    ("math", "</math", Some(false)),
    ("chem", "</chem", Some(false)),
    ("ce", "</ce", Some(false)),
    ("pre", "</pre", Some(true)),
    ("syntaxhighlight", "</syntaxhighlight", Some(true)),
    ("source", "</source", Some(true)),
    ("ref", "</ref", None),
    ("templatestyles", "</templatestyles", None),
    ("timeline", "</timeline", None),
    ("score", "</score", None),
    ("imagemap", "</imagemap", None),
    ("graph", "</graph", None),
    ("mapframe", "</mapframe", None),
    ("maplink", "</maplink", None),
];

/// Returns the constructs of `source` by where they start, in one pass.
fn spans(source: &str) -> Vec<Span> {
    let lower = source.to_ascii_lowercase();
    let mut finder = Finder::new(&lower);
    let mut spans = Vec::new();
    let mut open = Open::default();
    let mut at = 0;
    while let Some(len) = source[at..].find(['<', '{', '}', '[', ']', '\n']) {
        at += len;
        let byte = source.as_bytes()[at];
        if byte == b'<' {
            let span = extension(&lower, at, &mut finder);
            at = span.as_ref().map_or(at + 1, |span| span.end);
            spans.extend(span);
            continue;
        }
        let run = source[at..].bytes().take_while(|&b| b == byte).count();
        match byte {
            b'{' => open.templates(at, run),
            b'}' => open.close_templates(at, run, &mut spans),
            b'[' if run >= 2 => open.links.push(at + run - 2),
            b']' => open.close_links(at, run, &mut spans),
            b'\n' => open.line(&source[at + 1..], run),
            _ => {}
        }
        at += run;
    }
    spans.sort_by_key(|span| span.start);
    spans
}

/// The links and templates that are open.
#[derive(Debug, Default)]
struct Open {
    links: Vec<usize>,
    /// Where they start, and with how many braces.
    templates: Vec<(usize, usize)>,
}

impl Open {
    fn templates(&mut self, at: usize, run: usize) {
        let mut start = at;
        let mut left = run;
        while left >= 2 {
            let width = if left == 3 { 3 } else { 2 };
            self.templates.push((start, width));
            start += width;
            left -= width;
        }
    }

    fn close_templates(&mut self, at: usize, run: usize, spans: &mut Vec<Span>) {
        let mut end = at;
        while at + run - end >= 2
            && let Some((start, width)) = self.templates.pop()
        {
            let closed = width.min(at + run - end);
            end += closed;
            spans.push(Span {
                start: start + width - closed,
                end,
                kind: Kind::Template,
            });
        }
    }

    fn close_links(&mut self, at: usize, run: usize, spans: &mut Vec<Span>) {
        for pair in 1..=run / 2 {
            let Some(start) = self.links.pop() else {
                return;
            };
            spans.push(Span {
                start,
                end: at + pair * 2,
                kind: Kind::Link,
            });
        }
    }

    /// A link ends with its paragraph, and nothing goes on over a heading.
    fn line(&mut self, next: &str, breaks: usize) {
        let next_line = next.trim_start_matches('\n').split('\n').next();
        let next_line = next_line.unwrap_or_default().trim_end();
        let is_heading =
            next_line.len() > 4 && next_line.starts_with("==") && next_line.ends_with("==");
        if breaks > 1 || next_line.is_empty() || is_heading {
            self.links.clear();
        }
        if is_heading {
            self.templates.clear();
        }
    }
}

/// Returns the comment or the tag with its content that starts at `at`.
fn extension(lower: &str, at: usize, finder: &mut Finder<'_>) -> Option<Span> {
    const NAME_BYTES: usize = 20;
    if lower[at..].starts_with("<!--") {
        let end = finder.next("-->", at + 4);
        return Some(Span {
            start: at,
            end: end.map_or(lower.len(), |end| end + 3),
            kind: Kind::Comment,
        });
    }
    let name = lower[at + 1..].bytes().take(NAME_BYTES);
    let len = name.take_while(u8::is_ascii_alphabetic).count();
    let name = &lower[at + 1..at + 1 + len];
    let (_, close, seen) = EXTENSIONS.iter().find(|(known, ..)| *known == name)?;
    let is_tag = lower[at + 1 + len..].starts_with([' ', '>', '/', '\t', '\n']);
    let tag_end = finder.next(">", at).filter(|_| is_tag)?;
    if lower[..tag_end].ends_with('/') {
        return Some(Span {
            start: at,
            end: tag_end + 1,
            kind: Kind::Hidden,
        });
    }
    let content_end = finder.next(close, tag_end + 1)?;
    let end = finder.next(">", content_end)? + 1;
    Some(Span {
        start: at,
        end,
        kind: seen.map_or(Kind::Hidden, |is_block| {
            Kind::Raw(tag_end + 1..content_end, is_block)
        }),
    })
}

/// Reads the whole page line by line.
struct Reader<'a> {
    scanner: Scanner<'a>,
    builder: Builder,
    /// How many tables are open.
    tables: usize,
    is_gallery: bool,
}

impl Reader<'_> {
    fn finish(mut self) -> Document {
        self.scanner.inline.write(&mut self.builder);
        for category in self.scanner.categories {
            self.builder.field("category", &category);
        }
        self.builder.finish()
    }

    /// Reads what only means something at the start of a line.
    fn line_start(&mut self, start: usize) -> usize {
        let source = self.scanner.source;
        let at = self.scanner.after_comments(start);
        let end = self.scanner.line_end(at);
        let text = source[at..end].trim_end();
        self.scanner.cells = None;
        if text.is_empty() {
            // A line with nothing but a comment is no line at all.
            if at == start {
                self.scanner.inline.paragraph(at);
            }
            return at;
        }
        if let Some(next) = self.heading(start, at, text) {
            return next;
        }
        if let Some(next) = self.table(at, end) {
            return next;
        }
        if self.scanner.separator.is_none() {
            self.scanner.inline.line(start);
        }
        self.gallery_line(at, end)
            .unwrap_or_else(|| at + lead_len(text, start))
    }

    fn heading(&mut self, start: usize, at: usize, text: &str) -> Option<usize> {
        let (level, title) = heading(text)?;
        let source = self.scanner.source;
        let title = at + title.start..at + title.end;
        let line = source[start..at].rfind('\n');
        let mut scanner = Scanner::new(source, self.scanner.spans, title.end);
        let mut inner = title.start;
        while inner < title.end {
            inner = scanner.step(inner);
        }
        let inline = std::mem::replace(&mut self.scanner.inline, Inline::new(source));
        inline.write(&mut self.builder);
        self.builder.heading(Heading {
            level,
            text: scanner.inline.plain(),
            anchor: None,
            start: line.map_or(start, |line| start + line + 1),
        });
        self.scanner.begin_row();
        let rest = source[title.end..].trim_start_matches('=');
        Some(source.len() - rest.len())
    }

    /// Reads the start of a table's line.
    fn table(&mut self, at: usize, end: usize) -> Option<usize> {
        let source = self.scanner.source;
        let text = source[at..end].trim_start_matches([' ', '\t', ':']);
        let mark = end - text.len();
        if text.starts_with("{|") {
            self.tables += 1;
            self.scanner.begin_row();
            self.scanner.inline.paragraph(at);
            return Some(end);
        }
        if self.tables == 0 {
            return None;
        }
        if text.starts_with("|}") {
            self.tables -= 1;
            self.scanner.begin_row();
            self.scanner.inline.paragraph(mark + 2);
            return Some(mark + 2);
        }
        if text.starts_with("|-") {
            self.scanner.begin_row();
            return Some(end);
        }
        if text.starts_with("|+") {
            let caption = self.scanner.cell(mark, mark + 2);
            self.scanner.begin_row();
            self.scanner.inline.line(mark);
            return Some(caption);
        }
        let cells = text.bytes().next().filter(|b| matches!(b, b'|' | b'!'))?;
        self.scanner.cells = Some(cells);
        Some(self.scanner.cell(mark, mark + 1))
    }

    /// Of a line in a gallery only the caption is seen.
    fn gallery_line(&mut self, at: usize, end: usize) -> Option<usize> {
        let text = &self.scanner.source[at..end];
        let tag = text.trim_start().get(..9).map(str::to_ascii_lowercase);
        match tag.as_deref() {
            Some("<gallery>" | "<gallery ") => self.is_gallery = true,
            Some("</gallery") => self.is_gallery = false,
            _ if self.is_gallery => {
                return Some(text.find('|').map_or(end, |bar| at + bar + 1));
            }
            _ => {}
        }
        None
    }
}

/// Returns the length of a list's marks or a rule at the start of a line.
fn lead_len(text: &str, start: usize) -> usize {
    // `#REDIRECT [[x]]` is not a list.
    let after_mark = text.strip_prefix('#').filter(|_| start == 0);
    if after_mark.is_some_and(|rest| rest.starts_with(char::is_alphabetic)) {
        return 0;
    }
    if text.starts_with("----") {
        return text.bytes().take_while(|&byte| byte == b'-').count();
    }
    let marks = text.bytes().take_while(|byte| b"*#:;".contains(byte));
    marks.count()
}

/// Returns level and place of the heading that a line is.
fn heading(line: &str) -> Option<(u8, Range<usize>)> {
    let mut text = line;
    if !text.starts_with('=') {
        return None;
    }
    while let Some(comment) = text.rfind("<!--") {
        let is_last = text[comment..]
            .find("-->")
            .is_none_or(|end| text[comment + end + 3..].trim().is_empty());
        if !is_last {
            break;
        }
        text = text[..comment].trim_end();
    }
    let left = text.bytes().take_while(|&byte| byte == b'=').count();
    let rest = &text[left..];
    let right = rest.bytes().rev().take_while(|&byte| byte == b'=').count();
    let title = &rest[..rest.len() - right];
    let level = left.min(right).min(6);
    let is_heading = level > 0 && !title.trim().is_empty();
    is_heading.then(|| (level as u8, left..left + title.len()))
}

/// Renders markup away.
struct Scanner<'a> {
    source: &'a str,
    spans: &'a [Span],
    end: usize,
    inline: Inline<'a>,
    finder: Finder<'a>,
    /// The links and templates whose text is being read.
    frames: Vec<Frame>,
    categories: Vec<String>,
    /// The mark that the open line of a table begins with.
    cells: Option<u8>,
    /// Where a table's cell begins that has no text yet.
    separator: Option<usize>,
    row_has_text: bool,
}

#[derive(Debug)]
struct Frame {
    end: usize,
    next: usize,
    /// Does a bar end the text?
    is_template: bool,
    /// Does a line end with the text?
    is_caption: bool,
}

/// The methods from `step` on read what stands at `at` and return where to go on.
impl<'a> Scanner<'a> {
    fn new(source: &'a str, spans: &'a [Span], end: usize) -> Self {
        Self {
            source,
            spans,
            end,
            inline: Inline::new(source),
            finder: Finder::new(&source[..end]),
            frames: Vec::new(),
            categories: Vec::new(),
            cells: None,
            separator: None,
            row_has_text: false,
        }
    }

    fn span_at(&self, at: usize) -> Option<&'a Span> {
        let found = self.spans.binary_search_by_key(&at, |span| span.start);
        let span = &self.spans[found.ok()?];
        (span.end <= self.end).then_some(span)
    }

    fn after_comments(&self, at: usize) -> usize {
        let mut at = at;
        while let Some(span) = self.span_at(at).filter(|span| span.kind == Kind::Comment) {
            at = span.end;
        }
        at
    }

    fn line_end(&mut self, at: usize) -> usize {
        self.finder.next("\n", at).unwrap_or(self.end)
    }

    fn step(&mut self, at: usize) -> usize {
        if let Some(frame) = self.frames.pop_if(|frame| at >= frame.end) {
            if frame.is_caption {
                self.inline.line(frame.next);
            }
            return frame.next.max(at);
        }
        let rest = &self.source[at..self.end];
        match rest.as_bytes()[0] {
            b'<' | b'{' | b'[' => self.construct(at),
            b'\'' => self.quotes(at),
            b'&' => self.entity(at),
            b'_' if rest.starts_with("__") => self.switch(at),
            b'|' | b'!' => self.bar(at),
            _ => self.plain(at),
        }
    }

    fn plain(&mut self, at: usize) -> usize {
        const SPECIAL: &[char] = &['<', '{', '[', '\'', '&', '_', '|', '!', '\n'];
        let first = self.source[at..].chars().next().map_or(1, char::len_utf8);
        let rest = &self.source[at + first..self.end];
        let end = at + first + rest.find(SPECIAL).unwrap_or(rest.len());
        let stop = self
            .frames
            .last()
            .map_or(end, |frame| frame.end.max(at + first));
        self.keep(at, end.min(stop))
    }

    fn keep(&mut self, start: usize, end: usize) -> usize {
        if self.separator.is_none() || !self.source[start..end].trim().is_empty() {
            self.begin_cell();
            self.inline.keep(start, end);
        }
        end
    }

    fn put(&mut self, text: &'static str, at: usize, next: usize) -> usize {
        if self.separator.is_none() || !text.trim().is_empty() {
            self.begin_cell();
            self.inline.put(text, at);
        }
        next
    }

    fn begin_row(&mut self) {
        self.separator = None;
        self.row_has_text = false;
    }

    /// Begins a cell at `mark` whose attributes or text begin at `at`.
    fn cell(&mut self, mark: usize, at: usize) -> usize {
        self.separator = Some(mark);
        let line_end = self.line_end(at);
        let Some(bar) = self.finder.next("|", at).filter(|&bar| bar < line_end) else {
            return at;
        };
        let is_double = self.source[bar + 1..].starts_with('|');
        let before = &self.source[at..bar];
        let is_text = is_double || before.contains("[[") || before.contains("{{");
        if is_text { at } else { bar + 1 }
    }

    /// Writes what parts the open cell from the one before.
    fn begin_cell(&mut self) {
        let Some(mark) = self.separator.take() else {
            return;
        };
        match self.row_has_text {
            true => self.inline.put(" | ", mark),
            false => self.inline.line(mark),
        }
        self.row_has_text = true;
    }

    fn bar(&mut self, at: usize) -> usize {
        if let Some(frame) = self.frames.last() {
            return match frame.is_template && self.source[at..].starts_with('|') {
                true => frame.end,
                false => self.keep(at, at + 1),
            };
        }
        let is_cell = match self.cells {
            Some(b'!') => ["!!", "||"].contains(&self.source.get(at..at + 2).unwrap_or("")),
            Some(_) => self.source[at..].starts_with("||"),
            None => false,
        };
        match is_cell {
            true => self.cell(at, at + 2),
            false => self.keep(at, at + 1),
        }
    }

    fn construct(&mut self, at: usize) -> usize {
        if let Some(span) = self.span_at(at) {
            return match &span.kind {
                Kind::Comment | Kind::Hidden => span.end,
                Kind::Raw(content, is_block) => self.raw(span, content.clone(), *is_block),
                Kind::Template => self.template(span),
                Kind::Link => self.link(span),
            };
        }
        let rest = &self.source[at..self.end];
        match rest.as_bytes()[0] {
            b'<' => self.tag(at),
            b'[' => self.address(at),
            // Nothing matches these braces.
            _ if rest.starts_with("{{") => at + 2,
            _ => self.keep(at, at + 1),
        }
    }

    fn raw(&mut self, span: &Span, content: Range<usize>, is_block: bool) -> usize {
        if is_block {
            self.inline.paragraph(span.start);
        }
        let mut at = content.start;
        while at < content.end {
            let rest = &self.source[at..content.end];
            let len = rest.find('&').unwrap_or(rest.len());
            at = self.keep(at, at + len);
            if at < content.end {
                at = self.entity(at).min(content.end);
            }
        }
        if is_block {
            self.inline.paragraph(span.end);
        }
        span.end
    }

    fn entity(&mut self, at: usize) -> usize {
        match entity(&self.source[at..self.end]) {
            Some((text, len)) => {
                self.begin_cell();
                self.inline.put(text, at);
                at + len
            }
            None => self.keep(at, at + 1),
        }
    }

    /// Leaves out the quotes that mean bold and italic.
    fn quotes(&mut self, at: usize) -> usize {
        let rest = self.source[at..self.end].bytes();
        let run = rest.take_while(|&byte| byte == b'\'').count();
        let shown = match run {
            1 => 1,
            4 => 1,
            0..=5 => 0,
            _ => run - 5,
        };
        self.keep(at, at + shown);
        at + run
    }

    /// Leaves out words such as `__NOTOC__`.
    fn switch(&mut self, at: usize) -> usize {
        const WORD_BYTES: usize = 30;
        let rest = &self.source[at + 2..self.end];
        let word = rest
            .bytes()
            .take(WORD_BYTES)
            .take_while(u8::is_ascii_uppercase);
        let len = word.count();
        match len > 0 && rest[len..].starts_with("__") {
            true => at + len + 4,
            false => self.keep(at, at + 2),
        }
    }

    fn tag(&mut self, at: usize) -> usize {
        const TAG_BYTES: usize = 500;
        let rest = self.source[at + 1..self.end].trim_start_matches('/');
        let name = rest.bytes().take(20).take_while(u8::is_ascii_alphanumeric);
        let len = name.count();
        let name = rest[..len].to_ascii_lowercase();
        let is_break = is_in(BREAK_TAGS, &name);
        let end = self.finder.next(">", at).filter(|end| end - at < TAG_BYTES);
        let is_tag = rest[len..].starts_with([' ', '>', '/', '\n', '\t']);
        match end.filter(|_| is_tag && (is_break || is_in(TEXT_TAGS, &name))) {
            Some(end) if is_break => self.put(" ", at, end + 1),
            Some(end) => end + 1,
            None => self.keep(at, at + 1),
        }
    }

    /// Of `[http://x text]` the text is seen.
    fn address(&mut self, at: usize) -> usize {
        const SCHEMES: &[&str] = &["http://", "https://", "ftp://", "//", "mailto:", "irc://"];
        let rest = &self.source[at + 1..self.end];
        let is_address = SCHEMES.iter().any(|scheme| rest.starts_with(scheme));
        let line_end = self.line_end(at);
        let close = self.finder.next("]", at).filter(|&close| close < line_end);
        let Some(close) = close.filter(|_| is_address) else {
            return self.keep(at, at + 1);
        };
        match self.source[at..close].find([' ', '\t']) {
            Some(space) => self.frame(at + space + 1, close, close + 1),
            None => close + 1,
        }
    }

    /// Goes on at `text` until `end`, then at `next`.
    fn frame(&mut self, text: usize, end: usize, next: usize) -> usize {
        self.frames.push(Frame {
            end,
            next,
            is_template: false,
            is_caption: false,
        });
        text
    }

    fn link(&mut self, span: &Span) -> usize {
        let (start, end) = (span.start + 2, span.end - 2);
        let inner = &self.source[start..end];
        let bar = inner.find('|');
        let target = &inner[..bar.unwrap_or(inner.len())];
        if let Some((space, name)) = target.trim().split_once(':') {
            match Namespace::of(space.trim()) {
                Namespace::Category => {
                    self.categories.push(name.to_owned());
                    return span.end;
                }
                Namespace::Language => return span.end,
                Namespace::File => return self.file(span, start + target.len()),
                Namespace::Other => {}
            }
        }
        match bar {
            Some(bar) if bar + 1 < inner.len() => self.frame(start + bar + 1, end, span.end),
            _ => {
                let colon = usize::from(target.starts_with(':'));
                self.keep(start + colon, start + target.len());
                span.end
            }
        }
    }

    /// Of a picture the caption is seen, which is the last part that is no option.
    fn file(&mut self, span: &Span, bar: usize) -> usize {
        let end = span.end - 2;
        let mut at = bar;
        while at < end {
            let part = &self.source[at + 1..end];
            let len = part.find(['|', '[', '{']).unwrap_or(part.len());
            let is_last = !part[len..].starts_with('|');
            if is_last && !is_file_option(part[..len].trim()) {
                self.inline.line(at + 1);
                self.frames.push(Frame {
                    end,
                    next: span.end,
                    is_template: false,
                    is_caption: true,
                });
                return at + 1;
            }
            if is_last {
                break;
            }
            at += 1 + len;
        }
        span.end
    }

    fn template(&mut self, span: &Span) -> usize {
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

/// The tags that part words.
const BREAK_TAGS: &str = "\
    br|p|div|li|td|th|tr|hr|dd|dt";

/// The other tags that are left out.
const TEXT_TAGS: &str = "\
    b|i|u|s|em|strong|small|big|sub|sup|span|center|font|code|tt|kbd|var|samp|blockquote|\
    cite|q|abbr|del|ins|strike|mark|bdi|bdo|wbr|table|caption|ul|ol|dl|h1|h2|h3|h4|h5|h6|\
    poem|gallery|noinclude|includeonly|onlyinclude|references|ref|nowiki|pre|section|data|\
    time|ruby|rt|rp|rb|dfn|tbody|thead|syntaxhighlight|source";

/// Is `word` one of a list parted by bars?
fn is_in(list: &str, word: &str) -> bool {
    list.split('|').any(|known| known == word)
}

/// What kind of page a link leads to.
enum Namespace {
    Category,
    File,
    Language,
    Other,
}

impl Namespace {
    fn of(name: &str) -> Self {
        const NAME_BYTES: usize = 20;
        if name.len() > NAME_BYTES {
            return Self::Other;
        }
        match name.to_lowercase().as_str() {
            "category" | "kategorie" | "catégorie" | "categoría" | "categoria" | "categorie"
            | "kategoria" | "категория" => Self::Category,
            "file" | "image" | "media" | "datei" | "bild" | "fichier" | "archivo" | "imagen"
            | "ficheiro" | "bestand" | "plik" | "immagine" | "файл" => Self::File,
            "simple" => Self::Language,
            _ if is_language(name) => Self::Language,
            _ => Self::Other,
        }
    }
}

/// Is it a language code such as `fr` or `zh-yue`?
fn is_language(name: &str) -> bool {
    let (code, rest) = name.split_once('-').unwrap_or((name, "x"));
    let is_lower = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    matches!(code.len(), 2 | 3) && is_lower(code) && !rest.is_empty() && is_lower(rest)
}

/// The options of a picture in English, German and French.
const FILE_WORDS: &str = "\
    thumb|thumbnail|frame|framed|frameless|border|left|right|center|centre|none|baseline|\
    middle|sub|super|top|text-top|bottom|text-bottom|upright|loop|muted|mini|miniatur|\
    links|rechts|zentriert|hochkant|rahmenlos|vignette|gauche|droite|centré|redresse";

/// The options of a picture that have a value.
const FILE_SETTINGS: &str = "\
    thumb|upright|alt|link|class|lang|page|start|end|thumbtime";

fn is_file_option(option: &str) -> bool {
    let name = option.split('=').next().unwrap_or_default().trim();
    let is_size = option.strip_suffix("px").is_some_and(|size| {
        size.chars()
            .all(|c| c.is_ascii_digit() || c == 'x' || c == ' ')
    });
    let is_setting = name.len() < option.len() && is_in(FILE_SETTINGS, name);
    option.is_empty() || is_size || is_setting || is_in(FILE_WORDS, option)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::inline::shown;

    fn check(source: &str, expected: &str) {
        assert_eq!(shown(source, &parse(source)), expected, "{source}");
    }

    #[test]
    fn headings_have_the_level_of_their_marks() {
        check(
            "a\n== One ==\nb\n===Two===\n= Three =\n====== Six ======  ",
            "a\n## One\nb\n### Two\n# Three\n###### Six",
        );
        check("=== A ==\n== B ===\n", "## A\n## B");
        check(
            "== A == <!-- c -->\n== B <!-- d --> ==<!-- e --><!-- f -->\n",
            "## A\n## B",
        );
        check(
            "<!-- c -->== A ==\n== B == <!-- over\nlines -->\nb",
            "## A\n## B\nb",
        );
    }

    #[test]
    fn other_lines_are_not_headings() {
        for line in [
            "== x",
            "== x == y",
            "====",
            "== ==",
            " == x ==",
            "a == b ==",
        ] {
            check(line, line.trim());
        }
    }

    #[test]
    fn headings_are_rendered() {
        check(
            "== ''A'' [[B|C]] {{nowrap|D}} &amp; {{x}}<ref>E</ref> ==",
            "## A C D &",
        );
    }

    #[test]
    fn raw_text_holds_no_headings() {
        check(
            "<pre>\n== a ==\n'''b'''\n</pre>\n== c ==",
            "== a ==\n'''b'''\n## c",
        );
        check("a <nowiki>[[b]] ''c'' &lt;</nowiki> d", "a [[b]] ''c'' < d");
        check(
            "<syntaxhighlight lang=\"c\">\n== a ==\n{{\n</syntaxhighlight>\nb",
            "== a ==\n{{\n\nb",
        );
        check("<source>\n\n== a ==</SOURCE> b", "== a ==\n\nb");
        check("<nowiki>open [[a]]", "open a");
        check("<nowiki/>a <pre />b", "a b");
    }

    #[test]
    fn comments_and_notes_are_left_out() {
        check(
            "a<!-- b\n== c ==\n\n-->d\n<!-- e -->\nf<!-- open\n== g ==",
            "ad\nf",
        );
        check(
            "a<ref>b</ref>c<ref name=\"x\" />d<ref name=y>e\n\nf</ref>.",
            "acd.",
        );
        check("a<ref>open\n\n== b ==\n", "aopen\n## b");
    }

    #[test]
    fn templates_are_left_out() {
        check(
            "{{Infobox\n| a = {{b|c}}\n\n| d = [[e]]\n}}\n'''F''' {{cite|g}}h",
            "F h",
        );
        check("a {{open b\n\nc {{d}} e", "a open b\n\nc e");
        check("{{open\n== a ==\nb}} c", "open\n## a\nb}} c");
        check("a {{{1|b}}} c {{d|{{{2}}}}} e", "a c e");
        check("a }} b {c} d", "a }} b {c} d");
    }

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

    #[test]
    fn links_show_their_text() {
        for (source, expected) in [
            (
                "[[A]] [[B|the ''b'']]s [[#C]] [[:Category:D]] [[E (x)|]]",
                "A the bs #C Category:D E (x)",
            ),
            ("[[File:x.jpg|thumb|200px|alt=no|A [[b|c]] d]]e", "A c d\ne"),
            ("a [[Image:x.svg|20px]] b", "a b"),
            (
                "[https://a.b the text] [https://a.b] https://c.d [e]",
                "the text https://c.d [e]",
            ),
            (
                "[[open\n\n[[a]] [https://open\n]",
                "[[open\n\na [https://open\n]",
            ),
            ("[[fr:Nom]][[zh-yue:X]]a", "a"),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn categories_are_fields() {
        let document = parse("a\n[[Category:Towns|x]]\n[[Kategorie: Orte ]]\n");
        let expected = [("category", "Towns"), ("category", "Orte")];
        assert_eq!(
            document.fields,
            expected.map(|(n, v)| (n.to_owned(), v.to_owned()))
        );
        assert_eq!(document.sections[0].text, "a");
    }

    #[test]
    fn tables_have_a_line_per_row() {
        check(
            "a\n{| class=\"x\"\n|+ style=\"y\" | Cap\n! A !! B\n|- style=\"y\"\n| 1 || style=\"z\" | 2\n|-\n| [[c|d]]\n| rowspan=2 | {{nowrap|e}}\n|\n|}\nb",
            "a\n\nCap\nA | B\n1 | 2\nd | e\n\nb",
        );
        check("{|\n| a\nmore\n* item\n|\n| b\n|}", "a\nmore\nitem | b");
        check("{|\n|-\n| ||x\n== H ==\n| y", "x\n## H\ny");
        check("{|\n| a\n{|\n| b\n|}\n| c\n|}", "a\n\nb\n\nc");
    }

    #[test]
    fn lists_and_rules_lose_their_marks() {
        check("* a\n** b\n# c\n:; d\n----\ne\n----f", "a\nb\nc\nd\ne\nf");
        check("#REDIRECT [[Target]]", "#REDIRECT Target");
        check(
            "<gallery mode=x>\nFile:a.jpg|Cap ''a''\nFile:b.jpg\n</gallery>\nc",
            "Cap a\nc",
        );
    }

    #[test]
    fn other_markup_is_rendered_away() {
        for (source, expected) in [
            ("'''b''' ''i'' '''''x''''' it's ''''q''''", "b i x it's 'q'"),
            ("__NOTOC__a __x__ b__TOC", "a __x__ b__TOC"),
            (
                "a&nbsp;b &ndash; &eacute; &unknown; <br/>c<br>d",
                "a b – é &unknown; c d",
            ),
            (
                "<div class=\"x\">a</div> <small>b</small> <foo> 1 < 2",
                "a b <foo> 1 < 2",
            ),
            ("H<sub>2</sub>O a | b! c || d", "H2O a | b! c || d"),
            ("<math>x_1 ''y''</math>", "x_1 ''y''"),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check(
            "== A ==\r\na\r\n\r\n* b\r\n{|\r\n| c\r\n|}",
            "## A\na\n\nb\n\nc",
        );
        check("", "");
    }
}
