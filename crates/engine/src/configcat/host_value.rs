//! Attribute values that only the host can convert.

use std::borrow::Cow;
use std::fmt::Debug;

/// Why the host cannot give what a comparator asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostError {
    /// The value does not fit the comparator: the condition cannot be evaluated, and a warning (event 3004) says so.
    Invalid,
    /// The conversion failed: the evaluation fails with this message, as WTF-8.
    Failed(Vec<u8>),
}

/// The result of a conversion.
pub type Converted<T> = Result<T, HostError>;

/// The value of an attribute that is no text, held by the host, which converts it when a comparator asks for it. All texts are
/// WTF-8.
pub trait HostValue: Debug {
    /// The text that text comparators work on.
    ///
    /// # Errors
    /// The value has no such text.
    fn text(&self) -> Converted<Cow<'_, [u8]>>;

    /// Whether it is a text all the same, only one of a special kind: text comparators do not warn of it.
    fn is_text(&self) -> bool {
        false
    }

    /// The text that percentage options work on.
    ///
    /// # Errors
    /// The value has no such text.
    fn bucket_text(&self) -> Converted<Cow<'_, [u8]>> {
        self.text()
    }

    /// The number that number comparators work on.
    ///
    /// # Errors
    /// The value is no number.
    fn number(&self) -> Converted<f64>;

    /// The seconds since the Unix epoch that date comparators work on.
    ///
    /// # Errors
    /// The value is no point in time.
    fn seconds(&self) -> Converted<f64>;

    /// The text that version comparators read as a version, white space around it included.
    ///
    /// # Errors
    /// The value has no such text.
    fn version(&self) -> Converted<Cow<'_, [u8]>>;

    /// The texts that list comparators work on.
    ///
    /// # Errors
    /// The value is no list of texts.
    fn list(&self) -> Converted<Vec<Box<[u8]>>>;

    /// What warnings show of the value.
    fn display(&self) -> Cow<'_, [u8]>;
}
