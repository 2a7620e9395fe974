//! The search for the next place of a mark, in linear time over all questions.

/// Finds the next place of a mark, and looks at each byte once however often it is asked.
///
/// That holds when the questions for one mark move forward and always come with the same condition.
#[derive(Debug)]
pub(crate) struct Finder<'a> {
    text: &'a str,
    known: Vec<Known>,
}

impl<'a> Finder<'a> {
    /// Starts with nothing known about `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            known: Vec::new(),
        }
    }

    /// Returns the first place of `mark` at or after `from`.
    pub(crate) fn next(&mut self, mark: &'static str, from: usize) -> Option<usize> {
        self.next_where(mark, from, |_, _| true)
    }

    /// Returns the first place of `mark` at or after `from` that meets the condition.
    pub(crate) fn next_where(
        &mut self,
        mark: &'static str,
        from: usize,
        is_meant: fn(&str, usize) -> bool,
    ) -> Option<usize> {
        let slot = self.known.iter().position(|known| known.mark == mark);
        if let Some(slot) = slot {
            let known = &self.known[slot];
            if known.from <= from && known.found.is_none_or(|found| found >= from) {
                return known.found;
            }
        }
        let found = search(self.text, mark, from, is_meant);
        let known = Known { mark, from, found };
        match slot {
            Some(slot) => self.known[slot] = known,
            None => self.known.push(known),
        }
        found
    }
}

#[derive(Debug)]
struct Known {
    mark: &'static str,
    from: usize,
    found: Option<usize>,
}

fn search(text: &str, mark: &str, from: usize, is_meant: fn(&str, usize) -> bool) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find(mark)?;
        if is_meant(text, at) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Finder;

    #[test]
    fn a_finder_answers_as_a_search_does() {
        let mut finder = Finder::new("a]b]c");
        assert_eq!(finder.next("]", 0), Some(1));
        assert_eq!(finder.next("]", 1), Some(1));
        assert_eq!(finder.next("]", 2), Some(3));
        assert_eq!(finder.next("]", 4), None);
        assert_eq!(finder.next("]", 0), Some(1));
    }
}
