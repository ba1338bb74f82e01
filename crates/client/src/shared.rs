//! Compiled configs and payloads, as services and hosts share them.

use std::any::Any;
use std::mem;
use std::ops::Deref;
use std::sync::OnceLock;

use vexil_engine::configcat::Config;
use vexil_engine::growthbook::Payload;
use vexil_engine::statsig::{Kind, Specs};

use crate::disposal;

/// Something compiled that many hold, behind an `Arc`. Whoever lets go of it last loses no time with it: what is large is dropped on
/// another thread.
#[derive(Debug)]
pub struct Shared<T: Compiled> {
    compiled: T,
    /// See [`Shared::companion`].
    companion: OnceLock<Box<dyn Any + Send + Sync>>,
    /// Until all of its memory is free.
    counted: Option<disposal::Counted>,
}

/// A config as services and hosts share it.
pub type SharedConfig = Shared<Config>;

/// A payload of GrowthBook as hosts share it.
pub type CompiledPayload = Shared<Payload>;

/// Specs of Statsig as hosts share them.
pub type CompiledSpecs = Shared<Specs>;

/// What is compiled from a text. The default is nothing, and costs nothing to make.
pub trait Compiled: Default + Send + 'static {
    /// The text; `None` where it was made in another way.
    fn text(&self) -> Option<&[u8]>;

    /// How many flags it has.
    fn flags(&self) -> usize;
}

impl Compiled for Config {
    fn text(&self) -> Option<&[u8]> {
        self.json().map(|json| &**json)
    }

    fn flags(&self) -> usize {
        self.len()
    }
}

impl Compiled for Payload {
    fn text(&self) -> Option<&[u8]> {
        Some(self.json())
    }

    fn flags(&self) -> usize {
        self.len()
    }
}

impl Compiled for Specs {
    fn text(&self) -> Option<&[u8]> {
        Some(self.json())
    }

    fn flags(&self) -> usize {
        [Kind::Gate, Kind::Config, Kind::Layer].map(|kind| self.len(kind)).iter().sum()
    }
}

impl<T: Compiled> Shared<T> {
    /// A rough guess at the memory that it takes, in bytes: its text, and the compiled form of about twice the size.
    #[must_use]
    pub fn memory(&self) -> usize {
        /// Of what has no text.
        const PER_FLAG: usize = 512;
        self.compiled.text().map_or_else(|| self.compiled.flags() * PER_FLAG, |text| text.len() * 3)
    }
}

impl<T: Compiled> Shared<T> {
    /// What the host makes of it for all who hold it, empty at first. It is dropped with it, on whatever thread that is. A process has one
    /// host, which asks for one type: `None` for any other.
    #[must_use]
    pub fn companion<C: Any + Default + Send + Sync>(&self) -> Option<&C> {
        self.companion.get_or_init(|| Box::new(C::default())).downcast_ref()
    }
}

impl<T: Compiled> From<T> for Shared<T> {
    fn from(compiled: T) -> Self {
        Self { compiled, companion: OnceLock::new(), counted: Some(disposal::Counted::new()) }
    }
}

impl<T: Compiled> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.compiled
    }
}

impl<T: Compiled> Drop for Shared<T> {
    fn drop(&mut self) {
        let bytes = self.memory();
        disposal::dispose((mem::take(&mut self.compiled), self.counted.take()), bytes);
    }
}
