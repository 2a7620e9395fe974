//! The segments on their way: as many as files are indexed at a time, each in nobody's or one thread's hands.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use tantivy::IndexWriter;

use crate::engine::embedded::gathered::Gathered;
use crate::engine::embedded::segment::SegmentBuilder;

/// The segments on their way.
pub(crate) struct SegmentBuilders {
    state: Mutex<State>,
    /// One was given back or written.
    is_back: Condvar,
    /// So many there may be at a time.
    most: usize,
    /// One that takes so much memory is written.
    bytes: usize,
}

#[derive(Default)]
struct State {
    idle: Vec<SegmentBuilder>,
    /// What gathered the terms of segments that are written.
    gathered: Vec<Gathered>,
    /// How many there are, in hands or not.
    count: usize,
}

/// A segment in a thread's hands. One that is not given back is lost.
struct Held<'a> {
    builders: &'a SegmentBuilders,
    builder: Option<SegmentBuilder>,
}

impl SegmentBuilders {
    /// Describes builders of up to `most` segments that take up to about so many bytes each.
    pub(crate) fn new(most: usize, bytes: usize) -> Self {
        Self {
            state: Mutex::default(),
            is_back: Condvar::new(),
            most,
            bytes,
        }
    }

    /// Does something with a segment, waiting for one if there are as many as may be; writes it if it is large.
    ///
    /// Nobody who waits holds one, and who holds one waits for nobody.
    pub(crate) fn with(
        &self,
        index: &IndexWriter,
        work: impl FnOnce(&mut SegmentBuilder) -> tantivy::Result<()>,
    ) -> tantivy::Result<()> {
        let mut held = self.take(index)?;
        let Some(builder) = &mut held.builder else {
            return Ok(());
        };
        work(builder)?;
        if builder.memory_bytes() < self.bytes {
            held.give_back();
            return Ok(());
        }
        let Some(builder) = held.builder.take() else {
            return Ok(());
        };
        let gathered = write(index, builder)?;
        self.state().gathered.push(gathered);
        Ok(())
    }

    /// Writes all segments.
    pub(crate) fn write_all(&self, index: &IndexWriter) -> tantivy::Result<()> {
        let builders = {
            let is_away = |state: &mut State| state.idle.len() < state.count;
            let state = self.is_back.wait_while(self.state(), is_away);
            let mut state = state.unwrap_or_else(PoisonError::into_inner);
            state.count = 0;
            state.gathered.clear();
            std::mem::take(&mut state.idle)
        };
        self.is_back.notify_all();
        let written = builders
            .into_par_iter()
            .map(|builder| write(index, builder).map(drop));
        written.collect()
    }

    fn take(&self, index: &IndexWriter) -> tantivy::Result<Held<'_>> {
        let is_full = |state: &mut State| state.idle.is_empty() && state.count >= self.most;
        let state = self.is_back.wait_while(self.state(), is_full);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let idle = state.idle.pop();
        state.count += usize::from(idle.is_none());
        drop(state);
        let mut held = Held {
            builders: self,
            builder: idle,
        };
        if held.builder.is_none() {
            let gathered = self.state().gathered.pop();
            let gathered = gathered.unwrap_or_else(|| Gathered::new(self.bytes));
            held.builder = Some(SegmentBuilder::begin(index, gathered)?);
        }
        Ok(held)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held<'_> {
    fn give_back(mut self) {
        if let Some(builder) = self.builder.take() {
            let mut state = self.builders.state();
            state.idle.push(builder);
            // It is there again, which dropping it would deny.
            state.count += 1;
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.builders.state().count -= 1;
        self.builders.is_back.notify_all();
    }
}

/// Writes a segment; returns what may gather the terms of another one.
fn write(index: &IndexWriter, builder: SegmentBuilder) -> tantivy::Result<Gathered> {
    let (meta, gathered) = builder.write()?;
    meta.map_or(Ok(()), |meta| index.add_segment(meta))?;
    Ok(gathered)
}
