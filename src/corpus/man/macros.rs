//! The macros of the `man` package, and those of `mdoc` that part the page.

use std::ops::Range;

use crate::corpus::inline::Inline;
use crate::corpus::lines::Line;
use crate::corpus::man::Reader;
use crate::corpus::man::arguments::arguments;
use crate::corpus::man::escape::render;
use crate::corpus::man::mdoc::is_phrase_macro;

/// What a macro does with its arguments.
enum Macro {
    /// Shows them, parted by spaces.
    Words,
    /// Shows them as one word.
    Joined,
    /// Begins a block and shows the first.
    Tag,
    /// Begins a block.
    Break,
    /// Shows them, or the next line, as a heading of this level.
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
    /// Reads a line that calls a macro; one that is not known shows nothing.
    pub(super) fn request(&mut self, name: &'a str, line: &Line<'a>, rest: &'a str) {
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

    /// Shows a line of words with `between` between them.
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
}

#[cfg(test)]
mod tests {
    use crate::corpus::man::check::check;

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
}
