#![no_main]

use libfuzzer_sys::Corpus;

// What no syntax understands is left to the other targets.
libfuzzer_sys::fuzz_target!(|input: &str| -> Corpus { if dateline_fuzz::search(input) { Corpus::Keep } else { Corpus::Reject } });
