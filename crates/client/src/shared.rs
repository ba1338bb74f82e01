//! A config as services and hosts share it.

use std::mem;
use std::ops::Deref;

use vexil_engine::configcat::Config;

use crate::disposal;

/// A config that many hold, behind an `Arc`. Whoever lets go of it last loses no time with it: a large one is dropped on another
/// thread.
#[derive(Debug)]
pub struct SharedConfig {
    config: Config,
    /// Until all of its memory is free.
    counted: Option<disposal::Counted>,
}

impl SharedConfig {
    /// A rough guess at the memory that it takes, in bytes: its text, and the compiled form of about twice the size.
    #[must_use]
    pub fn memory(&self) -> usize {
        /// Of a merged config, which has no text.
        const PER_FLAG: usize = 512;
        self.config.json().map_or_else(|| self.config.len() * PER_FLAG, |json| json.len() * 3)
    }
}

impl From<Config> for SharedConfig {
    fn from(config: Config) -> Self {
        Self { config, counted: Some(disposal::Counted::new()) }
    }
}

impl Deref for SharedConfig {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.config
    }
}

impl Drop for SharedConfig {
    fn drop(&mut self) {
        let bytes = self.memory();
        disposal::dispose((mem::take(&mut self.config), self.counted.take()), bytes);
    }
}
