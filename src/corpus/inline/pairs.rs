//! The brackets that belong together.

/// Which bracket closes which, known for all of them after one look at the text.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    pairs: Vec<(usize, Option<usize>)>,
    waiting: Vec<usize>,
}

impl Pairs {
    /// Notes an opening bracket; they come in order.
    pub(crate) fn open(&mut self, at: usize) {
        self.waiting.push(self.pairs.len());
        self.pairs.push((at, None));
    }

    /// Notes a closing bracket, which closes the last open one.
    pub(crate) fn close(&mut self, at: usize) {
        if let Some(open) = self.waiting.pop() {
            self.pairs[open].1 = Some(at);
        }
    }

    /// Leaves the brackets that are still open without a partner.
    pub(crate) fn forget_open(&mut self) {
        self.waiting.clear();
    }

    /// Returns where the bracket that opens at `open` is closed.
    pub(crate) fn partner(&self, open: usize) -> Option<usize> {
        let found = self.pairs.binary_search_by_key(&open, |pair| pair.0);
        self.pairs[found.ok()?].1
    }
}
