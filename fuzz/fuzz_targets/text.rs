//! Every reader of text: the first line of the input is the name of the file, the rest is what is in it.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use section_search::corpus::FORMATS;
use section_search_fuzz::{named, read};

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some((name, content)) = named(data) else {
        return Corpus::Reject;
    };
    let mut texts = FORMATS.iter().filter(|format| format.is_text());
    let is_text = texts.any(|format| format.extensions.contains(&name));
    match is_text {
        true => read(&format!("a.{name}"), content),
        false => return Corpus::Reject,
    }
    Corpus::Keep
});
