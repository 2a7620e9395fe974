//! Drawers: lines from `:NAME:` to `:END:`.

use std::ops::Range;

use crate::corpus::lines::Line;
use crate::corpus::org::Reader;
use crate::corpus::org::headline::headline;

/// The next `:END:` line within its section from a line on, each line being looked at once.
#[derive(Debug, Default)]
pub(super) struct DrawerEnd {
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

impl Reader<'_> {
    /// Reads the properties drawer here, and returns its custom id.
    pub(super) fn properties(&mut self) -> Option<String> {
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
    pub(super) fn drawer(&mut self, name: &str) {
        let is_hidden = ["properties", "logbook"]
            .iter()
            .any(|hidden| name.eq_ignore_ascii_case(hidden));
        if is_hidden && let Some(end) = self.drawer_end.after(&self.lines, self.at - 1) {
            self.at = end + 1;
        }
        self.blocks.end();
    }
}

/// Returns the name in a line such as `:LOGBOOK:` or `:END:`.
pub(super) fn drawer(text: &str) -> Option<&str> {
    let name = text.strip_prefix(':')?.strip_suffix(':')?;
    let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::corpus::org::check::check;

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
}
