//! JavaScript's regular expressions, without flags or with `i`: whether a text matches.
//!
//! A pattern is parsed as JavaScript parses it, with all that browsers allow (Annex B). What is regular is then left to the `regex` crate,
//! whose time is in proportion to the text. Look-around and references to groups need backtracking, which counts its steps.

mod backtrack;
mod escape;
mod fold;
mod linear;
mod name;
mod parse;
mod pattern;
mod reader;
mod shared;
mod unit_set;

use std::sync::Arc;

use thiserror::Error;

use self::backtrack::Program;
use self::linear::Linear;
use self::pattern::Pattern;
use super::wtf8;

/// A compiled pattern.
#[derive(Debug)]
pub struct Regex(Matcher);

#[derive(Debug)]
enum Matcher {
    Linear(Linear),
    Backtrack(Program),
}

/// Why a pattern is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RegexError {
    /// `\` is the last character.
    #[error("\\ at end of pattern")]
    EscapeAtEnd,
    /// Two groups have the same name.
    #[error("duplicate capture group name")]
    DuplicateName,
    /// What may not be escaped in a pattern that names groups.
    #[error("invalid escape")]
    InvalidEscape,
    /// `(?` is followed by something unknown.
    #[error("invalid group")]
    InvalidGroup,
    /// The name of a group is none.
    #[error("invalid capture group name")]
    InvalidName,
    /// `\k` names no group.
    #[error("invalid named reference")]
    InvalidReference,
    /// A quantifier has nothing before it.
    #[error("nothing to repeat")]
    NothingToRepeat,
    /// `{2,1}`
    #[error("numbers out of order in {{}} quantifier")]
    QuantifierOutOfOrder,
    /// `[b-a]`
    #[error("range out of order in character class")]
    RangeOutOfOrder,
    /// Groups are nested deeper than this implementation goes.
    #[error("too many groups within groups")]
    TooDeep,
    /// There are more groups than JavaScript allows.
    #[error("too many captures")]
    TooManyGroups,
    /// `)` without `(`
    #[error("unmatched ')'")]
    UnmatchedParenthesis,
    /// `[` without `]`
    #[error("unterminated character class")]
    UnterminatedClass,
    /// `(` without `)`
    #[error("unterminated group")]
    UnterminatedGroup,
}

impl Regex {
    /// Compiles `new RegExp(pattern, ignores_case ? 'i' : '')`.
    ///
    /// # Errors
    /// Where JavaScript throws a `SyntaxError`, and where more than 200 groups are nested.
    pub fn new(pattern: &[u8], ignores_case: bool) -> Result<Self, RegexError> {
        let pattern = Pattern::parse(pattern, ignores_case)?;
        // What is regular but too large as a machine without backtracking may still be small as one with it.
        Ok(Self(
            Linear::new(&pattern).map_or_else(|| Matcher::Backtrack(Program::new(&pattern)), Matcher::Linear),
        ))
    }

    /// The same, shared by all that use this pattern at the same time.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn shared(pattern: &[u8], ignores_case: bool) -> Result<Arc<Self>, RegexError> {
        shared::regex(pattern, ignores_case)
    }

    /// `regex.test(text)`. `false`, too, where backtracking takes more than a million steps.
    #[must_use]
    pub fn is_match(&self, text: &[u8]) -> bool {
        match &self.0 {
            Matcher::Linear(linear) => linear.is_match(text),
            Matcher::Backtrack(program) => program.is_match(&wtf8::to_utf16(text)),
        }
    }
}

/// Whether a text matches by backtracking, regular or not. `None` if the pattern is none, or it takes too long.
#[cfg(feature = "fuzzing")]
pub(crate) fn backtrack(pattern: &[u8], ignores_case: bool, text: &[u8]) -> Option<bool> {
    Program::new(&Pattern::parse(pattern, ignores_case).ok()?).find(&wtf8::to_utf16(text))
}

#[cfg(test)]
mod tests;
