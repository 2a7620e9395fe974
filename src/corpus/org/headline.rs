//! Headlines: their level, their text and what else stands on their lines.

use std::collections::HashSet;
use std::ops::Range;

use crate::corpus::lines::Line;
use crate::corpus::org::Reader;

impl<'a> Reader<'a> {
    /// Reads a headline with its planning line and its properties.
    pub(super) fn headline(&mut self, line: &Line<'a>, level: usize) {
        self.at += 1;
        if self.lines.get(self.at).is_some_and(|l| is_planning(l.text)) {
            self.at += 1;
        }
        let anchor = self.properties();
        let text = headline_text(line, level, &self.keywords);
        self.blocks.heading(level, text, anchor, line.start);
    }
}

/// Returns the words that `#+TODO:` lines declare, and Org's own.
pub(super) fn todo_keywords<'a>(lines: &[Line<'a>]) -> HashSet<&'a str> {
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
pub(super) fn headline(text: &str) -> Option<usize> {
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
    let tags = rest.rsplit(char::is_whitespace).next();
    let tags = tags.filter(|word| is_tags(word)).unwrap_or_default();
    start..start + rest.len() - tags.len()
}

fn is_tags(word: &str) -> bool {
    let is_tag = |c: char| c.is_alphanumeric() || "_@#%:".contains(c);
    word.len() > 2 && word.starts_with(':') && word.ends_with(':') && word.chars().all(is_tag)
}

/// Is it a line of dates such as `SCHEDULED: <2020-01-01>`?
fn is_planning(text: &str) -> bool {
    let text = text.trim_start();
    ["SCHEDULED:", "DEADLINE:", "CLOSED:"]
        .iter()
        .any(|name| text.starts_with(name))
}

#[cfg(test)]
mod tests {
    use crate::corpus::org::check::check;

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
            "* Buy\u{a0}milk\u{a0}:shop:\n* no\u{a0}break\n",
            "# Buy milk\n# no break",
        );
        check(
            "* DONE\n* TODOS and :notes\n* COMMENT Draft\n",
            "# \n# TODOS and :notes\n# COMMENT Draft",
        );
        check("#+TODO: WAIT(w@) | GONE\n* WAIT x\n* GONE y\n", "# x\n# y");
        check("* a :: b\n* see 10:30:\n", "# a :: b\n# see 10:30:");
    }
}
