//! The terms of a segment on its way, gathered in memory.
//!
//! tantivy's own writer looks each word up in each field. Here a word of a text is looked up once: its stem, under
//! which it is ranked, is remembered with it.

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReaders;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, IndexRecordOption, Schema};

use crate::analyzer::{Form, Language, grams_at, letter_grams, with_stem};
use crate::engine::embedded::postings::Terms;
use crate::engine::embedded::runs::Runs;
use crate::engine::embedded::schema::Fields;
use crate::engine::reading::{PlaceWords, Words};

/// The terms of a segment on its way, of one segment after the other: each would leave gaps in memory if it began with
/// none.
pub(crate) struct Gathered {
    schema: Schema,
    fields: Fields,
    /// The terms of each field, by the field's number.
    terms: Vec<Terms>,
    /// Where the terms and what they have lie.
    runs: Runs,
    /// Of each surface term its number among the ranked terms, in the language in which it was met last.
    stems: Vec<Option<(Language, u32)>>,
}

impl Gathered {
    /// Has nothing yet, and will take up to about so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        let (schema, fields) = Fields::schema();
        Self {
            terms: schema.fields().map(|_| Terms::default()).collect(),
            runs: Runs::with_room(bytes),
            stems: Vec::new(),
            schema,
            fields,
        }
    }

    /// Forgets everything, but keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.terms.iter_mut().for_each(Terms::clear);
        self.runs.clear();
        self.stems.clear();
    }

    /// Returns how much memory is in use, more or less.
    pub(crate) fn memory_bytes(&self) -> usize {
        let terms: usize = self.terms.iter().map(Terms::memory_bytes).sum();
        self.runs.len() + terms + size_of_val(&self.stems[..])
    }

    /// Adds a name of a document: a text that is a term as it is.
    pub(crate) fn add_name(&mut self, field: Field, name: &str, doc: DocId) {
        self.terms[number(field)].add(name, doc, &mut self.runs);
    }

    /// Adds the words of a document; tells how many terms of each field these are.
    pub(crate) fn add_words(
        &mut self,
        words: &Words<'_>,
        doc: DocId,
        mut tell: impl FnMut(Field, u32),
    ) {
        let fields = [
            self.fields.ranked,
            self.fields.surface,
            self.fields.written,
            self.fields.grams,
        ];
        let before = fields.map(|field| self.terms[number(field)].count());
        for place in &words.places {
            for at in 0..place.tokens.len() {
                self.add_word(place, at, words.language, doc);
            }
        }
        for (field, before) in fields.into_iter().zip(before) {
            let count = self.terms[number(field)].count() - before;
            tell(field, count as u32);
        }
    }

    fn add_word(&mut self, place: &PlaceWords<'_>, at: usize, language: Language, doc: DocId) {
        let token = &place.tokens[at];
        let runs = &mut self.runs;
        let position = place.position(at);
        let surfaces = &mut self.terms[number(self.fields.surface)];
        let surface = surfaces.number(&token.term, runs);
        surfaces.push(surface, doc, position, runs);
        let ranked = &mut self.terms[number(self.fields.ranked)];
        match token.form {
            Form::Word | Form::Whole => {
                let at = surface as usize;
                if self.stems.len() <= at {
                    self.stems.resize(at + 1, None);
                }
                let stem = match self.stems[at] {
                    Some((known, stem)) if known == language => stem,
                    _ => with_stem(&token.term, language, |stem| ranked.number(stem, runs)),
                };
                self.stems[at] = Some((language, stem));
                ranked.push(stem, doc, position, runs);
            }
            Form::Ideograph | Form::Letter => {
                for gram in grams_at(&place.tokens, at) {
                    let number = ranked.number(&gram.term, runs);
                    ranked.push(number, doc, place.position(gram.tokens[0]), runs);
                }
            }
        }
        if let Some(form) = place.written(token) {
            let written = &mut self.terms[number(self.fields.written)];
            written.add(&form, doc, runs);
            written.add(&token.term, doc, runs);
        }
        if language.has_grams() && token.form == Form::Word {
            let grams = &mut self.terms[number(self.fields.grams)];
            letter_grams(&token.term)
                .iter()
                .for_each(|gram| grams.add(gram, doc, runs));
        }
    }

    /// Writes the terms of a segment whose norms are written.
    pub(crate) fn write(&self, segment: &mut Segment) -> tantivy::Result<()> {
        let norms = segment.open_read(SegmentComponent::FieldNorms)?;
        let norms = FieldNormReaders::open(norms)?;
        let mut serializer = InvertedIndexSerializer::open(segment)?;
        for (field, entry) in self.schema.fields() {
            let terms = &self.terms[number(field)];
            if terms.len() == 0 {
                continue;
            }
            let option = entry.field_type().index_record_option();
            let option = option.unwrap_or(IndexRecordOption::Basic);
            let output = serializer.new_field(field, terms.count(), norms.get_field(field)?)?;
            terms.write(&self.runs, option, output)?;
        }
        Ok(serializer.close()?)
    }
}

/// Returns the number of a field.
fn number(field: Field) -> usize {
    field.field_id() as usize
}
