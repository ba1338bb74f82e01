//! The compiled form of conditions.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::members::Members;
use crate::comparison::Comparison;
use crate::growthbook::AttributeId;
use crate::js::Data;
use crate::js::regex::Regex;

/// A text as WTF-8.
pub(super) type Text = Box<[u8]>;

/// Where a value stands: among the attributes, or within a value at hand. Which of the two is set depends on how the condition
/// was compiled; those of saved groups have both.
#[derive(Debug, Clone)]
pub(super) struct Path {
    pub(super) id: Option<AttributeId>,
    pub(super) segments: Box<[Text]>,
}

/// What has to hold of the attributes, or of an object.
#[derive(Debug, Clone)]
pub(super) enum Node {
    All(Box<[Self]>),
    Any(Box<[Self]>),
    Not(Box<Self>),
    Is(Path, Test),
    Group(Box<GroupUse>),
    Never,
    /// The official SDK throws.
    Throws,
}

/// `$savedGroup`
#[derive(Debug, Clone)]
pub(super) struct GroupUse {
    pub(super) id: Text,
    /// Instead of the attribute that the group names.
    pub(super) attribute: Option<Path>,
}

/// What has to hold of one value.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// `String(value)`
    Text(Text),
    /// The same in lower case.
    TextIgnoringCase(Text),
    /// `Number(value)`
    Number(f64),
    /// `Boolean(value)`, but never of `null`.
    Truth(bool),
    Null,
    /// `JSON.stringify(value)`
    Json(Text),
    Exists(bool),
    Equals(Data),
    Differs(Data),
    Order(Comparison, Data),
    Version(Comparison, Text),
    In(Arc<Members>, Membership),
    InGroup(Text, Membership),
    Matches(Arc<Regex>),
    Type(Text),
    /// A list, of this length.
    Size(Box<Self>),
    /// A list, with an element of this kind.
    Element(Box<Element>),
    /// A list, with an element for each.
    Elements(Box<[Self]>),
    All(Box<[Self]>),
    Not(Box<Self>),
    Never,
    /// The official SDK throws.
    Throws,
}

/// How a value belongs to a list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Membership {
    /// It must not.
    pub(super) is_negated: bool,
    pub(super) ignores_case: bool,
}

/// What `$elemMatch` asks of an element.
#[derive(Debug, Clone)]
pub(super) enum Element {
    Value(Test),
    Object(Node),
    Throws,
}

impl Node {
    /// What it reads of the attributes, and the groups that it uses. Within elements of lists no attributes are read, but groups used.
    pub(super) fn collect<'a>(&'a self, found: &mut BTreeSet<AttributeId>, used: &mut Vec<&'a [u8]>) {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.collect(found, used)),
            Self::Not(node) => node.collect(found, used),
            Self::Is(path, _) => found.extend(path.id),
            Self::Group(group) => {
                found.extend(group.attribute.as_ref().and_then(|path| path.id));
                used.push(&group.id);
            }
            Self::Never | Self::Throws => {}
        }
    }
}
