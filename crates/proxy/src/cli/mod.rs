//! The command line: runs the proxy, checks a configuration, or asks a running one how it is.

mod arguments;
mod ask;
mod check;
mod console;
mod get;
mod start;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, ConfigAction};

use crate::error::ProxyError;
use crate::options::{self, Options};

/// Runs the program with the given arguments, the first of which is its own name. Returns the code to exit with: 0 after an orderly end,
/// 1 after an error (one line on stderr), 2 for arguments that make no sense.
///
/// Blocks until the program has ended. It neither exits the process nor keeps anything of it, so that hosts other than the binary can
/// call it, too.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    run(arguments).into()
}

/// Like [`main`], with the code as a number.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are "errors", too. A closed pipe is nobody's problem.
            drop(error.print());
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    let file = arguments.config.filter(|path| !path.is_empty()).map(PathBuf::from);
    let result = match arguments.command {
        None => start::start(file),
        Some(Command::Config { action: ConfigAction::Check }) => check::check(file.as_deref()),
        Some(Command::Health { url }) => ask::health(url.as_deref(), file.as_deref()),
        Some(Command::Ready { url }) => ask::ready(url.as_deref(), file.as_deref()),
    };
    match result {
        Ok(()) => 0,
        Err(error) => {
            console::fail(&error);
            1
        }
    }
}

/// The configuration of a file and of the environment.
fn load(file: Option<&Path>) -> Result<Options, ProxyError> {
    let mut options = options::load(file, &options::process_variable)?;
    let names = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    options.warnings.extend(options::stray_variables(&options, names, &options::process_variable));
    Ok(options)
}
