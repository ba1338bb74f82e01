//! The binary `vexil-proxy`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    vexil_proxy::cli::main(std::env::args_os())
}
