//! Fuzzes [`vexil_fuzz::regex`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::regex(data));
