//! Patterns that are regular, for the `regex` crate.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::pattern::{Node, Pattern, Repeat};
use super::unit_set::UnitSet;
use crate::js::wtf8;

/// Compiled patterns that need more memory are left to backtracking. Time is in proportion to it, too, in bad cases.
const SIZE_LIMIT: usize = 1 << 18;
/// What matching may remember to be faster, per thread.
const CACHE_LIMIT: usize = 1 << 19;
/// Patterns with more groups within groups are left to backtracking, too. The crate takes much of the stack for each, and several
/// groups of its own.
const HEIGHT_LIMIT: usize = 40;
const NEST_LIMIT: u32 = 500;

/// JavaScript matches code units, so each of a surrogate pair counts; the crate matches characters. Therefore a surrogate is
/// a character of the last plane, both in patterns and in texts: no code unit is otherwise that high.
const SURROGATES: u32 = 0x10_0000;

const NON_BORDER: &str = r"(?-u:\B)";

/// A pattern that is matched in time in proportion to the text.
#[derive(Debug)]
pub(super) struct Linear {
    regex: regex::Regex,
    /// `\B` is also found within a character of several bytes. The crate drops such a match, and in `is_match`, which ends with the
    /// earliest match, those with it that end later: `É|\B` in `aÉa`. `find` begins with the leftmost one.
    has_non_border: bool,
}

impl Linear {
    /// `None` where the pattern is not regular, or too large.
    pub(super) fn new(pattern: &Pattern) -> Option<Self> {
        if pattern.height > HEIGHT_LIMIT {
            return None;
        }
        let mut text = String::new();
        write(&pattern.root, &mut text)?;
        let mut builder = regex::RegexBuilder::new(&text);
        builder.size_limit(SIZE_LIMIT).dfa_size_limit(CACHE_LIMIT).nest_limit(NEST_LIMIT);
        let regex = builder.build().ok()?;
        Some(Self { regex, has_non_border: text.contains(NON_BORDER) })
    }

    pub(super) fn is_match(&self, text: &[u8]) -> bool {
        let text = characters(text);
        if self.has_non_border { self.regex.find(&text).is_some() } else { self.regex.is_match(&text) }
    }
}

/// The text with a character for each code unit.
fn characters(text: &[u8]) -> Cow<'_, str> {
    let has_pairs = text.iter().any(|byte| *byte >= 0xF0);
    match std::str::from_utf8(text) {
        Ok(text) if !has_pairs => Cow::Borrowed(text),
        _ => wtf8::to_utf16(text).into_iter().filter_map(character).collect(),
    }
}

fn character(unit: u16) -> Option<char> {
    let unit = u32::from(unit);
    char::from_u32(unit).or_else(|| char::from_u32(unit + SURROGATES))
}

/// Whether a text matches depends neither on what groups capture nor on which match is tried first. So no group captures, and all
/// repetitions are greedy. `None` where the pattern is not regular.
fn write(node: &Node, out: &mut String) -> Option<()> {
    match node {
        Node::Empty => {}
        Node::Unit(set) => write_set(set, out),
        Node::Sequence(nodes) => {
            for node in nodes {
                write(node, out)?;
            }
        }
        Node::Choice(nodes) => write_choice(nodes, out)?,
        Node::Capture(_, body) => write_group(body, out)?,
        Node::Repeat(repeat) => write_repeat(repeat, out)?,
        Node::Start => out.push_str(r"\A"),
        Node::End => out.push_str(r"\z"),
        Node::Word { is_negated: false } => out.push_str(r"(?-u:\b)"),
        Node::Word { is_negated: true } => out.push_str(NON_BORDER),
        Node::Look(_) | Node::Reference(_) => return None,
    }
    Some(())
}

fn write_choice(nodes: &[Node], out: &mut String) -> Option<()> {
    out.push_str("(?:");
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 {
            out.push('|');
        }
        write(node, out)?;
    }
    out.push(')');
    Some(())
}

fn write_group(body: &Node, out: &mut String) -> Option<()> {
    out.push_str("(?:");
    write(body, out)?;
    out.push(')');
    Some(())
}

fn write_repeat(repeat: &Repeat, out: &mut String) -> Option<()> {
    write_group(&repeat.body, out)?;
    // Writing to a string never fails.
    let _ = match (repeat.min, repeat.max) {
        (min, u32::MAX) => write!(out, "{{{min},}}"),
        (min, max) => write!(out, "{{{min},{max}}}"),
    };
    Some(())
}

fn write_set(set: &UnitSet, out: &mut String) {
    if let Some(c) = set.only().and_then(character) {
        let _ = write!(out, "\\x{{{:x}}}", u32::from(c));
        return;
    }
    if set.ranges().is_empty() {
        out.push_str(r"[^\x{0}-\x{10ffff}]");
        return;
    }
    out.push('[');
    for (first, last) in set.ranges() {
        // Below the surrogates, surrogates, and above them.
        for (low, high, offset) in [(0, 0xD7FF, 0), (0xD800, 0xDFFF, SURROGATES), (0xE000, 0xFFFF, 0)] {
            let (first, last) = (u32::from(*first).max(low), u32::from(*last).min(high));
            if first <= last {
                let _ = write!(out, "\\x{{{:x}}}-\\x{{{:x}}}", first + offset, last + offset);
            }
        }
    }
    out.push(']');
}
