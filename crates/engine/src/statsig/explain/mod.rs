//! What an evaluation has to say besides its outcome.

mod exposures;

pub use exposures::Exposures;
