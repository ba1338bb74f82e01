//! What `$in` and saved groups list: scalars, told by SameValueZero.

use foldhash::fast::RandomState;
use hashbrown::HashSet;

use super::scratch::with_lower;
use crate::js::{Data, DataRef, wtf8};
use crate::text::{SCAN_LIMIT, TextList, TextSet};

/// The items of a list that a value can be equal to; lists and objects never are.
#[derive(Debug)]
pub(super) struct Members {
    texts: Texts,
    numbers: Numbers,
    has_true: bool,
    has_false: bool,
    has_null: bool,
    has_undefined: bool,
}

#[derive(Debug)]
enum Texts {
    Few(TextList),
    Many(TextSet),
}

#[derive(Debug)]
enum Numbers {
    Few(Box<[f64]>),
    Many(HashSet<u64, RandomState>),
}

impl Members {
    /// The items as they are.
    pub(super) fn new(items: &[Data]) -> Self {
        Self::of(items, TextList::new(&texts(items)))
    }

    /// The items, texts in lower case.
    pub(super) fn in_lower_case(items: &[Data]) -> Self {
        let lower: Vec<_> = texts(items).into_iter().map(wtf8::to_lower).collect();
        Self::of(items, TextList::new(&lower))
    }

    fn of(items: &[Data], texts: TextList) -> Self {
        let has = |wanted: DataRef<'_>| items.iter().any(|item| item.view().strict_equals(wanted));
        Self {
            texts: TextSet::new(texts).map_or_else(Texts::Few, Texts::Many),
            numbers: Numbers::new(items),
            has_true: has(DataRef::Bool(true)),
            has_false: has(DataRef::Bool(false)),
            has_null: has(DataRef::Null),
            has_undefined: has(DataRef::Undefined),
        }
    }

    /// The items that are texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = &[u8]> {
        match &self.texts {
            Texts::Few(list) => list,
            Texts::Many(set) => set.list(),
        }
        .iter()
    }

    /// The items that are numbers.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> {
        let (few, many) = match &self.numbers {
            Numbers::Few(numbers) => (Some(numbers), None),
            Numbers::Many(set) => (None, Some(set)),
        };
        let many = many.into_iter().flatten().map(|bits| f64::from_bits(*bits));
        few.into_iter().flatten().copied().chain(many)
    }

    /// Whether the value is one of the items.
    pub(super) fn contains(&self, value: DataRef<'_>) -> bool {
        match value {
            DataRef::Text(text) => match &self.texts {
                Texts::Few(list) => list.iter().any(|item| item == text),
                Texts::Many(set) => set.contains(text),
            },
            DataRef::Number(number) => self.numbers.contains(number),
            DataRef::Bool(true) => self.has_true,
            DataRef::Bool(false) => self.has_false,
            DataRef::Null => self.has_null,
            DataRef::Undefined => self.has_undefined,
            DataRef::List(_) | DataRef::Object(_) | DataRef::Exotic(_) => false,
        }
    }

    /// Whether the value, in lower case if it is a text, is one of the items.
    // Apart, because it needs much of the stack.
    #[inline(never)]
    pub(super) fn contains_ignoring_case(&self, value: DataRef<'_>) -> bool {
        match value {
            DataRef::Text(text) => with_lower(text, |lower| self.contains(DataRef::Text(lower))),
            _ => self.contains(value),
        }
    }
}

impl Numbers {
    fn new(items: &[Data]) -> Self {
        let number = |item: &Data| if let Data::Number(number) = item { Some(*number) } else { None };
        let numbers: Vec<f64> = items.iter().filter_map(number).collect();
        if numbers.len() <= SCAN_LIMIT {
            return Self::Few(numbers.into());
        }
        Self::Many(numbers.into_iter().map(identity).collect())
    }

    fn contains(&self, number: f64) -> bool {
        match self {
            Self::Few(numbers) => numbers.iter().any(|item| identity(*item) == identity(number)),
            Self::Many(numbers) => numbers.contains(&identity(number)),
        }
    }
}

/// The same for numbers that SameValueZero does not tell apart.
fn identity(number: f64) -> u64 {
    let number = if number.is_nan() { f64::NAN } else { number };
    // Turns -0 into 0.
    (number + 0.0).to_bits()
}

fn texts(items: &[Data]) -> Vec<&[u8]> {
    let text = |item| match item {
        DataRef::Text(text) => Some(text),
        _ => None,
    };
    items.iter().map(Data::view).filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scalar() -> impl Strategy<Value = Data> {
        let number = prop_oneof![
            Just(0.0),
            Just(-0.0),
            Just(f64::NAN),
            Just(-f64::NAN),
            Just(f64::INFINITY),
            (-20..20_i32).prop_map(f64::from)
        ];
        prop_oneof![
            Just(Data::Undefined),
            Just(Data::Null),
            any::<bool>().prop_map(Data::Bool),
            number.prop_map(Data::Number),
            "[abAB]{0,2}".prop_map(|text| Data::Text(text.as_bytes().into())),
            Just(Data::List([Data::Null].into())),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn members_are_those_that_a_look_at_each_finds(
            items in prop::collection::vec(scalar(), 0..60),
            values in prop::collection::vec(scalar(), 0..20),
        ) {
            let members = Members::new(&items);
            let lower = Members::in_lower_case(&items);
            for value in items.iter().chain(&values) {
                let expected = items.iter().any(|item| item.view().same_value_zero(value.view()));
                prop_assert_eq!(members.contains(value.view()), expected, "{:?}", value);
                let fold = |data: &Data| match data {
                    Data::Text(text) => Data::Text(text.to_ascii_lowercase().into()),
                    data => data.clone(),
                };
                let expected = items.iter().any(|item| fold(item).view().same_value_zero(fold(value).view()));
                prop_assert_eq!(lower.contains_ignoring_case(value.view()), expected, "{:?}", value);
            }
        }
    }
}
