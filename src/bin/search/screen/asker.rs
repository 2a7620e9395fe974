//! What asks the index for the screen, each in a thread of its own, so that typing waits for nothing.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use section_search::{Fresh, Hit, Hits, Index, Passage};

use crate::screen::document::Document;
use crate::screen::marked::Words;
use crate::screen::state::Question;
use crate::screen::worker::Worker;
use crate::settings::Settings;

/// The files are looked at no more often than this while someone types.
const LOOK: Duration = Duration::from_secs(1);

/// What the threads tell.
pub(crate) enum News {
    /// The answer to a question, by its number.
    Answer(u64, Result<Hits, String>),
    /// How far the first indexing is.
    Progress(String),
    /// The document of the hit with an id.
    Document(String, Document),
}

/// A document that is wanted, and what is to be marked in it.
pub(crate) struct Wanted {
    pub(crate) hit: Box<Hit>,
    pub(crate) words: Words,
}

/// Starts what answers questions.
pub(crate) fn searcher(
    index: Index,
    settings: &Settings,
    news: Sender<News>,
) -> io::Result<Worker<Question>> {
    let asking = settings.asking();
    let fresh = settings.fresh;
    let mut looked: Option<Instant> = None;
    Worker::start(move |question: Question| {
        let is_due = looked.is_none_or(|looked| question.looks || looked.elapsed() >= LOOK);
        let fresh = match fresh {
            Fresh::Auto if !is_due => Fresh::Never,
            fresh => fresh,
        };
        let query = asking(&question.text).limit(question.limit);
        let progress = |done: section_search::Progress| {
            let told = format!("indexing: {} of {} files", done.done, done.total);
            let _ = news.send(News::Progress(told));
        };
        let search = || index.with_fresh(fresh).search_with(&query, &progress);
        let answer = match catch_unwind(AssertUnwindSafe(search)) {
            Ok(answer) => answer.map_err(|error| format!("{:#}", anyhow::Error::new(error))),
            Err(_) => Err("the search broke off".to_owned()),
        };
        if fresh != Fresh::Never && answer.is_ok() {
            looked = Some(Instant::now());
        }
        // Nobody hears it when the screen is gone.
        let _ = news.send(News::Answer(question.number, answer));
    })
}

/// Starts what reads documents.
pub(crate) fn reader(index: Index, news: Sender<News>) -> io::Result<Worker<Wanted>> {
    // The search has just looked for changes.
    let index = index.with_fresh(Fresh::Never);
    Worker::start(move |wanted: Wanted| {
        let passage = &wanted.hit.passage;
        let read = || {
            let passages = index.get(&passage.document()).unwrap_or_default();
            Document::new(&passages, &wanted.hit, &wanted.words)
        };
        // A document that cannot be read is an empty one.
        let document = catch_unwind(AssertUnwindSafe(read)).unwrap_or_default();
        let _ = news.send(News::Document(passage.id.clone(), document));
    })
}

/// Returns the file of a passage, or the archive that it is in.
pub(crate) fn file(index: &Index, passage: &Passage) -> Option<PathBuf> {
    let corpora: Vec<_> = index.corpora().collect();
    let name = passage.file();
    let file = match corpora[..] {
        [corpus] if corpus.is_file() => corpus.to_owned(),
        [corpus] => corpus.join(name),
        _ => {
            // Where there are several, a name begins with that of its folder.
            let (first, rest) = name.split_once('/').unwrap_or((name, ""));
            let named =
                |corpus: &&std::path::Path| corpus.file_name().is_some_and(|it| it == first);
            corpora.into_iter().find(named)?.join(rest)
        }
    };
    file.is_file().then_some(file)
}
