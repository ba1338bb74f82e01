//! The compiled form of settings: what evaluation works on.

use super::comparator::{Comparator, Family};
use super::membership::DigestSet;
use super::outcome::Written;
use super::outcome_table::OutcomeTable;
use super::semver::Version;
use super::{Attribute, Conventions, Failure, SettingType, Value, ValueRef};
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

impl Setting {
    /// The type by the given conventions, or why evaluating the setting fails from the start.
    #[inline]
    pub(super) const fn type_for(&self, conventions: Conventions) -> Result<SettingType, &Failure> {
        match (&self.setting_type, self.outcomes.lenient_type()) {
            (Ok(setting_type), _) => Ok(*setting_type),
            (Err(_), Some(setting_type)) if conventions.is_python() => Ok(setting_type),
            (Err(failure), _) => Err(failure),
        }
    }
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
    /// Whether it is the one that percentage options go by because the config names none.
    pub(super) is_default: bool,
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
    /// There is nothing that it could do: it fails, or (in Python) it is ignored.
    Nothing,
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

impl UserCondition {
    /// Whether it compares versions.
    pub(super) fn is_version(&self) -> bool {
        let is_version = |family| matches!(family, Family::Version(_) | Family::VersionOneOf);
        self.comparator.is_some_and(|comparator| is_version(comparator.family))
    }
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
    /// A number that JavaScript would write differently.
    Literal(Box<NumberLiteral>),
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

impl Operand {
    /// The texts, if they are several that are no hashes.
    pub(super) const fn list(&self) -> Option<&TextList> {
        match self {
            Self::List(list) => Some(list),
            Self::Set(set) => Some(set.list()),
            Self::Versions(versions) => Some(&versions.list),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[inline]
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Literal(literal) => Some(literal.number),
            _ => None,
        }
    }
}

/// A number and how it is written.
#[derive(Debug)]
pub(super) struct NumberLiteral {
    pub(super) number: f64,
    pub(super) text: Text,
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
    /// How the numbers are written, if JavaScript would write one of them differently.
    pub(super) literals: Option<Box<Literals>>,
}

/// How the two numbers of a value are written, where JavaScript would write them differently.
#[derive(Debug)]
pub(super) struct Literals {
    pub(super) integer: Option<Text>,
    pub(super) double: Option<Text>,
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

    /// The value for a setting of the given type, and how it is written.
    pub(super) fn written_for_type(&self, setting_type: SettingType) -> Option<Written<'_>> {
        let literals = self.literals.as_deref();
        let literal = literals.and_then(|literals| match setting_type {
            SettingType::Int => literals.integer.as_deref(),
            SettingType::Double => literals.double.as_deref(),
            _ => None,
        });
        self.for_type(setting_type).map(|value| Written { value, literal })
    }

    /// The type of the first slot that is filled.
    pub(super) fn first_type(&self) -> Option<SettingType> {
        Self::TYPES.into_iter().find(|slot| self.for_type(*slot).is_some())
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
        let mut values = Self::TYPES.into_iter().filter_map(|slot| self.for_type(slot));
        match (values.next(), values.next()) {
            (value, None) => value,
            _ => None,
        }
    }

    const TYPES: [SettingType; 4] =
        [SettingType::Boolean, SettingType::String, SettingType::Int, SettingType::Double];
}
