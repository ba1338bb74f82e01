//! Fuzzes [`vexil_fuzz::semver`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vexil_fuzz::semver(data));
