//! Phrases of `mdoc`: lines in whose arguments other macros may stand.

use std::borrow::Cow;
use std::ops::Range;

use crate::corpus::inline::Inline;
use crate::corpus::lines::Line;
use crate::corpus::man::Reader;
use crate::corpus::man::escape::render;

impl<'a> Reader<'a> {
    /// Reads a line of `mdoc`, in whose arguments other macros may stand.
    pub(super) fn phrase_line(&mut self, name: &'a str, line: &Line<'a>, words: &[Range<usize>]) {
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
    /// The name that `Nm` repeats.
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

/// Is `name` a macro that may stand in a phrase?
pub(super) fn is_phrase_macro(name: &str) -> bool {
    PLAIN.contains(&name)
        || SYSTEMS.iter().any(|(known, _)| *known == name)
        || !name.is_empty()
            && ENCLOSURES
                .iter()
                .any(|(all, open, close, ..)| [all, open, close].contains(&&name))
}

fn is_closing(word: &str) -> bool {
    matches!(word, "." | "," | ";" | ":" | "!" | "?" | ")" | "]")
}

fn is_punctuation(word: &str) -> bool {
    is_closing(word) || matches!(word, "(" | "[" | "|")
}

/// The macros that put marks around the rest of their line, or open and close such marks.
///
/// Each row: around the rest, opening, closing, the mark on the left, the mark on the right.
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

/// The macros that only choose a font, or do what [`Phrase::call`] says.
const PLAIN: &[&str] = &[
    "Ad", "An", "Ar", "Cd", "Cm", "D1", "Dl", "Dv", "Em", "Er", "Ev", "Fa", "Fd", "Fl", "Ft", "Ic",
    "It", "Li", "Lb", "Ms", "Mt", "No", "Pa", "St", "Sx", "Sy", "Ta", "Tg", "Tn", "Va", "Vt", "Xo",
    "Xc", "%A", "%B", "%C", "%D", "%I", "%J", "%N", "%O", "%P", "%Q", "%R", "%T", "%U", "%V", "Ap",
    "Fn", "Lk", "Nd", "Nm", "Ns", "Pf", "Xr",
];

/// The macros that stand for the name of a system.
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

#[cfg(test)]
mod tests {
    use crate::corpus::man::check::check;

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
}
