//! A segment on its way: drafts are indexed in memory, until there is enough of them to be written.
//!
//! tantivy's own writer looks each word up in each field. Here a word of a text is looked up once: its stem, under
//! which it is ranked, is remembered with it. The files are those that tantivy writes, by its own serializers.

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, IndexRecordOption, Schema, Value};
use tantivy::store::StoreWriter;
use tantivy::tokenizer::MAX_TOKEN_LEN;
use tantivy::{DocId, IndexWriter, TantivyDocument};

use crate::analyzer::{Form, Language, grams_at, letter_grams, with_stem};
use crate::engine::embedded::draft::Draft;
use crate::engine::embedded::postings::Terms;
use crate::engine::embedded::schema::Fields;
use crate::engine::reading::{PlaceWords, Words};

/// A segment on its way.
pub(crate) struct SegmentBuilder {
    segment: Segment,
    schema: Schema,
    fields: Fields,
    docs: DocId,
    /// The terms of each field, by the field's number.
    terms: Vec<Terms>,
    /// Of each surface term its number among the ranked terms, in the language in which it was met last.
    stems: Vec<Option<(Language, u32)>>,
    norms: FieldNormsWriter,
    columns: FastFieldsWriter,
    store: StoreWriter,
}

impl SegmentBuilder {
    /// Begins a segment of an index.
    pub(crate) fn begin(index: &IndexWriter) -> tantivy::Result<Self> {
        let segment = index.new_segment();
        let schema = segment.schema();
        let settings = segment.index().settings();
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            false,
        )?;
        Ok(Self {
            fields: Fields::schema().1,
            docs: 0,
            terms: schema.fields().map(|_| Terms::default()).collect(),
            stems: Vec::new(),
            norms: FieldNormsWriter::for_schema(&schema),
            columns: columns(&segment)?,
            store,
            segment,
            schema,
        })
    }

    /// Adds what is to be indexed.
    pub(crate) fn add(&mut self, draft: &Draft<'_>) -> tantivy::Result<()> {
        self.add_names(&draft.document);
        if let Some(words) = &draft.words {
            self.add_words(words);
        }
        self.columns.add_document(&draft.document)?;
        self.store.store(&draft.document, &self.schema)?;
        self.docs += 1;
        Ok(())
    }

    /// Returns how much memory it takes, more or less.
    pub(crate) fn memory_bytes(&self) -> usize {
        let terms = self.terms.iter().map(Terms::memory_bytes).sum::<usize>();
        let columns = self.columns.mem_usage() + self.norms.mem_usage() + self.store.mem_usage();
        terms + columns + size_of_val(&self.stems[..])
    }

    /// Writes the segment's files; returns what tells of them, or none if nothing was added.
    pub(crate) fn write(mut self) -> tantivy::Result<Option<SegmentMeta>> {
        if self.docs == 0 {
            return Ok(None);
        }
        self.write_norms()?;
        self.write_terms()?;
        let mut output = self.segment.open_write(SegmentComponent::FastFields)?;
        self.columns.serialize(&mut output, None)?;
        output.terminate()?;
        self.store.close()?;
        let meta = self.segment.with_max_doc(self.docs).meta().clone();
        meta.untrack_temp_docstore();
        Ok(Some(meta))
    }

    /// Adds the names of a draft: texts that are terms as they are.
    fn add_names(&mut self, document: &TantivyDocument) {
        for (field, value) in document.field_values() {
            let name = value.as_str().filter(|name| name.len() <= MAX_TOKEN_LEN);
            if let Some(name) = name {
                self.terms[number(field)].add(name, self.docs);
            }
        }
    }

    fn add_words(&mut self, words: &Words<'_>) {
        let fields = [
            self.fields.ranked,
            self.fields.surface,
            self.fields.written,
            self.fields.grams,
        ];
        let before = fields.map(|field| self.terms[number(field)].count());
        for place in &words.places {
            for at in 0..place.tokens.len() {
                self.add_word(place, at, words.language);
            }
        }
        for (field, before) in fields.into_iter().zip(before) {
            let count = self.terms[number(field)].count() - before;
            self.norms.record(self.docs, field, count as u32);
        }
    }

    fn add_word(&mut self, place: &PlaceWords<'_>, at: usize, language: Language) {
        let token = &place.tokens[at];
        let position = place.position(at);
        let surfaces = &mut self.terms[number(self.fields.surface)];
        let surface = surfaces.number(&token.term);
        surfaces.push(surface, self.docs, position);
        let ranked = &mut self.terms[number(self.fields.ranked)];
        match token.form {
            Form::Word | Form::Whole => {
                let at = surface as usize;
                if self.stems.len() <= at {
                    self.stems.resize(at + 1, None);
                }
                let stem = match self.stems[at] {
                    Some((known, stem)) if known == language => stem,
                    _ => with_stem(&token.term, language, |stem| ranked.number(stem)),
                };
                self.stems[at] = Some((language, stem));
                ranked.push(stem, self.docs, position);
            }
            Form::Ideograph | Form::Letter => {
                for gram in grams_at(&place.tokens, at) {
                    let number = ranked.number(&gram.term);
                    ranked.push(number, self.docs, place.position(gram.tokens[0]));
                }
            }
        }
        if let Some(form) = place.written(token) {
            let written = &mut self.terms[number(self.fields.written)];
            written.add(&form, self.docs);
            written.add(&token.term, self.docs);
        }
        if language.has_grams() && token.form == Form::Word {
            let grams = &mut self.terms[number(self.fields.grams)];
            letter_grams(&token.term)
                .iter()
                .for_each(|gram| grams.add(gram, self.docs));
        }
    }

    fn write_norms(&mut self) -> tantivy::Result<()> {
        let output = self.segment.open_write(SegmentComponent::FieldNorms)?;
        self.norms.fill_up_to_max_doc(self.docs);
        let serializer = FieldNormsSerializer::from_write(output)?;
        Ok(self.norms.serialize(serializer, None)?)
    }

    fn write_terms(&mut self) -> tantivy::Result<()> {
        let norms = self.segment.open_read(SegmentComponent::FieldNorms)?;
        let norms = FieldNormReaders::open(norms)?;
        let mut serializer = InvertedIndexSerializer::open(&self.segment)?;
        for (field, entry) in self.schema.fields() {
            // What is written takes no memory any more.
            let terms = std::mem::take(&mut self.terms[number(field)]);
            if terms.len() == 0 {
                continue;
            }
            let option = entry.field_type().index_record_option();
            let norms = norms.get_field(field)?;
            let output = serializer.new_field(field, terms.count(), norms)?;
            terms.write(option.unwrap_or(IndexRecordOption::Basic), output)?;
        }
        Ok(serializer.close()?)
    }
}

fn columns(segment: &Segment) -> tantivy::Result<FastFieldsWriter> {
    let tokenizers = segment.index().fast_field_tokenizer().clone();
    FastFieldsWriter::from_schema_and_tokenizer_manager(&segment.schema(), tokenizers)
}

/// Returns the number of a field.
fn number(field: Field) -> usize {
    field.field_id() as usize
}
