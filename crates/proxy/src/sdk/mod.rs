//! The configs that the proxy serves: one [`Sdk`] per configured identifier, each with a source that keeps its snapshot current.

mod allowance;
mod cache;
mod cached;
mod file;
mod handle;
mod masked;
mod open;
mod place;
mod rehearse;
mod remote;
mod seen;
mod served;
mod snapshot;
mod source;
mod state;
mod status;
mod staying;
mod task;
#[cfg(test)]
mod upstream;
mod waiting;

pub(crate) use handle::{Sdk, Sdks};
pub(crate) use masked::masked;
pub(crate) use open::{Opened, open};
pub(crate) use rehearse::rehearse;
pub(crate) use seen::{MessageHash, Seen};
pub(crate) use served::Served;
pub(crate) use snapshot::Snapshot;
pub(crate) use source::Source;
pub(crate) use state::State;
pub(crate) use status::{Health, Record, Records, SourceType};
