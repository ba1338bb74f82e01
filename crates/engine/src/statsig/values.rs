//! The values of inputs, as the host gives them.

use super::InputId;
use crate::js::{Data, DataRef};

/// The values of the inputs that evaluating a spec can read.
pub trait Values {
    /// The value of an input; `undefined` where there is none.
    fn get(&self, id: InputId) -> DataRef<'_>;
}

/// A user of whom nothing is known.
impl Values for () {
    fn get(&self, _: InputId) -> DataRef<'_> {
        DataRef::Undefined
    }
}

/// The values of all inputs of the specs, by number.
impl Values for [Data] {
    fn get(&self, id: InputId) -> DataRef<'_> {
        self.get(id.0 as usize).map_or(DataRef::Undefined, Data::view)
    }
}
