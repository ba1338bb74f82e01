//! Functions that write to a journal.

use std::marker::PhantomData;
use std::sync::Arc;

use super::{Argument, Bound, Fault, Floats, Returned, Scope, ToJs, Value, bind};

/// The `Float64Array` that such a function writes to.
pub(crate) type SharedJournal = Argument<Floats>;

/// The function `F`, as a result, with the journal that it writes to.
pub(crate) struct Writing<F> {
    journal: Arc<Floats>,
    function: PhantomData<F>,
}

impl<F: Bound<Data = Floats>> Writing<F> {
    pub(crate) fn to(journal: SharedJournal) -> Returned<Self> {
        Returned(Self { journal: Arc::new(journal.0), function: PhantomData })
    }
}

impl<F: Bound<Data = Floats>> ToJs for Writing<F> {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        bind::<F>(scope, &self.journal, 0)
    }
}
