//! Which attributes evaluating a flag can read.

use std::collections::HashMap;
use std::sync::Arc;

use crate::configcat::flag::{BoundSource, Flag};
use crate::configcat::model::Read;
use crate::configcat::{Attribute, FlagId};
use crate::plan::Plan;

/// How many attributes are taken over from segments and from the plans of prerequisite flags, for all flags of a config
/// together. Configs that people write are far from it; others must not take quadratic time and memory.
const COPY_LIMIT: usize = 1 << 21;

/// The plans of the flags, whose prerequisites are linked. `attributes` has all attributes of the config by number.
///
/// A plan has the attributes in the order in which evaluation can come to read them, through rules, segments and prerequisite
/// flags. Where that is not worth finding out, because flags depend on each other in a circle or because the plans of the
/// config get too long, a flag has a plan that lists all attributes of the config.
///
/// The second result is that plan of all attributes.
pub(super) fn plans(
    flags: &[Flag],
    sources: &[BoundSource],
    attributes: &[Attribute],
) -> (Vec<Plan<Attribute>>, Plan<Attribute>) {
    let mut planner = Planner {
        flags,
        sources,
        entered: vec![false; flags.len()],
        ids: vec![None; flags.len()],
        everything: (0..).take(attributes.len()).collect(),
        stamps: vec![0; attributes.len()],
        stamp: 0,
        copied: 0,
    };
    for (id, _) in (0..).zip(flags) {
        planner.visit(FlagId(id));
    }
    let attribute = |id: u32| attributes.get(id as usize).cloned();
    let everything = Plan::new(&planner.everything, attribute);
    let is_everything = |ids: &Arc<[u32]>| Arc::ptr_eq(ids, &planner.everything);
    // Most flags of a config read the same few attributes.
    let mut known: HashMap<&[u32], Plan<Attribute>> = HashMap::new();
    let mut plans = Vec::with_capacity(flags.len());
    for ids in &planner.ids {
        let plan = match ids {
            Some(ids) if !is_everything(ids) => {
                known.entry(ids).or_insert_with(|| Plan::new(ids, attribute)).clone()
            }
            _ => everything.clone(),
        };
        plans.push(plan);
    }
    (plans, everything)
}

/// Finds the plans of the flags of one config, prerequisites first.
struct Planner<'c> {
    flags: &'c [Flag],
    sources: &'c [BoundSource],
    /// Which flags were come to.
    entered: Vec<bool>,
    /// The finished plans, as config-wide numbers of attributes.
    ids: Vec<Option<Arc<[u32]>>>,
    /// The plan that lists all attributes.
    everything: Arc<[u32]>,
    /// Which attributes the current plan has: those that bear its stamp.
    stamps: Vec<u32>,
    stamp: u32,
    /// How many attributes were taken over from elsewhere.
    copied: usize,
}

impl<'c> Planner<'c> {
    /// Plans the flag, and before it the flags that it depends on. Their depth costs no stack.
    fn visit(&mut self, id: FlagId) {
        let mut path: Vec<(FlagId, u32)> = Vec::new();
        self.enter(id, &mut path);
        while let Some((id, next)) = path.last_mut() {
            let id = *id;
            let Some(flag) = self.flags.get(id.0 as usize) else { return };
            if (*next as usize) < flag.setting.prerequisites.len() {
                let prerequisite = flag.prerequisite(*next);
                *next += 1;
                if let Some(prerequisite) = prerequisite {
                    self.enter(prerequisite, &mut path);
                }
            } else {
                path.pop();
                let plan = self.plan(flag);
                if let Some(place) = self.ids.get_mut(id.0 as usize) {
                    *place = Some(plan);
                }
            }
        }
    }

    fn enter(&mut self, id: FlagId, path: &mut Vec<(FlagId, u32)>) {
        if let Some(entered) = self.entered.get_mut(id.0 as usize)
            && !*entered
        {
            *entered = true;
            path.push((id, 0));
        }
    }

    fn plan(&mut self, flag: &Flag) -> Arc<[u32]> {
        self.stamp += 1;
        let mut plan = Vec::new();
        for read in &flag.setting.reads {
            let is_whole = match *read {
                Read::Attribute(id) => {
                    self.note_attribute(flag, id, &mut plan);
                    true
                }
                Read::Segment(index) => self.note_segment(flag, index, &mut plan),
                Read::Prerequisite(index) => self.note_prerequisite(flag, index, &mut plan),
            };
            if !is_whole {
                return Arc::clone(&self.everything);
            }
        }
        plan.into()
    }

    fn note_attribute(&mut self, flag: &Flag, local_id: u32, plan: &mut Vec<u32>) {
        let source = self.sources.get(flag.source as usize);
        if let Some(id) = source.and_then(|source| source.attribute_id(local_id)) {
            self.note(id, plan);
        }
    }

    /// `false` if that is too much.
    fn note_segment(&mut self, flag: &Flag, index: u32, plan: &mut Vec<u32>) -> bool {
        let segments = self.sources.get(flag.source as usize).map(|source| &source.source.segments);
        let Some(Ok(segment)) = segments.and_then(|segments| segments.get(index as usize)) else {
            return true;
        };
        let can_copy = self.can_copy(segment.conditions.len());
        if can_copy {
            for condition in &segment.conditions {
                self.note_attribute(flag, condition.attribute.id, plan);
            }
        }
        can_copy
    }

    /// `false` if that is too much, or the flags depend on each other in a circle.
    fn note_prerequisite(&mut self, flag: &Flag, index: u32, plan: &mut Vec<u32>) -> bool {
        let Some(prerequisite) = flag.prerequisite(index) else { return true };
        let Some(ids) = self.ids.get(prerequisite.0 as usize).cloned().flatten() else { return false };
        let can_copy = !Arc::ptr_eq(&ids, &self.everything) && self.can_copy(ids.len());
        if can_copy {
            for id in &*ids {
                self.note(*id, plan);
            }
        }
        can_copy
    }

    fn can_copy(&mut self, count: usize) -> bool {
        let copied = self.copied.saturating_add(count);
        let is_allowed = copied <= COPY_LIMIT;
        if is_allowed {
            self.copied = copied;
        }
        is_allowed
    }

    fn note(&mut self, id: u32, plan: &mut Vec<u32>) {
        if let Some(stamp) = self.stamps.get_mut(id as usize)
            && *stamp != self.stamp
        {
            *stamp = self.stamp;
            plan.push(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::configcat::{Config, OutcomeId};

    fn plan(config: &Config, key: &str) -> Vec<String> {
        let flag = config.flag(config.find(key.as_bytes()).unwrap()).unwrap();
        flag.plan().iter().map(|it| String::from_utf8(it.name().to_vec()).unwrap()).collect()
    }

    #[test]
    fn attributes_in_the_order_in_which_evaluation_comes_to_them() {
        let json = r#"{"s":[{"n":"s","r":[{"a":"S1","c":28,"s":""},{"a":"A","c":28,"s":""}]},{"n":1}],"f":{
            "a":{"t":0,"v":{"b":true},"a":"Team","r":[
                {"c":[{"u":{"a":"A","c":28,"s":""}},{"p":{"f":"b","c":0,"v":{"b":true}}},{"s":{"s":0,"c":0}}],"p":[{"p":100,"v":{"b":true}}]},
                {"c":[{"u":{"a":"Z","c":99}},{"p":{"f":"none","c":0,"v":{}}},{"s":{"s":1,"c":0}},{"s":{"s":9,"c":0}}],"s":{"v":{"b":true}}}]},
            "b":{"t":0,"v":{"b":true},"r":[{"c":[{"s":{"s":0,"c":0}},{"u":{"a":"B","c":28,"s":""}},{"u":{"a":"A","c":28,"s":""}}],"s":{"v":{"b":true}}}],"p":[{"p":100,"v":{"b":true}}]},
            "c":{"t":0,"v":{"b":true},"a":"Unused"}}}"#;
        let config = Config::parse(json.as_bytes()).unwrap();
        assert_eq!(plan(&config, "a"), ["A", "S1", "B", "Identifier", "Team", "Z"]);
        assert_eq!(plan(&config, "b"), ["S1", "A", "B", "Identifier"]);
        assert!(plan(&config, "c").is_empty());
    }

    fn flag(key: &str, attribute: &str, prerequisite: &str) -> String {
        format!(
            r#""{key}":{{"t":0,"v":{{"b":true}},"r":[{{"c":[{{"u":{{"a":"{attribute}","c":28,"s":""}}}},{{"p":{{"f":"{prerequisite}","c":0,"v":{{"b":true}}}}}}],"s":{{"v":{{"b":true}}}}}}]}}"#
        )
    }

    #[test]
    fn flags_in_a_circle_can_read_everything() {
        let flags = [flag("a", "A", "b"), flag("b", "B", "c"), flag("c", "C", "b"), flag("d", "D", "none")];
        let config = Config::parse(format!("{{\"f\":{{{}}}}}", flags.join(",")).into_bytes()).unwrap();
        for key in ["a", "b", "c"] {
            let plan = plan(&config, key);
            assert!(["A", "B", "C", "D"].iter().all(|name| plan.iter().any(|known| known == name)), "{key}");
        }
        assert_eq!(plan(&config, "d"), ["D"]);
    }

    #[test]
    fn plans_that_are_too_long_altogether_list_everything() {
        let length = 3_000;
        let flags: Vec<String> = (0..length)
            .map(|index| flag(&format!("f{index}"), &format!("A{index}"), &format!("f{}", index + 1)))
            .collect();
        let config = Config::parse(format!("{{\"f\":{{{}}}}}", flags.join(",")).into_bytes()).unwrap();
        let expected: Vec<String> = (length - 100..length).map(|index| format!("A{index}")).collect();
        assert_eq!(plan(&config, &format!("f{}", length - 100)), expected);
        let everything = plan(&config, "f0");
        assert!((0..length).all(|index| everything.contains(&format!("A{index}"))));
        assert_eq!(plan(&config, "f1"), everything);
    }

    #[test]
    fn constants_depend_on_nothing() {
        let prerequisite = |key: &str| {
            format!(
                r#""r":[{{"c":[{{"p":{{"f":"{key}","c":0,"v":{{"b":true}}}}}}],"s":{{"v":{{"b":true}}}}}}]"#
            )
        };
        let json = format!(
            r#"{{"s":[{{"n":"all"}}],"f":{{"plain":{{"t":0,"v":{{"b":true}}}},
            "switched":{{"t":0,"v":{{"b":false}},{}}},"circle":{{"t":0,"v":{{"b":false}},{}}},
            "wrong":{{"t":1,"v":{{"b":false}}}},"always":{{"t":0,"v":{{"b":true}},"r":[{{"s":{{"v":{{"b":false}}}}}}]}},
            "segment":{{"t":0,"v":{{"b":true}},"r":[{{"c":[{{"s":{{"s":0,"c":0}}}}],"s":{{"v":{{"b":true}}}}}}]}},
            "split":{{"t":0,"v":{{"b":true}},"p":[{{"p":100,"v":{{"b":true}}}}]}}}}}}"#,
            prerequisite("plain"),
            prerequisite("circle")
        );
        let config = Config::parse(json.as_bytes()).unwrap();
        let constant = |key: &str| config.flag(config.find(key.as_bytes()).unwrap()).unwrap().constant();
        assert_eq!(constant("plain"), Some(OutcomeId(0)));
        assert_eq!(constant("switched"), Some(OutcomeId(1)));
        assert_eq!(constant("always"), Some(OutcomeId(1)));
        for key in ["circle", "wrong", "segment", "split"] {
            assert_eq!(constant(key), None, "{key}");
        }
    }
}
