//! Fuzzes [`vexil_fuzz::text`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::text(data));
