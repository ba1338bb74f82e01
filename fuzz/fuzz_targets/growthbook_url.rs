//! Fuzzes [`vexil_fuzz::growthbook_url`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::growthbook_url(data));
