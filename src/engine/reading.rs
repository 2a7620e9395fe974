//! A passage read word by word: the evidence of its text.
//!
//! An engine that keeps nothing but texts finds evidence so; the embedded engine finds the same in its postings.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::analyzer::{Form, Language, Token, each_ranked, letter_grams, lower, tokens};
use crate::engine::evidence::{Evidence, Starts, Wanted};
use crate::passage::Passage;

/// The words of a passage: of its title, its headings and its text.
pub(crate) struct Words<'a> {
    /// The places, in that order.
    pub(crate) places: [PlaceWords<'a>; 3],
    /// Where they start.
    pub(crate) starts: Starts,
    /// The language of the passage.
    pub(crate) language: Language,
}

/// The words of one place.
pub(crate) struct PlaceWords<'a> {
    /// The place's text.
    pub(crate) text: Cow<'a, str>,
    /// Its words.
    pub(crate) tokens: Vec<Token<'a>>,
    /// The position of its first word in the passage.
    pub(crate) start: u32,
}

impl<'a> Words<'a> {
    /// Analyzes a passage.
    pub(crate) fn of(passage: &'a Passage) -> Self {
        let mut places = [
            PlaceWords::of(&passage.title),
            PlaceWords::of_headings(&passage.headings),
            PlaceWords::of(&passage.text),
        ];
        let own_len = places[1].len_of_last(passage.headings.last().map_or(0, String::len));
        let starts = Starts::after(places[0].len(), places[1].len(), own_len);
        places[1].start = starts.heading;
        places[2].start = starts.body;
        let language = passage.language.as_deref().and_then(Language::from_code);
        Self {
            places,
            starts,
            language: language.unwrap_or(Language::ENGLISH),
        }
    }
}

impl<'a> PlaceWords<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            tokens: tokens(text),
            start: 0,
        }
    }

    fn of_headings(headings: &'a [String]) -> Self {
        if let [heading] = headings {
            return Self::of(heading);
        }
        let text = headings.join("\n");
        let tokens = tokens(&text).into_iter().map(Token::into_owned);
        Self {
            tokens: tokens.collect(),
            text: Cow::Owned(text),
            start: 0,
        }
    }

    fn len(&self) -> u32 {
        self.tokens.last().map_or(0, |token| token.position + 1)
    }

    /// Returns how many positions the words in the last so many bytes have.
    fn len_of_last(&self, bytes: usize) -> u32 {
        let from = self.text.len() - bytes;
        let first = self.tokens.iter().find(|token| token.range.start >= from);
        first.map_or(0, |first| self.len() - first.position)
    }

    /// Returns the position in the passage of a word.
    pub(crate) fn position(&self, token: usize) -> u32 {
        self.start + self.tokens[token].position
    }

    /// Returns a word as it is written, in small letters; none if that is the term itself, or the word is a compound.
    pub(crate) fn written(&self, token: &Token<'_>) -> Option<String> {
        if token.form != Form::Word {
            return None;
        }
        let text = &self.text[token.range.clone()];
        let is_plain = text.len() == token.term.len() && text.is_ascii();
        Some(text)
            .filter(|_| !is_plain)
            .map(lower)
            .filter(|written| *written != token.term)
    }
}

/// Finds what is wanted in texts.
pub(crate) struct Finder<'a> {
    wanted: &'a Wanted,
    ranked: HashMap<&'a str, usize>,
    surfaces: HashMap<&'a str, usize>,
    counted: HashMap<&'a str, usize>,
    written: HashMap<&'a str, usize>,
    grams: HashMap<&'a str, usize>,
}

impl<'a> Finder<'a> {
    /// Looks for what is `wanted`.
    pub(crate) fn new(wanted: &'a Wanted) -> Self {
        Self {
            wanted,
            ranked: numbers(&wanted.ranked),
            surfaces: numbers(&wanted.surfaces),
            counted: numbers(&wanted.counted),
            written: numbers(&wanted.written),
            grams: numbers(&wanted.grams),
        }
    }

    /// Reads a passage; returns its evidence, but for that of the document.
    pub(crate) fn read(&self, passage: &Passage) -> Evidence {
        let words = Words::of(passage);
        let mut evidence = Evidence {
            positions: vec![Vec::new(); self.wanted.ranked.len() + self.wanted.surfaces.len()],
            starts: words.starts,
            counted: vec![0; self.wanted.counted.len()],
            written: vec![0; self.wanted.written.len()],
            grams: vec![0; self.wanted.grams.len()],
            document: vec![0; self.wanted.ranked.len()],
            ..Evidence::default()
        };
        for (number, place) in words.places.iter().enumerate() {
            let terms = self.ranked(place, words.language, &mut evidence);
            evidence.terms += terms;
            if number < 2 {
                evidence.head_terms += terms;
            }
            for at in 0..place.tokens.len() {
                self.surface(place, at, &mut evidence);
            }
            if words.language.has_grams() {
                self.letters(place, &mut evidence.grams);
            }
        }
        evidence
    }

    /// Finds the ranked terms; returns how many there are in all.
    fn ranked(&self, place: &PlaceWords<'_>, language: Language, evidence: &mut Evidence) -> u32 {
        let mut count = 0;
        each_ranked(&place.tokens, language, |term, [first, _]| {
            count += 1;
            if let Some(&term) = self.ranked.get(term) {
                evidence.positions[term].push(place.position(first));
            }
        });
        count
    }

    fn surface(&self, place: &PlaceWords<'_>, at: usize, evidence: &mut Evidence) {
        let token = &place.tokens[at];
        if let Some(term) = self.surfaces.get(token.term.as_ref()) {
            let term = self.wanted.ranked.len() + term;
            evidence.positions[term].push(place.position(at));
        }
        if let Some(&term) = self.counted.get(token.term.as_ref()) {
            evidence.counted[term] += 1;
        }
        if self.written.is_empty() {
            return;
        }
        if let Some(written) = place.written(token) {
            for form in [written.as_str(), &token.term] {
                if let Some(&term) = self.written.get(form) {
                    evidence.written[term] += 1;
                }
            }
        }
    }

    fn letters(&self, place: &PlaceWords<'_>, counts: &mut [u32]) {
        if self.grams.is_empty() {
            return;
        }
        let words = place.tokens.iter().filter(|token| token.form == Form::Word);
        for gram in words.flat_map(|token| letter_grams(&token.term)) {
            if let Some(&term) = self.grams.get(gram.as_str()) {
                counts[term] += 1;
            }
        }
    }
}

fn numbers(terms: &[String]) -> HashMap<&str, usize> {
    terms.iter().map(String::as_str).zip(0..).collect()
}
