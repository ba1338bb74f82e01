//! What flags ask of the texts of a user.
//!
//! Where equality with some texts, and parts of the text, are all that a flag asks of its attributes, each attribute's texts fall into
//! a few classes: those that give the same answers. All users whose texts are of the same classes get the same outcome, so a host that
//! can tell the class of a text needs one evaluation for each combination of classes.

use super::comparator::Family;
use super::flag::Flag;
use super::model::{Condition, Operand, Then, UserCondition};
use super::{Config, FlagId};
use crate::text::TextList;

/// A question about the text of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTest<'c> {
    /// Is it this text?
    Equals(&'c str),
    /// Does it contain this text?
    Contains(&'c str),
    /// Does it start with this text?
    StartsWith(&'c str),
    /// Does it end with this text?
    EndsWith(&'c str),
}

/// All questions that a flag asks: a list for each attribute of its plan, without duplicates.
pub type TextTests<'c> = Vec<Vec<TextTest<'c>>>;

/// Beyond these, evaluating is cheaper than telling classes apart, or there is more to keep than it is worth.
mod limit {
    /// Rules and conditions that are looked at, those of segments and prerequisite flags included.
    pub(super) const STEPS: usize = 512;
    /// Prerequisite flags, one behind another.
    pub(super) const DEPTH: usize = 8;
    /// Questions about one attribute.
    pub(super) const TESTS: usize = 128;
    /// Questions about parts of texts, per flag.
    pub(super) const PARTS: usize = 4;
    /// Bytes of all texts that are asked for.
    pub(super) const BYTES: usize = 8_192;
    /// Combinations of classes.
    pub(super) const CLASSES: usize = 1_024;
}

impl Config {
    /// The questions that evaluating the flag can ask of its attributes, by the positions of its plan: where all of these are texts,
    /// and not empty, nothing but the answers decides on the [`Verdict`](super::Verdict).
    ///
    /// `None` where the flag asks for anything else (percentage options, hashes, versions, numbers, dates, lists), or for so much that
    /// evaluating is cheaper.
    #[must_use]
    pub fn text_tests(&self, id: FlagId) -> Option<TextTests<'_>> {
        let flag = self.flag(id)?;
        let mut collector = Collector {
            config: self,
            flag,
            tests: vec![Vec::new(); flag.plan().len()],
            steps: 0,
            parts: 0,
            bytes: 0,
        };
        collector.add_flag(flag, 0)?;
        (classes(&collector.tests)? <= limit::CLASSES).then_some(collector.tests)
    }
}

/// How many combinations of classes there are at most: a text that equals one of those asked for has a class of its own, the others
/// differ in their parts.
fn classes(tests: &TextTests<'_>) -> Option<usize> {
    tests.iter().try_fold(1_usize, |classes, tests| {
        let equals = tests.iter().filter(|test| matches!(test, TextTest::Equals(_))).count();
        let parts = u32::try_from(tests.len() - equals).ok()?;
        classes.checked_mul(equals.checked_add(1_usize.checked_shl(parts)?)?)
    })
}

struct Collector<'c> {
    config: &'c Config,
    /// The flag that is asked about, whose plan numbers the attributes.
    flag: &'c Flag,
    tests: TextTests<'c>,
    steps: usize,
    parts: usize,
    bytes: usize,
}

impl<'c> Collector<'c> {
    /// Adds what a flag asks, which may be a prerequisite. `None` ends it: something else decides, too.
    fn add_flag(&mut self, flag: &'c Flag, depth: usize) -> Option<()> {
        if depth > limit::DEPTH || !flag.setting.options.percentages.is_empty() {
            return None;
        }
        for rule in &flag.setting.rules {
            self.take_steps(1)?;
            if matches!(rule.then, Then::Split(_)) {
                return None;
            }
            for condition in &rule.conditions {
                self.add_condition(flag, condition, depth)?;
            }
        }
        Some(())
    }

    fn add_condition(&mut self, flag: &'c Flag, condition: &'c Condition, depth: usize) -> Option<()> {
        self.take_steps(1)?;
        match condition {
            Condition::User(condition) => self.add_user_condition(flag, condition),
            Condition::Segment(condition) => {
                let source = self.config.sources.get(flag.source as usize)?;
                let segment = condition.index.and_then(|index| source.source.segments.get(index as usize));
                // A reference that leads nowhere fails, whatever the user.
                let Some(Ok(segment)) = segment else { return Some(()) };
                self.take_steps(segment.conditions.len())?;
                segment.conditions.iter().try_for_each(|condition| self.add_user_condition(flag, condition))
            }
            Condition::Prerequisite(condition) => {
                let prerequisite = flag.prerequisite(condition.index).and_then(|id| self.config.flag(id));
                prerequisite.map_or(Some(()), |flag| self.add_flag(flag, depth + 1))
            }
            Condition::Invalid => Some(()),
        }
    }

    fn take_steps(&mut self, count: usize) -> Option<()> {
        self.steps = self.steps.saturating_add(count);
        (self.steps <= limit::STEPS).then_some(())
    }

    fn add_user_condition(&mut self, flag: &'c Flag, condition: &'c UserCondition) -> Option<()> {
        // Without a comparator it fails for any text.
        let Some(comparator) = condition.comparator else { return Some(()) };
        let test = match comparator.family {
            Family::TextEquals | Family::TextOneOf => TextTest::Equals,
            Family::TextContains => TextTest::Contains,
            Family::TextStartsWith => TextTest::StartsWith,
            Family::TextEndsWith => TextTest::EndsWith,
            _ => return None,
        };
        let source = self.config.sources.get(flag.source as usize)?;
        let slot = self.flag.plan.slot(source.attribute_id(condition.attribute.id)?)?;
        let list = match &condition.operand {
            Operand::Text(text) => return self.add(slot, test, text),
            Operand::List(list) => list,
            Operand::Set(set) => set.list(),
            // An operand that does not fit fails for any text.
            _ => return Some(()),
        };
        self.add_all(slot, test, list)
    }

    fn add_all(&mut self, slot: usize, test: fn(&'c str) -> TextTest<'c>, list: &'c TextList) -> Option<()> {
        list.iter().try_for_each(|text| self.add(slot, test, text))
    }

    fn add(&mut self, slot: usize, test: fn(&'c str) -> TextTest<'c>, text: &'c [u8]) -> Option<()> {
        // A lone surrogate has no `str`; where pairs are taken apart, hosts need not agree on what a part is.
        let test = test(str::from_utf8(text).ok()?);
        let tests = self.tests.get_mut(slot)?;
        if tests.contains(&test) {
            return Some(());
        }
        tests.push(test);
        self.bytes += text.len();
        self.parts += usize::from(!matches!(test, TextTest::Equals(_)));
        (self.parts <= limit::PARTS && self.bytes <= limit::BYTES && tests.len() <= limit::TESTS)
            .then_some(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::configcat::testing::{TestUser, text};
    use crate::configcat::{Conventions, Verdict};
    use crate::js::wtf8;

    fn parse(json: &str) -> Config {
        Config::parse(json.as_bytes()).unwrap()
    }

    fn tests_of<'c>(config: &'c Config, key: &str) -> Option<TextTests<'c>> {
        config.text_tests(config.find(key.as_bytes()).unwrap())
    }

    /// A flag with these conditions, each in a rule of its own.
    fn with_conditions(conditions: &[String]) -> Config {
        let rules: Vec<String> =
            conditions.iter().map(|it| format!(r#"{{"c":[{it}],"s":{{"v":{{"b":true}}}}}}"#)).collect();
        parse(&format!(r#"{{"f":{{"flag":{{"t":0,"v":{{"b":false}},"r":[{}]}}}}}}"#, rules.join(",")))
    }

    fn user_condition(attribute: &str, comparator: u32, operand: &str) -> String {
        format!(r#"{{"u":{{"a":"{attribute}","c":{comparator},{operand}}}}}"#)
    }

    #[test]
    fn each_text_comparator_asks_once() {
        let config = with_conditions(&[
            user_condition("B", 2, r#""l":["@x","@y"]"#),
            user_condition("A", 0, r#""l":["1","2"]"#),
            user_condition("A", 29, r#""s":"2""#),
            user_condition("A", 31, r#""l":["3"]"#),
            user_condition("A", 33, r#""l":["3"]"#),
            user_condition("C", 1, r#""l":[]"#),
        ]);
        let expected = vec![
            vec![TextTest::Contains("@x"), TextTest::Contains("@y")],
            vec![
                TextTest::Equals("1"),
                TextTest::Equals("2"),
                TextTest::StartsWith("3"),
                TextTest::EndsWith("3"),
            ],
            vec![],
        ];
        assert_eq!(tests_of(&config, "flag"), Some(expected));
    }

    #[test]
    fn segments_and_prerequisites_ask_by_the_positions_of_the_flag() {
        let config = parse(
            r#"{"s":[{"n":"s","r":[{"a":"S","c":28,"s":"in"}]}],"f":{
            "flag":{"t":0,"v":{"b":true},"r":[{"c":[{"u":{"a":"A","c":28,"s":"a"}},{"p":{"f":"other","c":0,"v":{"b":true}}},{"s":{"s":0,"c":0}}],"s":{"v":{"b":false}}}]},
            "other":{"t":0,"v":{"b":true},"r":[{"c":[{"u":{"a":"B","c":28,"s":"b"}},{"u":{"a":"A","c":28,"s":"c"}}],"s":{"v":{"b":false}}}]},
            "lost":{"t":0,"v":{"b":true},"r":[{"c":[{"u":{"a":"A","c":28,"s":"a"}},{"p":{"f":"none","c":0,"v":{}}},{"s":{"s":7,"c":0}},{}],"s":{"v":{"b":false}}}]}}}"#,
        );
        use TextTest::Equals;
        let expected = vec![vec![Equals("a"), Equals("c")], vec![Equals("b")], vec![Equals("in")]];
        assert_eq!(tests_of(&config, "flag"), Some(expected));
        assert_eq!(tests_of(&config, "lost"), Some(vec![vec![Equals("a")]]));
    }

    #[test]
    fn anything_but_texts_is_left_to_evaluations() {
        let operand = |comparator| match comparator {
            4 | 5 | 16 | 17 | 22..=27 | 34 | 35 => r#""l":["1.0.0"]"#,
            10..=15 | 18 | 19 => r#""d":1"#,
            _ => r#""s":"1.0.0""#,
        };
        for comparator in (4..28).chain(34..36) {
            let config = with_conditions(&[user_condition("A", comparator, operand(comparator))]);
            assert_eq!(tests_of(&config, "flag"), None, "{comparator}");
        }
        let split = r#""p":[{"p":100,"v":{"b":true}}]"#;
        let config = parse(&format!(
            r#"{{"f":{{"own":{{"t":0,"v":{{"b":true}},{split}}},"rule":{{"t":0,"v":{{"b":true}},"r":[{{{split}}}]}}}}}}"#
        ));
        assert_eq!((tests_of(&config, "own"), tests_of(&config, "rule")), (None, None));
        let lone = with_conditions(&[user_condition("A", 28, r#""s":"\ud800""#)]);
        assert_eq!(tests_of(&lone, "flag"), None);
    }

    #[test]
    fn flags_that_ask_for_too_much_are_left_to_evaluations() {
        let list = |length: usize| {
            let items: Vec<String> = (0..length).map(|index| format!("\"{index}\"")).collect();
            format!(r#""l":[{}]"#, items.join(","))
        };
        let asks = |conditions: &[String]| tests_of(&with_conditions(conditions), "flag").is_some();
        for (comparator, most) in [(0, limit::TESTS), (2, limit::PARTS)] {
            assert!(asks(&[user_condition("A", comparator, &list(most))]));
            assert!(!asks(&[user_condition("A", comparator, &list(most + 1))]));
        }
        let pair = |first, second| {
            asks(&[user_condition("A", 0, &list(first)), user_condition("B", 0, &list(second))])
        };
        assert!(pair(31, 31));
        assert!(!pair(31, 32));
        let long = |length| asks(&[user_condition("A", 28, &format!(r#""s":"{}""#, "x".repeat(length)))]);
        assert!(long(limit::BYTES));
        assert!(!long(limit::BYTES + 1));
        let many = |count| asks(&vec![user_condition("A", 28, r#""s":"x""#); count]);
        assert!(many(limit::STEPS / 2));
        assert!(!many(limit::STEPS / 2 + 1));
    }

    #[test]
    fn circles_of_flags_end() {
        let flag = |key: &str, other: &str| {
            format!(
                r#""{key}":{{"t":0,"v":{{"b":true}},"r":[{{"c":[{{"p":{{"f":"{other}","c":0,"v":{{"b":true}}}}}}],"s":{{"v":{{"b":true}}}}}}]}}"#
            )
        };
        let config = parse(&format!(r#"{{"f":{{{},{}}}}}"#, flag("a", "b"), flag("b", "a")));
        assert_eq!(tests_of(&config, "a"), None);
    }

    fn answer(test: TextTest<'_>, value: &str) -> bool {
        match test {
            TextTest::Equals(text) => value == text,
            TextTest::Contains(text) => wtf8::contains(value.as_bytes(), text.as_bytes()),
            TextTest::StartsWith(text) => value.starts_with(text),
            TextTest::EndsWith(text) => value.ends_with(text),
        }
    }

    fn any_condition() -> impl Strategy<Value = String> {
        let comparator = prop::sample::select(&[0_u32, 1, 2, 3, 28, 29, 30, 31, 32, 33, 99][..]);
        (0..2_usize, comparator, prop::collection::vec("[ab]{0,2}", 0..3), 0..12).prop_map(
            |(attribute, comparator, texts, kind)| {
                let attribute = ["A", "B"][attribute];
                let list: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
                let text = texts.first().map_or("", String::as_str);
                let operand = format!(r#""s":"{text}","l":[{}]"#, list.join(","));
                let (is_text, is_list) =
                    (r#""s":"#.to_owned() + &format!("\"{text}\""), format!(r#""l":[{}]"#, list.join(",")));
                let fitting = if matches!(comparator, 28 | 29) { is_text } else { is_list };
                match kind {
                    0 => r#"{"s":{"s":0,"c":1}}"#.to_owned(),
                    1 => r#"{"p":{"f":"other","c":0,"v":{"b":true}}}"#.to_owned(),
                    2 => user_condition(attribute, comparator, &operand),
                    3 => "{}".to_owned(),
                    _ => user_condition(attribute, comparator, &fitting),
                }
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        /// The one promise that hosts rely on.
        #[test]
        fn the_same_answers_give_the_same_verdict(
            rules in prop::collection::vec(prop::collection::vec(any_condition(), 1..3), 1..4),
            other in prop::collection::vec(any_condition().prop_filter("no circle", |it| !it.contains("other")), 0..2),
        ) {
            let rule = |(index, conditions): (usize, &Vec<String>)| {
                format!(r#"{{"c":[{}],"s":{{"v":{{"s":"{index}"}}}}}}"#, conditions.join(","))
            };
            let rules: Vec<String> = rules.iter().enumerate().map(rule).collect();
            let config = parse(&format!(
                r#"{{"s":[{{"n":"s","r":[{{"a":"B","c":2,"l":["a"]}}]}}],"f":{{"flag":{{"t":1,"v":{{"s":"own"}},"r":[{}]}},
                "other":{{"t":0,"v":{{"b":true}},"r":[{{"c":[{}],"s":{{"v":{{"b":false}}}}}}]}}}}}}"#,
                rules.join(","),
                other.join(",")
            ));
            let id = config.find(b"flag").unwrap();
            let Some(tests) = config.text_tests(id) else { return Ok(()) };
            let texts = ["a", "b", "ab", "ba", "aa", "bb", "aba", "c", "acb", "bcca"];
            let mut verdicts: HashMap<Vec<bool>, Verdict> = HashMap::new();
            for first in texts {
                for second in texts {
                    let given = [("A", text(first)), ("B", text(second))];
                    let user = TestUser::new(Conventions::JavaScript, &config, id, Some(&given));
                    let names: Vec<&[u8]> = config.flag(id).unwrap().plan().iter().map(crate::configcat::Attribute::name).collect();
                    let value_of = |name: &[u8]| if name == b"A" { first } else { second };
                    let answers = names.iter().zip(&tests)
                        .flat_map(|(name, tests)| tests.iter().map(|test| answer(*test, value_of(name))))
                        .collect();
                    let verdict = config.evaluate(id, &user);
                    prop_assert_eq!(verdicts.entry(answers).or_insert(verdict), &verdict);
                }
            }
        }
    }
}
