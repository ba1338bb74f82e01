//! The GrowthBook dialect's side of the binding. `lib/growthbook` is its only user.

mod network;
