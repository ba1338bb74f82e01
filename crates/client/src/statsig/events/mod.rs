//! Events: from the host's thread to the server.
//!
//! `intake` takes what the host gives, within its limit; `batch` makes bodies of it, and `deliver` sends them; `outbox` knows what is on its
//! way, and who waits for it. Batches are made one after the other, and sent a few at a time.

mod batch;
mod deliver;
mod intake;
mod outbox;
mod outlet;
mod texts;

pub(super) use self::batch::{Made, Maker};
pub(super) use self::deliver::{deliver, make};
pub(super) use self::intake::Intake;
pub(super) use self::outbox::{Flush, Outbox};
pub(super) use self::outlet::Outlet;
