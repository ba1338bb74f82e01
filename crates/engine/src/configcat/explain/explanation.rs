//! What an explained evaluation tells.

use crate::configcat::{Failure, OutcomeId};

/// The result of [`Config::explain`](crate::configcat::Config::explain).
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The chosen outcome, which has a value, or why there is none.
    pub result: Result<OutcomeId, Failure>,
    /// The warnings, in the order in which they are to be logged, all before the log.
    pub warnings: Vec<Warning>,
    /// The evaluation log as WTF-8, if one was wanted. Also there if the evaluation failed.
    pub log: Option<Vec<u8>>,
    /// The log of [`LogFormat::PythonLegacy`](super::LogFormat::PythonLegacy), if that was wanted: it says everything that the
    /// warnings say, too.
    pub records: Vec<LogRecord>,
}

/// One record of a log that has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRecord {
    /// Whether it is a warning, not just information.
    pub is_warning: bool,
    /// What it says, as WTF-8.
    pub text: Vec<u8>,
}

/// Something that the application should know about (events 3001 to 3005). All texts are WTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// 3001: the flag has rules or percentage options, but there is no user.
    UserMissing {
        /// The flag's key.
        key: Vec<u8>,
    },
    /// 3003: percentage options are skipped because the user lacks the attribute.
    PercentageAttributeMissing {
        /// The flag's key.
        key: Vec<u8>,
        /// The attribute's name.
        attribute: Vec<u8>,
    },
    /// 3003: a condition cannot be evaluated because the user lacks the attribute.
    ConditionAttributeMissing {
        /// The condition's text.
        condition: Vec<u8>,
        /// The flag's key.
        key: Vec<u8>,
        /// The attribute's name.
        attribute: Vec<u8>,
    },
    /// 3004: a condition cannot be evaluated because the attribute's value does not fit the comparator.
    AttributeInvalid {
        /// The condition's text.
        condition: Vec<u8>,
        /// The flag's key.
        key: Vec<u8>,
        /// Why: "'x' is not a valid decimal number".
        reason: Vec<u8>,
        /// The attribute's name.
        attribute: Vec<u8>,
    },
    /// 3005: the attribute's value is not a text and was converted to one.
    AttributeConverted {
        /// The condition's text.
        condition: Vec<u8>,
        /// The flag's key.
        key: Vec<u8>,
        /// The attribute's name.
        attribute: Vec<u8>,
        /// The text that it was converted to.
        value: Vec<u8>,
    },
}

impl Warning {
    /// The size of the texts in bytes.
    pub(super) fn size(&self) -> usize {
        let texts: &[&[u8]] = match self {
            Self::UserMissing { key } => &[key],
            Self::PercentageAttributeMissing { key, attribute } => &[key, attribute],
            Self::ConditionAttributeMissing { condition, key, attribute } => &[condition, key, attribute],
            Self::AttributeInvalid { condition, key, reason, attribute } => {
                &[condition, key, reason, attribute]
            }
            Self::AttributeConverted { condition, key, attribute, value } => {
                &[condition, key, attribute, value]
            }
        };
        size_of::<Self>() + texts.iter().map(|text| text.len()).sum::<usize>()
    }
}
