//! A flag's attributes as `explain` gets them: kinds of values that plain arguments cannot tell apart.

use vexil_engine::configcat::{AttributeValue, Attributes};

use crate::js::{Fault, Scope, Value};

/// The attributes of a user, in plan order.
pub(super) struct Planned {
    has_user: bool,
    values: Vec<Attribute>,
}

enum Attribute {
    Missing,
    Text(Vec<u8>),
    Number(f64),
    Bool(bool),
    Date { ms: f64, text: Vec<u8> },
    List { json: Vec<u8>, text: Vec<u8> },
    Other(Vec<u8>),
    Unreadable,
}

impl Planned {
    /// Reads a flat array of triples: tag, payload, text.
    pub(super) fn read<'s>(scope: Scope<'s>, has_user: bool, triples: Value<'s>) -> Result<Self, Fault> {
        let elements = scope.elements(triples)?;
        let values = elements.chunks(3).map(|triple| read_triple(scope, triple)).collect::<Result<_, _>>()?;
        Ok(Self { has_user, values })
    }
}

fn read_triple<'s>(scope: Scope<'s>, triple: &[Value<'s>]) -> Result<Attribute, Fault> {
    let &[tag, payload, text] = triple else {
        return Err(Fault::message("Attributes come in threes: tag, payload, text."));
    };
    Ok(match scope.read_u32(tag)? {
        0 => Attribute::Missing,
        1 => Attribute::Text(scope.read_text(payload)?),
        2 => Attribute::Number(scope.read_number(payload)?),
        3 => Attribute::Bool(scope.read_boolean(payload)?),
        4 => Attribute::Date { ms: scope.read_number(payload)?, text: scope.read_text(text)? },
        5 => Attribute::List { json: scope.read_text(payload)?, text: scope.read_text(text)? },
        6 => Attribute::Other(scope.read_text(text)?),
        7 => Attribute::Unreadable,
        _ => return Err(Fault::message("There is no attribute with this tag.")),
    })
}

impl Attributes for Planned {
    fn has_user(&self) -> bool {
        self.has_user
    }

    fn get(&self, slot: usize) -> AttributeValue<'_> {
        match self.values.get(slot).unwrap_or(&Attribute::Missing) {
            Attribute::Missing => AttributeValue::Missing,
            Attribute::Text(text) => AttributeValue::Text(text),
            Attribute::Number(number) => AttributeValue::Number(*number),
            Attribute::Bool(boolean) => AttributeValue::Bool(*boolean),
            Attribute::Date { ms, text } => AttributeValue::Date { ms: *ms, text },
            Attribute::List { json, text } => AttributeValue::List { json, text },
            Attribute::Other(text) => AttributeValue::Other(text),
            Attribute::Unreadable => AttributeValue::Unreadable,
        }
    }
}
