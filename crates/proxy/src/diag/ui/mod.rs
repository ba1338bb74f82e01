//! The page for operators: what each SDK serves, its flags, why a user gets which value, and changes as they happen.
//!
//! Whoever reaches the port may read, as with `/status` and `/metrics`. Evaluations are answered to the page itself only: not to other sites that
//! are open in the same browser.

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
