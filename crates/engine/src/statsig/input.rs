//! What evaluating a spec reads of the user, and of what surrounds it.

use std::collections::HashMap;

use crate::js::Data;

/// Where a condition finds its value. Where there is none, fields, environments and ids give `undefined`, countries and user agents `null`.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A field of the user: the first of `user[name]`, `user[name.toLowerCase()]`, the same of `custom` and of `privateAttributes`, that is
    /// neither `null` nor missing.
    Field(Box<[u8]>),
    /// The same; where there is none, and the name is `country`, the country of the user's IP address.
    Ip(Box<[u8]>),
    /// The same; where there is none, what the user agent tells.
    UserAgent(Box<[u8]>),
    /// A property of the user's environment, whatever the case of its name.
    Environment(Box<[u8]>),
    /// The id of a kind; `None`: the user's own.
    Unit(Option<Box<[u8]>>),
    /// The time, in milliseconds.
    Now,
    /// The app that asks: `undefined` where that is the one of the specs, `null` where nobody knows which it is.
    App,
    /// What a condition states itself.
    Target(Data),
}

/// How the host passes what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// As it is.
    Value,
    /// As a time in milliseconds. `null` where there is none; NaN where it is no date.
    Time,
    /// As a number of the calendar day of that time, where the host is. `null` where there is none; NaN where it is no date.
    Day,
}

/// Something that the host reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Where it is.
    pub source: Source,
    /// How it crosses.
    pub form: Form,
}

/// The number of an input within its specs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InputId(pub u32);

/// Gives inputs their numbers.
#[derive(Debug, Default)]
pub(super) struct InputTable {
    inputs: Vec<Input>,
    ids: HashMap<(u8, Box<[u8]>, Form), InputId>,
}

impl InputTable {
    pub(super) fn id(&mut self, source: Source, form: Form) -> InputId {
        let (kind, name): (u8, &[u8]) = match &source {
            Source::Field(name) => (0, name),
            Source::Ip(name) => (1, name),
            Source::UserAgent(name) => (2, name),
            Source::Environment(name) => (3, name),
            Source::Unit(Some(name)) => (4, name),
            Source::Unit(None) => (5, b""),
            Source::Now => (6, b""),
            Source::App => (7, b""),
            // Each stands for itself: targets are many, and rarely the same.
            Source::Target(_) => return self.push(Input { source, form }),
        };
        let key = (kind, name.into(), form);
        if let Some(known) = self.ids.get(&key) {
            return *known;
        }
        let id = self.push(Input { source, form });
        self.ids.insert(key, id);
        id
    }

    fn push(&mut self, input: Input) -> InputId {
        let id = InputId(u32::try_from(self.inputs.len()).unwrap_or(u32::MAX));
        self.inputs.push(input);
        id
    }

    pub(super) fn into_inputs(self) -> Box<[Input]> {
        self.inputs.into()
    }
}
