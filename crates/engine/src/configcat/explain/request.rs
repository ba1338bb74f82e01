//! What the host wants to know from an explained evaluation.

use std::fmt;

use crate::python;

/// Which evaluation log to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// None.
    #[default]
    None,
    /// The current format.
    Current,
    /// The format of the callback generation.
    Legacy,
    /// That of generation 10 of the Python SDK. Goes with the conventions of Python.
    Python,
    /// That of generation 5 of the Python SDK: records of its own, without the one that names the flag.
    PythonLegacy,
}

/// The type of the default value that the caller gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultKind {
    /// None, which fits every setting (JavaScript: `null` or `undefined`).
    #[default]
    Absent,
    /// A boolean.
    Boolean,
    /// A text.
    Text,
    /// A number.
    Number,
}

/// How lists in texts of Python show their items: as `repr` does.
#[derive(Clone, Copy)]
pub struct TextRepr<'a>(pub &'a dyn Fn(&[u8]) -> Vec<u8>);

impl fmt::Debug for TextRepr<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TextRepr")
    }
}

/// Takes all characters beyond ASCII for printable ones, because only the host knows its version of Unicode.
impl Default for TextRepr<'_> {
    fn default() -> Self {
        Self(&python::text_repr)
    }
}

/// The request of an explained evaluation.
#[derive(Debug, Clone, Copy)]
pub struct ExplainRequest<'a> {
    /// Which log to write.
    pub log: LogFormat,
    /// The line break of the log. The legacy format and those of Python always use `\n`.
    pub eol: &'a [u8],
    /// The host's JSON text of the user's attributes (current log) or of the user object as passed (legacy log, where `None`
    /// is written as `undefined`), or its `str(user)` (logs of Python).
    pub user_text: Option<&'a [u8]>,
    /// The type of the default value, to be checked against that of the setting.
    pub default_kind: DefaultKind,
    /// The default value as plain text, for the last line of a log whose evaluation failed.
    pub default_text: &'a [u8],
    /// Leaves out the check of the default value's type, as the callback generation does.
    pub lenient: bool,
    /// How texts of Python show the items of lists.
    pub repr: TextRepr<'a>,
}

impl Default for ExplainRequest<'_> {
    fn default() -> Self {
        Self {
            log: LogFormat::None,
            eol: b"\n",
            user_text: None,
            default_kind: DefaultKind::Absent,
            default_text: b"",
            lenient: false,
            repr: TextRepr::default(),
        }
    }
}
