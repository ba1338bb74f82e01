//! The Statsig dialect's side of the binding. `lib/statsig` is its only user.

mod bench;
mod evaluate;
mod evaluate_each;
mod lists;
mod network;
mod specs;
