//! Org: headlines, keywords, drawers, blocks, lists and tables.

use std::collections::HashSet;
use std::ops::Range;

use crate::corpus::document::Document;
use crate::corpus::inline::{Blocks, Finder, Inline, indent_of, neighbours};
use crate::corpus::lines::{Line, lines};

/// Reads Org.
pub(crate) fn parse(source: &str) -> Document {
    let lines = lines(source);
    let mut reader = Reader {
        keywords: todo_keywords(&lines),
        drawer_end: DrawerEnd::default(),
        lines,
        at: 0,
        blocks: Blocks::new(source, render),
    };
    while let Some(&line) = reader.lines.get(reader.at) {
        reader.line(&line);
    }
    reader.blocks.finish()
}

struct Reader<'a> {
    lines: Vec<Line<'a>>,
    at: usize,
    blocks: Blocks<'a>,
    /// The words that say how a task stands.
    keywords: HashSet<&'a str>,
    drawer_end: DrawerEnd,
}

/// The next `:END:` line within its section from a line on, each line being looked at once.
#[derive(Debug, Default)]
struct DrawerEnd {
    lines: Range<usize>,
    found: Option<usize>,
}

impl DrawerEnd {
    fn after(&mut self, lines: &[Line<'_>], at: usize) -> Option<usize> {
        if !self.lines.contains(&at) {
            let later = lines.iter().enumerate().skip(at + 1);
            let stop = later.clone().find(|(_, line)| {
                headline(line.text).is_some() || line.text.trim().eq_ignore_ascii_case(":end:")
            });
            let is_end = |(end, line): (usize, &Line<'_>)| {
                (line.text.trim_start().starts_with(':')).then_some(end)
            };
            self.lines = at..stop.map_or(lines.len(), |(stop, _)| stop);
            self.found = stop.and_then(is_end);
        }
        self.found
    }
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &Line<'a>) {
        let text = line.text.trim();
        if text.is_empty() {
            self.blocks.end();
            self.at += 1;
            return;
        }
        if let Some(level) = headline(line.text) {
            return self.headline(line, level);
        }
        if let Some(keyword) = text.strip_prefix("#+") {
            return self.keyword(line, keyword);
        }
        self.at += 1;
        if text == "#" || text.starts_with("# ") || is_rule(text) || text.starts_with("CLOCK: ") {
            return;
        }
        if let Some(name) = drawer(text) {
            return self.drawer(name);
        }
        if let Some(code) = fixed_width(line) {
            return self.blocks.code(&code, 0);
        }
        if text.starts_with('|') {
            return self.table_row(line);
        }
        let indent = indent_of(line.text);
        match item(&line.text[indent..], indent) {
            Some(len) => self.blocks.item(line, line.start + indent + len),
            None => self.blocks.text(line, line.start + indent),
        }
    }

    fn headline(&mut self, line: &Line<'a>, level: usize) {
        self.at += 1;
        if self.lines.get(self.at).is_some_and(|l| is_planning(l.text)) {
            self.at += 1;
        }
        let anchor = self.properties();
        let text = headline_text(line, level, &self.keywords);
        self.blocks.heading(level, text, anchor, line.start);
    }

    /// Reads the properties drawer here, and returns its custom id.
    fn properties(&mut self) -> Option<String> {
        let text = self.lines.get(self.at)?.text.trim();
        if !text.eq_ignore_ascii_case(":properties:") {
            return None;
        }
        let end = self.drawer_end.after(&self.lines, self.at)?;
        let properties = &self.lines[self.at + 1..end];
        let id = properties.iter().find_map(|line| {
            let (name, value) = line.text.trim().strip_prefix(':')?.split_once(':')?;
            (name.eq_ignore_ascii_case("custom_id")).then(|| value.trim().to_owned())
        });
        self.at = end + 1;
        id
    }

    /// Leaves out a drawer of properties or of notes on the state; the content of others is seen.
    fn drawer(&mut self, name: &str) {
        let is_hidden = ["properties", "logbook"]
            .iter()
            .any(|hidden| name.eq_ignore_ascii_case(hidden));
        if is_hidden && let Some(end) = self.drawer_end.after(&self.lines, self.at - 1) {
            self.at = end + 1;
        }
        self.blocks.end();
    }

    /// Reads a line such as `#+TITLE: x` or `#+BEGIN_SRC rust`.
    fn keyword(&mut self, line: &Line<'a>, keyword: &'a str) {
        self.at += 1;
        let word = keyword.split_whitespace().next().unwrap_or_default();
        let upper = word.to_ascii_uppercase();
        if let Some(name) = upper.strip_prefix("BEGIN_") {
            self.blocks.end();
            return self.block(name);
        }
        if upper.starts_with("END_") {
            return self.blocks.end();
        }
        let Some((name, value)) = keyword.split_once(':') else {
            return self.blocks.text(line, line.text_start());
        };
        let name = name.split('[').next().unwrap_or_default();
        match name.to_ascii_uppercase().as_str() {
            "CAPTION" => {
                let from = line.start + line.text.trim_end().len() - value.trim().len();
                self.blocks.item(line, from);
            }
            "TEXINFO" | "ASCII" | "ODT" | "MD" | "MAN" | "CINDEX" | "FINDEX" | "KINDEX"
            | "PINDEX" | "TINDEX" | "VINDEX" | "NAME" | "HEADER" | "HEADERS" | "RESULTS"
            | "RESULT" | "TBLFM" | "PLOT" | "CALL" | "TOC" | "INDEX" | "INCLUDE" | "MACRO"
            | "LATEX" | "HTML" | "BEAMER" | "TODO" | "SEQ_TODO" | "TYP_TODO" => {}
            upper if upper.starts_with("ATTR_") => {}
            _ if name.contains(char::is_whitespace) => {
                self.blocks.text(line, line.text_start());
            }
            _ => self.blocks.builder.field(name, value),
        }
    }

    /// Reads the lines of a block that is not parsed; others lose only their first and last line.
    fn block(&mut self, name: &str) {
        let is_shown = matches!(name, "SRC" | "EXAMPLE");
        if !is_shown && !matches!(name, "COMMENT" | "EXPORT") {
            return;
        }
        let indent = self.lines.get(self.at).map_or(0, |l| indent_of(l.text));
        while let Some(line) = self.lines.get(self.at)
            && headline(line.text).is_none()
        {
            self.at += 1;
            if ends_block(line.text, name) {
                break;
            }
            if is_shown {
                self.blocks.code(&unescaped(line), indent);
            }
        }
        self.blocks.end();
    }

    fn table_row(&mut self, line: &Line<'a>) {
        let text = line.text.trim();
        if text.starts_with("|-") {
            return;
        }
        let inner = text[1..].strip_suffix('|').unwrap_or(&text[1..]);
        let mut at = line.text_start() + 1;
        let cells = inner.split('|').map(|cell| {
            let start = at;
            at += cell.len() + 1;
            start..start + cell.len()
        });
        self.blocks.row(line, cells);
    }
}

/// Returns the words that `#+TODO:` lines declare, and Org's own.
fn todo_keywords<'a>(lines: &[Line<'a>]) -> HashSet<&'a str> {
    let mut keywords = HashSet::from(["TODO", "DONE"]);
    for line in lines {
        let Some((name, words)) = line.text.strip_prefix("#+").and_then(|t| t.split_once(':'))
        else {
            continue;
        };
        if !["todo", "seq_todo", "typ_todo"].contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        let words = words.split_whitespace().filter(|&word| word != "|");
        keywords.extend(words.filter_map(|word| word.split('(').next()));
    }
    keywords
}

/// Returns the level of a headline.
fn headline(text: &str) -> Option<usize> {
    let stars = text.bytes().take_while(|&byte| byte == b'*').count();
    (stars > 0 && text[stars..].starts_with(' ')).then_some(stars)
}

/// Returns where a headline's text stands, without keyword, priority and tags.
fn headline_text(line: &Line<'_>, level: usize, keywords: &HashSet<&str>) -> Range<usize> {
    let text = line.text.trim_end();
    let mut rest = text[level..].trim_start();
    let word = rest.split(' ').next().unwrap_or_default();
    if keywords.contains(word) {
        rest = rest[word.len()..].trim_start();
    }
    if let Some(cookie) = rest.strip_prefix("[#")
        && let Some((priority, after)) = cookie.split_once(']')
        && priority.len() <= 2
    {
        rest = after.trim_start();
    }
    let start = line.start + text.len() - rest.len();
    let last = rest.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = match is_tags(&rest[last..]) {
        true => start + last,
        false => start + rest.len(),
    };
    start..end
}

fn is_tags(word: &str) -> bool {
    let is_tag = |c: char| c.is_alphanumeric() || "_@#%:".contains(c);
    word.len() > 2 && word.starts_with(':') && word.ends_with(':') && word.chars().all(is_tag)
}

/// Returns what follows the colon of a line such as `: code`.
fn fixed_width<'a>(line: &Line<'a>) -> Option<Line<'a>> {
    let rest = line.text.trim_start().strip_prefix(':')?;
    let is_code = rest.is_empty() || rest.starts_with(' ');
    let text = rest.strip_prefix(' ').unwrap_or(rest);
    let start = line.start + line.text.len() - text.len();
    is_code.then_some(Line { text, start })
}

fn is_planning(text: &str) -> bool {
    let text = text.trim_start();
    ["SCHEDULED:", "DEADLINE:", "CLOSED:"]
        .iter()
        .any(|name| text.starts_with(name))
}

fn is_rule(text: &str) -> bool {
    text.len() >= 5 && text.bytes().all(|byte| byte == b'-')
}

/// Returns the name in a line such as `:LOGBOOK:` or `:END:`.
fn drawer(text: &str) -> Option<&str> {
    let name = text.strip_prefix(':')?.strip_suffix(':')?;
    let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

fn ends_block(text: &str, name: &str) -> bool {
    let text = text.trim();
    let end = text.get(..6).filter(|t| t.eq_ignore_ascii_case("#+end_"));
    end.is_some() && text[6..].eq_ignore_ascii_case(name)
}

/// Returns a line of code without the comma that protects `*` and `#+` from being read.
fn unescaped<'a>(line: &Line<'a>) -> Line<'a> {
    let rest = line.text.trim_start();
    let bare = rest.trim_start_matches(',');
    let is_escaped = rest.len() > bare.len() && (bare.starts_with('*') || bare.starts_with("#+"));
    match is_escaped {
        true => Line {
            text: &rest[1..],
            start: line.text_start() + 1,
        },
        false => *line,
    }
}

/// Returns the length of the list marker and check box that `text` begins with.
fn item(text: &str, indent: usize) -> Option<usize> {
    let len = match text.chars().next()? {
        '-' | '+' => 1,
        '*' if indent > 0 => 1,
        _ => numbered(text)?,
    };
    let rest = &text[len..];
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let mut rest = rest.trim_start();
    if let Some((_, after)) = rest.strip_prefix("[@").and_then(|r| r.split_once(']')) {
        rest = after.trim_start();
    }
    if matches!(rest.get(..4), Some("[ ] " | "[X] " | "[x] " | "[-] ")) {
        rest = rest[4..].trim_start();
    }
    Some(text.len() - rest.len())
}

fn numbered(text: &str) -> Option<usize> {
    let len = text
        .find(['.', ')'])
        .filter(|&len| (1..=4).contains(&len))?;
    let name = &text[..len];
    let is_digits = name.chars().all(|c| c.is_ascii_digit());
    let is_letter = len == 1 && name.chars().all(|c| c.is_ascii_alphabetic());
    (is_digits || is_letter).then_some(len + 1)
}

const SPECIAL: &[char] = &['*', '/', '_', '=', '~', '+', '[', '<', '@', '\\', ':', '{'];

/// Renders inline markup away.
fn render(source: &str, range: Range<usize>) -> Inline<'_> {
    let text = &source[..range.end];
    let mut scanner = Scanner {
        text,
        inline: Inline::new(source),
        finder: Finder::new(text),
        link_end: None,
    };
    let mut at = range.start;
    while let Some(&byte) = text.as_bytes().get(at) {
        at = match scanner.link_end {
            Some(end) if at >= end => {
                scanner.link_end = None;
                at.max(end + 2)
            }
            _ => scanner.step(byte, at),
        };
    }
    scanner.inline
}

struct Scanner<'a> {
    text: &'a str,
    inline: Inline<'a>,
    finder: Finder<'a>,
    /// Where the description of the open link ends.
    link_end: Option<usize>,
}

/// Each method reads what stands at `at` and returns where to go on.
impl Scanner<'_> {
    fn step(&mut self, byte: u8, at: usize) -> usize {
        match byte {
            b'*' | b'/' | b'_' | b'+' => self.mark(at),
            b'=' => self.verbatim("=", at),
            b'~' => self.verbatim("~", at),
            b'[' => self.link(at),
            b'<' => self.target(at),
            b'@' => self.snippet(at),
            b'\\' => self.line_break(at),
            b':' => self.address(at),
            b'{' => self.call(at),
            _ => self.plain(at),
        }
    }

    fn keep(&mut self, start: usize, end: usize) -> usize {
        self.inline.keep(start, end);
        end
    }

    fn plain(&mut self, at: usize) -> usize {
        let first = self.text[at..].chars().next().map_or(1, char::len_utf8);
        let rest = &self.text[at + first..];
        let end = at + first + rest.find(SPECIAL).unwrap_or(rest.len());
        self.keep(at, self.link_end.map_or(end, |stop| end.min(stop)))
    }

    fn mark(&mut self, at: usize) -> usize {
        let mark = at..at + 1;
        let (opens, closes) = (opens(self.text, &mark), closes(self.text, &mark));
        self.inline.mark(mark, opens, closes);
        at + 1
    }

    /// Reads `=code=`, in which nothing else is markup.
    fn verbatim(&mut self, mark: &'static str, at: usize) -> usize {
        let close = match opens(self.text, &(at..at + 1)) {
            true => self
                .finder
                .next_where(mark, at + 1, |text, at| closes(text, &(at..at + 1))),
            false => None,
        };
        match close {
            Some(close) if close > at + 1 => {
                self.keep(at + 1, close);
                close + 1
            }
            _ => self.keep(at, at + 1),
        }
    }

    /// Of `[[target][text]]` the text is seen, of `[[target]]` the target.
    fn link(&mut self, at: usize) -> usize {
        if !self.text[at..].starts_with("[[") || self.link_end.is_some() {
            return self.keep(at, at + 1);
        }
        let Some(end) = self.finder.next("]]", at + 2) else {
            return self.keep(at, at + 2);
        };
        let inner = &self.text[at + 2..end];
        match inner.split_once("][") {
            Some((target, _)) => {
                self.link_end = Some(end);
                at + 2 + target.len() + 2
            }
            None => {
                self.keep(at + 2, end);
                end + 2
            }
        }
    }

    /// Leaves out `<<target>>`, and the brackets of `<<<target>>>`, which is seen.
    fn target(&mut self, at: usize) -> usize {
        const TARGET_BYTES: usize = 200;
        let rest = &self.text[at..];
        let run = rest.bytes().take(3).take_while(|&b| b == b'<').count();
        let close = match run {
            2 | 3 => self.finder.next(">>", at + run),
            _ => None,
        };
        let Some(close) = close.filter(|close| close - at < TARGET_BYTES) else {
            return self.keep(at, at + run);
        };
        if run == 3 {
            self.keep(at + 3, close);
        }
        let run = self.text[close..].bytes().take_while(|&b| b == b'>');
        close + run.take(3).count()
    }

    /// Leaves out `@@html:<b>@@`, which is for one exporter only.
    fn snippet(&mut self, at: usize) -> usize {
        let close = match self.text[at..].starts_with("@@") {
            true => self.finder.next("@@", at + 2),
            false => None,
        };
        match close {
            Some(close) => close + 2,
            None => self.keep(at, at + 1),
        }
    }

    fn line_break(&mut self, at: usize) -> usize {
        let rest = self.text[at..].strip_prefix("\\\\");
        let is_break = rest.is_some_and(|r| r.is_empty() || r.starts_with(['\r', '\n']));
        match is_break {
            true => at + 2,
            false => self.keep(at, at + 1),
        }
    }

    /// Of `{{{name(text)}}}` the text is seen.
    fn call(&mut self, at: usize) -> usize {
        const NAME_BYTES: usize = 30;
        let rest = &self.text[at..];
        let close = match rest.starts_with("{{{") {
            true => self.finder.next(")}}}", at),
            false => None,
        };
        let open = rest.bytes().take(NAME_BYTES).position(|byte| byte == b'(');
        match (open, close) {
            (Some(open), Some(close)) if at + open < close => {
                self.keep(at + open + 1, close);
                close + 4
            }
            _ => self.keep(at, at + 1),
        }
    }

    /// Keeps the rest of an address, in which nothing is markup.
    fn address(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if !rest.starts_with("://") {
            return self.keep(at, at + 1);
        }
        let len = rest.find(|c: char| c.is_whitespace() || "]<>\"".contains(c));
        let end = at + len.unwrap_or(rest.len());
        self.keep(at, self.link_end.map_or(end, |stop| end.min(stop)))
    }
}

/// May `mark` begin markup?
fn opens(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let is_apart = before.is_none_or(|c| c.is_whitespace() || "-({'\"[*/_+—–“‘«|".contains(c));
    is_apart && after.is_some_and(|c| !c.is_whitespace())
}

/// May `mark` end markup?
fn closes(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let ends = |c: char| c.is_whitespace() || "-.,:!?;'\")}[]\\*/_+—–…”’»|".contains(c);
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
    fn headlines_have_the_level_of_their_stars() {
        check(
            "* One\ntext\n*** Two\n** Three",
            "# One\ntext\n### Two\n## Three",
        );
        check("*bold* text\n *  item\n**\n", "bold text\nitem\n**");
    }

    #[test]
    fn keyword_priority_and_tags_are_no_part_of_a_headline() {
        check("* TODO [#A] Buy =milk= :shop:@home:\n", "# Buy milk");
        check(
            "* DONE\n* TODOS and :notes\n* COMMENT Draft\n",
            "# \n# TODOS and :notes\n# COMMENT Draft",
        );
        check("#+TODO: WAIT(w@) | GONE\n* WAIT x\n* GONE y\n", "# x\n# y");
        check("* a :: b\n* see 10:30:\n", "# a :: b\n# see 10:30:");
    }

    #[test]
    fn keywords_are_fields() {
        let source = "#+TITLE: My doc\n#+author: Ann\n#+DATE: 2020\n#+LANGUAGE: fr\n#+ATTR_HTML: :a b\n\
                      #+CAPTION: A *table*\n| a |\n";
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("My doc"));
        assert_eq!(document.language.as_deref(), Some("fr"));
        assert_eq!(document.date.as_deref(), Some("2020"));
        assert_eq!(document.fields.len(), 4);
        assert_eq!(shown(source, &document), "A table\na");
    }

    #[test]
    fn a_custom_id_is_the_anchor() {
        check(
            "* One\nSCHEDULED: <2020-01-01>\n:PROPERTIES:\n:CUSTOM_ID: one-1\n:X: y\n:END:\ntext",
            "# One {#one-1}\ntext",
        );
        check(
            "* One\n:PROPERTIES:\n:CUSTOM_ID: no\n* Two\n:END:\n",
            "# One\n:CUSTOM_ID: no\n# Two",
        );
    }

    #[test]
    fn drawers_of_notes_are_left_out() {
        check("a\n:LOGBOOK:\n- note\nCLOCK: [2020]\n:END:\nb", "a\n\nb");
        check(
            "a\n:MINE:\nseen\n:END:\nb\n:LOGBOOK:\nopen",
            "a\n\nseen\n\nb\n\nopen",
        );
    }

    #[test]
    fn code_holds_no_headlines() {
        check(
            "#+begin_src org\n,* a\n  # b\n,#+END_SRC\n#+END_SRC\n* c",
            "* a\n  # b\n#+END_SRC\n# c",
        );
        check("#+BEGIN_EXAMPLE\n** x\ny", "## x\ny");
        check(
            "  #+BEGIN_SRC c\n    *p = 1;\n  #+end_src\nend",
            "*p = 1;\n\nend",
        );
        check(": *a*\n:  b\n", "*a*\n b");
        check("#+BEGIN_SRC\nno end", "no end");
    }

    #[test]
    fn comments_are_left_out() {
        check(
            "# a\nb\n #\n#+BEGIN_COMMENT\n*c*\n#+END_COMMENT\n-----\nd #e",
            "b\n\nd #e",
        );
        check("#+BEGIN_EXPORT html\n<b>\n#+END_EXPORT\n#hash", "#hash");
    }

    #[test]
    fn other_blocks_lose_their_delimiters() {
        check("#+BEGIN_QUOTE\n/a/\n\nb\n#+END_QUOTE\nc", "a\n\nb\n\nc");
    }

    #[test]
    fn tables_and_lists_have_a_line_per_row() {
        check(
            "| A | *B* |\n|---+---|\n| 1 | |\n| 2 | x |\n",
            "A | B\n1\n2 | x",
        );
        check(
            "- [X] a\n  more\n+ b :: c\n1. d\n2) [@3] e\n",
            "a\nmore\nb :: c\nd\ne",
        );
        check("-notitem 1.5 x", "-notitem 1.5 x");
    }

    #[test]
    fn inline_markup_is_rendered_away() {
        for (source, expected) in [
            ("*b* /i/ =c= ~d~ +s+ _u_", "b i c d s u"),
            (
                "a*b*c 2 * 3 usr/bin/x snake_case_x",
                "a*b*c 2 * 3 usr/bin/x snake_case_x",
            ),
            ("=*a*= ~/b/~ (*/both/*)", "*a* /b/ (both)"),
            (
                "[[https://a.b/_c_][the /text/]] [[file:x_y_z.org]]",
                "the text file:x_y_z.org",
            ),
            (
                "https://a.b/*c*/ <2020-01-01 Wed> [fn:1]",
                "https://a.b/*c*/ <2020-01-01 Wed> [fn:1]",
            ),
            ("<<t>>a <<<radio>>> b @@html:<b>@@", "a radio b"),
            ("{{{kbd(C-c *)}}} {{{x}}} {{{y(", "C-c * {{{x}}} {{{y("),
            ("line\\\\\nbreak", "line\nbreak"),
            ("[[two\nlines][x\ny]]", "x\ny"),
            (
                "*open [[open =open <<open @@open",
                "*open [[open =open <<open @@open",
            ),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check("* A :t:\r\ntext\r\n\r\nmore", "# A\ntext\n\nmore");
        check("", "");
    }
}
