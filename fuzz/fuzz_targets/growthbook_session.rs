//! Fuzzes [`vexil_fuzz::growthbook_session`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::growthbook_session(data));
