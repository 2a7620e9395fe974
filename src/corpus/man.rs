//! Manual pages in roff: the `man` macros and the `mdoc` macros.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::inline::{Inline, accented};
use crate::corpus::lines::{Line, lines};

/// Reads a manual page.
pub(crate) fn parse(source: &str) -> Document {
    let mut reader = Reader {
        source,
        lines: lines(source),
        at: 0,
        builder: Builder::new(source.len()),
        is_open: false,
        awaits_heading: None,
        joins_cell: false,
        branches: Vec::new(),
        macros: HashSet::new(),
        name: None,
    };
    while let Some(&line) = reader.lines.get(reader.at) {
        reader.at += 1;
        let mut rest = Some(line);
        while let Some(line) = rest {
            rest = reader.line(&line);
        }
    }
    reader.builder.finish()
}

struct Reader<'a> {
    source: &'a str,
    lines: Vec<Line<'a>>,
    at: usize,
    builder: Builder,
    /// Is the line before part of a block that could go on?
    is_open: bool,
    /// The level and start of a heading whose text is the next line.
    awaits_heading: Option<(u8, usize)>,
    /// Does the next line go on with a table row?
    joins_cell: bool,
    /// Which conditions held that wait for their `.el`.
    branches: Vec<bool>,
    /// The macros defined here that show their arguments.
    macros: HashSet<&'a str>,
    /// The name that `.Nm` repeats.
    name: Option<Range<usize>>,
}

/// What a macro of the `man` package does with its arguments.
enum Macro {
    /// Shows them, parted by spaces.
    Words,
    /// Shows them as one word.
    Joined,
    /// Begins a block and shows the first.
    Tag,
    /// Begins a block.
    Break,
    Heading(u8),
    /// Shows nothing.
    Silent,
}

impl Macro {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "B" | "I" | "R" | "SM" | "SB" | "CW" | "UR" | "MT" | "SY" => Self::Words,
            "BR" | "RB" | "BI" | "IB" | "IR" | "RI" => Self::Joined,
            "IP" => Self::Tag,
            "TP" | "PP" | "P" | "LP" | "HP" | "sp" | "nf" | "EX" | "Pp" | "Lp" | "Bl" | "El"
            | "Bd" | "Ed" | "TE" => Self::Break,
            "SH" | "Sh" => Self::Heading(1),
            "SS" | "Ss" => Self::Heading(2),
            "Os" | "Bk" | "Ek" | "Rs" | "Re" | "Sm" | "Ex" | "Rv" => Self::Silent,
            _ => return None,
        })
    }
}

impl<'a> Reader<'a> {
    /// Reads a line and returns what of it is a line of its own, after a condition.
    fn line(&mut self, line: &Line<'a>) -> Option<Line<'a>> {
        let Some(request) = line.text.strip_prefix(['.', '\'']) else {
            self.text_line(line);
            return None;
        };
        let request = request.trim_start();
        let len = request.find(|c: char| c.is_whitespace() || c == '\\');
        let (name, rest) = request.split_at(len.unwrap_or(request.len()));
        match name {
            "if" => return self.condition(line, rest, false),
            "ie" => return self.condition(line, rest, true),
            "el" => {
                let holds = !self.branches.pop().unwrap_or(true);
                return self.branch(line, rest, holds);
            }
            "de" | "de1" | "am" | "am1" => self.definition(rest, true),
            "ig" => self.definition(rest, false),
            "als" => self.alias(rest),
            "TS" => self.table(),
            "TH" | "Dt" | "Dd" => self.title(name, line, rest),
            _ => self.request(name, line, rest),
        }
        None
    }

    fn text_line(&mut self, line: &Line<'a>) {
        if line.is_blank() {
            self.is_open = false;
            return;
        }
        let mut inline = Inline::new(self.source);
        render(&mut inline, self.source, range_of(line));
        self.show(line, &inline);
    }

    /// Adds a line as rendered; it may be the heading that is awaited.
    fn show(&mut self, line: &Line<'a>, inline: &Inline<'a>) {
        if let Some((level, start)) = self.awaits_heading.take() {
            self.heading(level, inline, start);
            return;
        }
        if self.joins_cell {
            self.joins_cell = false;
            self.builder.text(" | ", line.start);
        } else if self.is_open {
            self.builder.line(line.start);
        } else {
            self.builder.paragraph(line.start);
        }
        self.is_open = true;
        inline.write(&mut self.builder);
    }

    fn heading(&mut self, level: u8, inline: &Inline<'a>, start: usize) {
        self.is_open = false;
        self.joins_cell = false;
        self.builder.heading(Heading {
            level,
            text: inline.plain(),
            anchor: None,
            start,
        });
    }

    fn title(&mut self, name: &str, line: &Line<'a>, rest: &str) {
        let words: Vec<String> = arguments(line, rest)
            .into_iter()
            .map(|word| {
                let mut inline = Inline::new(self.source);
                render(&mut inline, self.source, word);
                inline.plain()
            })
            .collect();
        if name == "Dd" {
            let date = words.join(" ").replace("$Mdocdate:", "").replace('$', "");
            return self.builder.field("date", &date);
        }
        match (words.first(), words.get(1)) {
            (Some(page), Some(section)) => self.builder.title(&format!("{page}({section})")),
            (Some(page), None) => self.builder.title(page),
            _ => {}
        }
        if let Some(date) = words.get(2).filter(|_| name == "TH") {
            self.builder.field("date", date);
        }
    }

    fn request(&mut self, name: &'a str, line: &Line<'a>, rest: &'a str) {
        let words = arguments(line, rest);
        let kind = match Macro::named(name) {
            Some(kind) => kind,
            None if self.macros.contains(name) => Macro::Words,
            None if is_phrase_macro(name) => return self.phrase_line(name, line, &words),
            None => return,
        };
        match kind {
            Macro::Words => self.words(line, &words, " "),
            Macro::Joined => self.words(line, &words, ""),
            Macro::Tag => {
                self.is_open = false;
                self.words(line, &words[..words.len().min(1)], "");
            }
            Macro::Break => self.is_open = false,
            Macro::Heading(level) => {
                self.awaits_heading = Some((level, line.start));
                match name {
                    "Sh" | "Ss" => self.phrase_line("", line, &words),
                    _ => self.words(line, &words, " "),
                }
            }
            Macro::Silent => {}
        }
    }

    fn words(&mut self, line: &Line<'a>, words: &[Range<usize>], between: &'static str) {
        if words.is_empty() {
            return;
        }
        let mut inline = Inline::new(self.source);
        for (index, word) in words.iter().enumerate() {
            if index > 0 {
                inline.put(between, word.start);
            }
            render(&mut inline, self.source, word.clone());
        }
        self.show(line, &inline);
    }

    /// Reads a line of `mdoc`, in whose arguments other macros may stand.
    fn phrase_line(&mut self, name: &'a str, line: &Line<'a>, words: &[Range<usize>]) {
        if words.is_empty() && (name.is_empty() || name == "It") {
            return;
        }
        let mut phrase = Phrase {
            source: self.source,
            inline: Inline::new(self.source),
            glue: true,
            prefix: false,
            closers: Vec::new(),
            name: self.name.clone(),
        };
        phrase.read(name, line.start, words);
        self.name = phrase.name.clone();
        let inline = phrase.inline;
        self.show(line, &inline);
    }

    fn condition(&mut self, line: &Line<'a>, rest: &'a str, has_else: bool) -> Option<Line<'a>> {
        let (holds, rest) = condition(rest.trim_start());
        if has_else {
            self.branches.push(holds);
        }
        self.branch(line, rest, holds)
    }

    /// Returns the line after a condition that holds; leaves out what stands under one that does not.
    fn branch(&mut self, line: &Line<'a>, rest: &'a str, holds: bool) -> Option<Line<'a>> {
        let rest = rest.trim_start();
        if holds {
            let rest = rest.strip_prefix("\\{").unwrap_or(rest).trim_start();
            let is_empty = rest.is_empty() || rest == "\\";
            return (!is_empty).then(|| Line {
                text: rest,
                start: line.start + line.text.len() - rest.len(),
            });
        }
        let mut depth = depth_change(rest);
        while depth > 0
            && let Some(line) = self.lines.get(self.at)
            && !line.text.starts_with(".SH")
            && !line.text.starts_with(".Sh")
        {
            depth += depth_change(line.text);
            self.at += 1;
        }
        None
    }

    /// Leaves out the definition of a macro, and notes whether it shows its arguments.
    fn definition(&mut self, rest: &'a str, has_name: bool) {
        let rest = rest.split("\\\"").next().unwrap_or_default();
        let mut words = rest.split_whitespace();
        let name = if has_name { words.next() } else { None };
        let name = name.unwrap_or_default();
        let end = words.next().unwrap_or(".");
        while let Some(line) = self.lines.get(self.at) {
            self.at += 1;
            if line.text.strip_prefix('.').is_some_and(|t| t.trim() == end) {
                break;
            }
            let request = line.text.trim_start_matches('.').trim_start();
            if line.text.contains("\\$") && !request.starts_with("tm") {
                self.macros.insert(name);
            }
        }
    }

    fn alias(&mut self, rest: &'a str) {
        let mut words = rest.split_whitespace();
        if let (Some(alias), Some(name)) = (words.next(), words.next())
            && self.macros.contains(name)
        {
            self.macros.insert(alias);
        }
    }

    fn table(&mut self) {
        self.is_open = false;
        let mut separator = '\t';
        let mut is_format = true;
        while let Some(&line) = self.lines.get(self.at)
            && !line.text.starts_with(".TE")
            && !line.text.starts_with(".SH")
        {
            self.at += 1;
            let text = line.text.trim_end();
            if is_format {
                is_format = !text.ends_with('.');
                if let Some((_, tab)) = text.split_once("tab") {
                    separator = tab.trim_start().chars().nth(1).unwrap_or('\t');
                }
            } else if text.starts_with(".T&") {
                is_format = true;
            } else if let Some(request) = text.strip_prefix('.') {
                // A table in a table is no table.
                if !request.trim_start().starts_with("TS") {
                    self.line(&line);
                }
            } else if !text.trim_matches(['_', '=', ' ']).is_empty() {
                self.table_row(&line, separator);
            }
        }
        self.is_open = false;
        self.joins_cell = false;
    }

    /// Reads a row; `T{` opens a cell of several lines, `T}` closes it.
    fn table_row(&mut self, line: &Line<'a>, separator: char) {
        let mut inline = Inline::new(self.source);
        let mut start = line.start;
        let mut is_first = true;
        for cell in line.text.split(separator) {
            let end = start + cell.len();
            match cell.trim() {
                "T{" | "" | "_" | "=" | "\\^" => {}
                "T}" => self.joins_cell = true,
                _ => {
                    if !is_first {
                        inline.put(" | ", start);
                    }
                    is_first = false;
                    render(&mut inline, self.source, start..end);
                }
            }
            start = end + separator.len_utf8();
        }
        if !is_first {
            self.show(line, &inline);
        }
        self.joins_cell = line.text.trim_end().ends_with("T{") && !is_first;
    }
}

fn range_of(line: &Line<'_>) -> Range<usize> {
    line.start..line.start + line.text.len()
}

/// Returns where the arguments stand in the rest of a line.
fn arguments(line: &Line<'_>, rest: &str) -> Vec<Range<usize>> {
    let base = line.start + line.text.len() - rest.len();
    let bytes = rest.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b' ' || byte == b'\t' {
            at += 1;
            continue;
        }
        if rest[at..].starts_with("\\\"") {
            break;
        }
        let is_quoted = byte == b'"';
        let start = at + usize::from(is_quoted);
        let end = argument_end(bytes, start, is_quoted);
        words.push(base + start..base + end);
        at = end + usize::from(is_quoted);
    }
    words
}

fn argument_end(bytes: &[u8], start: usize, is_quoted: bool) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' if is_quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if is_quoted => return at,
            b' ' | b'\t' if !is_quoted => return at,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii) => at += 1,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

/// Returns whether the condition at the start of `text` holds on a terminal, and what follows it.
fn condition(text: &str) -> (bool, &str) {
    let (wanted, text) = match text.strip_prefix('!') {
        Some(text) => (false, text.trim_start()),
        None => (true, text),
    };
    let first = text.chars().next().unwrap_or(' ');
    let (holds, len) = match first {
        'n' | 'o' => (true, 1),
        't' | 'e' | 'v' => (false, 1),
        '\'' | '"' => {
            let mut parts = text[1..].splitn(3, first);
            let (left, right) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            (
                left == right,
                (left.len() + right.len() + 3).min(text.len()),
            )
        }
        _ => {
            let len = text.find(' ').unwrap_or(text.len());
            let number = text[..len].trim_matches(['(', ')']).parse::<i64>();
            (
                ["\\n(.g", "\\n[.g]"]
                    .iter()
                    .any(|g| text[..len].contains(g))
                    || number.is_ok_and(|n| n > 0),
                len,
            )
        }
    };
    (holds == wanted, &text[len..])
}

fn depth_change(text: &str) -> isize {
    let opened = text.matches("\\{").count();
    let closed = text.matches("\\}").count();
    opened.cast_signed() - closed.cast_signed()
}

/// The `mdoc` macros that put marks around the rest of their line, or open and close such marks.
const ENCLOSURES: &[(&str, &str, &str, &str, &str)] = &[
    ("Op", "Oo", "Oc", "[", "]"),
    ("Pq", "Po", "Pc", "(", ")"),
    ("Bq", "Bo", "Bc", "[", "]"),
    ("Brq", "Bro", "Brc", "{", "}"),
    ("Aq", "Ao", "Ac", "<", ">"),
    ("Dq", "Do", "Dc", "“", "”"),
    ("Sq", "So", "Sc", "‘", "’"),
    ("Qq", "Qo", "Qc", "\"", "\""),
    ("Ql", "", "", "‘", "’"),
    ("In", "", "", "<", ">"),
    ("", "Fo", "Fc", "", ")"),
];

/// The `mdoc` macros that only choose a font, or nothing.
const PLAIN: &[&str] = &[
    "Ad", "An", "Ar", "Cd", "Cm", "D1", "Dl", "Dv", "Em", "Er", "Ev", "Fa", "Fd", "Fl", "Ft", "Ic",
    "It", "Li", "Lb", "Ms", "Mt", "No", "Pa", "St", "Sx", "Sy", "Ta", "Tg", "Tn", "Va", "Vt", "Xo",
    "Xc", "%A", "%B", "%C", "%D", "%I", "%J", "%N", "%O", "%P", "%Q", "%R", "%T", "%U", "%V", "Ap",
    "Fn", "Lk", "Nd", "Nm", "Ns", "Pf", "Xr",
];

/// The `mdoc` macros that stand for the name of a system.
const SYSTEMS: &[(&str, &str)] = &[
    ("At", "AT&T UNIX"),
    ("Bsx", "BSD/OS"),
    ("Bx", "BSD"),
    ("Dx", "DragonFly"),
    ("Fx", "FreeBSD"),
    ("Nx", "NetBSD"),
    ("Ox", "OpenBSD"),
    ("Ux", "UNIX"),
];

fn is_phrase_macro(name: &str) -> bool {
    PLAIN.contains(&name)
        || SYSTEMS.iter().any(|(known, _)| *known == name)
        || !name.is_empty()
            && ENCLOSURES
                .iter()
                .any(|(all, open, close, ..)| [all, open, close].contains(&&name))
}

/// A line of `mdoc` on its way to text.
struct Phrase<'a> {
    source: &'a str,
    inline: Inline<'a>,
    /// Does the next word follow without a space?
    glue: bool,
    /// Does a `-` stand before each word?
    prefix: bool,
    /// What closes at the end of the line.
    closers: Vec<&'static str>,
    name: Option<Range<usize>>,
}

impl<'a> Phrase<'a> {
    fn read(&mut self, name: &str, start: usize, words: &[Range<usize>]) {
        let mut at = self.call(name, start, words, 0);
        while let Some(word) = words.get(at) {
            let text = &self.source[word.clone()];
            at += 1;
            if is_phrase_macro(text) {
                at = self.call(text, word.start, words, at);
            } else {
                self.word(word);
            }
        }
        let end = words.last().map_or(start, |word| word.end);
        while let Some(closer) = self.closers.pop() {
            self.mark(closer, end);
        }
    }

    /// Does what macro `name` does with the words from `at` on, and returns the first it left.
    fn call(&mut self, name: &str, start: usize, words: &[Range<usize>], at: usize) -> usize {
        const NAME_BYTES: usize = 100;
        self.prefix = false;
        if let Some((_, system)) = SYSTEMS.iter().find(|(known, _)| *known == name) {
            self.put(*system, start);
            return at;
        }
        if self.encloses(name, start) {
            return at;
        }
        let argument = words.get(at).filter(|word| self.is_argument(word)).cloned();
        match (name, argument) {
            ("Fl", Some(_)) => self.prefix = true,
            ("Fl", None) => self.put("-", start),
            ("Ar", None) => self.put("file ...", start),
            ("Nd", _) => self.put("–", start),
            ("Ta", _) => self.put("|", start),
            ("Ns", _) => self.glue = true,
            ("Ap", _) => {
                self.mark("'", start);
                self.glue = true;
            }
            ("Nm", Some(word)) if word.len() <= NAME_BYTES => {
                self.name.get_or_insert(word);
            }
            ("Nm", None) => {
                if let Some(name) = self.name.clone() {
                    let name = self.source[name].to_owned();
                    self.put(name, start);
                }
            }
            ("Pf", Some(word)) => {
                self.word(&word);
                self.glue = true;
                return at + 1;
            }
            ("Xr" | "Fn" | "Fo", Some(word)) => return self.function(name, &word, words, at + 1),
            ("Lk", Some(_)) if words.len() > at + 1 => return at + 1,
            _ => {}
        }
        at
    }

    /// Opens or closes marks around words.
    fn encloses(&mut self, name: &str, start: usize) -> bool {
        let known = ENCLOSURES
            .iter()
            .find(|(all, open, close, ..)| [*all, *open, *close].contains(&name));
        let Some((all, _, close, left, right)) = known.filter(|_| !name.is_empty()) else {
            return false;
        };
        if name == "Fo" {
            return false;
        }
        if name == *close {
            self.mark(right, start);
            return true;
        }
        self.put(*left, start);
        self.glue = true;
        if name == *all {
            self.closers.push(right);
        }
        true
    }

    /// Reads `name 3` as `name(3)`, a function's name and arguments as `name(a, b)`.
    fn function(
        &mut self,
        name: &str,
        word: &Range<usize>,
        words: &[Range<usize>],
        at: usize,
    ) -> usize {
        self.word(word);
        if name == "Fo" {
            self.mark("(", word.end);
            self.glue = true;
            return at;
        }
        let limit = if name == "Xr" { 1 } else { usize::MAX };
        let rest = words.get(at..).unwrap_or_default();
        let count = rest.iter().take_while(|word| self.is_argument(word));
        let count = count.take(limit).count();
        if name == "Xr" && count == 0 {
            return at;
        }
        self.mark("(", word.end);
        for (index, argument) in rest[..count].iter().enumerate() {
            if index > 0 {
                self.mark(",", argument.start);
            }
            self.glue = index == 0;
            self.word(argument);
        }
        self.mark(")", rest[..count].last().map_or(word.end, |last| last.end));
        at + count
    }

    fn is_argument(&self, word: &Range<usize>) -> bool {
        let text = &self.source[word.clone()];
        !is_phrase_macro(text) && !is_punctuation(text)
    }

    fn word(&mut self, word: &Range<usize>) {
        let text = &self.source[word.clone()];
        if !self.glue && !is_closing(text) {
            self.inline.put(" ", word.start);
        }
        if self.prefix && !is_punctuation(text) {
            self.inline.put("-", word.start);
        }
        render(&mut self.inline, self.source, word.clone());
        self.glue = matches!(text, "(" | "[");
    }

    /// Adds text of the macro's own like a word.
    fn put(&mut self, text: impl Into<Cow<'static, str>>, start: usize) {
        if !self.glue {
            self.inline.put(" ", start);
        }
        self.inline.put(text, start);
        self.glue = false;
    }

    /// Adds a mark without a space before it.
    fn mark(&mut self, text: &'static str, start: usize) {
        self.inline.put(text, start);
        self.glue = false;
    }
}

fn is_closing(word: &str) -> bool {
    matches!(word, "." | "," | ";" | ":" | "!" | "?" | ")" | "]")
}

fn is_punctuation(word: &str) -> bool {
    is_closing(word) || matches!(word, "(" | "[" | "|")
}

/// Renders escapes away.
fn render(inline: &mut Inline<'_>, source: &str, range: Range<usize>) {
    let mut at = range.start;
    while at < range.end {
        let rest = &source[at..range.end];
        let len = rest.find('\\').unwrap_or(rest.len());
        inline.keep(at, at + len);
        at += len;
        if at >= range.end {
            break;
        }
        let (meant, len) = escape(&source[at..range.end]);
        match meant {
            Meant::Nothing => {}
            Meant::Next => inline.keep(at + 1, at + len),
            Meant::Text(text) => inline.put(text, at),
        }
        at += len;
    }
}

/// What an escape stands for.
enum Meant {
    Nothing,
    /// The character after the backslash.
    Next,
    Text(Cow<'static, str>),
}

/// Returns what the escape at the start of `text` stands for, and its length.
fn escape(text: &str) -> (Meant, usize) {
    let Some(letter) = text[1..].chars().next() else {
        return (Meant::Nothing, 1);
    };
    let body = &text[1 + letter.len_utf8()..];
    let head = text.len() - body.len();
    match letter {
        'f' | 'F' | 'n' | 'm' | 'M' | 'g' | 'k' | 'V' | 'Y' | 'O' => {
            let sign = body.len() - body.trim_start_matches(['+', '-']).len();
            let sign = if letter == 'n' { sign } else { 0 };
            (Meant::Nothing, head + sign + name(&body[sign..]).1)
        }
        's' => (Meant::Nothing, head + size_len(body)),
        '(' | '[' => {
            let (name, len) = name(&text[1..]);
            (special(name), 1 + len)
        }
        '*' => {
            let (name, len) = name(body);
            (string(name), head + len)
        }
        'N' | 'C' => {
            let (argument, len) = quoted(body);
            let meant = match letter {
                'C' => special(argument),
                _ => numbered(argument),
            };
            (meant, head + len)
        }
        'h' | 'v' | 'w' | 'l' | 'L' | 'D' | 'b' | 'x' | 'X' | 'A' | 'B' | 'H' | 'R' | 'S' | 'Z'
        | 'o' => (Meant::Nothing, head + quoted(body).1),
        '"' | '#' => (Meant::Nothing, text.len()),
        'e' | 'E' | '\\' => (Meant::Text("\\".into()), head),
        '~' | '0' | 't' | ' ' => (Meant::Text(" ".into()), head),
        '&' | ')' | '%' | ':' | '/' | ',' | 'c' | '|' | '^' | '{' | '}' | 'd' | 'u' | 'r' | 'a'
        | 'p' | 'z' | '!' => (Meant::Nothing, head),
        _ => (Meant::Next, head),
    }
}

/// Returns a name written as `x`, `(xx` or `[xxx]`, and its length as written.
fn name(text: &str) -> (&str, usize) {
    const NAME_BYTES: usize = 40;
    if let Some(rest) = text.strip_prefix('[') {
        let end = rest.bytes().take(NAME_BYTES).position(|b| b == b']');
        return end.map_or(("", 1), |end| (&rest[..end], end + 2));
    }
    let (rest, count) = match text.strip_prefix('(') {
        Some(rest) => (rest, 2),
        None => (text, 1),
    };
    let end = rest
        .char_indices()
        .nth(count)
        .map_or(rest.len(), |(at, _)| at);
    (&rest[..end], end + count - 1)
}

fn size_len(text: &str) -> usize {
    let digits = text.trim_start_matches(['+', '-']);
    let sign = (text.len() - digits.len()).min(1);
    let rest = &text[sign..];
    match rest.chars().next() {
        Some('(' | '[') => sign + name(rest).1,
        Some('\'') => sign + quoted(rest).1,
        // Sizes from 10 to 39 have two digits.
        Some('1'..='3') if rest[1..].starts_with(|c: char| c.is_ascii_digit()) && sign == 0 => 2,
        Some('0'..='9') => sign + 1,
        _ => sign,
    }
}

/// Returns an argument written as `'x'`, and its length as written.
fn quoted(text: &str) -> (&str, usize) {
    const ARGUMENT_BYTES: usize = 200;
    let Some(rest) = text.strip_prefix('\'') else {
        return ("", 0);
    };
    let end = rest.bytes().take(ARGUMENT_BYTES).position(|b| b == b'\'');
    end.map_or(("", 1), |end| (&rest[..end], end + 2))
}

fn numbered(number: &str) -> Meant {
    let character = number.parse().ok().and_then(char::from_u32);
    character.map_or(Meant::Nothing, |c| Meant::Text(c.to_string().into()))
}

fn string(name: &str) -> Meant {
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

fn special(name: &str) -> Meant {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::inline::shown;

    fn check(source: &str, expected: &str) {
        assert_eq!(shown(source, &parse(source)), expected, "{source}");
    }

    #[test]
    fn sections_are_headings() {
        check(
            ".SH NAME\nls \\- list\n.SS \"Exit \\fIstatus\\fR:\"\n0\n.SH SEE ALSO\n",
            "# NAME\nls - list\n## Exit status:\n0\n# SEE ALSO",
        );
        check(
            ".SH\nNext line\ntext\n.SS\n.B bold\n",
            "# Next line\ntext\n## bold",
        );
        check(
            ".Sh SYNOPSIS\n.Ss Option Fl x\n",
            "# SYNOPSIS\n## Option -x",
        );
        check("'SH A\n. SH B\n.SHY\n", "# A\n# B");
    }

    #[test]
    fn the_title_names_page_and_section() {
        let document = parse("'\\\" t\n.TH LS 1 \"May 2020\" \"GNU\"\n.SH NAME\n");
        assert_eq!(document.title.as_deref(), Some("LS(1)"));
        assert_eq!(document.date.as_deref(), Some("May 2020"));
        let document = parse(".Dd $Mdocdate: June 1 2020 $\n.Dt CAT 1\n.Os\n");
        assert_eq!(document.title.as_deref(), Some("CAT(1)"));
        assert_eq!(document.date.as_deref(), Some("June 1 2020"));
    }

    #[test]
    fn comments_and_definitions_are_left_out() {
        check(
            ".\\\" .SH no\n.\n'\\\" no\na \\\" no\n.B b \\\" no\n",
            "a\nb",
        );
        check(
            ".de XX\n.SH no\n..\n.ig\nno\n..\na\n.so no\n.ds x no\n.nr y 1\n",
            "a",
        );
        check(
            ".de FN\n\\fI\\\\$1\\fP\n..\n.FN name\n.de IX\n.tm \\\\$1\n..\n.IX no\n",
            "name",
        );
        check(
            ".ig \\\" no\nno\n..\n.de EX \\\"no\n.ne 5\n..\na\n.de XX YY\n.SH no\n.YY\nb",
            "a\nb",
        );
        check(".de XX\n.SH no end\n", "");
    }

    #[test]
    fn font_macros_show_their_arguments() {
        check(
            ".B one \"two  three\"\n.BR git (1) ,\n.I\nx\n",
            "one two  three\ngit(1),\nx",
        );
        check(
            ".BI \\-\\-x= FILE\n.RB [ \\-a ]\n.SM A\\ B c\n",
            "--x=FILE\n[-a]\nA B c",
        );
    }

    #[test]
    fn paragraph_macros_part_blocks() {
        check(
            "a\n.PP\nb\n.br\nc\n.TP\n.B \\-x\ntext\n.IP \\(bu 2\nd\n",
            "a\n\nb\nc\n\n-x\ntext\n\n•\nd",
        );
        check(
            "a\n.RS\n.nf\n  code\n\n  more\n.fi\n.RE\n",
            "a\n\ncode\n\nmore",
        );
    }

    #[test]
    fn conditions_are_taken_as_on_a_terminal() {
        check(
            ".if t no\n.if n yes\n.ie n one\n.el no\n.ie t no\n.el two\n",
            "yes\none\ntwo",
        );
        check(".if t \\{\\\nno\n.if x \\{\n.\\}\nno\n.\\}\na\n", "a");
        check(
            ".ie \\n(.g .SH A\n.el .SH B\n.if n \\{\\\nb\n.\\}\nc",
            "# A\nb\nc",
        );
        check(
            ".if !'a'b' x\n.if '\\*(.T'ps' no\n.if \\nF>0 no\n.if 1 y\n",
            "x\ny",
        );
        check(".if t \\{\nno\n.SH A\n", "# A");
    }

    #[test]
    fn tables_have_a_line_per_row() {
        check(
            ".TS\nallbox tab(|);\nl l\nl l.\nA|\\fBB\\fR\n_\n1|T{\nlong\ntext\nT}\n.TE\nend\n",
            "A | B\n1 | long\ntext\n\nend",
        );
        check(".TS\nl l.\na\tb\nc\t\n.SH D\n", "a | b\nc\n# D");
    }

    #[test]
    fn mdoc_phrases_are_rendered() {
        for (source, expected) in [
            (".Nm ls\n.Nd list files\n.Nm\n", "ls\n– list files\nls"),
            (".Op Fl abc\n.Op Fl x Ar file\n", "[-abc]\n[-x file]"),
            (".Fl a b , Fl -long Ns = Ns Ar n .\n", "-a -b, --long=n."),
            (".Ar\n.Xr cat 1 ,\n.Xr a 1 .\n", "file ...\ncat(1),\na(1)."),
            (".Em very Sy bold\n.Pa /etc ( a )\n", "very bold\n/etc (a)"),
            (
                ".Dq Li x .\n.Oo Fl a Oc b\n.Pq a Qq b\n",
                "“x.”\n[-a] b\n(a \"b\")",
            ),
            (
                ".Fn f \"int a\" b .\n.In stdio.h\n.Fo g\n",
                "f(int a, b).\n<stdio.h>\ng(",
            ),
            (".Bl -tag -width x\n.It Fl v\ntext\n.It\n.El\n", "-v\ntext"),
            (
                ".It a Ta b\n.Lk http://x text\n.Fx 9\n",
                "a | b\ntext\nFreeBSD 9",
            ),
            (".Pf a Ar b\n.No x Ap y\n", "ab\nx'y"),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn escapes_are_characters() {
        for (source, expected) in [
            ("\\fBa\\fP\\f[I]b\\fR \\f(CWc\\fR", "ab c"),
            (
                "\\-x a\\(enb\\(em \\[em] \\(aqq\\(aq \\(bu",
                "-x a–b— — 'q' •",
            ),
            ("\\e\\\\ \\&.x a\\~b\\ c\\|d\\^e\\%f\\c", "\\\\ .x a b cdef"),
            ("\\s+1A\\s-1 \\s10B\\s0 \\*(lqq\\*(rq \\*R", "A B “q” ®"),
            ("\\h'1n'a\\n(xxb\\n+xc\\w'abc'd \\m[red]e\\m[]", "abcd e"),
            ("\\('e\\[:u]\\[,c]\\[oa] \\[u00E9] \\N'65'", "éüçå é A"),
            ("\\", ""),
            ("x\\(", "x"),
            ("\\[open \\*[open é\\é", "open open éé"),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check(".SH A\r\ntext\r\n.PP\r\nmore", "# A\ntext\n\nmore");
        check("", "");
        check(".", "");
    }
}
