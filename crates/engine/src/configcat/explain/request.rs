//! What the host wants to know from an explained evaluation.

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

/// The request of an explained evaluation.
#[derive(Debug, Clone, Copy)]
pub struct ExplainRequest<'a> {
    /// Which log to write.
    pub log: LogFormat,
    /// The line break of the log. The legacy format always uses `\n`.
    pub eol: &'a [u8],
    /// The host's JSON text of the user's attributes (current log) or of the user object as passed (legacy log, where `None`
    /// is written as `undefined`).
    pub user_text: Option<&'a [u8]>,
    /// The type of the default value, to be checked against that of the setting.
    pub default_kind: DefaultKind,
    /// The default value as plain text, for the last line of a log whose evaluation failed.
    pub default_text: &'a [u8],
    /// Leaves out the check of the default value's type, as the callback generation does.
    pub lenient: bool,
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
        }
    }
}
