//! Native data that JavaScript objects share.

/// Data that can be shared. The garbage collector lets go of it on the thread of JavaScript, so dropping it takes no time.
pub(crate) trait Share: Send + Sync + 'static {
    /// Whether the memory that the garbage collector was told of is still taken.
    fn takes_memory(&self) -> bool {
        true
    }
}

impl Share for () {}
