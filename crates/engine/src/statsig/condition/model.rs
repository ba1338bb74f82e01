//! The compiled forms of operators.

use std::sync::Arc;

use super::members::Members;
use super::version::Version;
use crate::comparison::Comparison;
use crate::js::Data;
use crate::js::regex::Regex;
use crate::statsig::InputId;
use crate::text::TextList;

/// What has to hold of a value.
#[derive(Debug)]
pub(in crate::statsig) enum Test {
    /// It does not matter.
    Constant(bool),
    /// As a number it stands to another as the comparison says.
    Order(Comparison, f64),
    /// The same of versions.
    Version(Comparison, Version),
    /// Its text is among the members, or is not.
    Among(Members, Negated),
    /// Its text, in lower case, has one of the texts in it, or none.
    Has(Part, TextList, Negated),
    /// Its text has a match.
    Matches(Arc<Regex>),
    /// `==`
    Equals(Data, Negated),
    /// A time that is before or after another one.
    Time(Comparison, Moment),
    /// The day is the same.
    SameDay(Moment),
    /// The user is in the ID list, or is not.
    Listed(Box<[u8]>, Negated),
    /// A list that has some, or all, of the items, or has not.
    HasItems(Quantity, Box<[Item]>, Negated),
}

/// Whether the opposite is asked for.
pub(in crate::statsig) type Negated = bool;

/// Which part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::statsig) enum Part {
    Start,
    End,
    Any,
}

/// The time that another one is compared with.
#[derive(Debug, Clone, Copy)]
pub(in crate::statsig) enum Moment {
    /// In milliseconds.
    Known(f64),
    /// The host knows it.
    Read(InputId),
}

/// How many of the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::statsig) enum Quantity {
    Some,
    All,
}

/// An item that a list can have: as it is, or as the integer that its text begins with.
#[derive(Debug)]
pub(in crate::statsig) struct Item {
    pub(super) value: Data,
    pub(super) integer: f64,
}
