//! What an evaluation can result in. Every flag has a fixed, numbered list of outcomes.

use super::Failure;

/// The number of an outcome within its flag: an index into [`Flag::outcomes`](super::Flag::outcomes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutcomeId(pub u32);

/// A value that a flag can serve.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// A text, as WTF-8.
    Text(Box<[u8]>),
    /// A number (Int and Double settings).
    Number(f64),
}

/// One possible outcome of a flag: a value and where in the flag it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The served value, or why there is none ("Setting value is missing or invalid.").
    pub value: Result<Value, Failure>,
    /// The variation id, where the config has one.
    pub variation_id: Option<Box<[u8]>>,
    /// The index of the targeting rule that serves the value.
    pub rule: Option<u32>,
    /// The index of the percentage option that serves the value: within the rule, or within the setting where `rule` is `None`.
    pub option: Option<u32>,
}

/// The result of [`Config::evaluate`](super::Config::evaluate).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The evaluation chose an outcome that has a value.
    Outcome {
        /// The outcome's number.
        id: OutcomeId,
        /// Whether there are warnings to log: [`Config::explain`](super::Config::explain) tells which.
        warned: bool,
    },
    /// The evaluation failed, or reached an attribute that only `explain` can report.
    Explain,
}
