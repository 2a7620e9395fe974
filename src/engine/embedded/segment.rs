//! A segment on its way: drafts are indexed in memory, until there is enough of them to be written.
//!
//! The files are those that tantivy writes, by its own serializers.

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::schema::{Schema, Value};
use tantivy::store::StoreWriter;
use tantivy::tokenizer::MAX_TOKEN_LEN;
use tantivy::{DocId, IndexWriter, TantivyDocument};

use crate::engine::embedded::draft::Draft;
use crate::engine::embedded::gathered::Gathered;

/// A segment on its way.
pub(crate) struct SegmentBuilder {
    segment: Segment,
    schema: Schema,
    docs: DocId,
    gathered: Gathered,
    norms: FieldNormsWriter,
    columns: FastFieldsWriter,
    store: StoreWriter,
}

impl SegmentBuilder {
    /// Begins a segment of an index; nothing is gathered yet.
    pub(crate) fn begin(index: &IndexWriter, gathered: Gathered) -> tantivy::Result<Self> {
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
            docs: 0,
            gathered,
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
            let tell = |field, count| self.norms.record(self.docs, field, count);
            self.gathered.add_words(words, self.docs, tell);
        }
        self.columns.add_document(&draft.document)?;
        self.store.store(&draft.document, &self.schema)?;
        self.docs += 1;
        Ok(())
    }

    /// Returns how much memory it takes, more or less.
    pub(crate) fn memory_bytes(&self) -> usize {
        let columns = self.columns.mem_usage() + self.norms.mem_usage() + self.store.mem_usage();
        self.gathered.memory_bytes() + columns
    }

    /// Writes the segment's files; returns what tells of them, or none if nothing was added, and what may gather the
    /// terms of another one.
    pub(crate) fn write(mut self) -> tantivy::Result<(Option<SegmentMeta>, Gathered)> {
        if self.docs == 0 {
            return Ok((None, self.gathered));
        }
        self.write_norms()?;
        self.gathered.write(&mut self.segment)?;
        self.gathered.clear();
        let mut output = self.segment.open_write(SegmentComponent::FastFields)?;
        self.columns.serialize(&mut output, None)?;
        output.terminate()?;
        self.store.close()?;
        let meta = self.segment.with_max_doc(self.docs).meta().clone();
        meta.untrack_temp_docstore();
        Ok((Some(meta), self.gathered))
    }

    /// Adds the names of a draft.
    fn add_names(&mut self, document: &TantivyDocument) {
        for (field, value) in document.field_values() {
            let name = value.as_str().filter(|name| name.len() <= MAX_TOKEN_LEN);
            if let Some(name) = name {
                self.gathered.add_name(field, name, self.docs);
            }
        }
    }

    fn write_norms(&mut self) -> tantivy::Result<()> {
        let output = self.segment.open_write(SegmentComponent::FieldNorms)?;
        self.norms.fill_up_to_max_doc(self.docs);
        let serializer = FieldNormsSerializer::from_write(output)?;
        Ok(self.norms.serialize(serializer, None)?)
    }
}

fn columns(segment: &Segment) -> tantivy::Result<FastFieldsWriter> {
    let tokenizers = segment.index().fast_field_tokenizer().clone();
    FastFieldsWriter::from_schema_and_tokenizer_manager(&segment.schema(), tokenizers)
}
