//! Readers of what is no text, known by its own first bytes: PDF, RTF, saved pages, archives, compressed files.

#![no_main]

use libfuzzer_sys::fuzz_target;
use section_search_fuzz::read;

fuzz_target!(|data: &[u8]| read("a", data));
