//! Compiling what has to hold of the attributes, or of an object.

use super::CONDITION_DEPTH_LIMIT;
use super::model::{GroupUse, Node, Path, Text};
use crate::growthbook::{AttributeTable, Problems};
use crate::js::{Data, Object, wtf8};

/// Where a condition finds the values that it is about.
pub(super) enum Reads<'a> {
    /// Among the attributes of the user.
    Attributes(&'a mut AttributeTable),
    /// Within a value at hand.
    Data,
    /// Now here, now there.
    Both(&'a mut AttributeTable),
}

/// Compiles one condition.
pub(super) struct Compiler<'a> {
    pub(super) reads: Reads<'a>,
    pub(super) problems: &'a mut Problems,
    level: usize,
    height: usize,
}

impl<'a> Compiler<'a> {
    pub(super) const fn new(reads: Reads<'a>, problems: &'a mut Problems) -> Self {
        Self { reads, problems, level: 0, height: 0 }
    }

    /// How many levels of what it compiled are nested.
    pub(super) const fn height(&self) -> usize {
        self.height
    }

    /// One level deeper, unless that is too deep.
    pub(super) fn enter(&mut self) -> bool {
        if self.level >= CONDITION_DEPTH_LIMIT {
            self.problems.note("A condition is nested too deeply. It does not hold.");
            return false;
        }
        self.level += 1;
        self.height = self.height.max(self.level);
        true
    }

    pub(super) const fn leave(&mut self) {
        self.level -= 1;
    }

    /// A condition; each of its entries has to hold.
    pub(super) fn scope(&mut self, json: &Data) -> Node {
        if !self.enter() {
            return Node::Throws;
        }
        let node = match json {
            Data::Object(object) => self.object(object),
            Data::List(items) => self.indexed(items),
            // JavaScript takes anything for an object: a text has its units as entries, a number has none.
            Data::Text(text) => self.indexed(&units(text)),
            Data::Bool(_) | Data::Number(_) | Data::Exotic(_) => Node::All(Box::default()),
            Data::Null | Data::Undefined => {
                self.problems.note("A condition is null. It does not hold.");
                Node::Throws
            }
        };
        self.leave();
        node
    }

    fn object(&mut self, object: &Object) -> Node {
        let mut nodes = Vec::with_capacity(object.entries().len());
        for (key, value) in object.entries() {
            nodes.push(self.entry(key, value));
        }
        all(nodes)
    }

    fn indexed(&mut self, items: &[Data]) -> Node {
        let mut nodes = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            nodes.push(self.entry(index.to_string().as_bytes(), item));
        }
        all(nodes)
    }

    fn entry(&mut self, key: &[u8], value: &Data) -> Node {
        match key {
            b"$and" => self.conditions(key, value).map_or(Node::Throws, all),
            b"$or" => self.any(key, value),
            b"$nor" => Node::Not(Box::new(self.any(key, value))),
            b"$not" => Node::Not(Box::new(self.scope(value))),
            b"$savedGroup" => self.group(value),
            _ => Node::Is(self.path(key), self.value(value)),
        }
    }

    fn any(&mut self, key: &[u8], value: &Data) -> Node {
        let Some(nodes) = self.conditions(key, value) else { return Node::Throws };
        let has_length = match value {
            Data::List(items) => !items.is_empty(),
            Data::Text(text) => !text.is_empty(),
            Data::Object(object) => object.get(b"length").is_some_and(|length| length.view().is_truthy()),
            _ => false,
        };
        // None of no conditions holds, but it is as if they were not there.
        if has_length { Node::Any(nodes.into()) } else { Node::All(Box::default()) }
    }

    /// The conditions that something lists; `None` where JavaScript cannot ask for its length.
    fn conditions(&mut self, key: &[u8], list: &Data) -> Option<Vec<Node>> {
        match list {
            Data::List(items) => Some(self.each(items)),
            Data::Text(text) => Some(self.each(&units(text))),
            Data::Object(object) => Some(self.each_by_length(object)),
            Data::Bool(_) | Data::Number(_) | Data::Exotic(_) => Some(Vec::new()),
            Data::Null | Data::Undefined => {
                self.problems.note(format!("{} is null. The condition does not hold.", wtf8::to_lossy(key)));
                None
            }
        }
    }

    fn each(&mut self, items: &[Data]) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(items.len());
        for item in items {
            nodes.push(self.scope(item));
        }
        nodes
    }

    /// The items of an object that has a length, as lists have one.
    fn each_by_length(&mut self, object: &Object) -> Vec<Node> {
        let length = object.get(b"length").map_or(f64::NAN, |length| length.view().to_number());
        let mut nodes = Vec::new();
        while (nodes.len() as f64) < length {
            let Some(item) = object.get(nodes.len().to_string().as_bytes()) else {
                nodes.push(self.scope(&Data::Undefined));
                break;
            };
            nodes.push(self.scope(item));
        }
        nodes
    }

    /// `$savedGroup`; `false` for whatever names no group.
    fn group(&mut self, json: &Data) -> Node {
        let Data::Object(fields) = json else { return self.malformed_group() };
        let Some(Data::Text(id)) = fields.get(b"id") else { return self.malformed_group() };
        let attribute = match fields.get(b"attributeKey") {
            None | Some(Data::Undefined) => None,
            Some(Data::Text(key)) => Some(self.path(key)),
            Some(_) => return self.malformed_group(),
        };
        Node::Group(Box::new(GroupUse { id: id.clone(), attribute }))
    }

    fn malformed_group(&mut self) -> Node {
        self.problems.note(
            "$savedGroup needs an id, and an attributeKey that is a text if it has one. It does not hold.",
        );
        Node::Never
    }

    pub(super) fn path(&mut self, name: &[u8]) -> Path {
        let segments = || -> Box<[Text]> { name.split(|byte| *byte == b'.').map(Box::from).collect() };
        match &mut self.reads {
            Reads::Attributes(table) => Path { id: Some(table.path(name)), segments: Box::default() },
            Reads::Data => Path { id: None, segments: segments() },
            Reads::Both(table) => Path { id: Some(table.path(name)), segments: segments() },
        }
    }
}

fn all(mut nodes: Vec<Node>) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        last => {
            nodes.extend(last);
            Node::All(nodes.into())
        }
    }
}

/// The code units of a text, each as a text.
fn units(text: &[u8]) -> Vec<Data> {
    let unit = |unit| Data::Text(wtf8::from_utf16(&[unit]).into());
    wtf8::to_utf16(text).into_iter().map(unit).collect()
}
