//! Matching by backtracking, for what is not regular: look-around and references.
//!
//! What JavaScript prescribes is followed to the letter: a look-behind is matched from right to left, each turn of a repetition forgets
//! what its groups captured, a turn that matches nothing ends the repetition, and a group that captured nothing is
//! matched by nothing.

mod compile;
mod machine;
mod program;

pub(super) use self::program::Program;
