//! Fuzzes [`vexil_fuzz::json`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::json(data));
