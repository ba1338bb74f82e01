//! The page for operators: what each SDK serves, its flags, why a user gets which value, and changes as they happen.
//!
//! Whoever reaches the port may read, as with `/status` and `/metrics`: it belongs into a network of operators. Evaluations are answered to the
//! page itself only, not to other sites that are open in the same browser. The name in the address is not looked at: operators may have
//! any, and nothing here changes what clients are served.

mod assets;
mod changes;
mod evaluate;
mod events;
mod flags;
mod origin;
mod routes;
mod snapshot_diff;
mod state;
mod steps;
mod warnings;

pub(super) use routes::Ui;
