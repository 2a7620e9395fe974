//! What speaks for a candidate: where the words of a query stand in it, and how often.

use std::ops::Range;

use crate::query::Place;

/// What the ranking wants to know of candidates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Ranked terms: their places in the passage, and how often they stand in its document.
    pub ranked: Vec<String>,
    /// Surface terms: their places.
    pub surfaces: Vec<String>,
    /// Surface terms: how often they stand in the passage.
    pub counted: Vec<String>,
    /// Words as they are written in small letters, where that differs from the surface term, and such surface terms:
    /// how often they stand in the passage.
    pub written: Vec<String>,
    /// Runs of letters: how often they stand in the passage.
    pub grams: Vec<String>,
}

impl Wanted {
    /// Returns the term of a number in [`Evidence::positions`].
    pub fn placed(&self, number: usize) -> &str {
        match number.checked_sub(self.ranked.len()) {
            None => &self.ranked[number],
            Some(number) => &self.surfaces[number],
        }
    }
}

/// What there is of it in a passage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The positions of each ranked term, then of each surface term, in order; see [`Starts`].
    pub positions: Vec<Vec<u32>>,
    /// At which positions headings and text start.
    pub starts: Starts,
    /// How many ranked terms the passage has.
    pub terms: u32,
    /// How many of them stand in its title and headings.
    pub head_terms: u32,
    /// How often each counted surface term stands in the passage.
    pub counted: Vec<u32>,
    /// How often each written word does.
    pub written: Vec<u32>,
    /// How often each run of letters does.
    pub grams: Vec<u32>,
    /// How often each ranked term stands in the passage's document.
    pub document: Vec<u32>,
    /// How many ranked terms the document has.
    pub document_terms: u32,
}

/// At which positions the headings and the text of a passage start.
///
/// The words of a passage are numbered: those of the title, then of the headings, then of the text, with a gap between
/// places, so that words of different places are never near each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Starts {
    /// The position of the first word of the headings.
    pub heading: u32,
    /// The position of the first word of the passage's own heading, the last of them; of the text if it has none.
    pub own: u32,
    /// The position of the first word of the text.
    pub body: u32,
}

impl Starts {
    /// How many numbers lie between places: more than words that count as near are apart.
    const GAP: u32 = 16;

    /// Returns the starts for a title and headings of that many positions; the own heading has so many of them.
    pub fn after(title_len: u32, headings_len: u32, own_len: u32) -> Self {
        let heading = title_len + Self::GAP;
        let body = heading + headings_len + Self::GAP;
        Self {
            heading,
            own: match own_len {
                0 => body,
                _ => heading + headings_len - own_len,
            },
            body,
        }
    }

    /// Returns the positions of the words that the passage stands under: its own heading, or the title.
    pub fn own_heading(self) -> Range<u32> {
        match self.own == self.body {
            true => 0..self.heading.saturating_sub(Self::GAP),
            false => self.own..self.body - Self::GAP,
        }
    }

    /// Returns the place of a position.
    pub fn place(self, position: u32) -> Place {
        match position {
            _ if position >= self.body => Place::Body,
            _ if position >= self.heading => Place::Heading,
            _ => Place::Title,
        }
    }

    /// Returns the first position of a place.
    pub fn of(self, place: Place) -> u32 {
        match place {
            Place::Title => 0,
            Place::Heading => self.heading,
            Place::Body => self.body,
        }
    }

    /// Returns those of the positions, which are in order, that are inside a place.
    pub fn inside(self, place: Place, positions: &[u32]) -> &[u32] {
        let from = positions.partition_point(|&position| position < self.of(place));
        let end = match place {
            Place::Title => self.heading,
            Place::Heading => self.body,
            Place::Body => u32::MAX,
        };
        let to = positions.partition_point(|&position| position < end);
        &positions[from..to]
    }
}
