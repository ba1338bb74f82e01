//! The compiled form of settings: what evaluation works on.

use super::comparator::Comparator;
use super::membership::DigestSet;
use super::outcome_table::OutcomeTable;
use super::semver::Version;
use super::{Attribute, Failure, SettingType, Value, ValueRef};
use crate::text::{TextList, TextSet};

/// A text as WTF-8.
pub(super) type Text = Box<[u8]>;

/// What the settings of one config JSON have in common. The settings of a merged config come from several sources.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The salt of hashed comparison values.
    pub(super) salt: Option<Text>,
    /// The segments that conditions refer to by index.
    pub(super) segments: Box<[Result<Segment, Failure>]>,
    /// All attributes that settings and segments of the source can read, without duplicates.
    pub(super) attributes: Box<[Attribute]>,
}

/// A segment: conditions that all have to hold.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) name: Text,
    pub(super) conditions: Box<[UserCondition]>,
}

/// A setting, apart from what depends on the other settings of its config.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) key: Text,
    /// The type, or why evaluating the setting fails from the start.
    pub(super) setting_type: Result<SettingType, Failure>,
    pub(super) rules: Box<[Rule]>,
    /// The percentage options that apply if no rule does; outcomes from `options.first` on.
    pub(super) options: PercentageOptions,
    /// The attribute that percentage options go by.
    pub(super) bucket_attribute: AttributeRef,
    /// All outcomes, in this order: the setting's own value, those of the rules, those of the percentage options.
    pub(super) outcomes: OutcomeTable,
    /// The keys of the flags that conditions refer to, without duplicates.
    pub(super) prerequisites: Box<[Text]>,
    /// What evaluation can read, in the order in which it can come to it.
    pub(super) reads: Box<[Read]>,
}

/// Something that evaluating a setting can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Read {
    /// An attribute, as an index into the source's attributes.
    Attribute(u32),
    /// The attributes of a segment, as an index into the source's segments.
    Segment(u32),
    /// Another flag, as an index into the setting's prerequisites.
    Prerequisite(u32),
}

/// An attribute that evaluation reads.
#[derive(Debug, Clone)]
pub(super) struct AttributeRef {
    pub(super) attribute: Attribute,
    /// Its index in the source's attributes.
    pub(super) id: u32,
}

/// A targeting rule.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) conditions: Box<[Condition]>,
    pub(super) then: Then,
}

/// What a rule does if its conditions hold.
#[derive(Debug)]
pub(super) enum Then {
    /// It serves an outcome.
    Serve(u32),
    /// It applies percentage options.
    Split(Box<PercentageOptions>),
    /// It fails. Logs still show the simple value if there is one.
    Invalid(Option<Box<Value>>),
}

/// Percentage options and their outcomes, which are numbered consecutively.
#[derive(Debug, Default)]
pub(super) struct PercentageOptions {
    pub(super) percentages: Box<[f64]>,
    pub(super) first_outcome: u32,
}

/// A condition of a rule.
#[derive(Debug)]
pub(super) enum Condition {
    // Not in a box: nearly all conditions are of this kind, and following a pointer costs more than the room.
    User(UserCondition),
    Prerequisite(Box<PrerequisiteCondition>),
    Segment(SegmentCondition),
    /// None of the above, or more than one of them.
    Invalid,
}

/// A comparison of a user attribute.
#[derive(Debug)]
pub(super) struct UserCondition {
    pub(super) attribute: AttributeRef,
    /// The comparator; `None` if there is none with that number.
    pub(super) comparator: Option<&'static Comparator>,
    /// The comparison value that the comparator takes. Where there is no comparator: the only one that there is.
    pub(super) operand: Operand,
}

/// A SHA-256 digest.
pub(super) type Digest = [u8; 32];

/// A comparison value, ready for evaluation and for logs. What is rare or large is in a box: there are many conditions.
#[derive(Debug)]
pub(super) enum Operand {
    /// The value that the comparator takes is missing.
    Missing,
    /// A text.
    Text(Text),
    /// A number.
    Number(f64),
    /// Texts.
    List(TextList),
    /// Many texts.
    Set(TextSet),
    /// A hash; `None` if the text is none, so that nothing equals it.
    Digest(Option<Box<Digest>>),
    /// Hashes.
    Digests(Box<Digests>),
    /// Hashes of the beginning or end of a text, in the order of the config; `None` where the item is malformed.
    Slices(Box<[Option<HashedSlice>]>),
    /// A version.
    Version(Box<VersionText>),
    /// Versions.
    Versions(Box<VersionTexts>),
}

/// Hashes and their texts.
#[derive(Debug)]
pub(super) struct Digests {
    pub(super) list: TextList,
    /// Texts that are no hashes equal nothing and are left out.
    pub(super) set: DigestSet,
}

/// A version and its text.
#[derive(Debug)]
pub(super) struct VersionText {
    pub(super) text: Text,
    /// `None` if the text is no version, so that no relation holds.
    pub(super) version: Option<Version>,
}

/// Versions and their texts.
#[derive(Debug)]
pub(super) struct VersionTexts {
    pub(super) list: TextList,
    /// `None` if one of the texts is no version, so that the condition does not hold.
    pub(super) versions: Option<Box<[Version]>>,
}

/// The hash of the first or last bytes of a text.
#[derive(Debug)]
pub(super) struct HashedSlice {
    pub(super) length: usize,
    /// The hash; `None` if the text is none, so that nothing equals it.
    pub(super) digest: Option<Digest>,
}

/// A comparison of another flag's value.
#[derive(Debug)]
pub(super) struct PrerequisiteCondition {
    /// The index of the flag in the setting's prerequisites.
    pub(super) index: u32,
    /// Whether the values should differ; `None` if the comparator is invalid.
    pub(super) negate: Option<bool>,
    pub(super) value: SlotValue,
}

/// A reference to a segment.
#[derive(Debug)]
pub(super) struct SegmentCondition {
    /// The index of the segment in the source; `None` if there is no such segment.
    pub(super) index: Option<u32>,
    /// Whether the user should not be in the segment; `None` if the comparator is invalid.
    pub(super) negate: Option<bool>,
}

/// A value whose type is not known: one slot per type.
#[derive(Debug, Default)]
pub(super) struct SlotValue {
    pub(super) boolean: Option<bool>,
    pub(super) text: Option<Text>,
    pub(super) integer: Option<f64>,
    pub(super) double: Option<f64>,
}

impl SlotValue {
    /// The value for a setting of the given type.
    pub(super) fn for_type(&self, setting_type: SettingType) -> Option<ValueRef<'_>> {
        match setting_type {
            SettingType::Boolean => self.boolean.map(ValueRef::Bool),
            SettingType::String => self.text.as_deref().map(ValueRef::Text),
            SettingType::Int => self.integer.map(ValueRef::Number),
            SettingType::Double => self.double.map(ValueRef::Number),
            SettingType::Unknown => None,
        }
    }

    /// The number, if exactly one of the two number slots is filled.
    pub(super) fn only_number(&self) -> Option<ValueRef<'_>> {
        match (self.double, self.integer) {
            (Some(number), None) | (None, Some(number)) => Some(ValueRef::Number(number)),
            _ => None,
        }
    }

    /// The value, if exactly one slot is filled, whatever its type.
    pub(super) fn only_value(&self) -> Option<ValueRef<'_>> {
        let slots = [SettingType::Boolean, SettingType::String, SettingType::Int, SettingType::Double];
        let mut values = slots.into_iter().filter_map(|slot| self.for_type(slot));
        match (values.next(), values.next()) {
            (value, None) => value,
            _ => None,
        }
    }
}
