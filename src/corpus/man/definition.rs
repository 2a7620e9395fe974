//! Definitions: `.de`, `.als` and what `.ig` leaves out.

use crate::corpus::man::Reader;

impl<'a> Reader<'a> {
    /// Leaves out the definition of a macro, and notes whether it shows its arguments.
    pub(super) fn definition(&mut self, rest: &'a str, has_name: bool) {
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

    /// Notes a second name of a macro that shows its arguments.
    pub(super) fn alias(&mut self, rest: &'a str) {
        let mut words = rest.split_whitespace();
        if let (Some(alias), Some(name)) = (words.next(), words.next())
            && self.macros.contains(name)
        {
            self.macros.insert(alias);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::man::check::check;

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
}
