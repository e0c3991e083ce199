#![no_main]

use dateline::query::Syntax;

libfuzzer_sys::fuzz_target!(|query: &str| dateline_fuzz::parse(Syntax::Nexis, query));
