//! Which attributes evaluating a flag can read.

use crate::configcat::flag::{BoundSource, Flag};
use crate::configcat::model::Read;

/// Finds the plans of the flags of one config.
#[derive(Debug)]
pub(super) struct Planner<'c> {
    flags: &'c [Flag],
    sources: &'c [BoundSource],
    /// Which attributes and flags the current plan has been through: those that bear its stamp.
    attribute_stamps: Vec<u32>,
    flag_stamps: Vec<u32>,
    stamp: u32,
    stack: Vec<(u32, usize)>,
}

impl<'c> Planner<'c> {
    /// A planner for flags whose prerequisites are linked.
    pub(super) fn new(flags: &'c [Flag], sources: &'c [BoundSource], attribute_count: usize) -> Self {
        Self {
            flags,
            sources,
            attribute_stamps: vec![0; attribute_count],
            flag_stamps: vec![0; flags.len()],
            stamp: 0,
            stack: Vec::new(),
        }
    }

    /// The config-wide numbers of the attributes, in the order in which evaluation can come to read them, through rules,
    /// segments and prerequisite flags. Flags that depend on each other in a circle are walked through once.
    pub(super) fn plan(&mut self, flag: u32) -> Vec<u32> {
        self.stamp += 1;
        let mut plan = Vec::new();
        self.enter(flag);
        while let Some((flag, position)) = self.stack.pop() {
            let Some(flag_ref) = self.flags.get(flag as usize) else { continue };
            let Some(read) = flag_ref.setting.reads.get(position) else { continue };
            self.stack.push((flag, position + 1));
            match *read {
                Read::Attribute(id) => self.note_attribute(flag_ref, id, &mut plan),
                Read::Prerequisite(index) => {
                    if let Some(prerequisite) = flag_ref.prerequisite(index) {
                        self.enter(prerequisite.0);
                    }
                }
            }
        }
        plan
    }

    fn enter(&mut self, flag: u32) {
        if let Some(stamp) = self.flag_stamps.get_mut(flag as usize)
            && *stamp != self.stamp
        {
            *stamp = self.stamp;
            self.stack.push((flag, 0));
        }
    }

    fn note_attribute(&mut self, flag: &Flag, local_id: u32, plan: &mut Vec<u32>) {
        let source = self.sources.get(flag.source as usize);
        let Some(id) = source.and_then(|source| source.attribute_id(local_id)) else { return };
        if let Some(stamp) = self.attribute_stamps.get_mut(id as usize)
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
                {"c":[{"u":{"a":"Z","c":99}},{"p":{"f":"none","c":0,"v":{}}},{"s":{"s":1,"c":0}}],"s":{"v":{"b":true}}}]},
            "b":{"t":0,"v":{"b":true},"r":[{"c":[{"p":{"f":"a","c":0,"v":{"b":true}}},{"u":{"a":"B","c":28,"s":""}},{"u":{"a":"A","c":28,"s":""}}],"s":{"v":{"b":true}}}],"p":[{"p":100,"v":{"b":true}}]},
            "c":{"t":0,"v":{"b":true},"a":"Unused"}}}"#;
        let config = Config::parse(json.as_bytes()).unwrap();
        assert_eq!(plan(&config, "a"), ["A", "B", "Identifier", "S1", "Team", "Z"]);
        assert_eq!(plan(&config, "b"), ["A", "S1", "Team", "Z", "B", "Identifier"]);
        assert!(plan(&config, "c").is_empty());
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
