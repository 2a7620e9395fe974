//! AsciiDoc: `=` and underlined titles, the document header, delimited blocks, lists and tables.

use std::collections::HashMap;
use std::ops::Range;

use crate::corpus::document::Document;
use crate::corpus::inline::{Blocks, Finder, Inline, Pairs, entity, indent_of, neighbours};
use crate::corpus::lines::{Line, lines};

/// Reads AsciiDoc.
pub(crate) fn parse(source: &str) -> Document {
    let lines = lines(source);
    let mut last_of = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        if fence(line.text).is_some() {
            last_of.insert(line.text.trim_end(), at);
        }
    }
    let mut reader = Reader {
        lines,
        at: 0,
        blocks: Blocks::new(source, render),
        last_of,
        containers: Vec::new(),
        attributes: Attributes::default(),
    };
    reader.header();
    while let Some(&line) = reader.lines.get(reader.at) {
        reader.line(&line);
    }
    reader.blocks.finish()
}

struct Reader<'a> {
    lines: Vec<Line<'a>>,
    at: usize,
    blocks: Blocks<'a>,
    /// Where each delimiter stands for the last time.
    last_of: HashMap<&'a str, usize>,
    /// The delimiters of the open blocks that hold other blocks.
    containers: Vec<&'a str>,
    /// What the lines before say of the next block.
    attributes: Attributes,
}

/// What a line such as `[source,rust]` says.
#[derive(Debug, Default)]
struct Attributes {
    anchor: Option<String>,
    columns: Option<usize>,
    is_code: bool,
}

impl<'a> Reader<'a> {
    /// Reads the document's title, author, revision and attributes.
    fn header(&mut self) {
        while let Some(&line) = self.lines.get(self.at) {
            if line.text.starts_with("////") && fence(line.text).is_some() {
                self.verbatim(line.text.trim_end(), false);
                continue;
            }
            let is_before_title =
                line.is_blank() || is_comment(line.text) || attribute_entry(line.text).is_some();
            if !is_before_title {
                break;
            }
            self.attribute(&line);
            self.at += 1;
        }
        let Some((line, text)) = self.lines.get(self.at).and_then(|line| {
            let (level, text) = marked_title(line)?;
            (level == 1).then_some((*line, text))
        }) else {
            return;
        };
        let title = self.blocks.plain(text.clone());
        self.blocks.builder.title(&title);
        self.blocks.heading(1, text, None, line.start);
        self.at += 1;
        self.author_and_revision();
        while let Some(&line) = self.lines.get(self.at)
            && (is_comment(line.text) || attribute_entry(line.text).is_some())
        {
            self.attribute(&line);
            self.at += 1;
        }
    }

    fn author_and_revision(&mut self) {
        let Some(author) = self.header_line() else {
            return;
        };
        let (name, mail) = author.split_once('<').unwrap_or((author, ""));
        self.blocks.builder.field("author", name);
        self.blocks
            .builder
            .field("email", mail.trim_end_matches('>'));
        self.at += 1;
        let Some(revision) = self.header_line() else {
            return;
        };
        self.at += 1;
        let (revision, remark) = revision.split_once(": ").unwrap_or((revision, ""));
        let (number, date) = match revision.split_once(',') {
            Some(parts) => parts,
            None if revision.starts_with('v') => (revision, ""),
            None => ("", revision),
        };
        self.blocks
            .builder
            .field("revnumber", number.trim_start_matches('v'));
        self.blocks.builder.field("date", date);
        self.blocks.builder.field("revremark", remark);
    }

    /// Returns the line here if it can be the author's or the revision's.
    fn header_line(&self) -> Option<&'a str> {
        let text = self.lines.get(self.at)?.text.trim();
        let is_other = attribute_entry(text).is_some() || is_comment(text) || is_macro(text);
        let is_prose = text.starts_with(char::is_alphanumeric);
        (is_prose && !is_other).then_some(text)
    }

    /// Notes a `:name: value` line, which may go on over line breaks.
    fn attribute(&mut self, line: &Line<'a>) {
        let Some((name, value)) = attribute_entry(line.text) else {
            return;
        };
        let mut value = value.to_owned();
        while let Some(open) = value.strip_suffix(" \\")
            && let Some(more) = self.lines.get(self.at + 1)
        {
            value = format!("{open} {}", more.text.trim());
            self.at += 1;
        }
        self.blocks.builder.field(name, &value);
    }

    fn line(&mut self, line: &Line<'a>) {
        let text = line.text.trim_end();
        if text.is_empty() || text == "+" {
            self.blocks.end();
            self.at += 1;
            return;
        }
        if self.heading(line) || self.fenced(text) || self.block_attributes(text) {
            return;
        }
        self.at += 1;
        if is_comment(text) || self.left_out(line) {
            return;
        }
        self.prose(line);
    }

    fn heading(&mut self, line: &Line<'a>) -> bool {
        if self.blocks.is_open() || !self.containers.is_empty() {
            return false;
        }
        let next = self.lines.get(self.at + 1);
        let (found, len) = match (marked_title(line), next) {
            (Some(found), _) => (Some(found), 1),
            (None, Some(next)) => (underlined_title(line, next), 2),
            _ => (None, 1),
        };
        let Some((level, mut text)) = found else {
            return false;
        };
        let attributes = std::mem::take(&mut self.attributes);
        let inner = title_anchor(line, &mut text);
        self.blocks
            .heading(level, text, inner.or(attributes.anchor), line.start);
        self.at += len;
        true
    }

    /// Reads a delimited block, or the delimiter of one that holds other blocks.
    fn fenced(&mut self, text: &'a str) -> bool {
        let Some(fence) = fence(text) else {
            return false;
        };
        self.blocks.end();
        let attributes = std::mem::take(&mut self.attributes);
        let body = self.at + 1;
        match fence {
            Fence::Container if attributes.is_code => self.verbatim(text, true),
            Fence::Container => self.container(text),
            Fence::Code => self.verbatim(text, true),
            Fence::Hidden => self.verbatim(text, false),
            Fence::Table => self.table(text, attributes.columns),
        }
        self.at = self.at.max(body);
        self.blocks.end();
        true
    }

    fn container(&mut self, text: &'a str) {
        let open = self.containers.iter().rposition(|&open| open == text);
        match open {
            Some(open) => self.containers.truncate(open),
            // A block that never ends hides no titles.
            None if self.last_of.get(text).is_some_and(|&last| last > self.at) => {
                self.containers.push(text);
            }
            None => {}
        }
    }

    /// Reads lines up to the same delimiter or the end.
    fn verbatim(&mut self, delimiter: &str, is_shown: bool) {
        let close = match delimiter.starts_with("```") {
            true => "```",
            false => delimiter,
        };
        self.at += 1;
        while let Some(line) = self.lines.get(self.at) {
            self.at += 1;
            if line.text.trim_end() == close {
                break;
            }
            if is_shown {
                self.blocks.code(line, 0);
            }
        }
    }

    fn table(&mut self, delimiter: &str, columns: Option<usize>) {
        let mut row = Row {
            columns,
            cells: 0,
            is_started: false,
        };
        self.at += 1;
        while let Some(&line) = self.lines.get(self.at) {
            self.at += 1;
            let text = line.text.trim_end();
            if text == delimiter {
                break;
            }
            if text.is_empty() || is_comment(text) {
                continue;
            }
            match delimiter.as_bytes()[0] {
                b'|' | b'!' => self.cells(&line, char::from(delimiter.as_bytes()[0]), &mut row),
                separator => self.blocks.row(&line, split(&line, char::from(separator))),
            }
        }
    }

    fn cells(&mut self, line: &Line<'a>, mark: char, row: &mut Row) {
        let (lead, cells) = table_cells(line, mark);
        if !lead.trim().is_empty() {
            self.blocks.text(
                &Line {
                    text: lead,
                    ..*line
                },
                line.start,
            );
        }
        if cells.is_empty() {
            return;
        }
        row.columns
            .get_or_insert(cells.iter().map(|(_, count)| count).sum());
        for (cell, count) in cells {
            if row.cells >= row.columns.unwrap_or(1) {
                (row.cells, row.is_started) = (0, false);
            }
            let start = line.start.max(cell.start.saturating_sub(1));
            row.is_started |= self.blocks.cell(start, cell, !row.is_started);
            row.cells += count;
        }
    }

    /// Reads a line such as `[source,rust]` or `[[id]]`.
    fn block_attributes(&mut self, text: &'a str) -> bool {
        let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) else {
            return false;
        };
        let is_list = inner
            .chars()
            .next()
            .is_none_or(|c| c.is_alphabetic() || "_,.#%[\"'{".contains(c));
        if !is_list || inner.starts_with("[[") {
            return false;
        }
        self.blocks.end();
        self.at += 1;
        self.attributes.note(inner);
        true
    }

    /// Leaves out attribute entries, block macros, rules; of images and block titles the text is seen.
    fn left_out(&mut self, line: &Line<'a>) -> bool {
        let text = line.text.trim_end();
        let is_rule = matches!(text, "'''" | "<<<" | "---" | "***" | "- - -" | "* * *");
        if is_rule || attribute_entry(text).is_some() {
            self.blocks.end();
            return true;
        }
        if is_macro(text) {
            if let Some(alt) = image_alt(line) {
                let end = alt.end - line.start;
                let shown = Line {
                    text: &line.text[..end],
                    ..*line
                };
                self.blocks.item(&shown, alt.start);
            }
            return true;
        }
        let is_title = text.starts_with('.')
            && text[1..].starts_with(|c: char| !c.is_whitespace() && c != '.')
            && !self.blocks.is_open();
        if is_title {
            self.blocks.item(line, line.start + 1);
            self.blocks.end();
        }
        is_title
    }

    fn prose(&mut self, line: &Line<'a>) {
        let is_code = std::mem::take(&mut self.attributes).is_code;
        let indent = indent_of(line.text);
        let marker = marker(&line.text[indent..]);
        let is_literal = is_code || indent > 0 && marker.is_none();
        if !self.blocks.is_open() && is_literal {
            self.blocks.code(line, indent);
            while let Some(more) = self.lines.get(self.at)
                && !more.is_blank()
                && more.text.trim() != "+"
            {
                self.blocks.code(more, indent);
                self.at += 1;
            }
            return;
        }
        if let Some((term, text)) = description(line) {
            self.blocks.item(&term, term.text_start());
            if !text.is_blank() {
                self.blocks.item(&text, text.text_start());
            }
            return;
        }
        match marker {
            Some(len) => self.blocks.item(line, line.start + indent + len),
            None => self.blocks.text(line, line.start + indent),
        }
    }
}

impl Attributes {
    fn note(&mut self, inner: &str) {
        if let Some(id) = inner.strip_prefix('[') {
            let id = id.trim_end_matches(']').split(',').next();
            self.anchor = id.map(str::to_owned);
            return;
        }
        let style = inner.split(',').next().unwrap_or_default();
        let name = style.split(['#', '.', '%']).next().unwrap_or_default();
        self.is_code |= matches!(name, "source" | "listing" | "literal");
        if let Some((_, id)) = style.split_once('#') {
            let id = id.split(['.', '%', '#']).next();
            self.anchor = id.map(str::to_owned);
        }
        if let Some(id) = named_attribute(inner, "id") {
            self.anchor = Some(id.to_owned());
        }
        if let Some(columns) = named_attribute(inner, "cols") {
            self.columns = Some(column_count(columns));
        }
    }
}

/// The row of a table that is being read.
struct Row {
    columns: Option<usize>,
    cells: usize,
    is_started: bool,
}

/// What a delimiter line begins or ends.
#[derive(Clone, Copy)]
enum Fence {
    Container,
    Code,
    Hidden,
    Table,
}

fn fence(text: &str) -> Option<Fence> {
    let text = text.trim_end();
    if matches!(text, "|===" | ",===" | ":===" | "!===") {
        return Some(Fence::Table);
    }
    if text == "--" {
        return Some(Fence::Container);
    }
    let first = text.bytes().next()?;
    if text.starts_with("```") && !text[3..].contains('`') {
        return Some(Fence::Code);
    }
    if text.len() < 4 || text.bytes().any(|byte| byte != first) {
        return None;
    }
    match first {
        b'-' | b'.' => Some(Fence::Code),
        b'=' | b'*' | b'_' => Some(Fence::Container),
        b'+' | b'/' => Some(Fence::Hidden),
        _ => None,
    }
}

fn is_comment(text: &str) -> bool {
    text.starts_with("//") && !text.starts_with("///")
}

/// Returns name and value of a line such as `:toc: left`.
fn attribute_entry(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.strip_prefix(':')?.split_once(':')?;
    let is_name = name
        .trim_matches('!')
        .chars()
        .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let is_apart = value.is_empty() || value.starts_with([' ', '\t']);
    (is_name && is_apart && !name.is_empty()).then(|| (name, value.trim()))
}

/// Is the line a block macro, such as `include::x[]` or `image::x[alt]`?
fn is_macro(text: &str) -> bool {
    const NAMES: &[&str] = &[
        "include", "image", "video", "audio", "toc", "ifdef", "ifndef", "ifeval", "endif",
    ];
    let Some((name, rest)) = text.split_once("::") else {
        return false;
    };
    NAMES.contains(&name) && rest.contains('[') && rest.trim_end().ends_with(']')
}

/// Returns where the alternative text of an image stands.
fn image_alt(line: &Line<'_>) -> Option<Range<usize>> {
    let open = line.text.find('[')? + 1;
    let inner = line.text.trim_end().strip_suffix(']')?.get(open..)?;
    if !line.text.starts_with("image::") {
        return None;
    }
    let alt = positional(inner);
    let start = line.start + open;
    (!alt.is_empty()).then(|| start + alt.start..start + alt.end)
}

/// Returns where the first positional part of an attribute list stands, without its quotes.
fn positional(list: &str) -> Range<usize> {
    if let Some(quoted) = list.strip_prefix('"')
        && let Some(len) = quoted.find('"')
    {
        return 1..1 + len;
    }
    let first = list.split(',').next().unwrap_or_default();
    match first.contains('=') {
        true => 0..0,
        false => 0..first.len(),
    }
}

fn named_attribute<'a>(list: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = list;
    loop {
        let at = rest.find(name)?;
        let before = rest[..at].trim_end();
        let is_whole = before.is_empty() || before.ends_with(',');
        rest = &rest[at + name.len()..];
        if let Some(value) = rest.strip_prefix('=')
            && is_whole
        {
            let quoted = value.strip_prefix('"').and_then(|v| v.split('"').next());
            return quoted.or_else(|| value.split(',').next());
        }
    }
}

/// Returns how many columns `1,2` or `3*` describes.
fn column_count(columns: &str) -> usize {
    const COLUMNS: usize = 1000;
    let count = |column: &str| match column.split_once('*') {
        Some((times, _)) => times.trim().parse().unwrap_or(1),
        None => 1,
    };
    let columns = columns.split([',', ';']).map(count);
    columns.fold(0, usize::saturating_add).clamp(1, COLUMNS)
}

/// Returns level and place of a title such as `== Setup ==` or `## Setup`.
fn marked_title(line: &Line<'_>) -> Option<(usize, Range<usize>)> {
    let text = line.text.trim_end();
    let mark = text.chars().next().filter(|&c| c == '=' || c == '#')?;
    let level = text.chars().take_while(|&c| c == mark).count();
    let rest = text[level..].strip_prefix([' ', '\t'])?;
    let title = match rest.strip_suffix(&text[..level]) {
        Some(title) if title.ends_with(' ') => title.trim_end(),
        _ => rest,
    };
    let start = line.start + level + 1;
    let is_title = level <= 6 && !title.trim().is_empty();
    is_title.then(|| (level, start..start + title.len()))
}

/// Returns level and place of a title that the next line underlines.
fn underlined_title(line: &Line<'_>, next: &Line<'_>) -> Option<(usize, Range<usize>)> {
    let mark = next.text.trim_end();
    let first = mark.chars().next()?;
    let level = "=-~^+".find(first)? + 1;
    let text = line.text.trim_end();
    let is_mark = mark.len() >= 2 && mark.chars().all(|c| c == first);
    let fits = text.chars().count().abs_diff(mark.len()) <= 1;
    let is_text = text.chars().any(char::is_alphanumeric)
        && !text.starts_with(['.', ' ', '\t'])
        && !is_comment(text)
        && marker(text).is_none();
    let is_attributes = text.starts_with('[') && text.ends_with(']');
    (is_mark && fits && is_text && !is_attributes)
        .then(|| (level, line.start..line.start + text.len()))
}

/// Returns the `[[id]]` at the start or end of a title, and takes it out of `text`.
fn title_anchor(line: &Line<'_>, text: &mut Range<usize>) -> Option<String> {
    let title = &line.text[text.start - line.start..text.end - line.start];
    let (anchor, rest) = match title.strip_prefix("[[") {
        Some(inner) => inner.split_once("]]")?,
        None => {
            let (before, inner) = title.rsplit_once("[[")?;
            (inner.strip_suffix("]]")?, before)
        }
    };
    match title.starts_with("[[") {
        true => text.start = text.end - rest.len(),
        false => text.end = text.start + rest.len(),
    }
    Some(anchor.split(',').next().unwrap_or_default().to_owned())
}

/// Returns the term and the text of a line such as `term:: text`.
fn description<'a>(line: &Line<'a>) -> Option<(Line<'a>, Line<'a>)> {
    let text = line.text.trim_end();
    let len = match text.find(":: ") {
        Some(len) => len,
        None => text.strip_suffix("::")?.len(),
    };
    let term = Line {
        text: text[..len].trim_end_matches(':'),
        start: line.start,
    };
    let rest = Line {
        text: &text[len + 2..],
        start: line.start + len + 2,
    };
    (!term.is_blank()).then_some((term, rest))
}

/// Returns the length of the list marker that `text` begins with.
fn marker(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let len = match first {
        '*' | '.' => text.chars().take_while(|&c| c == first).count(),
        '-' | '•' => first.len_utf8(),
        '<' => text.find('>').filter(|&end| end <= 4 && end > 1)? + 1,
        _ => numbered(text)?,
    };
    let rest = text[len..].strip_prefix([' ', '\t'])?.trim_start();
    let is_bullet = matches!(first, '*' | '-');
    let rest = match rest.get(..4) {
        Some("[ ] " | "[x] " | "[*] ") if is_bullet => &rest[4..],
        _ => rest,
    };
    (len <= 6 && !rest.is_empty()).then(|| text.len() - rest.len())
}

fn numbered(text: &str) -> Option<usize> {
    let len = text.find('.').filter(|&len| (1..=4).contains(&len))?;
    let name = &text[..len];
    let is_digits = name.chars().all(|c| c.is_ascii_digit());
    let is_letter = len == 1 && name.chars().all(|c| c.is_ascii_alphabetic());
    (is_digits || is_letter).then_some(len + 1)
}

/// Returns what stands before the first cell of a line, and the cells with how many columns they fill.
fn table_cells<'a>(line: &Line<'a>, mark: char) -> (&'a str, Vec<(Range<usize>, usize)>) {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in line.text.match_indices(mark) {
        if !line.text[..at].ends_with('\\') {
            parts.push((start, at));
            start = at + 1;
        }
    }
    parts.push((start, line.text.len()));
    let mut cells = Vec::new();
    let mut count = 1;
    let mut lead = "";
    for (index, &(start, end)) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let text = &line.text[start..end];
        let spec = match text.rfind([' ', '\t']) {
            _ if is_last => "",
            Some(space) => cell_spec(&text[space + 1..]),
            None if index == 0 => cell_spec(text),
            None => "",
        };
        let text = &text[..text.len() - spec.len()];
        match index {
            0 => lead = text,
            _ => cells.push((line.start + start..line.start + start + text.len(), count)),
        }
        count = columns_filled(spec);
    }
    (lead, cells)
}

/// Returns `spec` if it is a cell specifier, such as `2+` or `.3+^.>s`.
fn cell_spec(spec: &str) -> &str {
    let body = spec.trim_end_matches(|c: char| "adehlmsv".contains(c));
    let is_spec = spec.len() - body.len() <= 1
        && body
            .chars()
            .all(|c| c.is_ascii_digit() || ".+*<^>".contains(c))
        && (body.is_empty() || body.ends_with(['+', '*', '<', '^', '>']));
    if is_spec { spec } else { "" }
}

fn columns_filled(spec: &str) -> usize {
    let digits = spec.bytes().take_while(u8::is_ascii_digit).count();
    let count = spec[..digits].parse().unwrap_or(1);
    if count <= 100 { count } else { 1 }
}

fn split(line: &Line<'_>, separator: char) -> Vec<Range<usize>> {
    let mut at = line.start;
    line.text
        .split(separator)
        .map(|cell| {
            let start = at;
            at += cell.len() + 1;
            start..start + cell.len()
        })
        .collect()
}

const SPECIAL: &[char] = &[
    '\\', '`', '*', '_', '#', '+', '^', '~', '"', '\'', '[', '<', '(', '&', ':',
];

/// The macros whose text is seen, those with a target or an image, and those of which nothing is seen.
const TEXT_MACROS: &[&str] = &[
    "kbd",
    "btn",
    "menu",
    "footnote",
    "stem",
    "latexmath",
    "asciimath",
    "pass",
    "indexterm2",
];
const LINK_MACROS: &[&str] = &["link", "xref", "mailto"];
const IMAGE_MACROS: &[&str] = &["image", "icon"];
const HIDDEN_MACROS: &[&str] = &["anchor", "indexterm", "counter", "counter2"];
const SCHEMES: &[&str] = &["http", "https", "ftp", "irc", "file"];

/// Renders inline markup away.
fn render(source: &str, range: Range<usize>) -> Inline<'_> {
    let text = &source[..range.end];
    let mut scanner = Scanner {
        text,
        inline: Inline::new(source),
        finder: Finder::new(text),
        brackets: brackets(text, range.start),
        ends: Vec::new(),
        target_end: 0,
    };
    let mut at = range.start;
    while let Some(&byte) = text.as_bytes().get(at) {
        at = match scanner.ends.last() {
            Some(&(end, next)) if at >= end => {
                scanner.ends.pop();
                next.max(at)
            }
            _ => scanner.step(byte, at),
        };
    }
    scanner.inline
}

fn brackets(text: &str, start: usize) -> Pairs {
    let mut brackets = Pairs::default();
    for (at, bracket) in text[start..].match_indices(['[', ']']) {
        let at = start + at;
        match bracket {
            _ if text[..at].ends_with('\\') => {}
            "[" => brackets.open(at),
            _ => brackets.close(at),
        }
    }
    brackets
}

struct Scanner<'a> {
    text: &'a str,
    inline: Inline<'a>,
    finder: Finder<'a>,
    brackets: Pairs,
    /// Where the text of an open macro ends, and where to go on after it.
    ends: Vec<(usize, usize)>,
    /// Where the last target that was looked for ends.
    target_end: usize,
}

/// Each method reads what stands at `at` and returns where to go on.
impl Scanner<'_> {
    fn step(&mut self, byte: u8, at: usize) -> usize {
        match byte {
            b'\\' => self.escape(at),
            b'`' => self.code(at),
            b'+' => self.passthrough(at),
            b'*' | b'_' | b'#' => self.mark(at),
            b'^' | b'~' => self.script(at),
            b'"' | b'\'' => self.quote(at),
            b'[' => self.bracket(at),
            b'<' => self.reference(at),
            b'(' => self.index_term(at),
            b'&' => self.entity(at),
            _ => self.plain(at),
        }
    }

    fn keep(&mut self, start: usize, end: usize) -> usize {
        self.inline.keep(start, end);
        end
    }

    /// Reads up to the next special character, or a macro if the text ends in its name.
    fn plain(&mut self, at: usize) -> usize {
        let first = self.text[at..].chars().next().map_or(1, char::len_utf8);
        let rest = &self.text[at + first..];
        let end = at + first + rest.find(SPECIAL).unwrap_or(rest.len());
        let end = self.ends.last().map_or(end, |&(stop, _)| end.min(stop));
        if self.text[end..].starts_with(':') {
            let before = &self.text[at..end];
            let name = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
            let name = at + name.len();
            let name = self.keep(at, name);
            let next = self.named_macro(name, end);
            return next.unwrap_or_else(|| self.keep(name, end));
        }
        self.keep(at, end)
    }

    /// Reads the macro or address whose name stands from `start` to `colon`, after plain text.
    fn named_macro(&mut self, start: usize, colon: usize) -> Option<usize> {
        let name = &self.text[start..colon];
        let is_address = SCHEMES.contains(&name) && self.text[colon..].starts_with("://");
        let lists = [TEXT_MACROS, LINK_MACROS, IMAGE_MACROS, HIDDEN_MACROS];
        if !is_address && !lists.iter().any(|names| names.contains(&name)) {
            return None;
        }
        if self.target_end <= colon {
            let target = &self.text[colon + 1..];
            let len = target.find(|c: char| c.is_whitespace() || "[<>\"".contains(c));
            self.target_end = colon + 1 + len.unwrap_or(target.len());
        }
        let stop = self.target_end;
        match self.brackets.partner(stop) {
            Some(close) => Some(self.read_macro(start, colon, stop, close)),
            None if is_address => Some(self.keep(start, stop)),
            None => None,
        }
    }

    /// Reads a macro whose text stands between the brackets at `open` and `close`.
    fn read_macro(&mut self, start: usize, colon: usize, open: usize, close: usize) -> usize {
        let name = &self.text[start..colon];
        if HIDDEN_MACROS.contains(&name) {
            return close + 1;
        }
        if TEXT_MACROS.contains(&name) {
            if name == "menu" {
                self.keep(colon + 1, open);
            }
            if matches!(name, "menu" | "footnote") {
                self.inline.put(" ", open);
            }
            self.ends.push((close, close + 1));
            return open + 1;
        }
        let inner = &self.text[open + 1..close];
        let is_image = IMAGE_MACROS.contains(&name);
        let has_list = is_image || inner.contains('=') || inner.starts_with('"');
        let text = if has_list {
            positional(inner)
        } else {
            0..inner.len()
        };
        let shown = inner[text.clone()].trim_end_matches('^');
        if !shown.trim().is_empty() {
            let text_start = open + 1 + text.start;
            self.ends.push((text_start + shown.len(), close + 1));
            return text_start;
        }
        let target = match SCHEMES.contains(&name) {
            true => start,
            false => colon + 1,
        };
        if !is_image {
            self.keep(target, open);
        }
        close + 1
    }

    fn escape(&mut self, at: usize) -> usize {
        match self.text[at + 1..].starts_with(SPECIAL) {
            true => self.keep(at + 1, at + 2),
            false => self.keep(at, at + 1),
        }
    }

    fn code(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let is_quote = rest.starts_with("`\"") || rest.starts_with("`'");
        if is_quote && closes(self.text, &(at..at + 2)) {
            let closing = if rest[1..].starts_with('"') {
                "”"
            } else {
                "’"
            };
            self.inline.put(closing, at);
            return at + 2;
        }
        let span = match rest.starts_with("``") {
            true => self.span("``", at, |_, _| true),
            false => self.span("`", at, |text, at| closes(text, &(at..at + 1))),
        };
        let Some((start, end, next)) = span else {
            let run = rest.bytes().take_while(|&byte| byte == b'`').count();
            return self.keep(at, at + run);
        };
        let inner = &self.text[start..end];
        let is_pass = inner.len() > 2 && inner.starts_with('+') && inner.ends_with('+');
        let pass = usize::from(is_pass);
        self.keep(start + pass, end - pass);
        next
    }

    /// Reads `+text+`, and leaves out the plus that forces a line break.
    fn passthrough(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let is_break = rest.len() == 1 || rest[1..].starts_with(['\r', '\n']);
        if is_break && self.text[..at].ends_with(' ') {
            return at + 1;
        }
        let run = rest.bytes().take_while(|&byte| byte == b'+').count();
        let span = match run {
            1 => self.span("+", at, |text, at| closes(text, &(at..at + 1))),
            2 => self.span("++", at, |_, _| true),
            _ => self.span("+++", at, |_, _| true),
        };
        let Some((start, end, next)) = span else {
            return self.keep(at, at + run);
        };
        self.keep(start, end);
        next
    }

    /// Returns where the content of a span that opens here begins, where it ends, and what is next.
    fn span(
        &mut self,
        mark: &'static str,
        at: usize,
        is_close: fn(&str, usize) -> bool,
    ) -> Option<(usize, usize, usize)> {
        let start = at + mark.len();
        if mark.len() == 1 && !opens(self.text, &(at..start)) {
            return None;
        }
        let end = self.finder.next_where(mark, start, is_close)?;
        let limit = self.ends.last().map_or(self.text.len(), |&(end, _)| end);
        let next = end + mark.len();
        (end > start && next <= limit).then_some((start, end, next))
    }

    fn mark(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let is_double = bytes.get(at + 1) == Some(&bytes[at]);
        let mark = at..at + 1 + usize::from(is_double);
        let end = mark.end;
        let (opens, closes) = match is_double {
            true => (true, true),
            false => (opens(self.text, &mark), closes(self.text, &mark)),
        };
        self.inline.mark(mark, opens, closes);
        end
    }

    /// Superscript and subscript hold no white space.
    fn script(&mut self, at: usize) -> usize {
        let mark = char::from(self.text.as_bytes()[at]);
        let rest = &self.text[at + 1..];
        match rest.find(|c: char| c == mark || c.is_whitespace()) {
            Some(len) if len > 0 && rest[len..].starts_with(mark) => {
                self.keep(at + 1, at + 1 + len);
                at + len + 2
            }
            _ => self.keep(at, at + 1),
        }
    }

    /// Reads the opening half of curved quotes.
    fn quote(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let opening = if rest.starts_with('"') { "“" } else { "‘" };
        match rest[1..].starts_with('`') && opens(self.text, &(at..at + 2)) {
            true => {
                self.inline.put(opening, at);
                at + 2
            }
            false => self.keep(at, at + 1),
        }
    }

    /// Leaves out `[[id]]`, and the `[.role]` of a marked text.
    fn bracket(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let Some(close) = self.brackets.partner(at) else {
            return self.keep(at, at + 1);
        };
        let after = &self.text[close + 1..];
        let is_anchor = rest.starts_with("[[") && !rest.starts_with("[[[");
        let is_role = rest.starts_with("[.") || rest.starts_with("[#");
        let is_left_out = is_anchor && self.brackets.partner(at + 1) == Some(close - 1)
            || is_role && after.starts_with(['#', '*', '_', '`']);
        match is_left_out {
            true => close + 1,
            false => self.keep(at, at + 1),
        }
    }

    /// Of `<<id,text>>` the text is seen.
    fn reference(&mut self, at: usize) -> usize {
        const REFERENCE_BYTES: usize = 500;
        if !self.text[at..].starts_with("<<") {
            return self.keep(at, at + 1);
        }
        let close = self.finder.next(">>", at + 2);
        let Some(close) = close.filter(|close| close - at < REFERENCE_BYTES) else {
            return self.keep(at, at + 2);
        };
        let id = self.text[at + 2..close].find(',');
        self.ends.push((close, close + 2));
        at + 2 + id.map_or(0, |comma| comma + 1)
    }

    /// `((term))` is seen, `(((term)))` is not.
    fn index_term(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("(((") {
            return match self.finder.next(")))", at + 3) {
                Some(close) => close + 3,
                None => self.keep(at, at + 3),
            };
        }
        let close = match rest.starts_with("((") {
            true => self.finder.next("))", at + 2),
            false => None,
        };
        match close {
            Some(close) if close > at + 2 => {
                self.ends.push((close, close + 2));
                at + 2
            }
            _ => self.keep(at, at + 1),
        }
    }

    fn entity(&mut self, at: usize) -> usize {
        match entity(&self.text[at..]) {
            Some((text, len)) => {
                self.inline.put(text, at);
                at + len
            }
            None => self.keep(at, at + 1),
        }
    }
}

/// May `mark` begin a constrained span?
fn opens(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let is_apart = before.is_none_or(|c| !c.is_alphanumeric() && !";:}_\\".contains(c));
    is_apart && after.is_some_and(|c| !c.is_whitespace())
}

/// May `mark` end a constrained span?
fn closes(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let is_apart = after.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    is_apart && before.is_some_and(|c| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::inline::shown;

    fn check(source: &str, expected: &str) {
        assert_eq!(shown(source, &parse(source)), expected, "{source}");
    }

    #[test]
    fn titles_have_the_level_of_their_marks() {
        check(
            "= Doc\n\n== One\n\n=== Two ===\n\n###### Six\n\n== Three",
            "# Doc\n## One\n### Two\n###### Six\n## Three",
        );
        check(
            "==Not\n\n======= Seven\n\n==\n",
            "==Not\n\n======= Seven\n\n==",
        );
        check("== C# ##\n\n## C #\n", "## C# ##\n## C #");
    }

    #[test]
    fn underlined_titles_have_the_level_of_their_line() {
        check(
            "Doc\n===\n\nOne\n---\n\nTwo\n~~~~\n\nThree\n^^^^^\n\nFour\n++++\n\nend",
            "# Doc\n## One\n### Two\n#### Three\n##### Four\nend",
        );
        check("Some text\n----\na\n----\n", "Some text\n\na");
        check("[source]\n--------\n== a\n--------\n", "== a");
    }

    #[test]
    fn the_header_is_fields() {
        let source = "// comment\n:lang: fr\n= Doc\nAnn Lee <a@b.c>\nv1.2, 2020-01-02: First\n\
                      :toc:\n:note: a \\\n  b\n\nText";
        let document = parse(source);
        assert_eq!(shown(source, &document), "# Doc\nText");
        assert_eq!(document.title.as_deref(), Some("Doc"));
        assert_eq!(document.language.as_deref(), Some("fr"));
        assert_eq!(document.date.as_deref(), Some("2020-01-02"));
        let fields = document.fields.iter().map(|(n, v)| format!("{n}={v}"));
        let expected = "lang=fr author=Ann Lee email=a@b.c revnumber=1.2 date=2020-01-02 \
                        revremark=First note=a b";
        assert_eq!(fields.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn anchors_come_before_or_in_the_title() {
        check("[[a-b]]\n== One\n", "## One {#a-b}");
        check("[#x.role]\n== One\n", "## One {#x}");
        check("[id=x,role=y]\n== One\n", "## One {#x}");
        check("[discrete#x]\n== One\n", "## One {#x}");
        check(
            "== [[x]]One\n\n== Two [[y,Why]]\n",
            "## One {#x}\n## Two {#y}",
        );
        check("[#x]\ntext\n\n== One\n", "text\n## One");
    }

    #[test]
    fn code_holds_no_titles() {
        for delimiter in ["----", "....", "------", "```"] {
            let source = format!("{delimiter}\n== a\n\n  *b*\n{delimiter}\n\n== c");
            check(&source, "== a\n  *b*\n## c");
        }
        check("-----\n----\n== a\n-----\n\n== b", "----\n== a\n## b");
        check("```rust\n== a\n", "== a");
        check("[source,rust]\na\n== b\n\n== c", "a\n== b\n## c");
        check("  == a\n\n== b", "== a\n## b");
        check("text\n== a", "text\n== a");
    }

    #[test]
    fn blocks_that_hold_blocks_lose_their_delimiters() {
        check(
            "====\n*a*\n\n== b\n\n----\n== c\n----\n====\n\n== d",
            "a\n\n== b\n\n== c\n## d",
        );
        check(
            "--\na\n--\n\n****\nb\n****\n\n____\nc\n____\n",
            "a\n\nb\n\nc",
        );
        check("====\na\n\n== b", "a\n## b");
    }

    #[test]
    fn comments_and_passthroughs_are_left_out() {
        check(
            "a\n// b\nc\n\n////\n== d\n////\n\n++++\n<b>\n++++\n",
            "a\nc",
        );
        check("////\nno end\n== a", "");
        check("// a\n////\nb\n////\n= Doc\n:lang: de\n\n", "# Doc");
    }

    #[test]
    fn tables_have_a_line_per_row() {
        check("|===\n|a |b\n\n|*c* |d\n|===\n\n== e", "a | b\nc | d\n## e");
        check(
            "[cols=\"1,3\"]\n|===\n|a |b\n\n|1\n|x\n\n|2\n|y\nz\n|===",
            "a | b\n1 | x\n2 | y\nz",
        );
        check(
            "[cols=2*]\n|===\n|a\n|b\n2+|c\n.2+^.>s|d a|e\n|===",
            "a | b\nc\nd | e",
        );
        check("|===\n|a|b\\|c|d\n|===", "a | b\\|c | d");
        check(",===\na,b\n,===", "a | b");
        check("|===\n|== a\n", "== a");
    }

    #[test]
    fn lists_have_a_line_per_item() {
        check(
            "* a\n** [x] b\nmore\n- c\n. d\n.. e\n1. f\n+\npart\n\nterm:: g\nb::\n  h\n",
            "a\nb\nmore\nc\nd\ne\nf\n\npart\n\nterm\ng\nb\nh",
        );
        check("* one\n* two\n\n== three", "one\ntwo\n## three");
    }

    #[test]
    fn block_lines_show_what_readers_see() {
        check(".Caption\n----\ncode\n----\n", "Caption\n\ncode");
        check(
            "image::x.png[A *picture*,200]\n\ninclude::y[]\nifdef::a[]\n:b: c\n'''\nend",
            "A picture\n\nend",
        );
        check("NOTE: Mind\n\n[quote, Ann]\nwords\n", "NOTE: Mind\n\nwords");
    }

    #[test]
    fn inline_markup_is_rendered_away() {
        for (source, expected) in [
            ("*b* _i_ `c` #h# [.big]#x#", "b i c h x"),
            ("**b**old __i__t ``c``d", "bold it cd"),
            ("a*b*c 2 * 3 snake_case_name", "a*b*c 2 * 3 snake_case_name"),
            ("`*a*` +_b_+ `+__c__+` +++<d>+++", "*a* _b_ __c__ <d>"),
            ("x^2^ H~2~O a^b c^", "x2 H2O a^b c^"),
            (
                "https://a.b/c_d_e[the _text_] https://a.b/_c_.",
                "the text https://a.b/_c_.",
            ),
            (
                "link:a.html[a, b] link:b[] link:c[\"t, u\",window=_blank] link:d[e^]",
                "a, b b t, u e",
            ),
            ("xref:a#b[text] <<id>> <<id,the text>>", "text id the text"),
            (
                "a.footnote:[See link:x[y] *z*.] kbd:[Ctrl] menu:File[Save]",
                "a. See y z. Ctrl File Save",
            ),
            ("image:a.png[Alt,20] icon:x[] [[id]]a anchor:y[]", "Alt a"),
            ("((term)) (((hidden, too))) f((x", "term f((x"),
            (
                "\"`quoted`\" it`'s {attr} \\*x* a &amp; b",
                "“quoted” it`'s {attr} *x* a & b",
            ),
            ("line +\nbreak C++ and a+b", "line\nbreak C++ and a+b"),
            (
                "*open `open [[open <<open link:open[",
                "*open `open [[open <<open link:open[",
            ),
            ("*two\nlines*", "two\nlines"),
            ("std::vec NOTE: link: x", "std::vec NOTE: link: x"),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check(
            "= A\r\n\r\ntext\r\n\r\n----\r\n= b\r\n----",
            "# A\ntext\n\n= b",
        );
        check("", "");
    }
}
