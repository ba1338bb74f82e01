//! The GrowthBook dialect's side of the binding. `lib/growthbook` is its only user.

mod arguments;
mod condition;
mod evaluate;
mod functions;
mod network;
mod payload;
mod run;
mod session;
