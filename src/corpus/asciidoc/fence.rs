//! Delimited blocks: what is shown as it stands, what is hidden, and what holds other blocks.

use crate::corpus::asciidoc::Reader;

/// What a delimiter line begins or ends.
#[derive(Clone, Copy)]
pub(super) enum Fence {
    Container,
    Code,
    Hidden,
    Table,
}

impl<'a> Reader<'a> {
    /// Reads a delimited block, or the delimiter of one that holds other blocks.
    pub(super) fn fenced(&mut self, text: &'a str) -> bool {
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

    /// Opens a block that holds other blocks, or closes the open one and those in it.
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
    pub(super) fn verbatim(&mut self, delimiter: &str, is_shown: bool) {
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
}

/// Returns what the line begins or ends if it is a delimiter.
pub(super) fn fence(text: &str) -> Option<Fence> {
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

#[cfg(test)]
mod tests {
    use crate::corpus::asciidoc::check::check;

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
}
