//! Mailboxes in the format mbox: a line `From address date` begins each message.

use std::ops::Range;

use crate::corpus::pieces::Cut;

/// A message ends where the next one begins.
pub(crate) const MESSAGES: Cut = Cut {
    end: last_border,
    head: |_| String::new(),
};

/// Returns where the last message begins whose border is complete.
fn last_border(bytes: &[u8]) -> Option<usize> {
    const START: &[u8] = b"\nFrom ";
    let mut end = bytes.len();
    loop {
        let at = bytes[..end]
            .windows(START.len())
            .rposition(|it| it == START)?;
        let before = bytes[..at].strip_suffix(b"\r").unwrap_or(&bytes[..at]);
        let line = bytes[at + 1..]
            .split_inclusive(|&byte| byte == b'\n')
            .next();
        let line = line.filter(|line| line.ends_with(b"\n"));
        let line = String::from_utf8_lossy(line.unwrap_or_default());
        if before.ends_with(b"\n") && is_border(&line) {
            return Some(at + 1);
        }
        end = at + START.len() - 1;
    }
}

/// Returns the parts of a mailbox, and where the message in each begins.
pub(super) fn messages(source: &str) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= source.len() {
            return None;
        }
        let start = at;
        let line = source[start..]
            .split_inclusive('\n')
            .next()
            .unwrap_or_default();
        let message = match is_border(line) {
            true => start + line.len(),
            false => start,
        };
        at = next_border(source, start + line.len());
        Some((start..at, message))
    })
}

/// Does a text begin with the border of a message?
pub(crate) fn looks_like_mailbox(source: &str) -> bool {
    source.lines().next().is_some_and(is_border)
}

/// Returns where the next message begins, behind an empty line.
fn next_border(source: &str, from: usize) -> usize {
    let found = source[from..].match_indices("\nFrom ");
    let found = found.map(|(at, _)| from + at + 1).find(|&at| {
        let before = source[..at - 1].trim_end_matches('\r');
        let line = source[at..].lines().next().unwrap_or_default();
        before.ends_with('\n') && is_border(line)
    });
    found.unwrap_or(source.len())
}

/// Is it `From someone Fri Nov 20 09:12:44 2015`, and not a sentence?
fn is_border(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("From ") else {
        return false;
    };
    let mut words = rest.split_whitespace().take(12);
    let is_time = |word: &str| {
        let parts: Vec<_> = word.split(':').collect();
        let is_number =
            |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        (2..=3).contains(&parts.len()) && parts.iter().all(is_number)
    };
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    words.clone().any(is_time) && words.any(is_year)
}

#[cfg(test)]
mod tests {
    use super::messages;

    #[test]
    fn messages_begin_behind_an_empty_line() {
        let source = "From a@x Fri Nov 20 09:12:44 2015\nSubject: A\n\nFrom 10:00 on\nmore\n\nFrom here on it is text.\n\n\
                      From MAILER-DAEMON Sat Nov 21 10:00:00 2015\r\nSubject: B\r\n\r\nb\r\n\r\nFrom b@x Sat Nov 21 10:00 2015\r\n\r\nc";
        let found: Vec<_> = messages(source)
            .map(|(part, start)| (&source[part], start))
            .collect();
        let parts: Vec<_> = found
            .iter()
            .map(|(part, _)| part.lines().next().unwrap_or(""))
            .collect();
        assert_eq!(
            parts,
            [
                "From a@x Fri Nov 20 09:12:44 2015",
                "From MAILER-DAEMON Sat Nov 21 10:00:00 2015",
                "From b@x Sat Nov 21 10:00 2015"
            ]
        );
        assert!(source[found[1].1..].starts_with("Subject: B"));
        assert_eq!(
            found.iter().map(|(part, _)| part.len()).sum::<usize>(),
            source.len()
        );
        assert_eq!(messages("").count(), 0);
        assert_eq!(messages("Subject: A\n\nb").count(), 1);
    }
}
