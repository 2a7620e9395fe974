//! reStructuredText: underlined titles, directives, literal blocks, tables and field lists.

use std::ops::Range;

use crate::corpus::document::Document;
use crate::corpus::inline::{Blocks, Finder, Inline, indent_of, neighbours};
use crate::corpus::lines::{Line, lines};

/// Reads reStructuredText.
pub(crate) fn parse(source: &str) -> Document {
    let mut reader = Reader {
        lines: lines(source),
        at: 0,
        blocks: Blocks::new(source, render),
        styles: Vec::new(),
        anchor: None,
        indent: 0,
        list: None,
        is_docinfo: true,
        next_ruler: (usize::MAX, None),
    };
    reader.mail_header();
    while let Some(&line) = reader.lines.get(reader.at) {
        reader.line(&line);
    }
    reader.blocks.finish()
}

struct Reader<'a> {
    lines: Vec<Line<'a>>,
    at: usize,
    blocks: Blocks<'a>,
    /// The title styles met so far, outermost first: the character, and whether there is an overline.
    styles: Vec<(char, bool)>,
    /// The label that waits for its title.
    anchor: Option<String>,
    /// The indentation of the line before.
    indent: usize,
    /// The indentation of the list that the open block belongs to.
    list: Option<usize>,
    /// Could a field list still be the document's own?
    is_docinfo: bool,
    /// A line, and the next table ruler from there on.
    next_ruler: (usize, Option<usize>),
}

impl<'a> Reader<'a> {
    /// Reads `Name: value` lines at the very top, as a PEP has them.
    fn mail_header(&mut self) {
        let mut fields: Vec<(&str, String)> = Vec::new();
        let mut len = 0;
        for line in self.lines.iter().take_while(|line| !line.is_blank()) {
            len += 1;
            if indent_of(line.text) > 0
                && let Some((_, value)) = fields.last_mut()
            {
                value.push(' ');
                value.push_str(line.text.trim());
                continue;
            }
            let Some((name, value)) = line.text.split_once(':') else {
                return;
            };
            let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if !is_name || name.is_empty() || !(value.is_empty() || value.starts_with(' ')) {
                return;
            }
            fields.push((name, value.trim().to_owned()));
        }
        if fields.len() < 2 {
            return;
        }
        for (name, value) in fields {
            self.blocks.builder.field(name, &value);
        }
        self.at = len;
    }

    fn line(&mut self, line: &Line<'a>) {
        if line.is_blank() {
            self.end_block();
            self.at += 1;
            return;
        }
        let indent = indent_of(line.text);
        let is_new = match self.list {
            _ if !self.blocks.is_open() => true,
            Some(list) => indent <= list,
            None => indent != self.indent,
        };
        let is_read = is_new
            && (self.title()
                || self.explicit(line)
                || self.docinfo()
                || self.grid_table()
                || self.simple_table(line)
                || self.doctest(line)
                || self.leaves_out(line));
        if !is_read {
            self.prose(line, is_new);
        }
    }

    fn end_block(&mut self) {
        self.blocks.end();
        self.list = None;
    }

    fn title(&mut self) -> bool {
        let Some(title) = title(&self.lines[self.at..]) else {
            return false;
        };
        let known = self.styles.iter().position(|&style| style == title.style);
        let level = known.unwrap_or(self.styles.len()) + 1;
        if known.is_none() {
            self.styles.push(title.style);
        }
        let start = self.lines[self.at].start;
        self.is_docinfo &= self.styles.len() == 1 && known.is_none();
        let anchor = self.anchor.take();
        self.end_block();
        self.blocks.heading(level, title.text, anchor, start);
        self.at += title.lines;
        true
    }

    /// Reads the document's own field list into its fields.
    fn docinfo(&mut self) -> bool {
        let text = self.lines[self.at].text;
        if !self.is_docinfo || !text.starts_with(':') || field(text).is_none() {
            return false;
        }
        while let Some((name, value)) = self.lines.get(self.at).and_then(|l| field(l.text)) {
            let mut value = value.to_owned();
            self.at += 1;
            while let Some(more) = self.lines.get(self.at)
                && !more.is_blank()
                && indent_of(more.text) > 0
            {
                value.push(' ');
                value.push_str(more.text.trim());
                self.at += 1;
            }
            self.blocks.builder.field(name, &value);
        }
        true
    }

    /// Reads what begins with `..`: directives, targets, footnotes, comments.
    fn explicit(&mut self, line: &Line<'a>) -> bool {
        let indent = indent_of(line.text);
        let Some(rest) = line.text[indent..].strip_prefix("..") else {
            return false;
        };
        let body = rest.trim_start();
        if !rest.is_empty() && body.len() == rest.len() {
            return false;
        }
        self.end_block();
        self.at += 1;
        let from = line.start + line.text.len() - body.len();
        if body.starts_with('[') && body.contains(']') {
            self.blocks.item(line, from);
            self.note_prose(indent);
        } else if let Some(target) = body.strip_prefix('_') {
            self.target(target, indent);
        } else if let Some(directive) = directive(body) {
            let argument = from + body.len() - directive.argument.len();
            self.directive(&directive, line, argument);
        } else if !body.is_empty() || self.lines.get(self.at).is_some_and(|l| !l.is_blank()) {
            self.skip_indented(indent);
        }
        true
    }

    fn target(&mut self, target: &str, indent: usize) {
        if let Some(label) = target.trim_end().strip_suffix(':') {
            self.anchor = Some(label.trim_matches('`').replace('\\', ""));
        }
        while let Some(line) = self.lines.get(self.at)
            && !line.is_blank()
            && indent_of(line.text) > indent
        {
            self.at += 1;
        }
    }

    fn directive(&mut self, directive: &Directive<'_>, line: &Line<'a>, argument: usize) {
        let indent = indent_of(line.text);
        let shape = directive.shape();
        self.anchor = None;
        self.is_docinfo &= matches!(shape, Shape::Silent | Shape::Title);
        match shape {
            Shape::Silent => return self.skip_indented(indent),
            Shape::Title => self.blocks.builder.title(directive.argument),
            Shape::Text if !directive.argument.is_empty() => self.blocks.item(line, argument),
            _ => {}
        }
        self.indent = indent;
        self.options(indent);
        if matches!(shape, Shape::Code) {
            self.literal(indent);
        }
    }

    /// Reads a directive's `:option: value` lines, of which few are seen.
    fn options(&mut self, indent: usize) {
        while let Some(&line) = self.lines.get(self.at)
            && !line.is_blank()
            && indent_of(line.text) > indent
            && let Some((name, value)) = field(line.text)
        {
            self.at += 1;
            if matches!(name, "alt" | "caption") && !value.is_empty() {
                let value_start = line.start + line.text.trim_end().len() - value.len();
                self.blocks.item(&line, value_start);
            }
            while let Some(more) = self.lines.get(self.at)
                && !more.is_blank()
                && indent_of(more.text) > indent_of(line.text)
            {
                self.at += 1;
            }
        }
    }

    fn skip_indented(&mut self, indent: usize) {
        while let Some(line) = self.lines.get(self.at)
            && (line.is_blank() || indent_of(line.text) > indent)
        {
            self.at += 1;
        }
    }

    fn literal(&mut self, base: usize) {
        self.end_block();
        while self.lines.get(self.at).is_some_and(Line::is_blank) {
            self.at += 1;
        }
        let Some(first) = self.lines.get(self.at) else {
            return;
        };
        let indent = indent_of(first.text);
        let quote = first.text[indent..].chars().next();
        let quote = quote.filter(|c| indent == base && c.is_ascii_punctuation());
        while let Some(line) = self.lines.get(self.at) {
            let is_inside = match quote {
                Some(quote) => line.text.trim_start().starts_with(quote),
                None => line.is_blank() || indent_of(line.text) > base,
            };
            if !is_inside {
                break;
            }
            self.blocks.code(line, indent);
            self.at += 1;
        }
        self.blocks.end();
    }

    fn grid_table(&mut self) -> bool {
        if !is_grid_border(self.lines[self.at].text) {
            return false;
        }
        self.note_prose(0);
        while let Some(line) = self.lines.get(self.at) {
            let text = line.text.trim();
            if !text.starts_with(['+', '|']) {
                break;
            }
            if !is_grid_border(text) {
                let inner = text.trim_matches(['|', '+']);
                let start = line.text_start() + text.len() - text[1..].len();
                self.blocks.row(line, cells(inner, start));
            }
            self.at += 1;
        }
        self.blocks.end();
        true
    }

    fn simple_table(&mut self, line: &Line<'a>) -> bool {
        if !is_ruler(line.text) || self.ruler_from(self.at + 1).is_none() {
            return false;
        }
        self.note_prose(0);
        let columns = column_starts(line.text);
        let mut rulers = 0;
        self.at += 1;
        while let Some(row) = self.lines.get(self.at).copied() {
            self.at += 1;
            if is_ruler(row.text) {
                rulers += 1;
                let is_end = self.lines.get(self.at).is_none_or(Line::is_blank);
                if is_end || rulers == 2 || self.ruler_from(self.at).is_none() {
                    break;
                }
            } else if !row.text.trim().trim_matches(['-', ' ']).is_empty() {
                self.blocks.row(&row, column_cells(&row, &columns));
            }
        }
        self.blocks.end();
        true
    }

    /// Returns the next ruler at or after line `from`, each line being looked at once.
    fn ruler_from(&mut self, from: usize) -> Option<usize> {
        let (known_from, known) = self.next_ruler;
        if known_from <= from && known.is_none_or(|at| at >= from) {
            return known;
        }
        let later = self.lines.iter().skip(from);
        let found = later.enumerate().find(|(_, line)| is_ruler(line.text));
        self.next_ruler = (from, found.map(|(at, _)| from + at));
        self.next_ruler.1
    }

    fn doctest(&mut self, line: &Line<'a>) -> bool {
        if !line.text.trim_start().starts_with(">>> ") {
            return false;
        }
        self.end_block();
        self.note_prose(0);
        let indent = indent_of(line.text);
        while let Some(line) = self.lines.get(self.at)
            && !line.is_blank()
        {
            self.blocks.code(line, indent);
            self.at += 1;
        }
        true
    }

    /// Leaves out transitions and anonymous targets.
    fn leaves_out(&mut self, line: &Line<'a>) -> bool {
        let is_transition = mark_line(line.text).is_some() && line.text.trim_end().len() >= 4;
        if !is_transition && !line.text.starts_with("__ ") {
            return false;
        }
        self.end_block();
        self.at += 1;
        true
    }

    fn prose(&mut self, line: &Line<'a>, is_new: bool) {
        self.at += 1;
        let indent = indent_of(line.text);
        self.note_prose(indent);
        let text = line.text.trim();
        let mut base = indent;
        if is_new {
            let marker = marker(text, self.lines.get(self.at));
            self.list = marker.map(|_| indent);
            base += marker.unwrap_or(0);
        }
        let is_before_literal =
            text.ends_with("::") && self.lines.get(self.at).is_none_or(Line::is_blank);
        let shown = match is_before_literal {
            true => Line {
                text: literal_lead(line.text),
                start: line.start,
            },
            false => *line,
        };
        if shown.text.len() > base {
            match is_new {
                true => self.blocks.item(&shown, line.start + base),
                false => self.blocks.text(&shown, line.start + base),
            }
        }
        if is_before_literal {
            self.literal(base);
        }
    }

    fn note_prose(&mut self, indent: usize) {
        self.indent = indent;
        self.anchor = None;
        self.is_docinfo = false;
    }
}

/// Returns a line that ends with `::` as it is shown: with one colon, or none after a space.
fn literal_lead(text: &str) -> &str {
    let text = text.trim_end();
    let lead = text[..text.len() - 2].trim_end();
    match lead.len() + 2 == text.len() && !lead.is_empty() {
        true => &text[..text.len() - 1],
        false => lead,
    }
}

struct Title {
    style: (char, bool),
    text: Range<usize>,
    lines: usize,
}

/// Returns the title that `lines` begin with.
fn title(lines: &[Line<'_>]) -> Option<Title> {
    let (first, second) = (lines.first()?, lines.get(1)?);
    if let Some(mark) = mark_line(first.text) {
        let third = lines.get(2)?;
        let is_framed = first.text.trim_end() == third.text.trim_end();
        let is_title = is_framed && mark_line(second.text).is_none() && fits(second, first);
        return is_title.then(|| Title {
            style: (mark, true),
            text: text_range(second),
            lines: 3,
        });
    }
    let mark = mark_line(second.text)?;
    let is_indented = first.text.starts_with([' ', '\t']);
    let text = first.text.trim_end();
    let is_other = field(text).is_some()
        || is_explicit(text)
        || bullet(text).is_some()
        || [">>> ", "| ", "__ "].iter().any(|m| text.starts_with(m));
    (!is_indented && !is_other && fits(first, second)).then(|| Title {
        style: (mark, false),
        text: text_range(first),
        lines: 2,
    })
}

fn text_range(line: &Line<'_>) -> Range<usize> {
    line.text_start()..line.start + line.text.trim_end().len()
}

/// Is `mark` long enough for the title? A little too short is a warning to docutils, no more.
fn fits(title: &Line<'_>, mark: &Line<'_>) -> bool {
    let width: usize = title.text.trim().chars().map(columns).sum();
    let len = mark.text.trim_end().len();
    width > 0 && (len >= width || len >= 4 && width - len <= 2)
}

/// Returns the character of a line that is one punctuation character over and over.
fn mark_line(text: &str) -> Option<char> {
    let text = text.trim_end();
    let mark = text.chars().next().filter(char::is_ascii_punctuation)?;
    text.chars().all(|c| c == mark).then_some(mark)
}

fn is_explicit(text: &str) -> bool {
    text == ".." || text.starts_with(".. ")
}

/// Returns how many columns a character takes in a terminal.
fn columns(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0x200b..=0x200d | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff01..=0xff60
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// Returns name and value of a line such as `:Author: Ann`.
fn field(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim().strip_prefix(':')?;
    let (name, value) = match rest.find(": ") {
        Some(end) => (&rest[..end], &rest[end + 2..]),
        None => (rest.strip_suffix(':')?, ""),
    };
    let is_name = !name.is_empty() && !name.starts_with([' ', ':']) && !name.contains('`');
    is_name.then_some((name, value.trim()))
}

struct Directive<'a> {
    name: &'a str,
    argument: &'a str,
}

/// What of a directive is seen.
#[derive(Clone, Copy)]
enum Shape {
    /// Nothing.
    Silent,
    /// It names the document.
    Title,
    /// Its content, as it stands.
    Code,
    /// Its content, but not its argument.
    Body,
    /// Argument and content.
    Text,
}

/// Returns the directive in what follows `.. `, a substitution's included.
fn directive(body: &str) -> Option<Directive<'_>> {
    let body = match body.strip_prefix('|') {
        Some(rest) => rest.split_once("| ")?.1.trim_start(),
        None => body,
    };
    let (name, argument) = body.split_once("::")?;
    let name = name.strip_suffix(' ').unwrap_or(name);
    let is_name = name
        .chars()
        .all(|c| c.is_alphanumeric() || "-_.+:".contains(c));
    let is_apart = argument.is_empty() || argument.starts_with([' ', '\t']);
    (is_name && is_apart && !name.is_empty()).then(|| Directive {
        name,
        argument: argument.trim_start(),
    })
}

impl Directive<'_> {
    fn shape(&self) -> Shape {
        let name = self.name.to_ascii_lowercase();
        match name.as_str() {
            "title" => Shape::Title,
            "raw" | "include" | "literalinclude" | "contents" | "sectnum" | "toctree"
            | "highlight" | "default-role" | "role" | "meta" | "index" | "module"
            | "currentmodule" | "py:module" | "py:currentmodule" | "tabularcolumns"
            | "default-domain" => Shape::Silent,
            "code" | "code-block" | "sourcecode" | "parsed-literal" | "math" | "doctest"
            | "testcode" | "testoutput" | "testsetup" | "productionlist" | "prompt"
            | "graphviz" | "mermaid" | "uml" | "ipython" | "csv-table" => Shape::Code,
            "image" | "figure" | "container" | "class" | "only" | "cssclass" | "highlights" => {
                Shape::Body
            }
            _ => Shape::Text,
        }
    }
}

/// Returns the length of the list marker, field colon or line mark that `text` begins with.
fn marker(text: &str, next: Option<&Line<'_>>) -> Option<usize> {
    if field(text).is_some() {
        return Some(1);
    }
    if text == "|" || text.starts_with("| ") {
        return Some(2.min(text.len()));
    }
    bullet(text).or_else(|| {
        let number = enumerator(text)?;
        // `A. Einstein` is a name when the text just goes on under it.
        let goes_on = next.is_some_and(|next| {
            !next.is_blank() && indent_of(next.text) == 0 && enumerator(next.text).is_none()
        });
        (!goes_on).then_some(number)
    })
}

fn bullet(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(['-', '+', '*', '•', '‣', '⁃'])?;
    (rest.starts_with(' ')).then(|| text.len() - rest.trim_start().len())
}

fn enumerator(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches('(');
    let number = rest.find([')', '.']).filter(|&len| len > 0 && len <= 5)?;
    let name = &rest[..number];
    let is_number = name == "#"
        || name.chars().all(|c| c.is_ascii_digit())
        || name.chars().all(|c| "ivxlcIVXLC".contains(c))
        || name.len() == 1 && name.chars().all(|c| c.is_ascii_alphabetic());
    let after = &rest[number + 1..];
    (is_number && after.starts_with(' ')).then(|| text.len() - after.trim_start().len())
}

fn is_grid_border(text: &str) -> bool {
    let text = text.trim();
    let is_framed = text.len() >= 3 && text.starts_with('+') && text.ends_with('+');
    is_framed && text.chars().all(|c| "+-=".contains(c))
}

/// Is this a border of a simple table, such as `====  ====`?
fn is_ruler(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('=') && text.contains(' ') && text.chars().all(|c| c == '=' || c == ' ')
}

fn cells(row: &str, start: usize) -> Vec<Range<usize>> {
    let mut at = start;
    row.split('|')
        .map(|cell| {
            let cell_start = at;
            at += cell.len() + 1;
            cell_start..cell_start + cell.len()
        })
        .collect()
}

fn column_starts(ruler: &str) -> Vec<usize> {
    let bytes = ruler.as_bytes();
    (0..bytes.len())
        .filter(|&at| bytes[at] == b'=' && (at == 0 || bytes[at - 1] != b'='))
        .collect()
}

/// Returns the cells of a simple table's row, cut at the columns.
fn column_cells(row: &Line<'_>, starts: &[usize]) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut column = 0;
    for (at, c) in row.text.char_indices() {
        if starts.get(cuts.len()).is_some_and(|&start| column >= start) {
            cuts.push(row.start + at);
        }
        column += columns(c);
    }
    let ends = cuts.iter().skip(1).copied();
    let ends = ends.chain([row.start + row.text.len()]);
    cuts.iter().copied().zip(ends).map(|(s, e)| s..e).collect()
}

/// Renders inline markup away.
fn render(source: &str, range: Range<usize>) -> Inline<'_> {
    let text = &source[..range.end];
    let mut scanner = Scanner {
        text,
        inline: Inline::new(source),
        finder: Finder::new(text),
    };
    let mut at = range.start;
    while let Some(&byte) = text.as_bytes().get(at) {
        at = match byte {
            b'\\' => scanner.escape(at),
            b'`' => scanner.quoted(at),
            b'*' => scanner.star(at),
            b'_' => scanner.underscore(at),
            b':' => scanner.role(at),
            _ => scanner.plain(at),
        };
    }
    scanner.inline
}

struct Scanner<'a> {
    text: &'a str,
    inline: Inline<'a>,
    finder: Finder<'a>,
}

/// Each method reads what stands at `at` and returns where to go on.
impl Scanner<'_> {
    fn plain(&mut self, at: usize) -> usize {
        let len = self.text[at..]
            .find(['\\', '`', '*', '_', ':'])
            .unwrap_or(self.text.len() - at);
        self.keep(at, at + len)
    }

    fn keep(&mut self, start: usize, end: usize) -> usize {
        self.inline.keep(start, end);
        end
    }

    /// A backslash hides; what it protects is text, unless it is white space.
    fn escape(&mut self, at: usize) -> usize {
        let Some(next) = self.text[at + 1..].chars().next() else {
            return self.keep(at, at + 1);
        };
        let end = at + 1 + next.len_utf8();
        match next.is_whitespace() {
            true => end,
            false => self.keep(at + 1, end),
        }
    }

    fn star(&mut self, at: usize) -> usize {
        let len = 1 + usize::from(self.text[at + 1..].starts_with('*'));
        let mark = at..at + len;
        let (opens, closes) = (opens(self.text, &mark), closes(self.text, &mark));
        self.inline.mark(mark, opens, closes);
        at + len
    }

    fn quoted(&mut self, at: usize) -> usize {
        if self.text[at..].starts_with("``") {
            return self.literal(at);
        }
        match opens(self.text, &(at..at + 1)) {
            true => self.interpreted_text(at),
            false => self.keep(at, at + 1),
        }
    }

    fn interpreted_text(&mut self, at: usize) -> usize {
        let close = self.finder.next_where("`", at + 1, |text, at| {
            let is_suffixed = text[at + 1..].starts_with('_') && !text[..at].ends_with(' ');
            (is_suffixed || closes(text, &(at..at + 1))) && !text[..at].ends_with('\\')
        });
        match close {
            Some(close) if close > at + 1 => {
                self.interpreted(at + 1, close);
                self.after_quote(close + 1)
            }
            _ => self.keep(at, at + 1),
        }
    }

    fn literal(&mut self, at: usize) -> usize {
        let close = self.finder.next_where("``", at + 2, |text, at| {
            closes(text, &(at..at + 2)) || text[at + 2..].starts_with('`')
        });
        match close {
            Some(close) if close > at + 2 && opens(self.text, &(at..at + 2)) => {
                self.keep(at + 2, close);
                close + 2
            }
            _ => self.keep(at, at + 2),
        }
    }

    /// Of `text <target>` the text is seen.
    fn interpreted(&mut self, start: usize, end: usize) {
        let content = &self.text[start..end];
        let (mut start, mut end) = (start, end);
        if let Some(target) = content.strip_suffix('>').and_then(|c| c.rfind('<')) {
            let text = content[..target].trim_end();
            match text.is_empty() {
                true => (start, end) = (start + target + 1, end - 1),
                false => end = start + text.len(),
            }
        }
        if self.text[start..end].starts_with(['~', '!']) {
            start += 1;
        }
        while let Some(len) = self.text[start..end].find('\\') {
            self.keep(start, start + len);
            start += len + 1;
        }
        self.keep(start, end);
    }

    /// Leaves out what may follow a closing backquote: `_`, `__`, `:role:`.
    fn after_quote(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let underscores = rest.bytes().take(2).take_while(|&b| b == b'_').count();
        match role_len(rest) {
            Some(len) if !rest[len..].starts_with('`') => at + len,
            _ => at + underscores,
        }
    }

    /// Leaves out the underscore that makes a reference of a word, or a target of quoted text.
    fn underscore(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("_`") && opens(self.text, &(at..at + 1)) {
            return self.interpreted_text(at + 1);
        }
        let len = rest.bytes().take_while(|&byte| byte == b'_').count();
        let mark = at..at + len;
        let is_reference =
            len <= 2 && closes(self.text, &mark) && is_reference_word(&self.text[..at]);
        match is_reference {
            true => at + len,
            false => self.keep(at, at + len),
        }
    }

    fn role(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        match role_len(rest) {
            Some(len) if rest[len..].starts_with('`') && opens(self.text, &(at..at + 1)) => {
                self.interpreted_text(at + len)
            }
            _ => self.keep(at, at + 1),
        }
    }
}

/// Returns the length of the `:role:` that `text` begins with.
fn role_len(text: &str) -> Option<usize> {
    const ROLE_BYTES: usize = 40;
    let rest = text.strip_prefix(':')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+:".contains(&byte);
    let len = rest.bytes().take(ROLE_BYTES).take_while(|&b| is_name(b));
    let len = len.count();
    (len >= 2 && rest[..len].ends_with(':')).then_some(len + 1)
}

/// Does `text` end with a word that an underscore makes a reference of?
fn is_reference_word(text: &str) -> bool {
    const WORD_CHARS: usize = 80;
    if text.ends_with([']', '|']) {
        return true;
    }
    let is_part = |c: char| c.is_alphanumeric() || "-_.+:".contains(c);
    // Between two marks such as `.` stands a letter, and the word begins with one.
    let mut is_after_mark = true;
    for c in text.chars().rev().take(WORD_CHARS) {
        if !is_part(c) {
            return !is_after_mark && (c.is_whitespace() || "'\"([{</|«“‘".contains(c));
        }
        if is_after_mark && !c.is_alphanumeric() {
            return false;
        }
        is_after_mark = !c.is_alphanumeric();
    }
    !is_after_mark
}

/// May `mark` begin inline markup?
fn opens(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let Some(after) = after.filter(|c| !c.is_whitespace()) else {
        return false;
    };
    match before {
        None => true,
        // A mark that is itself in quotes or brackets is spoken of, not used.
        Some('"') => after != '"',
        Some('\'') => after != '\'',
        Some('(') => after != ')',
        Some('[') => after != ']',
        Some('<') => after != '>',
        Some(c) => c.is_whitespace() || "{-/:|«“‘„–—".contains(c),
    }
}

/// May `mark` end inline markup?
fn closes(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let ends = |c: char| c.is_whitespace() || "'\")]}>-/\\:.,;!?|»”’…–—。，、）".contains(c);
    before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::inline::shown;

    fn check(source: &str, expected: &str) {
        assert_eq!(shown(source, &parse(source)), expected, "{source}");
    }

    #[test]
    fn levels_follow_the_order_of_styles() {
        check(
            "====\nBook\n====\n\nOne\n====\n\nTwo\n~~~~\n\nThree\n====\n\n====\nFour\n====\n",
            "# Book\n## One\n### Two\n## Three\n# Four",
        );
    }

    #[test]
    fn any_punctuation_underlines() {
        for mark in "=-`:.'\"~^_*+#<>!$%&(),/;?@[]{}|\\".chars() {
            let source = format!("Title\n{}\ntext", mark.to_string().repeat(5));
            check(&source, "# Title\ntext");
        }
    }

    #[test]
    fn an_underline_may_be_a_little_short() {
        check("Titles\n====\n", "# Titles");
        check("Title!!\n====\n", "Title!!\n====");
        check("abcd\n===\n", "abcd\n===");
        check("日本\n====\n", "# 日本");
        check("abc\n=== \ntext", "# abc\ntext");
    }

    #[test]
    fn an_overline_must_equal_the_underline() {
        check("=====\n Abc\n=====\n", "# Abc");
        check("======\nAbc\n=====\n", "# Abc");
    }

    #[test]
    fn titles_start_blocks_only() {
        check("one\ntwo\n---\nthree", "one\ntwo\n---\nthree");
        check("- item\nTitle\n=====\n", "item\n# Title");
        check("  Title\n=====\n", "Title");
        check("- item\n------\n", "item");
    }

    #[test]
    fn numbered_titles_are_titles() {
        check(
            "1. Intro\n========\n\n1. one\n2. two\n",
            "# 1. Intro\none\ntwo",
        );
    }

    #[test]
    fn transitions_are_not_titles() {
        check("one\n\n----\n\ntwo\n", "one\n\ntwo");
        check("one\n\n----------\n\nTwo\n---\n", "one\n# Two");
    }

    #[test]
    fn literal_blocks_hold_no_titles() {
        check(
            "See::\n\n    Code\n    ====\n\n    .. note:: x\n\nText\n",
            "See:\n\nCode\n====\n.. note:: x\n\nText",
        );
        check("See ::\n\n  a\n\nb", "See\n\na\n\nb");
        check("See\n\n::\n\n  a\n  =\nText\n====\n", "See\n\na\n=\n# Text");
        check(
            "Mail::\n\n> Code\n> ----\n\nText",
            "Mail:\n\n> Code\n> ----\n\nText",
        );
        check(
            "- item::\n\n    a\n    =\n\n  more",
            "item:\n\na\n=\n\nmore",
        );
        check(
            "Open::\n\n  to the end\n  ======",
            "Open:\n\nto the end\n======",
        );
    }

    #[test]
    fn directives_keep_what_is_seen() {
        check(
            ".. code-block:: python\n   :linenos:\n   :caption: Cap\n\n   a = 1\n\n     b\n   =====\n\nend",
            "Cap\n\na = 1\n  b\n=====\n\nend",
        );
        check(
            ".. note:: Mind *this*\n   and that.\n\n   More.\n",
            "Mind this\nand that.\n\nMore.",
        );
        check(
            ".. image:: x.png\n   :alt: A picture\n   :width: 3\n",
            "A picture",
        );
        check(".. figure:: x.png\n   :width: 3\n\n   Caption\n", "Caption");
        check(".. toctree::\n   :maxdepth: 2\n\n   a\n   b\n\nend", "end");
        check(".. versionadded:: 3.2\n", "3.2");
        check(
            ".. py:function:: f(x)\n\n   :param x: it\n",
            "f(x)\n\nparam x: it",
        );
        check(".. |logo| image:: x.png\n   :alt: Logo\n", "Logo");
        check(".. raw:: html\n\n   <h1>\n\nend", "end");
    }

    #[test]
    fn comments_are_left_out_with_their_body() {
        check(
            ".. A comment\n   with more\n\n   Title\n   =====\n\nText",
            "Text",
        );
        check("..\n   hidden\n\nText", "Text");
        check("..\n\n   quoted", "quoted");
        check("...\n", "...");
    }

    #[test]
    fn labels_are_the_anchors_of_titles() {
        check(".. _set-up:\n\nSetup\n=====\n", "# Setup {#set-up}");
        check(".. _`My label`:\nSetup\n=====\n", "# Setup {#My label}");
        check(".. _a:\n\ntext\n\nSetup\n=====\n", "text\n# Setup");
        check(".. _site: http://x.org\n\nSetup\n=====\n", "# Setup");
    }

    #[test]
    fn simple_tables_lose_their_rulers() {
        check(
            "=====  ======\nA      B\n=====  ======\n1      two x\n-------------\n日本   b\n=====  ======\n\nEnd\n===\n",
            "A | B\n1 | two x\n日本 | b\n# End",
        );
        check(
            "====  ====\ntext\n\nTitle\n=====\n",
            "====  ====\ntext\n# Title",
        );
        check("== ==\na  b\n\nc  d\n== ==\n", "a | b\nc | d");
    }

    #[test]
    fn grid_tables_lose_their_borders() {
        check(
            "+---+----+\n| A | *B*|\n+===+====+\n| 1 |    |\n+---+----+\n\nEnd",
            "A | B\n1\n\nEnd",
        );
    }

    #[test]
    fn the_first_field_list_belongs_to_the_document() {
        let document =
            parse("Doc\n===\n\n:Author: Ann\n  Lee\n:Date: 2020\n:lang: fr\n\nText\n\n:a: b\n");
        assert_eq!(document.fields[0], ("Author".into(), "Ann Lee".into()));
        assert_eq!(document.date.as_deref(), Some("2020"));
        assert_eq!(document.language.as_deref(), Some("fr"));
        assert_eq!(document.sections[0].text, "Text\n\na: b");
    }

    #[test]
    fn a_mail_header_is_fields() {
        let source = "PEP: 8\nTitle: Style Guide\nAuthor: Ann,\n  Lee\n\nIntro\n=====\n";
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("Style Guide"));
        assert_eq!(document.fields[2], ("Author".into(), "Ann, Lee".into()));
        assert_eq!(shown(source, &document), "# Intro");
        check("Note: this is text\n\nmore", "Note: this is text\n\nmore");
        check("Note: x\n=======\n", "# Note: x");
    }

    #[test]
    fn inline_markup_is_rendered_away() {
        for (source, expected) in [
            ("``a *b* c`` and `d`", "a *b* c and d"),
            ("*em* **strong** (*x*)", "em strong (x)"),
            ("2 * 3 * 4, *args, **kw", "2 * 3 * 4, *args, **kw"),
            (":ref:`the text <target>`!", "the text!"),
            (":py:class:`~a.B` `x`:sub:", "a.B x"),
            ("`Python <http://p.org>`_ `a b`__", "Python a b"),
            ("`two\nlines <http://p.org>`_.", "two\nlines."),
            ("`<http://p.org>`_", "http://p.org"),
            ("a word_ [1]_ [#x]_ |sub|_", "a word [1] [#x] |sub|"),
            (
                "my_var __init__ a__b f(x)y__ x_",
                "my_var __init__ a__b f(x)y__ x",
            ),
            ("\\*not\\* re\\ *mark*\\ able", "*not* remarkable"),
            ("_`target` here", "target here"),
            ("`open and ``open", "`open and ``open"),
            ("12:30:45 a::b", "12:30:45 a::b"),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn titles_are_rendered_too() {
        check(
            "The ``x`` of :mod:`y`\n=====================\n",
            "# The x of y",
        );
    }

    #[test]
    fn lists_keep_a_line_per_item() {
        check("- a\n- b\n  more\n\n1) c\n\n#. d\n", "a\nb\nmore\n\nc\n\nd");
        check("| one\n| two\n", "one\ntwo");
        check(".. [1] Note\n   more\n", "[1] Note\nmore");
        check(">>> x = 1\n>>> *y*\n", ">>> x = 1\n>>> *y*");
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check("A\r\n=\r\n\r\ntext\r\nmore", "# A\ntext\nmore");
        check("", "");
        check("\n\n", "");
    }
}
