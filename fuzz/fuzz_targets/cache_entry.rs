//! Fuzzes [`vexil_fuzz::cache_entry`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::cache_entry(data));
