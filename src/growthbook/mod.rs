//! The GrowthBook dialect's side of the binding. `lib/growthbook` is its only user.

mod arguments;
mod condition;
mod encoded;
mod evaluate;
mod functions;
mod journal;
mod network;
mod payload;
mod run;
mod session;
