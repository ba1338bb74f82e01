//! Parsing patterns as browsers do: by the grammar of Annex B, without the flag `u`.

use super::RegexError;
use super::escape::{character, class_escape};
use super::fold;
use super::name::group_name;
use super::pattern::{Look, Node, Pattern, Repeat};
use super::reader::Reader;
use super::unit_set::UnitSet;
use crate::js::wtf8;

/// How deep groups may be nested.
const DEPTH_LIMIT: usize = 200;
/// As many groups as V8 allows.
const GROUPS_LIMIT: usize = (1 << 16) - 1;

type Parsed<T> = Result<T, RegexError>;

impl Pattern {
    /// Parses a pattern.
    pub(super) fn parse(pattern: &[u8], ignores_case: bool) -> Parsed<Self> {
        let units = wtf8::to_utf16(pattern);
        let names = names(&units);
        let groups = u32::try_from(names.len()).unwrap_or(u32::MAX);
        let has_names = names.iter().any(Option::is_some);
        let mut parser = Parser {
            reader: Reader::new(&units),
            names,
            has_names,
            opened: 0,
            depth: 0,
            height: 0,
            ignores_case,
        };
        if parser.names.len() > GROUPS_LIMIT {
            return Err(RegexError::TooManyGroups);
        }
        let root = parser.choice()?;
        if !parser.reader.is_at_end() {
            return Err(RegexError::UnmatchedParenthesis);
        }
        Ok(Self { root, groups, height: parser.height, ignores_case })
    }
}

/// The names of all groups that capture, in order, because references may come before their groups. `None` for a group without a
/// name; a name that is none is empty.
fn names(units: &[u16]) -> Vec<Option<String>> {
    let mut names = Vec::new();
    let mut is_class = false;
    let mut reader = Reader::new(units);
    while let Some(unit) = reader.next() {
        match u8::try_from(unit) {
            Ok(b'\\') => {
                reader.next();
            }
            Ok(b'[') => is_class = true,
            Ok(b']') => is_class = false,
            Ok(b'(') if !is_class => {
                if !reader.eat(b"?") {
                    names.push(None);
                } else if reader.has(b"<") && !reader.has(b"<=") && !reader.has(b"<!") {
                    names.push(Some(group_name(reader.rest()).map_or_else(String::new, |(name, _)| name)));
                }
            }
            _ => {}
        }
    }
    names
}

struct Parser<'a> {
    reader: Reader<'a>,
    names: Vec<Option<String>>,
    has_names: bool,
    /// How many groups that capture were opened so far.
    opened: u32,
    /// How many groups are open.
    depth: usize,
    /// How many were open at most.
    height: usize,
    ignores_case: bool,
}

/// An item of a character class.
enum ClassItem {
    Unit(u16),
    Set(UnitSet),
}

impl Parser<'_> {
    /// Alternatives, up to `)` or the end.
    fn choice(&mut self) -> Parsed<Node> {
        let mut alternatives = vec![self.sequence()?];
        while self.reader.eat(b"|") {
            alternatives.push(self.sequence()?);
        }
        Ok(one_or(alternatives, Node::Choice))
    }

    fn sequence(&mut self) -> Parsed<Node> {
        let mut nodes = Vec::new();
        while !self.reader.is_at_end() && !self.reader.has(b"|") && !self.reader.has(b")") {
            nodes.push(self.term()?);
        }
        if nodes.is_empty() { Ok(Node::Empty) } else { Ok(one_or(nodes, Node::Sequence)) }
    }

    fn term(&mut self) -> Parsed<Node> {
        let before = self.opened;
        let Some(unit) = self.reader.next() else { return Ok(Node::Empty) };
        let atom = match u8::try_from(unit) {
            Ok(b'^') => return Ok(Node::Start),
            Ok(b'$') => return Ok(Node::End),
            Ok(b'*' | b'+' | b'?') => return Err(RegexError::NothingToRepeat),
            Ok(b'{') if self.reader.interval().is_some() => return Err(RegexError::NothingToRepeat),
            // Only looking ahead can be repeated, for the sake of old pages.
            Ok(b'(') if self.reader.has(b"?<=") || self.reader.has(b"?<!") => return self.group(),
            Ok(b'(') => self.group()?,
            Ok(b'.') => Node::Unit(UnitSet::dot()),
            Ok(b'[') => self.class()?,
            Ok(b'\\') => match self.escape()? {
                word @ Node::Word { .. } => return Ok(word),
                atom => atom,
            },
            _ => self.unit(unit),
        };
        self.quantified(atom, before)
    }

    fn quantified(&mut self, body: Node, before: u32) -> Parsed<Node> {
        let Some((min, max)) = self.reader.quantifier() else { return Ok(body) };
        let is_greedy = !self.reader.eat(b"?");
        if min > max {
            return Err(RegexError::QuantifierOutOfOrder);
        }
        let groups = (before + 1, self.opened + 1);
        Ok(Node::Repeat(Box::new(Repeat { body, min, max, is_greedy, groups })))
    }

    /// What follows `(`.
    fn group(&mut self) -> Parsed<Node> {
        if self.depth == DEPTH_LIMIT {
            return Err(RegexError::TooDeep);
        }
        self.depth += 1;
        self.height = self.height.max(self.depth);
        let group = self.group_body()?;
        self.depth -= 1;
        if self.reader.eat(b")") { Ok(group) } else { Err(RegexError::UnterminatedGroup) }
    }

    fn group_body(&mut self) -> Parsed<Node> {
        if !self.reader.eat(b"?") {
            return self.capture();
        }
        if self.reader.eat(b":") {
            return self.choice();
        }
        for (start, is_behind, is_negated) in
            [(b"=".as_slice(), false, false), (b"!", false, true), (b"<=", true, false), (b"<!", true, true)]
        {
            if self.reader.eat(start) {
                return Ok(Node::Look(Box::new(Look { body: self.choice()?, is_behind, is_negated })));
            }
        }
        if !self.reader.has(b"<") {
            return Err(RegexError::InvalidGroup);
        }
        let (name, length) = group_name(self.reader.rest()).ok_or(RegexError::InvalidName)?;
        self.reader.skip(length);
        if self.names.iter().take(self.opened as usize).any(|known| known.as_deref() == Some(&name)) {
            return Err(RegexError::DuplicateName);
        }
        self.capture()
    }

    fn capture(&mut self) -> Parsed<Node> {
        self.opened += 1;
        let number = self.opened;
        Ok(Node::Capture(number, Box::new(self.choice()?)))
    }

    /// What follows `\` outside of classes.
    fn escape(&mut self) -> Parsed<Node> {
        if self.reader.is_at_end() {
            return Err(RegexError::EscapeAtEnd);
        }
        if self.reader.eat(b"b") {
            return Ok(Node::Word { is_negated: false });
        }
        if self.reader.eat(b"B") {
            return Ok(Node::Word { is_negated: true });
        }
        if let Some(set) = class_escape(&mut self.reader) {
            return Ok(self.set(set));
        }
        if self.has_names && self.reader.eat(b"k") {
            let (name, length) = group_name(self.reader.rest()).ok_or(RegexError::InvalidReference)?;
            self.reader.skip(length);
            let at = self.names.iter().position(|known| known.as_deref() == Some(&name));
            let number = at.and_then(|at| u32::try_from(at + 1).ok());
            return number.map(Node::Reference).ok_or(RegexError::InvalidReference);
        }
        // A number is a reference if there is such a group, wherever it is; otherwise its digits are octal, or stand for themselves.
        if let Some((number, length)) = self.reader.decimal().filter(|(number, _)| *number != 0)
            && !self.reader.has(b"0")
            && number as usize <= self.names.len()
        {
            self.reader.skip(length);
            return Ok(Node::Reference(number));
        }
        let unit = character(&mut self.reader, false);
        Ok(self.unit(unit))
    }

    /// What follows `[`.
    fn class(&mut self) -> Parsed<Node> {
        let is_negated = self.reader.eat(b"^");
        let mut ranges = Vec::new();
        while !self.reader.eat(b"]") {
            let first = self.class_item()?;
            // A `-` before the end stands for itself.
            if !self.reader.has(b"-") || self.reader.has(b"-]") {
                first.add(&mut ranges);
                continue;
            }
            self.reader.skip(1);
            match (first, self.class_item()?) {
                (ClassItem::Unit(first), ClassItem::Unit(last)) if first <= last => {
                    ranges.push((first, last))
                }
                (ClassItem::Unit(_), ClassItem::Unit(_)) => return Err(RegexError::RangeOutOfOrder),
                (first, last) => {
                    first.add(&mut ranges);
                    ClassItem::Unit(u16::from(b'-')).add(&mut ranges);
                    last.add(&mut ranges);
                }
            }
        }
        let set = self.closed(UnitSet::new(ranges));
        Ok(Node::Unit(if is_negated { set.negated() } else { set }))
    }

    fn class_item(&mut self) -> Parsed<ClassItem> {
        match self.reader.next() {
            None => Err(RegexError::UnterminatedClass),
            Some(unit) if unit != u16::from(b'\\') => Ok(ClassItem::Unit(unit)),
            Some(_) if self.reader.is_at_end() => Err(RegexError::EscapeAtEnd),
            Some(_) if self.has_names && self.reader.has(b"k") => Err(RegexError::InvalidEscape),
            Some(_) => Ok(match class_escape(&mut self.reader) {
                Some(set) => ClassItem::Set(set),
                None => ClassItem::Unit(character(&mut self.reader, true)),
            }),
        }
    }

    fn unit(&self, unit: u16) -> Node {
        self.set(UnitSet::unit(unit))
    }

    fn set(&self, set: UnitSet) -> Node {
        Node::Unit(self.closed(set))
    }

    fn closed(&self, set: UnitSet) -> UnitSet {
        if self.ignores_case { fold::close(&set) } else { set }
    }
}

impl ClassItem {
    fn add(self, ranges: &mut Vec<(u16, u16)>) {
        match self {
            Self::Unit(unit) => ranges.push((unit, unit)),
            Self::Set(set) => ranges.extend_from_slice(set.ranges()),
        }
    }
}

fn one_or(mut nodes: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        last => {
            nodes.extend(last);
            many(nodes)
        }
    }
}
