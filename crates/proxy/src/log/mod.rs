//! Log lines as operators of the official proxy know them: `2006/01/02 15:04:05 [warning] <http/api> text`, in UTC.

mod console;
mod level;
mod levels;
mod logger;
mod queue;
mod repeats;
mod sink;
mod time;

pub(crate) use console::Console;
pub(crate) use level::Level;
pub(crate) use logger::Logger;
#[cfg(test)]
pub(crate) use sink::Memory;
pub(crate) use sink::Sink;
