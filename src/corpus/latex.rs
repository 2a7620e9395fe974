//! LaTeX: sectioning commands, text commands, accents, verbatim text and tables.

use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::inline::{Finder, Inline, Pairs, accented};
use crate::corpus::lines::lines;

/// Reads LaTeX.
///
/// Of the preamble only title, author and date are seen.
pub(crate) fn parse(source: &str) -> Document {
    let body = body_start(source);
    let braces = braces(source);
    let mut builder = Builder::new(source.len());
    preamble_fields(source, body, &braces, &mut builder);
    let mut reader = Reader {
        scanner: Scanner::new(source, &braces, source.len()),
        builder,
        outermost: u8::MAX,
        heading_end: 0,
        line_start: 0,
    };
    let mut at = body;
    while at < source.len() {
        at = reader.step(at);
    }
    reader.scanner.inline.write(&mut reader.builder);
    let mut document = reader.builder.finish();
    for section in &mut document.sections {
        section.level = section.level.saturating_sub(reader.outermost - 1);
    }
    document
}

/// Returns where the text begins: after `\begin{document}`, or at the top of a part of a document.
fn body_start(source: &str) -> usize {
    const BEGIN: &str = "\\begin{document}";
    let begin = lines(source).into_iter().find_map(|line| {
        let code = uncommented(line.text);
        Some(line.start + code.find(BEGIN)? + BEGIN.len())
    });
    begin.unwrap_or(0)
}

fn uncommented(line: &str) -> &str {
    let mut comments = line.match_indices('%');
    let comment = comments.find(|&(at, _)| !is_escaped(line, at) && !is_in_address(line, at));
    comment.map_or(line, |(at, _)| &line[..at])
}

/// Does the percent sign at `at` belong to an address such as `http://x/%20`?
fn is_in_address(line: &str, at: usize) -> bool {
    const ADDRESS_CHARS: usize = 300;
    let hex = line.as_bytes()[at + 1..].iter().take(2);
    if hex.filter(|byte| byte.is_ascii_hexdigit()).count() < 2 {
        return false;
    }
    let word = line[..at].chars().rev().take(ADDRESS_CHARS);
    let word: String = word.take_while(|c| !c.is_whitespace()).collect();
    word.contains("//:")
}

/// Does an odd number of backslashes stand before `at`?
fn is_escaped(text: &str, at: usize) -> bool {
    const BACKSLASHES: usize = 16;
    let before = text.as_bytes()[..at].iter().rev().take(BACKSLASHES);
    before.take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

/// Returns which brace closes which; an empty line ends what is open.
fn braces(source: &str) -> Pairs {
    let mut braces = Pairs::default();
    for line in lines(source) {
        if line.is_blank() {
            braces.forget_open();
        }
        let code = uncommented(line.text);
        for (at, brace) in code.match_indices(['{', '}']) {
            match brace {
                _ if is_escaped(code, at) => {}
                "{" => braces.open(line.start + at),
                _ => braces.close(line.start + at),
            }
        }
    }
    braces
}

/// Notes the title, author and date that the preamble declares.
fn preamble_fields(source: &str, body: usize, braces: &Pairs, builder: &mut Builder) {
    let mut read_to = 0;
    for line in lines(&source[..body]) {
        let code = uncommented(line.text);
        for (at, _) in code.match_indices('\\') {
            let at = line.start + at;
            let name = command_name(&source[at + 1..]);
            if at >= read_to
                && is_field(name)
                && let Some(group) = group(source, braces, at + 1 + name.len())
            {
                read_to = group.end;
                builder.field(name, &rendered(source, braces, group));
            }
        }
    }
}

fn is_field(command: &str) -> bool {
    matches!(command, "title" | "subtitle" | "author" | "date")
}

fn rendered(source: &str, braces: &Pairs, range: Range<usize>) -> String {
    let mut scanner = Scanner::new(source, braces, range.end);
    let mut at = range.start;
    while at < range.end {
        at = scanner.step(at);
    }
    scanner.inline.plain()
}

/// Reads the whole text and parts it at its headings.
struct Reader<'a> {
    scanner: Scanner<'a>,
    builder: Builder,
    /// The outermost level used, which becomes level 1.
    outermost: u8,
    /// Where the last heading ends, and where its line begins.
    heading_end: usize,
    line_start: usize,
}

impl Reader<'_> {
    fn step(&mut self, at: usize) -> usize {
        let (source, braces) = (self.scanner.source, self.scanner.braces);
        if source.as_bytes()[at] != b'\\' {
            return self.scanner.step(at);
        }
        let name = command_name(&source[at + 1..]);
        let after = at + 1 + name.len();
        if name == "end" && source[after..].starts_with("{document}") {
            return source.len();
        }
        let level = level(name);
        if level.is_none() && !is_field(name) {
            return self.scanner.step(at);
        }
        let Some(group) = group(source, braces, after) else {
            return self.scanner.step(at);
        };
        if let Some(level) = level {
            return self.heading(at, group, level);
        }
        let text = rendered(source, braces, group.clone());
        self.builder.field(name, &text);
        group.end + 1
    }

    fn heading(&mut self, at: usize, title: Range<usize>, level: u8) -> usize {
        let (source, braces) = (self.scanner.source, self.scanner.braces);
        let label = label_after(source, braces, title.end + 1);
        let end = label.as_ref().map_or(title.end, |label| label.end) + 1;
        let inner = label_in(&source[title.clone()]);
        let anchor = label.map(|label| &source[label]).or(inner);
        let line = source[self.heading_end..at].rfind('\n');
        if let Some(line) = line {
            self.line_start = self.heading_end + line + 1;
        }
        let is_alone =
            self.line_start >= self.heading_end && source[self.line_start..at].trim().is_empty();
        let inline = std::mem::replace(&mut self.scanner.inline, Inline::new(source));
        inline.write(&mut self.builder);
        self.builder.heading(Heading {
            level,
            text: rendered(source, braces, title),
            anchor: anchor.map(str::to_owned),
            start: if is_alone { self.line_start } else { at },
        });
        self.outermost = self.outermost.min(level);
        self.heading_end = end;
        end
    }
}

/// Returns the level of a sectioning command before the outermost becomes 1.
fn level(command: &str) -> Option<u8> {
    Some(match command {
        "part" => 1,
        "chapter" => 2,
        "section" => 3,
        "subsection" => 4,
        "subsubsection" => 5,
        "paragraph" => 6,
        "subparagraph" => 7,
        _ => return None,
    })
}

/// Returns where the label stands that follows a title.
fn label_after(source: &str, braces: &Pairs, at: usize) -> Option<Range<usize>> {
    let rest = source[at..].trim_start_matches([' ', '\t', '\r', '%']);
    let rest = rest.strip_prefix('\n').unwrap_or(rest);
    let rest = rest
        .trim_start_matches([' ', '\t'])
        .strip_prefix("\\label")?;
    group(source, braces, source.len() - rest.len())
}

fn label_in(title: &str) -> Option<&str> {
    let (_, rest) = title.split_once("\\label{")?;
    rest.split_once('}').map(|(label, _)| label)
}

/// Returns the letters that `text` begins with.
fn command_name(text: &str) -> &str {
    let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    &text[..len]
}

/// Returns the content of the braces at `at`, after a star and what is optional.
fn group(source: &str, braces: &Pairs, at: usize) -> Option<Range<usize>> {
    let open = skip_options(source, braces, at);
    let close = braces.partner(open)?;
    Some(open + 1..close)
}

/// Returns where to go on after a star, optional arguments and white space.
fn skip_options(source: &str, braces: &Pairs, at: usize) -> usize {
    let rest = &source[at..];
    let mut at = at + rest.len() - rest.strip_prefix('*').unwrap_or(rest).len();
    while let Some(end) = option_end(source, braces, at) {
        at = end;
    }
    let rest = source[at..].trim_start_matches([' ', '\t', '\r']);
    let rest = rest.strip_prefix('\n').unwrap_or(rest);
    let rest = rest.trim_start_matches([' ', '\t']);
    match rest.starts_with('{') {
        true => source.len() - rest.len(),
        false => at,
    }
}

/// Returns where the optional argument at `at` ends.
fn option_end(source: &str, braces: &Pairs, at: usize) -> Option<usize> {
    const OPTION_BYTES: usize = 300;
    let bytes = source.as_bytes();
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    let mut end = at + 1;
    while end < at + OPTION_BYTES {
        match bytes.get(end)? {
            b']' => return Some(end + 1),
            b'{' => end = braces.partner(end)?,
            _ => {}
        }
        end += 1;
    }
    None
}

/// Is an environment's option the name of a theorem rather than a setting such as `[ht]`?
fn is_name(option: &str) -> bool {
    let is_words = option.contains(' ') || option.starts_with(char::is_uppercase);
    is_words && option.len() > 2 && !option.contains(['=', '\\'])
}

/// Commands that show nothing of so many arguments.
const HIDING: &[(&str, usize)] = &[
    ("label", 1),
    ("index", 1),
    ("glossary", 1),
    ("includegraphics", 1),
    ("input", 1),
    ("include", 1),
    ("bibliography", 1),
    ("bibliographystyle", 1),
    ("bibitem", 1),
    ("addbibresource", 1),
    ("usepackage", 1),
    ("RequirePackage", 1),
    ("documentclass", 1),
    ("pagestyle", 1),
    ("thispagestyle", 1),
    ("pagenumbering", 1),
    ("vspace", 1),
    ("hspace", 1),
    ("phantom", 1),
    ("hypersetup", 1),
    ("graphicspath", 1),
    ("selectlanguage", 1),
    ("foreignlanguage", 1),
    ("color", 1),
    ("textcolor", 1),
    ("colorbox", 1),
    ("href", 1),
    ("hypertarget", 1),
    ("hyperlink", 1),
    ("mintinline", 1),
    ("parbox", 1),
    ("raisebox", 1),
    ("scalebox", 1),
    ("cline", 1),
    ("setlength", 2),
    ("addtolength", 2),
    ("setcounter", 2),
    ("addtocounter", 2),
    ("fontsize", 2),
    ("rule", 2),
    ("resizebox", 2),
    ("multicolumn", 2),
    ("multirow", 2),
    ("newcommand", 2),
    ("renewcommand", 2),
    ("providecommand", 2),
    ("DeclareMathOperator", 2),
    ("newtheorem", 2),
    ("addcontentsline", 3),
    ("definecolor", 3),
    ("newenvironment", 3),
    ("renewenvironment", 3),
    ("markboth", 2),
    ("markright", 1),
    ("newacronym", 3),
    ("lstset", 1),
];

/// Environments whose arguments show nothing, and how many they have.
const ARGUMENTS: &[(&str, usize)] = &[
    ("tabular", 1),
    ("tabular*", 2),
    ("tabularx", 2),
    ("tabulary", 2),
    ("longtable", 1),
    ("array", 1),
    ("minipage", 1),
    ("multicols", 1),
    ("thebibliography", 1),
    ("wrapfigure", 2),
    ("subfigure", 1),
    ("list", 2),
    ("otherlanguage", 1),
    ("column", 1),
];

/// Environments that are shown as they stand, how they end, and how many arguments they have.
const VERBATIM: &[(&str, &str, usize)] = &[
    ("verbatim", "\\end{verbatim}", 0),
    ("verbatim*", "\\end{verbatim*}", 0),
    ("Verbatim", "\\end{Verbatim}", 0),
    ("alltt", "\\end{alltt}", 0),
    ("lstlisting", "\\end{lstlisting}", 0),
    ("minted", "\\end{minted}", 1),
    ("equation", "\\end{equation}", 0),
    ("equation*", "\\end{equation*}", 0),
    ("align", "\\end{align}", 0),
    ("align*", "\\end{align*}", 0),
    ("gather", "\\end{gather}", 0),
    ("gather*", "\\end{gather*}", 0),
    ("multline", "\\end{multline}", 0),
    ("multline*", "\\end{multline*}", 0),
    ("eqnarray", "\\end{eqnarray}", 0),
    ("eqnarray*", "\\end{eqnarray*}", 0),
    ("displaymath", "\\end{displaymath}", 0),
    ("math", "\\end{math}", 0),
];

/// Commands that stand for a character or a word.
const SYMBOLS: &[(&str, &str)] = &[
    ("ss", "ß"),
    ("o", "ø"),
    ("O", "Ø"),
    ("aa", "å"),
    ("AA", "Å"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("l", "ł"),
    ("L", "Ł"),
    ("i", "ı"),
    ("j", "ȷ"),
    ("dh", "ð"),
    ("th", "þ"),
    ("S", "§"),
    ("P", "¶"),
    ("dag", "†"),
    ("ddag", "‡"),
    ("copyright", "©"),
    ("textcopyright", "©"),
    ("textregistered", "®"),
    ("texttrademark", "™"),
    ("pounds", "£"),
    ("euro", "€"),
    ("texteuro", "€"),
    ("textdegree", "°"),
    ("ldots", "…"),
    ("dots", "…"),
    ("textellipsis", "…"),
    ("textbackslash", "\\"),
    ("textasciitilde", "~"),
    ("textasciicircum", "^"),
    ("textunderscore", "_"),
    ("textbar", "|"),
    ("textless", "<"),
    ("textgreater", ">"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("og", "« "),
    ("fg", " »"),
    ("textbullet", "•"),
    ("slash", "/"),
    ("LaTeX", "LaTeX"),
    ("TeX", "TeX"),
    ("quad", " "),
    ("qquad", " "),
    ("space", " "),
    ("hfill", " "),
    ("today", ""),
];

const SPECIAL: &[char] = &['\\', '%', '{', '}', '~', '&', '$', '`', '\'', '-'];

/// Renders commands away.
struct Scanner<'a> {
    source: &'a str,
    braces: &'a Pairs,
    end: usize,
    inline: Inline<'a>,
    finder: Finder<'a>,
    /// Where the bracket stands that ends an item's label.
    label_end: Option<usize>,
}

/// Each method reads what stands at `at` and returns where to go on.
impl<'a> Scanner<'a> {
    fn new(source: &'a str, braces: &'a Pairs, end: usize) -> Self {
        Self {
            source,
            braces,
            end,
            inline: Inline::new(source),
            finder: Finder::new(&source[..end]),
            label_end: None,
        }
    }

    fn step(&mut self, at: usize) -> usize {
        let rest = &self.source[at..self.end];
        if self.label_end == Some(at) {
            return self.put(" ", at, at + 1);
        }
        match rest.as_bytes()[0] {
            b'\\' => self.command(at),
            b'%' => at + rest.find('\n').unwrap_or(rest.len()),
            // Two arguments side by side are not one word.
            b'}' if rest.starts_with("}{") => self.put(" ", at, at + 2),
            b'{' | b'}' => at + 1,
            b'~' => self.put(" ", at, at + 1),
            b'&' => self.put(" | ", at, at + 1),
            b'$' if rest.starts_with("$$") => self.math("$$", at, 2),
            b'$' => self.math("$", at, 1),
            b'`' if rest.starts_with("``") => self.put("“", at, at + 2),
            b'`' => self.put("‘", at, at + 1),
            b'\'' if rest.starts_with("''") => self.put("”", at, at + 2),
            b'-' if rest.starts_with("---") => self.put("—", at, at + 3),
            b'-' if rest.starts_with("--") => self.put("–", at, at + 2),
            _ => self.plain(at),
        }
    }

    fn plain(&mut self, at: usize) -> usize {
        let first = self.source[at..].chars().next().map_or(1, char::len_utf8);
        let rest = &self.source[at + first..self.end];
        let end = at + first + rest.find(SPECIAL).unwrap_or(rest.len());
        let stop = self.label_end.filter(|&stop| stop > at);
        self.keep(at, stop.map_or(end, |stop| end.min(stop)))
    }

    fn keep(&mut self, start: usize, end: usize) -> usize {
        self.inline.keep(start, end);
        end
    }

    fn put(&mut self, text: &'static str, at: usize, next: usize) -> usize {
        self.inline.put(text, at);
        next
    }

    /// Keeps a formula as it stands; it ends within its paragraph.
    fn math(&mut self, close: &'static str, at: usize, len: usize) -> usize {
        let start = at + len;
        let end = self
            .finder
            .next_where(close, start, |text, at| !is_escaped(text, at));
        let limit = self.finder.next_where("\n", start, |text, at| {
            text[at + 1..]
                .trim_start_matches([' ', '\t', '\r'])
                .starts_with('\n')
        });
        match end {
            Some(end) if limit.is_none_or(|limit| end < limit) => {
                self.keep(start, end);
                end + close.len()
            }
            _ => self.keep(at, start),
        }
    }

    fn command(&mut self, at: usize) -> usize {
        let name = command_name(&self.source[at + 1..self.end]);
        let after = at + 1 + name.len();
        match name {
            "" => self.control_symbol(at),
            "begin" => self.begin(at, after),
            "end" => {
                let next = self.skip_groups(after, 1);
                self.inline.paragraph(next);
                next
            }
            "par" => {
                self.inline.paragraph(after);
                after
            }
            "newline" | "linebreak" | "tabularnewline" => self.line_break(after),
            "item" => self.item(at, after),
            "verb" | "lstinline" => self.verb(after),
            "url" | "path" | "nolinkurl" => self.address(after),
            "def" | "gdef" | "edef" => self.definition(after),
            "footnote" | "footnotetext" | "thanks" => {
                self.inline.put(" ", at);
                self.skip_options(after)
            }
            "c" | "v" | "u" | "H" | "k" | "r" | "d" => self.accent(at, after),
            _ => self.named(name, at, after),
        }
    }

    fn named(&mut self, name: &str, at: usize, after: usize) -> usize {
        if let Some((_, text)) = SYMBOLS.iter().find(|(known, _)| *known == name) {
            let rest = &self.source[after..self.end];
            let is_letter = text.chars().all(char::is_alphabetic) && text.chars().count() == 1;
            let next = match is_letter {
                true => self.end - rest.trim_start_matches(' ').len(),
                false => after,
            };
            return self.put(text, at, next);
        }
        if let Some((_, groups)) = HIDING.iter().find(|(known, _)| *known == name) {
            return self.skip_groups(after, *groups);
        }
        let is_reference = name.ends_with("ref") && !matches!(name, "href" | "hyperref");
        if is_reference || name.starts_with("index") || name.to_ascii_lowercase().contains("cite") {
            return self.skip_groups(after, 1);
        }
        self.skip_options(after)
    }

    fn skip_options(&self, at: usize) -> usize {
        let end = skip_options(self.source, self.braces, at);
        if end <= self.end { end } else { at }
    }

    /// Returns where to go on after so many arguments, each in braces or a single command.
    fn skip_groups(&self, at: usize, groups: usize) -> usize {
        let mut at = at;
        for _ in 0..groups {
            let open = self.skip_options(at);
            let rest = &self.source[open..self.end];
            at = match self.braces.partner(open) {
                Some(close) if close < self.end => close + 1,
                _ if rest.starts_with('\\') => open + 1 + command_name(&rest[1..]).len(),
                _ => return open,
            };
        }
        at
    }

    /// Reads a backslash and the one character after it.
    fn control_symbol(&mut self, at: usize) -> usize {
        let Some(symbol) = self.source[at + 1..self.end].chars().next() else {
            return at + 1;
        };
        let next = at + 1 + symbol.len_utf8();
        match symbol {
            '\\' => self.line_break(next),
            '(' => self.math("\\)", at, 2),
            '[' => self.math("\\]", at, 2),
            ')' | ']' | '-' | '/' | '!' | '@' | '+' => next,
            ',' | ';' | ':' | '>' | ' ' => self.put(" ", at, next),
            '\n' | '\r' => at + 1,
            '\'' | '`' | '^' | '"' | '~' | '=' | '.' => self.accent(at, next),
            _ => self.keep(at + 1, next),
        }
    }

    fn line_break(&mut self, after: usize) -> usize {
        let rest = &self.source[after..self.end];
        let star = rest.len() - rest.strip_prefix('*').unwrap_or(rest).len();
        let next = option_end(self.source, self.braces, after + star);
        let next = next
            .filter(|&next| next <= self.end)
            .unwrap_or(after + star);
        self.inline.line(next);
        next
    }

    /// Reads the accent between `at` and `after`, and the letter that it stands over.
    fn accent(&mut self, at: usize, after: usize) -> usize {
        let rest = &self.source[after..self.end];
        let inner = rest.trim_start_matches(' ');
        let is_braced = inner.starts_with('{');
        let name = self.source[at + 1..after].chars().next();
        let is_word = name.is_some_and(char::is_alphabetic);
        if is_word && !is_braced && inner.len() == rest.len() {
            return after;
        }
        let inner = inner.strip_prefix('{').unwrap_or(inner);
        let dotless = inner
            .strip_prefix('\\')
            .filter(|i| i.starts_with(['i', 'j']));
        let inner = dotless.unwrap_or(inner);
        let Some(letter) = inner.chars().next().filter(|c| c.is_alphabetic()) else {
            return after;
        };
        let Some(text) = name.and_then(|name| accented(name, letter)) else {
            return after;
        };
        self.inline.put(text, at);
        let mut rest = &inner[letter.len_utf8()..];
        if dotless.is_some() {
            rest = rest.trim_start_matches(' ');
            rest = rest.strip_prefix("{}").unwrap_or(rest);
        }
        if is_braced {
            rest = rest.strip_prefix('}').unwrap_or(rest);
        }
        self.end - rest.len()
    }

    fn item(&mut self, at: usize, after: usize) -> usize {
        self.inline.line(at);
        let rest = &self.source[after..self.end];
        let open = self.end - rest.trim_start_matches([' ', '\t']).len();
        match option_end(self.source, self.braces, open) {
            Some(end) if end <= self.end => {
                self.label_end = Some(end - 1);
                open + 1
            }
            _ => after,
        }
    }

    /// Keeps what stands between two equal characters, or in braces.
    fn verb(&mut self, after: usize) -> usize {
        const VERB_CHARS: usize = 300;
        let rest = &self.source[after..self.end];
        let rest = rest.strip_prefix('*').unwrap_or(rest);
        let open = self.end - rest.len();
        let open = option_end(self.source, self.braces, open).map_or(open, |end| end.min(self.end));
        let rest = &self.source[open..self.end];
        let Some(mark) = rest.chars().next().filter(|c| !c.is_alphanumeric()) else {
            return open;
        };
        let close = if mark == '{' { '}' } else { mark };
        let inner = rest.char_indices().skip(1).take(VERB_CHARS);
        let mut inner = inner.take_while(|&(_, c)| c != '\n');
        match inner.find(|&(_, c)| c == close) {
            Some((len, _)) => {
                self.keep(open + mark.len_utf8(), open + len);
                open + len + close.len_utf8()
            }
            None => open,
        }
    }

    fn address(&mut self, after: usize) -> usize {
        match group(self.source, self.braces, after) {
            Some(group) if group.end < self.end => self.keep(group.start, group.end) + 1,
            _ => after,
        }
    }

    /// Leaves out a macro definition.
    fn definition(&mut self, after: usize) -> usize {
        const PARAMETER_BYTES: usize = 100;
        let bytes = self.source[after..self.end].bytes().take(PARAMETER_BYTES);
        let open = bytes
            .take_while(|&byte| byte != b'\n')
            .position(|b| b == b'{');
        match open {
            Some(open) => self.skip_groups(after + open, 1),
            None => after,
        }
    }

    /// Reads the beginning of an environment, and all of it when nothing in it is a command.
    fn begin(&mut self, at: usize, after: usize) -> usize {
        let Some(group) = group(self.source, self.braces, after) else {
            return after;
        };
        if group.end >= self.end {
            return after;
        }
        let name = self.source[group.clone()].trim();
        let next = group.end + 1;
        self.inline.paragraph(at);
        if name == "comment" {
            let end = self.finder.next("\\end{comment}", next);
            return end.map_or(self.end, |end| end + "\\end{comment}".len());
        }
        if let Some((_, close, groups)) = VERBATIM.iter().find(|(known, ..)| *known == name) {
            let start = self.content_start(next, *groups);
            let end = self.finder.next(close, start).unwrap_or(self.end);
            self.keep(start, end);
            self.inline.paragraph(end);
            return (end + close.len()).min(self.end);
        }
        let arguments = ARGUMENTS.iter().find(|(known, _)| *known == name);
        if let Some((_, groups)) = arguments {
            return self.skip_groups(next, *groups);
        }
        let option = option_end(self.source, self.braces, next).filter(|&end| end <= self.end);
        let Some(end) = option else {
            return next;
        };
        match is_name(&self.source[next + 1..end - 1]) {
            true => {
                self.label_end = Some(end - 1);
                next + 1
            }
            false => end,
        }
    }

    /// Returns where verbatim text begins after its options, which stand on the same line.
    fn content_start(&self, at: usize, groups: usize) -> usize {
        let at = option_end(self.source, self.braces, at).unwrap_or(at);
        let end = match groups {
            0 => at,
            _ => self.skip_groups(at, groups),
        };
        end.min(self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::inline::shown;

    fn check(source: &str, expected: &str) {
        assert_eq!(shown(source, &parse(source)), expected, "{source}");
    }

    #[test]
    fn the_outermost_command_is_level_one() {
        check(
            "\\section{A}\n\\subsection*{B}\ntext\n\\paragraph{C} more",
            "# A\n## B\ntext\n#### C\nmore",
        );
        check("\\part{A}\\chapter{B}\n\\section{C}", "# A\n## B\n### C");
        check("\\subsubsection{A}\n\\subsection{B}", "## A\n# B");
    }

    #[test]
    fn titles_are_rendered() {
        check(
            "\\section[Short]{A \\emph{long} {nested}\n  title}",
            "# A long nested title",
        );
        check(
            "\\section{$x^2$ -- \\texttt{a\\_b}\\footnote{F}} t",
            "# x^2 – a_b F\nt",
        );
        check("\\section {A}\n\\section\n{B}", "# A\n# B");
        check("text \\section{A}more", "text\n# A\nmore");
        check("\\section{open\n\n\\section{B}", "open\n# B");
        check("\\sectionmark{A} \\section", "A");
    }

    #[test]
    fn labels_are_anchors() {
        check("\\section{A}\\label{sec:a}\ntext", "# A {#sec:a}\ntext");
        check(
            "\\section{A}%\n  \\label{a}\n\\section{B\\label{b}}",
            "# A {#a}\n# B {#b}",
        );
        check("\\section{A}\n\n\\label{a}", "# A");
    }

    #[test]
    fn the_preamble_is_fields() {
        let source = "\\documentclass{x}\n% \\title{No}\n\\title{My \\emph{doc}}\n\\author{Ann}\n\
                      \\date{2020}\n\\newcommand{\\x}{\\section{y}}\n\\begin{document}\n\\maketitle\n\
                      \\section{A}\ntext\n\\end{document}\nrest";
        let document = parse(source);
        assert_eq!(shown(source, &document), "# A\ntext");
        assert_eq!(document.title.as_deref(), Some("My doc"));
        assert_eq!(document.date.as_deref(), Some("2020"));
        assert_eq!(document.fields[1], ("author".into(), "Ann".into()));
    }

    #[test]
    fn comments_are_left_out() {
        check(
            "a % \\section{b}\nc 5\\% d\n% e\nf\n%\n\ng",
            "a\nc 5% d\nf\n\ng",
        );
        check("a\\\\% b\nc", "a\nc");
        check(
            "a\n\\begin{comment}\n\\section{b}\n\\end{comment}\nc",
            "a\n\nc",
        );
    }

    #[test]
    fn verbatim_text_holds_no_commands() {
        check(
            "\\begin{verbatim}\n\\section{a} % b\n\\end{verbatim}\n\\section{c}",
            "\\section{a} % b\n# c",
        );
        check(
            "\\begin{lstlisting}[language=C]\n{$a--b\n\\end{lstlisting}\nc",
            "{$a--b\n\nc",
        );
        check("\\begin{minted}[x]{python}\n# \\a\n\\end{minted}", "# \\a");
        check(
            "\\verb|\\section{a}| \\verb*+b+ \\lstinline{c d}",
            "\\section{a} b c d",
        );
        check("\\begin{verbatim}\n\\section{a}", "\\section{a}");
    }

    #[test]
    fn environments_lose_their_names() {
        check(
            "\\begin{itemize}[nosep]\n\\item a\n\\item[B] c\n\\end{itemize}\nd",
            "a\nB c\n\nd",
        );
        check(
            "\\begin{lem}[Main result] a\n\\end{lem}\\begin{x}[H]b",
            "Main result a\n\nb",
        );
        check(
            "\\begin{tabular}{|l|r|}\n\\hline\na & b \\\\ \\hline\nc & \\textbf{d} \\\\[2pt]\n\\end{tabular}",
            "a | b\nc | d",
        );
        check(
            "\\begin{figure}[ht]\n\\includegraphics[width=3cm]{x}\n\\caption{Cap}\n\\end{figure}",
            "Cap",
        );
    }

    #[test]
    fn math_stays_as_it_is() {
        check(
            "$x_1$ \\(a-b\\) \\$5 and $$\\alpha$$",
            "x_1 a-b $5 and \\alpha",
        );
        check("a $5\n\nb $6\n\nc", "a $5\n\nb $6\n\nc");
        check(
            "\\begin{align}\na &= b \\\\\nc\n\\end{align}\nd",
            "a &= b \\\\\nc\n\nd",
        );
    }

    #[test]
    fn accents_and_symbols_are_characters() {
        for (source, expected) in [
            ("caf\\'e \\'{e} \\^a \\~n \\\"{o} \\\"o", "café é â ñ ö ö"),
            (
                "\\c{c} \\c c \\v{s} \\H{o} \\.z na\\\"{\\i}ve \\'\\i",
                "ç ç š ő ż naïve í",
            ),
            (
                "Stra\\ss e \\aa ngstr\\\"om \\o{} {\\L}",
                "Straße ångström ø Ł",
            ),
            ("a---b c--d ``e'' `f' g's", "a—b c–d “e” ‘f' g's"),
            (
                "a~b a\\,b a\\-b \\{c\\} \\_ \\# \\&",
                "a b a b ab {c} _ # &",
            ),
            ("\\LaTeX{} is \\ldots\\ here", "LaTeX is … here"),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn commands_keep_their_text() {
        for (source, expected) in [
            ("\\emph{a} \\textbf{b \\textit{c}} {\\bf d}", "a b c d"),
            (
                "\\href{http://a.b/%20}{the text} \\url{http://a.b/_c%20}",
                "the text http://a.b/_c%20",
            ),
            (
                "a\\footnote{B.} c~\\cite[p.~1]{x} d \\ref{y}\\indexdef{z}.",
                "a B. c d .",
            ),
            (
                "\\textcolor{red}{a} \\unknown[opt]{b}{c} \\noindent d",
                "a b c d",
            ),
            (
                "\\def\\x#1{hidden} \\newcommand*{\\y}[1]{hidden} \\let\\a\\b e",
                "e",
            ),
            ("\\textbf{open \\cite{open", "open open"),
            ("a\\newline b\\par c", "a\nb\n\nc"),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check(
            "\\section{A}\r\ntext\r\n% c\r\nmore\r\n\r\nend",
            "# A\ntext\nmore\n\nend",
        );
        check("", "");
        check("\\", "");
    }
}
