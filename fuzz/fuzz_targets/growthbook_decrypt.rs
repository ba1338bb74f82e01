//! Fuzzes [`vexil_fuzz::growthbook_decrypt`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::growthbook_decrypt(data));
