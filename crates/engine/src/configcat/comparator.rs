//! The comparators of user conditions and their texts.

/// A comparator of a user condition.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Comparator {
    /// What is compared, and how.
    pub(super) family: Family,
    /// Whether the result is negated.
    pub(super) negate: bool,
    /// The comparator's text in current evaluation logs.
    pub(super) text: &'static str,
    /// Its text in logs of the callback generation, where that had the comparator.
    pub(super) legacy_text: Option<&'static str>,
}

/// What a comparator compares, and how, apart from negation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    TextEquals,
    TextOneOf,
    TextContains,
    TextStartsWith,
    TextEndsWith,
    HashedEquals,
    HashedOneOf,
    HashedStartsWith,
    HashedEndsWith,
    VersionOneOf,
    Version(Relation),
    Number(Relation),
    Date(Relation),
    ListContains,
    HashedListContains,
}

/// An order relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Which kind of comparison value a comparator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    Text,
    Number,
    List,
}

impl Comparator {
    /// The comparator with the given number.
    pub(super) fn from_number(number: f64) -> Option<&'static Self> {
        COMPARATORS
            .iter()
            .enumerate()
            .find(|(index, _)| *index as f64 == number)
            .map(|(_, comparator)| comparator)
    }

    /// Which kind of comparison value the comparator takes.
    pub(super) const fn value_kind(&self) -> ValueKind {
        match self.family {
            Family::TextEquals | Family::HashedEquals | Family::Version(_) => ValueKind::Text,
            Family::Number(_) | Family::Date(_) => ValueKind::Number,
            _ => ValueKind::List,
        }
    }

    /// Whether the comparison values are hashes.
    pub(super) const fn is_hashed(&self) -> bool {
        matches!(
            self.family,
            Family::HashedEquals
                | Family::HashedOneOf
                | Family::HashedStartsWith
                | Family::HashedEndsWith
                | Family::HashedListContains
        )
    }
}

const fn comparator(
    family: Family,
    negate: bool,
    text: &'static str,
    legacy_text: Option<&'static str>,
) -> Comparator {
    Comparator { family, negate, text, legacy_text }
}

/// All comparators, by number.
const COMPARATORS: [Comparator; 36] = [
    comparator(Family::TextOneOf, false, "IS ONE OF", Some("IS ONE OF")),
    comparator(Family::TextOneOf, true, "IS NOT ONE OF", Some("IS NOT ONE OF")),
    comparator(Family::TextContains, false, "CONTAINS ANY OF", Some("CONTAINS")),
    comparator(Family::TextContains, true, "NOT CONTAINS ANY OF", Some("DOES NOT CONTAIN")),
    comparator(Family::VersionOneOf, false, "IS ONE OF", Some("IS ONE OF (SemVer)")),
    comparator(Family::VersionOneOf, true, "IS NOT ONE OF", Some("IS NOT ONE OF (SemVer)")),
    comparator(Family::Version(Relation::Less), false, "<", Some("< (SemVer)")),
    comparator(Family::Version(Relation::LessOrEqual), false, "<=", Some("<= (SemVer)")),
    comparator(Family::Version(Relation::Greater), false, ">", Some("> (SemVer)")),
    comparator(Family::Version(Relation::GreaterOrEqual), false, ">=", Some(">= (SemVer)")),
    comparator(Family::Number(Relation::Equal), false, "=", Some("= (Number)")),
    comparator(Family::Number(Relation::NotEqual), false, "!=", Some("!= (Number)")),
    comparator(Family::Number(Relation::Less), false, "<", Some("< (Number)")),
    comparator(Family::Number(Relation::LessOrEqual), false, "<=", Some("<= (Number)")),
    comparator(Family::Number(Relation::Greater), false, ">", Some("> (Number)")),
    comparator(Family::Number(Relation::GreaterOrEqual), false, ">=", Some(">= (Number)")),
    comparator(Family::HashedOneOf, false, "IS ONE OF", Some("IS ONE OF (Sensitive)")),
    comparator(Family::HashedOneOf, true, "IS NOT ONE OF", Some("IS NOT ONE OF (Sensitive)")),
    comparator(Family::Date(Relation::Less), false, "BEFORE", None),
    comparator(Family::Date(Relation::Greater), false, "AFTER", None),
    comparator(Family::HashedEquals, false, "EQUALS", None),
    comparator(Family::HashedEquals, true, "NOT EQUALS", None),
    comparator(Family::HashedStartsWith, false, "STARTS WITH ANY OF", None),
    comparator(Family::HashedStartsWith, true, "NOT STARTS WITH ANY OF", None),
    comparator(Family::HashedEndsWith, false, "ENDS WITH ANY OF", None),
    comparator(Family::HashedEndsWith, true, "NOT ENDS WITH ANY OF", None),
    comparator(Family::HashedListContains, false, "ARRAY CONTAINS ANY OF", None),
    comparator(Family::HashedListContains, true, "ARRAY NOT CONTAINS ANY OF", None),
    comparator(Family::TextEquals, false, "EQUALS", None),
    comparator(Family::TextEquals, true, "NOT EQUALS", None),
    comparator(Family::TextStartsWith, false, "STARTS WITH ANY OF", None),
    comparator(Family::TextStartsWith, true, "NOT STARTS WITH ANY OF", None),
    comparator(Family::TextEndsWith, false, "ENDS WITH ANY OF", None),
    comparator(Family::TextEndsWith, true, "NOT ENDS WITH ANY OF", None),
    comparator(Family::ListContains, false, "ARRAY CONTAINS ANY OF", None),
    comparator(Family::ListContains, true, "ARRAY NOT CONTAINS ANY OF", None),
];

impl Relation {
    /// Whether two numbers stand in the relation, as JavaScript compares them.
    pub(super) fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }

    /// Whether the relation admits the result of a comparison.
    pub(super) const fn admits(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}
