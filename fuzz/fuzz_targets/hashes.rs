//! Fuzzes [`vexil_fuzz::hashes`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::hashes(data));
