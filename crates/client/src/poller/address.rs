//! Which base URL a poller asks: the configured one, or the one that a config named. No config may lead away for good:
//! an address that keeps failing is left again.

/// Failures in a row after which another address is asked: one may be a mishap, as anywhere.
const PATIENCE: u32 = 2;

pub(super) struct Address {
    configured: String,
    current: String,
    /// The last named address that answered well.
    proven: Option<String>,
    /// Failures in a row at `current`.
    failures: u32,
}

impl Address {
    pub(super) fn new(configured: String) -> Self {
        Self { current: configured.clone(), configured, proven: None, failures: 0 }
    }

    /// The base URL to ask next.
    pub(super) fn current(&self) -> &str {
        &self.current
    }

    /// Takes the base URL over that an answer leads to.
    pub(super) fn follow(&mut self, base_url: &str) {
        if base_url != self.current {
            self.go_to(base_url.to_owned());
        }
    }

    /// An answer of `asked` was the good end of a refresh.
    pub(super) fn succeeded(&mut self, asked: &str) {
        if asked != self.current {
            // It led elsewhere: that is yet to be seen.
            return;
        }
        self.failures = 0;
        self.proven = (asked != self.configured).then(|| asked.to_owned());
    }

    /// A refresh failed.
    pub(super) fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
        if self.failures < PATIENCE {
            return;
        }
        let other =
            if self.current == self.configured { self.proven.clone() } else { Some(self.configured.clone()) };
        if let Some(other) = other {
            self.go_to(other);
        }
    }

    fn go_to(&mut self, base_url: String) {
        self.current = base_url;
        self.failures = 0;
    }
}
