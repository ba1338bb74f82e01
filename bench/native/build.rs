//! Build script: what Node.js addons need from the linker.

fn main() {
    napi_build::setup();
}
