//! Configs that nobody means well with: nothing may panic, and what `JSON.parse` takes is taken.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use vexil_engine::configcat::{Config, Failure, FlagId, OverrideBehaviour, Overrides};

use crate::support::{Data, Held, User, config, evaluate, exercise};

/// A config with a node of every kind.
pub(crate) const SAMPLE: &str = r#"{"p":{"u":"https://cdn-global.configcat.com","r":0,"s":"salt"},
"s":[{"n":"Beta \ud83d\ude00","r":[{"a":"Email","c":2,"l":["@beta.example"]},{"a":"Number","c":12,"d":5.5}]}],
"f":{
"on":{"t":0,"v":{"b":true},"i":"v0"},
"text":{"t":1,"v":{"s":"none"},"i":"v1","a":"Country","r":[
{"c":[{"u":{"a":"Email","c":0,"l":["a@b.example","\ud800"]}},{"u":{"a":"Version","c":4,"l":["1.0.0"," 2.0.0 "]}}],"s":{"v":{"s":"one"},"i":"v2"}},
{"c":[{"s":{"s":0,"c":0}}],"p":[{"p":30,"v":{"s":"x"},"i":"v3"},{"p":70,"v":{"s":"y"},"i":"v4"}]},
{"c":[{"p":{"f":"on","c":1,"v":{"b":true}}},{"u":{"a":"Date","c":18,"d":1700000000}}],"s":{"v":{"s":"z"}}}],
"p":[{"p":100,"v":{"s":"all"}}]},
"number":{"t":3,"v":{"d":-1.5e3},"r":[
{"c":[{"u":{"a":"Version","c":6,"s":"1.0.0-rc.1"}}],"s":{"v":{"d":1}}},
{"c":[{"u":{"a":"Number","c":10,"d":1e400}}],"s":{"v":{"d":2}}},
{"c":[{"u":{"a":"Email","c":16,"l":["00ff"]}}],"s":{"v":{"d":3}}},
{"c":[{"u":{"a":"Email","c":22,"l":["4_00ff"]}}],"s":{"v":{"d":4}}},
{"c":[{"u":{"a":"Country","c":26,"l":["00ff"]}}],"s":{"v":{"d":5}}},
{"c":[{"u":{"a":"Country","c":34,"l":["a"]}}],"s":{"v":{"d":6}}},
{"c":[{"u":{"a":"Email","c":29,"s":""}},{"p":{"f":"text","c":0,"v":{"s":"all"}}}],"s":{"v":{"d":7}}}]},
"int":{"t":2,"v":{"i":3},"r":[{"c":[],"s":{"v":{"i":4}}}]}}}"#;

/// No user, one with plain texts, one with a value of every other kind.
fn users() -> Vec<Option<User>> {
    let odd = [
        ("Identifier", Held::Number(f64::NAN)),
        ("Email", Held::List { json: b"[\"a\"]".to_vec(), text: b"a".to_vec() }),
        ("Country", Held::Text(b"[\"a\"]".to_vec())),
        ("Version", Held::Text(b"1.0.0-rc.0".to_vec())),
        ("Number", Held::Text(b"1,5".to_vec())),
        ("Date", Held::Date(f64::NAN)),
    ];
    let plain = ["Identifier", "Email", "Country", "Version", "Number", "Date"];
    let plain = plain.map(|name| (name, Held::from("a@beta.example")));
    vec![None, Some(User::new(plain)), Some(User::new(odd)), Some(User::default())]
}

fn try_out(text: &[u8]) {
    if let Ok(config) = Config::parse(text) {
        exercise(&config, &users());
    }
}

#[test]
fn the_sample_works() {
    let config = config(SAMPLE);
    assert_eq!(config.keys().collect::<Vec<_>>(), [b"on".as_slice(), b"text", b"number", b"int"]);
    exercise(&config, &users());
    let user = User::new([
        ("Identifier", Held::from("1")),
        ("Email", "\u{1F600}@beta.example".into()),
        ("Number", 5.0.into()),
    ]);
    let segment = evaluate(&config, "text", Some(&user), &Json::Null);
    assert_eq!(segment.value(), json!("none"), "{segment:?}");
}

impl From<f64> for Held {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

#[test]
fn truncated_at_every_byte() {
    for end in 0..SAMPLE.len() {
        assert!(Config::parse(&SAMPLE.as_bytes()[..end]).is_err(), "{end}");
    }
}

#[test]
fn one_byte_removed_or_replaced() {
    for at in 0..SAMPLE.len() {
        let mut text = SAMPLE.as_bytes().to_vec();
        let removed = text.remove(at);
        try_out(&text);
        for byte in [b'"', b'{', b']', b'-', b'0', b'9', b',', 0x00, 0xED, removed ^ 0x20] {
            text.insert(at, byte);
            try_out(&text);
            text.remove(at);
        }
    }
}

/// Every value of the sample replaced by values of other types, one at a time.
#[test]
fn every_node_of_a_wrong_type() {
    // The tree that is changed here can hold neither a lone surrogate nor an infinite number.
    let tame = SAMPLE.replace(r"\ud800", "x").replace("1e400", "1e40");
    let sample: Json = serde_json::from_str(&tame).unwrap();
    let mut paths = Vec::new();
    collect_paths(&sample, String::new(), &mut paths);
    assert!(paths.len() > 100);
    for path in paths {
        for strange in
            [json!(null), json!(true), json!(-1), json!(0.5), json!(1e308), json!("x"), json!([]), json!({})]
        {
            let mut changed = sample.clone();
            *changed.pointer_mut(&path).unwrap() = strange;
            try_out(changed.to_string().as_bytes());
        }
    }
}

fn collect_paths(node: &Json, path: String, paths: &mut Vec<String>) {
    match node {
        Json::Object(members) => {
            members.iter().for_each(|(key, child)| collect_paths(child, format!("{path}/{key}"), paths));
        }
        Json::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, child)| collect_paths(child, format!("{path}/{at}"), paths));
        }
        _ => {}
    }
    paths.push(path);
}

#[test]
fn unknown_nodes_of_any_depth() {
    let levels = 200_000;
    let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let objects = format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    for strange in [&deep, &objects] {
        let text = format!(r#"{{"x":{strange},"f":{{"flag":{{"t":0,"v":{{"b":true}},"x":{strange}}}}}}}"#);
        let config = config(text);
        assert_eq!(evaluate(&config, "flag", None, &Json::Null).value(), json!(true));
    }
    for text in [&deep[..levels], &objects[..levels], &deep, &objects] {
        try_out(text.as_bytes());
    }
    for place in ["p", "s", "f"] {
        try_out(format!(r#"{{"{place}":{deep}}}"#).as_bytes());
        try_out(format!(r#"{{"{place}":{objects}}}"#).as_bytes());
    }
    try_out(SAMPLE.replacen("[\"a\"]", &deep, 1).as_bytes());
    try_out(SAMPLE.replacen("{\"b\":true}", &objects, 1).as_bytes());
}

#[test]
fn duplicate_and_special_keys() {
    let flag = |value: u8| format!(r#"{{"t":2,"v":{{"i":{value}}}}}"#);
    let text = format!(
        r#"{{"f":null,"f":{{"gone":{}}},"f":{{"b":{},"__proto__":{},"10":{},"2":{},"b":{},"constructor":{},"":{}}}}}"#,
        flag(1),
        flag(2),
        flag(3),
        flag(4),
        flag(5),
        flag(6),
        flag(7),
        flag(8),
    );
    let config = config(text);
    let keys: Vec<&[u8]> = config.keys().collect();
    assert_eq!(keys, [b"2".as_slice(), b"10", b"b", b"__proto__", b"constructor", b""]);
    for (key, value) in [("2", 5), ("10", 4), ("b", 6), ("__proto__", 3), ("constructor", 7), ("", 8)] {
        assert_eq!(
            evaluate(&config, key, None, &Json::Null).value().as_f64(),
            Some(f64::from(value)),
            "{key}"
        );
    }
    assert_eq!(config.find(b"gone"), None);
    assert_eq!(config.find(b"toString"), None);
}

#[test]
fn numbers_as_javascript_reads_them() {
    let huge = "9".repeat(400);
    for (literal, expected) in
        [("2.0", 2.0), ("-0", -0.0), ("20e-1", 2.0), ("9007199254740991", 9_007_199_254_740_991.0)]
    {
        let config = config(format!(r#"{{"f":{{"flag":{{"t":2,"v":{{"i":{literal}}}}}}}}}"#));
        assert_eq!(
            evaluate(&config, "flag", None, &Json::Null).value().as_f64(),
            Some(expected),
            "{literal}"
        );
    }
    for literal in ["1e400", "-1e400", &huge, "1e-400", "5e-324", "0.1e1"] {
        let text = format!(r#"{{"f":{{"flag":{{"t":3,"v":{{"d":{literal}}}}}}}}}"#);
        exercise(&config(text), &users());
    }
    for literal in ["1.5", "9007199254740992", "1e400", &huge] {
        let text = format!(r#"{{"f":{{"flag":{{"t":{literal},"v":{{"b":true}}}}}}}}"#);
        let config = config(text);
        let evaluation = evaluate(&config, "flag", None, &Json::Null);
        assert_eq!(
            evaluation.failure(),
            "Invalid config JSON content. Type mismatch at $.f.flag.t",
            "{literal}"
        );
    }
}

#[test]
fn texts_with_lone_surrogates() {
    let config = config(r#"{"f":{"\ud83d":{"t":1,"v":{"s":"\ude00\ud83d\ude00"}}}}"#);
    let key = [0xED, 0xA0, 0xBD];
    assert_eq!(config.keys().collect::<Vec<_>>(), [key]);
    let flag = config.flag(config.find(&key).unwrap()).unwrap();
    let value = [b"\xED\xB8\x80".as_slice(), "😀".as_bytes()].concat();
    let expected = vexil_engine::configcat::ValueRef::Text(&value);
    assert_eq!(flag.outcomes().next().unwrap().value, Ok(expected));
}

#[test]
fn malformed_bytes() {
    for bytes in [
        &b"\xFF"[..],
        b"{\"f\":{\"\xFF\xFE\":{\"t\":0,\"v\":{\"b\":true}}}}",
        b"\xEF\xBB\xBF{}",
        b"{\"\xED\":1}",
        b"\0",
    ] {
        try_out(bytes);
    }
    assert!(Config::parse(&b"\xEF\xBB\xBF{}"[..]).is_err());
    assert!(Config::parse(&b"{\"p\":{\"u\":\"a\nb\"}}"[..]).is_err());
}

/// A chain of prerequisites longer than any stack, on a small one.
#[test]
fn long_chains_of_prerequisites() {
    let flag = |at: usize| {
        let condition = json!({ "p": { "f": format!("f{}", at + 1), "c": 0, "v": { "b": true } } });
        let rule = json!({ "c": [condition], "s": { "v": { "b": true } } });
        (format!("f{at}"), json!({ "t": 0, "v": { "b": false }, "r": [rule] }))
    };
    let mut flags: serde_json::Map<String, Json> = (0..5_000).map(flag).collect();
    flags.insert("f5000".into(), json!({ "t": 0, "v": { "b": true } }));
    let config = config(json!({ "f": flags }).to_string());
    let check = move || {
        let long = evaluate(&config, "f0", None, &Json::Null);
        assert_eq!(long.result, Err(Failure::TooDeep));
        let short = evaluate(&config, "f4100", None, &Json::Null);
        assert_eq!(short.value(), json!(true));
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(check).unwrap();
    thread.join().unwrap();
}

/// Configs in which a little text asks for a lot of work. Each would take minutes if all of it was done.
#[test]
fn configs_that_multiply_themselves() {
    let count = 20_000;
    let flag = |key: &str, rules: &str| format!(r#""{key}":{{"t":0,"v":{{"b":false}},"r":[{rules}]}}"#);
    let on = |condition: &str| format!(r#"{{"c":[{condition}],"s":{{"v":{{"b":true}}}}}}"#);
    let text = |attribute: &str| format!(r#"{{"a":"{attribute}","c":28,"s":"x"}}"#);
    let needs = |key: &str| on(&format!(r#"{{"p":{{"f":"{key}","c":0,"v":{{"b":true}}}}}}"#));
    let segment = on(r#"{"s":{"s":0,"c":0}}"#);
    let user = User::new([("A1", Held::from("y")), ("Z", "x".into())]);

    // A chain, and a ring, of flags that read an attribute each.
    for last in [count, 0] {
        let rule = |at: usize| on(&format!(r#"{{"u":{}}}"#, text(&format!("A{at}"))));
        let next = |at: usize| if at + 1 == count { last } else { at + 1 };
        let flags: Vec<String> = (0..count)
            .map(|at| flag(&format!("f{at}"), &format!("{},{}", rule(at), needs(&format!("f{}", next(at))))))
            .collect();
        let config = config(format!(r#"{{"f":{{{}}}}}"#, flags.join(",")));
        assert_eq!(config.len(), count);
    }

    // A long segment that every flag, and every rule of one flag, refers to.
    let conditions: Vec<String> = (0..count).map(|at| text(&format!("A{at}"))).collect();
    let mut flags: Vec<String> = (0..count).map(|at| flag(&format!("f{at}"), &segment)).collect();
    flags.push(flag("all", &vec![segment.as_str(); count].join(",")));
    let json = format!(r#"{{"s":[{{"n":"s","r":[{}]}}],"f":{{{}}}}}"#, conditions.join(","), flags.join(","));
    assert_eq!(evaluate(&config(json), "all", Some(&user), &Json::Null).value(), json!(false));

    // A flag with many rules that another one needs many times, and many attributes.
    let rules: Vec<String> =
        (0..count).map(|at| on(&format!(r#"{{"u":{}}}"#, text(&format!("A{at}"))))).collect();
    let big = flag("big", &rules.join(","));
    let many = flag("many", &vec![needs("big"); count].join(","));
    let config_with_both = config(format!(r#"{{"f":{{{big},{many}}}}}"#));
    assert_eq!(evaluate(&config_with_both, "many", Some(&user), &Json::Null).value(), json!(false));

    // A long key, and many problems below it.
    let key = "k".repeat(count);
    for setting in [format!(r#""r":[{}]"#, vec!["1"; count].join(",")), vec![r#""t":"x""#; count].join(",")] {
        assert_eq!(config(format!(r#"{{"f":{{"{key}":{{{setting}}}}}}}"#)).len(), 1);
    }
}

#[test]
fn ids_that_do_not_exist() {
    let config = config(SAMPLE);
    assert!(config.flag(FlagId(u32::MAX)).is_none());
    assert_eq!(config.find(b"nothing"), None);
    assert!(config.find_variation(b"nothing").unwrap().is_none());
}

#[test]
fn configs_of_the_data_cut_anywhere() {
    let Some(data) = Data::find() else { return };
    let text =
        data.bytes("derived/configs-v6/configcat-sdk-1__PKDVCLf-Hq-h-kCzMp-L7Q__y_ZB7o-Xb0Swxth-ZlMSeA.json");
    let end = text.trim_ascii_end().len();
    exercise(&config(&text), &users());
    for end in 0..end {
        assert!(Config::parse(&text[..end]).is_err(), "{end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn scrambled_configs(cuts in prop::collection::vec((0..SAMPLE.len(), 0..60_usize, any::<u8>()), 1..4)) {
        let mut text = SAMPLE.as_bytes().to_vec();
        for (at, length, byte) in cuts {
            let (start, end) = (at.min(text.len()), (at + length).min(text.len()));
            text.splice(start..end, [byte]);
        }
        try_out(&text);
    }

    #[test]
    fn any_override_document(bytes in prop::collection::vec(any::<u8>(), 0..60), kind in -2..6_i32, payload in "[\\PC\"{}\\[\\]:,0-9tvb]{0,20}") {
        let _ = Overrides::from_json(&bytes).is_ok();
        let document = format!(r#"{{"c":[],"f":[["k",{kind},{payload}],["l",{kind},"{payload}"]]}}"#);
        for document in [document.as_str(), r#"{"f":[["k",3,{},9]]}"#, r#"{"c":[{}],"f":[["k",3,{"t":1},0]]}"#] {
            if let Ok(overrides) = Overrides::from_json(document.as_bytes()) {
                let remote = config(SAMPLE);
                for behaviour in [OverrideBehaviour::LocalOnly, OverrideBehaviour::LocalOverRemote, OverrideBehaviour::RemoteOverLocal] {
                    exercise(&Config::merge(Some(&remote), &overrides, behaviour), &users());
                    exercise(&Config::merge(None, &overrides, behaviour), &users());
                }
            }
        }
    }
}
