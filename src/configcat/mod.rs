//! The ConfigCat dialect's side of the binding. `lib/configcat` is its only user.

mod bridge;
mod entry;
mod merge;
mod notice;
mod options;
mod response;
mod service;
mod snapshot;
mod status;
