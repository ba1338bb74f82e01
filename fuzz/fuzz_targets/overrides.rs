//! Fuzzes [`vexil_fuzz::overrides`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::overrides(data));
