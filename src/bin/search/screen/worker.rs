//! A thread that answers the last of many questions: the earlier ones are of no use any more.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// A question is left alone for so long, since another may follow it at once.
const PAUSE: Duration = Duration::from_millis(30);

/// A search goes as deep into itself as its query is nested.
const STACK_BYTES: usize = 16 << 20;

/// A thread, as those see it who ask.
pub(crate) struct Worker<Q> {
    questions: Sender<Q>,
}

impl<Q: Send + 'static> Worker<Q> {
    /// Starts a thread that answers questions with `answer`.
    ///
    /// # Errors
    ///
    /// Fails if there can be no more threads.
    pub(crate) fn start(mut answer: impl FnMut(Q) + Send + 'static) -> io::Result<Self> {
        let (questions, asked) = mpsc::channel();
        let thread = thread::Builder::new().stack_size(STACK_BYTES);
        thread.spawn(move || {
            while let Some(question) = last(&asked) {
                answer(question);
            }
        })?;
        Ok(Self { questions })
    }

    /// Asks; a question that was asked before and is not being answered yet is forgotten.
    pub(crate) fn ask(&self, question: Q) {
        // The thread ends only with this.
        let _ = self.questions.send(question);
    }
}

/// Waits for a question, and then for a pause; returns the last one before it.
fn last<Q>(asked: &Receiver<Q>) -> Option<Q> {
    let mut question = asked.recv().ok()?;
    loop {
        match asked.recv_timeout(PAUSE) {
            Ok(newer) => question = newer,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                return Some(question);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_of_the_questions_asked_at_once_is_answered() {
        let (answers, answered) = mpsc::channel();
        let worker = Worker::start(move |question| answers.send(question).expect("it is received"))
            .expect("a thread");
        for number in 0..100 {
            worker.ask(number);
        }
        drop(worker);
        let answered: Vec<_> = answered.iter().collect();
        assert_eq!(answered.last(), Some(&99));
        assert!(answered.len() < 100);
    }
}
