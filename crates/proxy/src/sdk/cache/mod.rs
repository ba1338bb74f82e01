//! The cache that replicas share, so that a config that one of them has is never lost to the others.
//!
//! `port` says what a cache can do, `redis` does it, `shared` keeps the records of the status page, `look` reads a config for an SDK and
//! `link` keeps an SDK and the cache in step.

mod link;
mod look;
mod port;
mod redis;
mod shared;

pub(super) use link::Link;
pub(super) use look::{Look, look_at, parse};
pub(super) use port::{BoxFuture, Cache};
pub(super) use redis::RedisCache;
pub(super) use shared::SharedCache;
