//! What is on the screen, and how it changes: no terminal, no thread, no file.

use std::mem;

use ratatui::layout::{Position, Rect};
use section_search::{Hit, Hits, Passage, State as Known};

use crate::screen::document::Document;
use crate::screen::filter::{Choices, Filter};
use crate::screen::keys::Action;
use crate::screen::layout::Areas;
use crate::screen::line::{Edit, Line};

/// How many hits are asked for at first, and how many more at the end of the list.
const SOME_HITS: usize = 50;
/// No more hits than this are listed.
const MOST_HITS: usize = 1000;

/// What is on the screen.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// What is typed.
    pub(crate) query: Line,
    /// The answer to it, or to what was typed before.
    pub(crate) hits: Option<Hits>,
    /// The number of the chosen hit.
    pub(crate) chosen: usize,
    /// The number of the first hit that is seen.
    pub(crate) first: usize,
    /// The document of the chosen hit.
    pub(crate) document: Option<Document>,
    /// The first row of it that is seen.
    pub(crate) top: usize,
    /// Does the document have the keys?
    pub(crate) reads: bool,
    /// Is it shown what keys do?
    pub(crate) helps: bool,
    /// Is an answer awaited?
    pub(crate) waits: bool,
    /// What went wrong, or how far the index is.
    pub(crate) note: Option<String>,
    /// How far the last answer that looked at the files reflects them.
    pub(crate) freshness: Option<(Known, u64)>,
    /// Where everything is.
    pub(crate) areas: Areas,
    /// The number of the last question.
    question: u64,
    limit: usize,
    /// What a key can narrow the hits to.
    choices: Choices,
}

/// A question about the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// Which question it is: an answer to an earlier one is stale.
    pub(crate) number: u64,
    /// What is looked for.
    pub(crate) text: String,
    /// How many hits are wanted.
    pub(crate) limit: usize,
    /// Must the files be looked at, however short ago that was done?
    pub(crate) looks: bool,
}

/// What is to be done outside of the screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// The index is to be asked.
    Ask(Question),
    /// The document of the chosen hit is to be read.
    Read(Box<Hit>),
    /// The chosen hit is to be opened in an editor.
    Open(Box<Passage>, Option<u64>),
    /// It ends, and the id is printed if there is one.
    End(Option<String>),
}

impl State {
    /// Starts on a screen of a size, with what was typed already.
    pub(crate) fn new(screen: Rect, query: &str) -> Self {
        Self {
            query: Line::new(query),
            areas: Areas::of(screen),
            limit: SOME_HITS,
            ..Self::default()
        }
    }

    /// Returns the hits.
    pub(crate) fn list(&self) -> &[Hit] {
        self.hits.as_ref().map_or(&[], |hits| &hits.hits)
    }

    /// Returns the chosen hit.
    pub(crate) fn hit(&self) -> Option<&Hit> {
        self.list().get(self.chosen)
    }

    /// Were there as many hits as were asked for?
    pub(crate) fn may_have_more(&self) -> bool {
        self.list().len() >= self.limit
    }

    /// Is nothing typed?
    pub(crate) fn is_empty(&self) -> bool {
        self.query.text().trim().is_empty()
    }

    /// Does what is meant; returns what is to be done besides.
    pub(crate) fn act(&mut self, action: Action) -> Option<Effect> {
        if mem::take(&mut self.helps) && !matches!(action, Action::Resize(..) | Action::Quit) {
            return None;
        }
        match action {
            Action::Edit(edit) => self.edit(&edit),
            Action::Step(steps) if self.reads => self.scroll(steps),
            Action::Step(steps) => self.step(steps),
            Action::Page(pages) => self.page(pages),
            Action::Scroll(rows) => self.scroll(rows),
            Action::Switch => {
                self.reads = !self.reads && self.hit().is_some();
                None
            }
            Action::Open => self.open(),
            Action::Print => self
                .hit()
                .map(|hit| Effect::End(Some(hit.passage.id.clone()))),
            Action::Type => self.narrow(Filter::Type),
            Action::Language => self.narrow(Filter::Language),
            Action::Folder => self.narrow(Filter::Folder),
            Action::Again => self.ask(true),
            Action::Help => {
                self.helps = true;
                None
            }
            Action::Back if self.reads => {
                self.reads = false;
                None
            }
            Action::Back | Action::Quit => Some(Effect::End(None)),
            Action::Click(place) => self.click(place),
            Action::Wheel(place, rows) => self.wheel(place, rows),
            Action::Resize(width, height) => {
                self.resize(Rect::new(0, 0, width, height));
                None
            }
        }
    }

    /// Asks for what is typed.
    pub(crate) fn ask(&mut self, looks: bool) -> Option<Effect> {
        self.question += 1;
        self.waits = !self.is_empty();
        if !self.waits {
            self.hits = None;
            self.note = None;
            self.choose_first();
            return None;
        }
        Some(Effect::Ask(Question {
            number: self.question,
            text: self.query.text().to_owned(),
            limit: self.limit,
            looks,
        }))
    }

    /// Takes an answer, unless something else was asked since.
    pub(crate) fn answer(&mut self, number: u64, answer: Result<Hits, String>) -> Option<Effect> {
        if number != self.question {
            return None;
        }
        self.waits = false;
        match answer {
            Ok(hits) => self.take(hits),
            Err(reason) => {
                self.note = Some(reason);
                None
            }
        }
    }

    fn take(&mut self, hits: Hits) -> Option<Effect> {
        self.note = None;
        if hits.freshness.state != Known::Unchecked {
            self.freshness = Some((hits.freshness.state, hits.freshness.changed));
        }
        let before = self.hit().map(|hit| hit.passage.id.clone());
        let is_same_query = self
            .hits
            .as_ref()
            .is_some_and(|old| old.query == hits.query);
        self.hits = Some(hits);
        if let Some(hits) = &self.hits {
            self.choices.remember(self.query.text(), &hits.hits);
        }
        let kept = before.filter(|_| is_same_query);
        let kept = kept.and_then(|id| self.list().iter().position(|hit| hit.passage.id == id));
        match kept {
            Some(at) => self.chosen = at,
            None => self.choose_first(),
        }
        self.keep_in_sight();
        self.hit().map(|hit| Effect::Read(Box::new(hit.clone())))
    }

    fn choose_first(&mut self) {
        self.chosen = 0;
        self.first = 0;
        self.top = 0;
        self.document = None;
        self.reads = false;
    }

    /// Takes a document, unless another hit is chosen since.
    pub(crate) fn show(&mut self, id: &str, document: Document) {
        if self.hit().is_some_and(|hit| hit.passage.id == id) {
            self.document = Some(document);
            self.lay_out();
        }
    }

    /// Takes the size of the screen.
    pub(crate) fn resize(&mut self, screen: Rect) {
        self.areas = Areas::of(screen);
        self.keep_in_sight();
        self.lay_out();
    }

    /// Makes the rows of the document, and goes to the passage.
    fn lay_out(&mut self) {
        let area = self.areas.document;
        if let Some(document) = &mut self.document {
            document.lay_out(area.width);
            self.top = document.top(usize::from(area.height));
        }
    }

    fn edit(&mut self, edit: &Edit) -> Option<Effect> {
        let before = self.query.text().to_owned();
        self.query.apply(edit);
        if before == self.query.text() {
            return None;
        }
        self.limit = SOME_HITS;
        self.reads = false;
        self.ask(false)
    }

    fn step(&mut self, steps: isize) -> Option<Effect> {
        let last = self.list().len().checked_sub(1)?;
        let chosen = self.chosen.saturating_add_signed(steps).min(last);
        let wants_more = steps > 0 && chosen == last && self.chosen == last;
        if wants_more && self.may_have_more() && self.limit < MOST_HITS {
            self.limit += SOME_HITS;
            return self.ask(false);
        }
        self.choose(chosen)
    }

    fn choose(&mut self, chosen: usize) -> Option<Effect> {
        if chosen == self.chosen {
            return None;
        }
        self.chosen = chosen;
        self.keep_in_sight();
        self.document = None;
        self.hit().map(|hit| Effect::Read(Box::new(hit.clone())))
    }

    fn keep_in_sight(&mut self) {
        let seen = self.areas.items().max(1);
        self.first = self.first.min(self.chosen);
        self.first = self.first.max((self.chosen + 1).saturating_sub(seen));
    }

    fn page(&mut self, pages: isize) -> Option<Effect> {
        let page = |rows: usize| pages * isize::try_from(rows.max(1)).unwrap_or(1);
        match self.reads {
            true => self.scroll(page(
                usize::from(self.areas.document.height).saturating_sub(1),
            )),
            false => self.step(page(self.areas.items())),
        }
    }

    fn scroll(&mut self, rows: isize) -> Option<Effect> {
        let count = self.document.as_ref()?.rows().len();
        let last = count.saturating_sub(usize::from(self.areas.document.height));
        self.top = self.top.saturating_add_signed(rows).min(last);
        None
    }

    fn open(&self) -> Option<Effect> {
        let passage = &self.hit()?.passage;
        let line = passage.lines.map(|[first, last]| {
            let document = self.document.as_ref();
            // Where the text is not as in the file, its lines are not those of the file.
            let is_as_written = |it: &&Document| it.chosen_lines() as u64 == last - first + 1;
            let below = document
                .filter(is_as_written)
                .and_then(Document::lines_to_best);
            first + below.unwrap_or(0) as u64
        });
        Some(Effect::Open(Box::new(passage.clone()), line))
    }

    fn narrow(&mut self, filter: Filter) -> Option<Effect> {
        let query = self.query.text();
        let narrowed = self.choices.narrow(filter, query, self.hit());
        if narrowed == query {
            return None;
        }
        self.query.set(narrowed);
        self.limit = SOME_HITS;
        self.ask(false)
    }

    fn click(&mut self, place: Position) -> Option<Effect> {
        if self.areas.is_single && self.reads {
            return None;
        }
        if let Some(item) = self.areas.item_at(place) {
            let chosen = self.first + item;
            self.reads = false;
            return match chosen < self.list().len() {
                true if chosen == self.chosen => self.open(),
                true => self.choose(chosen),
                false => None,
            };
        }
        self.reads = self.areas.document.contains(place) && self.hit().is_some();
        None
    }

    fn wheel(&mut self, place: Position, rows: isize) -> Option<Effect> {
        let is_document = self.areas.document.contains(place);
        match (self.areas.is_single, self.reads) {
            (true, true) => self.scroll(rows),
            (false, _) if is_document => self.scroll(rows),
            _ => self.step(rows.signum()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::sample::{hits, typed};

    fn state() -> State {
        State::new(Rect::new(0, 0, 80, 24), "")
    }

    /// Returns a state with the answer to what is typed.
    fn answered(query: &str, ids: &[&str]) -> State {
        let mut state = state();
        typed(&mut state, query);
        let number = state.question;
        state.answer(number, Ok(hits(query, ids)));
        state
    }

    #[test]
    fn each_letter_asks_and_only_the_last_answer_counts() {
        let mut state = state();
        let asked = typed(&mut state, "ma");
        let texts: Vec<_> = asked
            .iter()
            .map(|question| question.text.as_str())
            .collect();
        assert_eq!(texts, ["m", "ma"]);
        assert_eq!(
            state.answer(asked[0].number, Ok(hits("m", &["a.md#"]))),
            None
        );
        assert!(state.hits.is_none() && state.waits);
        let read = state.answer(asked[1].number, Ok(hits("ma", &["b.md#"])));
        assert!(matches!(read, Some(Effect::Read(hit)) if hit.passage.id == "b.md#"));
        assert!(!state.waits);
    }

    #[test]
    fn without_a_query_there_are_no_hits() {
        let mut state = answered("m", &["a.md#"]);
        assert_eq!(state.act(Action::Edit(Edit::Backspace)), None);
        assert!(state.hits.is_none() && !state.waits);
    }

    #[test]
    fn steps_choose_and_keep_the_hit_in_sight() {
        let ids: Vec<_> = (0..8).map(|number| format!("{number}.md#")).collect();
        let ids: Vec<_> = ids.iter().map(String::as_str).collect();
        let mut state = answered("m", &ids);
        state.act(Action::Step(-1));
        assert_eq!((state.chosen, state.first), (0, 0));
        let read = state.act(Action::Step(1));
        assert!(matches!(read, Some(Effect::Read(hit)) if hit.passage.id == "1.md#"));
        state.act(Action::Page(1));
        // Three hits are seen at 80×24.
        assert_eq!((state.chosen, state.first), (4, 2));
        state.act(Action::Page(9));
        assert_eq!((state.chosen, state.first), (7, 5));
        assert_eq!(
            state.act(Action::Print),
            Some(Effect::End(Some("7.md#".to_owned())))
        );
    }

    #[test]
    fn an_answer_to_the_same_query_keeps_what_is_chosen() {
        let mut state = answered("m", &["a.md#", "b.md#"]);
        state.act(Action::Step(1));
        let Some(Effect::Ask(question)) = state.act(Action::Again) else {
            panic!("it asks again");
        };
        assert!(question.looks);
        state.answer(question.number, Ok(hits("m", &["c.md#", "a.md#", "b.md#"])));
        assert_eq!(state.chosen, 2);
        let asked = typed(&mut state, "x");
        state.answer(asked[0].number, Ok(hits("mx", &["a.md#", "b.md#"])));
        assert_eq!(state.chosen, 0);
    }

    #[test]
    fn more_hits_come_at_the_end_of_the_list() {
        let ids: Vec<_> = (0..SOME_HITS)
            .map(|number| format!("{number}.md#"))
            .collect();
        let ids: Vec<_> = ids.iter().map(String::as_str).collect();
        let mut state = answered("m", &ids);
        state.act(Action::Step(SOME_HITS as isize));
        let more = state.act(Action::Step(1));
        assert!(matches!(more, Some(Effect::Ask(question)) if question.limit == 2 * SOME_HITS));
    }

    #[test]
    fn keys_narrow_the_query_and_widen_it_again() {
        let mut state = answered("m", &["x/a.md#", "b.html#"]);
        let mut narrowed = |action: Action| {
            let Some(Effect::Ask(question)) = state.act(action) else {
                panic!("it asks");
            };
            question.text
        };
        assert_eq!(narrowed(Action::Type), "m type:md");
        assert_eq!(narrowed(Action::Type), "m type:html");
        assert_eq!(narrowed(Action::Type), "m");
        assert_eq!(narrowed(Action::Folder), "m path:x/**");
        assert_eq!(narrowed(Action::Folder), "m");
        assert_eq!(narrowed(Action::Language), "m lang:en");
    }

    #[test]
    fn a_click_chooses_and_a_second_one_opens() {
        let mut state = answered("m", &["a.md#", "b.md#"]);
        let second = Position::new(10, 5);
        let read = state.act(Action::Click(second));
        assert!(matches!(read, Some(Effect::Read(hit)) if hit.passage.id == "b.md#"));
        let opened = state.act(Action::Click(second));
        assert!(matches!(opened, Some(Effect::Open(passage, Some(7))) if passage.id == "b.md#"));
        assert_eq!(state.act(Action::Click(Position::new(10, 9))), None);
        state.act(Action::Click(Position::new(10, 15)));
        assert!(state.reads);
    }

    #[test]
    fn going_back_leaves_help_then_the_document_then_the_screen() {
        let mut state = answered("m", &["a.md#"]);
        state.act(Action::Switch);
        state.act(Action::Help);
        assert_eq!(state.act(Action::Back), None);
        assert!(!state.helps && state.reads);
        assert_eq!(state.act(Action::Back), None);
        assert_eq!(state.act(Action::Back), Some(Effect::End(None)));
    }

    #[test]
    fn what_went_wrong_is_told_until_it_goes_well() {
        let mut state = answered("m", &["a.md#"]);
        let asked = typed(&mut state, "x");
        state.answer(asked[0].number, Err("the index is busy".to_owned()));
        assert_eq!(state.note.as_deref(), Some("the index is busy"));
        let asked = typed(&mut state, "y");
        state.answer(asked[0].number, Ok(hits("mxy", &[])));
        assert_eq!(state.note, None);
        assert_eq!(state.act(Action::Open), None);
    }
}
